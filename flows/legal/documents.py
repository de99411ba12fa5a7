"""The documents of a search: drafted from the five answers, completed by people, and looked over for what is still open."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from flows.source_terms import asked
from sourcing.errors import home_fault
from sourcing.settings import Purpose, Settings

LEGAL = Path("legal")
NOTICE = "notice.md"
PURPOSE = "purpose"
_MARK = re.compile(r"\[FILL IN\b")
_TEMPLATE = ".j2"


@cache
def names() -> tuple[str, ...]:
    """The documents by the names of their files; each is one template."""
    folder = resources.files("flows.legal").joinpath("templates")
    return tuple(sorted(one.name.removesuffix(_TEMPLATE) for one in folder.iterdir() if one.name.endswith(_TEMPLATE)))


def drafts(settings: Settings, purpose: Purpose, *, today: date) -> dict[Path, str]:
    """The text of each document as far as the answers and the settings go, with a mark where a human has to fill something in."""
    known = {
        **{name: " ".join(text.split()) for name, text in purpose.model_dump(exclude={"regions"}).items()},
        "regions": purpose.regions,
        "sources": asked(settings),
        "retention_days": settings.retention_days,
        "export_days": settings.export_days,
        "today": today,
    }
    plain = Environment(  # Markdown, which escaping would spoil
        loader=PackageLoader("flows.legal"),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701
        keep_trailing_newline=True,
    )
    return {LEGAL / name: plain.get_template(f"{name}{_TEMPLATE}").render(known) for name in names()}


def texts() -> dict[str, str]:
    """The documents that are there, by name. Errors: HomeError where one cannot be read."""
    found = {}
    for name in names():
        path = LEGAL / name
        try:
            found[name] = path.read_bytes().decode("utf-8", "replace")
        except FileNotFoundError:
            continue
        except OSError as cause:
            raise home_fault(path, cause) from cause
    return found


def digests(settings: Settings) -> dict[str, str]:
    """The SHA-256 of each document that is there, and of what sourcing.toml says of the purpose and how long people are kept."""
    stated = [
        settings.purpose.model_dump() if settings.purpose else None,
        settings.retention_days,
        settings.export_days,
    ]
    all_texts = {PURPOSE: json.dumps(stated, sort_keys=True), **texts()}
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in all_texts.items()}


def still_open(settings: Settings, *, held: Iterable[str] = ()) -> list[str]:
    """What is to do before somebody can sign, a line a document; `held` are sites of which accounts are held."""
    found, missing = texts(), []
    for name in names():
        text = found.get(name, "")
        marks = len(_MARK.findall(text))
        if not text.strip():
            missing.append(f"{LEGAL / name} is {'empty' if name in found else 'not there: `sourcing init` drafts it'}")
        elif marks:
            missing.append(
                f"{LEGAL / name}: {marks} {'place' if marks == 1 else 'places'} to fill in, marked [FILL IN …]"
            )
    unnamed = _unnamed(found.get(NOTICE, ""), {*held, *(one.site for one in asked(settings))})
    if unnamed and NOTICE in found:
        missing.append(f"{LEGAL / NOTICE} does not name these sources: {', '.join(unnamed)}")
    return missing


def _unnamed(notice: str, sites: Iterable[str]) -> list[str]:
    """The sites that a notice names in no way of writing them."""
    said = re.sub(r"[^a-z0-9]", "", notice.lower())
    return sorted(site for site in sites if re.sub(r"[^a-z0-9]", "", site) not in said)
