"""A model card and a data sheet of one run, in Markdown and as pages that open without any network."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from flows.adopted import kept, named
from flows.evaluate import Evaluated
from flows.house import House
from ranking.archetype import ARCHETYPE_WEIGHTS
from ranking.domain import SENTENCES
from ranking.judging.evaluate import MEASURES
from ranking.role import parse_role
from ranking.weights import SHIPPED, Validation
from sourcing.errors import WarehouseError
from sourcing.landing import Manifest
from sourcing.records import Archetype
from sourcing.whole_file import write_whole
from warehouse.runs.described import described
from warehouse.runs.seals import seals
from warehouse.runs.stored import Run, find_run, stored

_NEEDED = ("role", "weights", "model", "ranking", "python", "machine")  # of a run's manifest
_MARKS = re.compile(r"([\\`*_{}\[\]<>|#!~&])")


def write_cards(house: House, asked: str, folder: Path, *, evaluated: Evaluated | None = None) -> list[Path]:
    """The files written: model card and data sheet of a run (its id, or a role for its latest), each as Markdown and as HTML.

    Errors: WarehouseError where it is not stored, RoleError, HomeError.
    """
    told = _told(house, asked, evaluated)
    written = []
    for name in ("model-card", "data-sheet"):
        text = _environment().get_template(f"{name}.md.j2").render(told)
        page = _pages().get_template("page.html.j2").render(title=f"{name}: {told['run']['title']}", body=_html(text))
        for ending, content in (("md", text), ("html", page)):
            path = folder / f"{name}.{ending}"
            write_whole(path, content.encode("utf-8", "replace"))
            written.append(path)
    return written


def _told(house: House, asked: str, evaluated: Evaluated | None) -> dict[str, Any]:
    """Everything that the templates may say, by name."""
    with house.warehouse() as warehouse:
        run = find_run(warehouse, asked)
        if missing := [name for name in _NEEDED if name not in run.manifest]:
            remedy = "rank the role again: an older version did not note it"
            raise WarehouseError(f"the manifest of {run.run_id} lacks {', '.join(missing)}", remedy=remedy)
        batches = json.loads(run.manifest.get("batches", "[]"))
        rows = described(warehouse, run=run.run_id, role=run.role, batches=batches)
        digest, seal = stored(warehouse, run.run_id).digest, seals(warehouse).get(run.run_id)
    head = rows["run"][0]
    here = [house.landing.manifest(one) for one in batches if house.landing.has(one)]
    return {
        **rows,
        "run": head,
        "repositories": rows["repositories"][0],
        "commits": rows["commits"][0],
        "ties": rows["ties"][0],
        "keeping": rows["keeping"][0],
        "decided": rows["decided"][0],
        "manifest": run.manifest,
        "libraries": json.loads(run.manifest.get("libraries", "{}")),
        "spec": parse_role(run.manifest["role"], where=f"the manifest of {run.run_id}").spec,
        "weights": json.loads(run.manifest["weights"])[0],
        "validation": _validation(house, run),
        "evaluated": evaluated.measured if evaluated else {},
        "judged": evaluated.judged if evaluated else 0,
        "measures": list(MEASURES),
        "kinds": _kinds(head["archetype"], rows["signals"]),
        "domains": SENTENCES,
        "read": _read(here),
        "gone": len(batches) - len(here),
        "digest": digest,
        "seal": seal,
        "settings": house.settings,
        "made_at": house.clock,
    }


def _validation(house: House, run: Run) -> Validation | None:
    """What the weights of the run were measured to be worth; None where they are the shipped ones, or nobody measured."""
    version = json.loads(run.manifest["weights"])[0]
    if version == SHIPPED.version or version not in kept(house.home):
        return None
    weights = named(house.home, version)
    return weights.validation if weights.manifest == run.manifest["weights"] else None


def _kinds(archetype: str, signals: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The kinds of evidence that speak for an archetype, heaviest first, each with the question its signal asks."""
    asked = {row["signal"]: row for row in signals}
    heaviest = sorted(ARCHETYPE_WEIGHTS[Archetype(archetype)].items(), key=lambda item: (-item[1], item[0]))
    return [
        {"kind": kind, "weight": weight, "question": asked.get(kind.partition("/")[0], {}).get("question", "")}
        for kind, weight in heaviest
    ]


def _read(manifests: Sequence[Manifest]) -> list[dict[str, Any]]:
    """What the run was made from, a row a kind of source: how many repositories, profiles or pages, in how many batches, from when to when."""
    found: dict[str, list[Manifest]] = defaultdict(list)
    for one in manifests:
        if one.parent is None:
            found[one.kind].append(one)
    return [
        {
            "kind": kind,
            "batches": len(of_kind),
            "things": sum(one.rows.get("page", 0) for one in of_kind) or len({one.repository for one in of_kind}),
            "first": min(one.fetched_at for one in of_kind),
            "last": max(one.fetched_at for one in of_kind),
        }
        for kind, of_kind in sorted(found.items())
    ]


def _html(text: str) -> Markup:
    """Markdown as HTML; raw HTML in it is shown, not run."""
    made = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    return Markup(made)  # noqa: S704 - the renderer escapes


def _quoted(value: object) -> str:
    """A value that Markdown shows as it is, on one line; a dash for nothing."""
    return _MARKS.sub(r"\\\1", " ".join(str(value).split())) if value not in (None, "") else "-"


@cache
def _environment() -> Environment:
    """The templates of Markdown; every value from outside goes through the filter `q`."""
    made = Environment(
        loader=PackageLoader("flows.card"),
        autoescape=False,  # noqa: S701 - Markdown
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {
        "q": _quoted,
        "day": lambda moment: f"{moment:%Y-%m-%d}" if moment else "not known",
        "share": lambda value: f"{value:.2f}" if value is not None else "not known",
        "points": lambda value: f"{value:.1f}" if value is not None else "not known",
    }
    return made


@cache
def _pages() -> Environment:
    """The template of a page, in which every value is escaped."""
    return Environment(loader=PackageLoader("flows.card"), autoescape=True, undefined=StrictUndefined)
