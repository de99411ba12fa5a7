"""What a run leaves to be read on Prefect's own page: counts and keyed ids, never a name.

Prefect's records may outlive people who are erased here: those of this machine lose their ids with `forget`, a team's own
server is not reached.
"""

from __future__ import annotations

import base64
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from flows.digest import Digest
from warehouse.connection import Warehouse
from warehouse.published.shown import changes_by_kind, shortlist

_MOST = 50  # people of a shortlist
_WIDE, _ROW = 480, 26


def leave_artifacts(published: Warehouse, digest: Digest) -> None:
    """Leaves summary, shortlist and changes of the latest run of a role; to be called within a Prefect flow."""
    from prefect.artifacts import create_markdown_artifact, create_table_artifact

    role, people = digest.role, shortlist(published, digest.role)
    end = re.sub(r"[^a-z0-9]+", "-", role.lower()).strip("-")
    bands = Counter(row["band"] for row in people)
    create_markdown_artifact(
        f"{summary(digest)}\n\n{picture(bands)}\n",
        key=f"summary-{end}",
        description=f"What the run for {role} came to.",
    )
    create_table_artifact(
        table(people[:_MOST]),
        key=f"shortlist-{end}",
        description=f"The first {_MOST} for {role}. Who they are, and why: `sourcing shortlist {role}`.",
    )
    create_table_artifact(
        changes_by_kind(published, role),
        key=f"changes-{end}",
        description=f"What is new for the role {role}. Who, and what: `sourcing changes {role}`.",
    )


def summary(digest: Digest) -> str:
    """The digest as Markdown."""
    rows = (line.partition(": ") for line in digest.body.splitlines())
    table = [f"| {_plain(what)} | {_plain(says)} |" for what, _, says in rows]
    return "\n".join([f"## {_plain(digest.title)}", "", "| what | this run |", "|---|---|", *table])


def _plain(text: str) -> str:
    """A text as Markdown shows it: without a link, a tag or a column of its own."""
    return re.sub(r"([\\`*_{}\[\]<>|#!])", r"\\\1", text)


def table(people: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """People of a shortlist, each by a keyed id."""
    return [
        {
            "rank": row["rank"],
            "person": row["person_id"],
            "level of evidence": row["band"],
            "score": row["score"],
            "how much we could see": f"{row['coverage']:.0%}",
            "stage": row["stage"],
        }
        for row in people
    ]


def picture(bands: Mapping[str, int]) -> str:
    """How many people have which level of evidence, as a picture in Markdown that holds itself."""
    says = ", ".join(f"{count} with {band}" for band, count in bands.items()) or "nobody"
    most = max(bands.values(), default=1)
    rows = [
        f'<text x="8" y="{y + 17}">{escape(band)}</text><rect x="170" y="{y + 4}" width="{240 * count / most:.0f}" height="18"/>'
        f'<text x="{178 + 240 * count / most:.0f}" y="{y + 17}">{count}</text>'
        for y, (band, count) in zip(range(4, _ROW * 20, _ROW), bands.items(), strict=False)
    ]
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDE}" height="{_ROW * len(rows) + 8}" font-family="sans-serif" '
        f'font-size="14"><rect width="100%" height="100%" fill="#fff"/><g fill="#1f5f99">{"".join(rows)}</g></svg>'
    )
    return f"![Level of evidence: {says}](data:image/svg+xml;base64,{base64.b64encode(drawn.encode()).decode()})"
