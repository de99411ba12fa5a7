"""Invented candidates, and cases of formats: `cases/<format>.json` holds each candidate's row, column by column.

`python -m tests.warehouse.exports.support [FORMAT]` writes what the formats make now, to be read before it is committed.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from warehouse.exports import catalogue
from warehouse.handing.exporting import Candidate, Format, Proof

CASES = Path(__file__).parent / "cases"
_PROOFS = (
    Proof(sentence="Serving: an endpoint\nin works/api", link="https://git.example/works/api/blob/abc/app.py#L3"),
    Proof(sentence="Tests", link="https://git.example/works/api/blob/abc/test_app.py#L1"),
    Proof(sentence="Docker", link="https://git.example/works/api/blob/abc/Dockerfile#L1"),
    Proof(sentence="a fourth, which is too much", link="https://git.example/works/api/blob/abc/x#L1"),
)


def candidate(name: str, **more: Any) -> Candidate:
    """Somebody with this name."""
    told: dict[str, Any] = {
        "person_id": "p0123456789ab",
        "account": "github:mira-sbx",
        "handle": "mira-sbx",
        "role": "baker",
        "role_title": "Baker, senior",
        "level_of_evidence": "strong evidence",
        "proofs": _PROOFS,
        "profiles": {"github": "https://github.com/mira-sbx"},
    }
    return Candidate(display_name=name, **(told | more))


PEOPLE = {
    "everything": candidate(
        "Mira van der Aalst",
        profiles={
            "github": "https://github.com/mira-sbx",
            "linkedin": "https://www.linkedin.com/in/declared",
            "stackoverflow": "https://stackoverflow.com/users/7",
            "website": "https://mira.example/",
        },
        contacts={
            "email": "mira@mail.example",
            "linkedin": "https://www.linkedin.com/in/found",
            "phone": "+31 20 0000000",
        },
        tags=("met, in spring", "speaks"),
        time_zone="Europe/Amsterdam",
    ),
    "one word": candidate("Mira"),
    "no name": candidate("  ", proofs=(), profiles={}),
    "a handle": candidate("mira-sbx"),
    "nothing but an id": candidate("", handle="p0123456789ab", account="git:1234", profiles={}, proofs=()),
}


def made(wanted: Format) -> dict[str, dict[str, str] | str]:
    """The row of each candidate whom a format takes, by column; else what it waits for."""
    return {
        who: dict(zip(wanted.columns, wanted.cells(one, {}), strict=True))
        if one.can_go(wanted.needs)
        else f"waits for {wanted.needs}"
        for who, one in PEOPLE.items()
    }


def main(wanted: list[str]) -> None:
    """Writes the cases of some formats, or of all."""
    if unknown := sorted(set(wanted) - catalogue().keys()):
        sys.exit(f"no format is named {unknown[0]!r}; one of: {', '.join(sorted(catalogue()))}")
    CASES.mkdir(exist_ok=True)
    for name, one in catalogue().items():
        if not wanted or name in wanted:
            text = json.dumps(made(one), ensure_ascii=False, indent=1)
            (CASES / f"{name}.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
