"""A document set as one HTML file: no script but its own, nothing asked of any network."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from flows.report.document import Document, Person, Requirement
from flows.report.web import web
from warehouse.published.shown import Row

_LABEL = 20  # characters of a skill above its column


@dataclass(frozen=True, kw_only=True, slots=True)
class DeskPage:
    """What the page of a desk has beside a file's: the token that a write has to bring, and the stages to choose from."""

    token: str
    stages: Sequence[str]


def render(document: Document, *, desk: DeskPage | None = None) -> str:
    """The HTML of a report; with a desk, its controls write back instead of saving a file."""
    style, script = assets()
    template = environment().get_template("report.html.j2")
    page = template.render(
        doc=document,
        desk=desk,
        policy=policy(style, script, is_served=desk is not None),
        style=style,
        script=script,
    )
    return page.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate cannot be written


def render_roles(roles: Sequence[Row], *, message: str = "") -> str:
    """The page of a desk that leads to every ranked role, or says what went wrong."""
    template = environment().get_template("roles.html.j2")
    page = template.render(roles=roles, message=message, style=assets()[0])
    return page.encode("utf-8", "replace").decode("utf-8")


def policy(style: str, script: str, *, is_served: bool) -> str:
    """The content security policy that lets these two run and nothing else."""
    asks = "connect-src 'self'; " if is_served else ""
    return (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; img-src data:; {asks}"
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@cache
def _asset(name: str) -> Markup:
    text = resources.files("flows.report").joinpath("templates", name).read_text("utf-8")
    return Markup(text)  # noqa: S704 - a file of this package


@cache
def _style() -> Markup:
    """The style sheet, with a rule for each width that a bar can have."""
    return _asset("report.css") + "".join(f".w{part} {{ background-size: {part}% 100%; }}\n" for part in range(101))


def assets() -> tuple[Markup, Markup]:
    """The style and the script of every page."""
    return _style(), _asset("report.js")


@cache
def environment() -> Environment:
    """The templates, in which every value is escaped."""
    made = Environment(
        loader=PackageLoader("flows.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "day": lambda day: f"{day:%-d %B %Y}",
        "month": lambda day: f"{day:%b %Y}",
        "percent": lambda share: f"{share:.0%}",
        "n0": lambda number: f"{number:.0f}",
        "n1": lambda number: f"{number:.1f}",
        "n2": lambda number: f"{number:.2f}",
        "trim0": lambda number: f"{number:g}",
        "word": lambda text: text.partition(" ")[0],
        "short": lambda text, most=_LABEL: text if len(text) <= most else f"{text[: most - 1]}…",
        "shown": shown,
        "shows": lambda one: [place for place, skill in enumerate(one.skills) if skill.found == "evidence"],
        "strip_says": strip_says,
        "cells": cells,
        "whisker": whisker,
        "web": web,
    }
    return made


def shown(skill: Requirement) -> str:
    """How far a skill is shown, in words."""
    if skill.found == "evidence":
        return f"shown, {skill.strength:.2f} of 1"
    return "only named" if skill.found == "words" else "not found"


def strip_says(one: Person) -> str:
    """What the strip of skills in a list shows, in words."""
    says = {"evidence": "shown", "words": "only named", "none": "not found"}
    groups = {word: [skill.name for skill in one.skills if skill.found == found] for found, word in says.items()}
    return "; ".join(f"{word}: {', '.join(names)}" for word, names in groups.items() if names)


class Cells(NamedTuple):
    """The squares of a strip of skills as paths: frames of what is shown, how far, what is only named, what was not found."""

    shown: str
    on: str
    said: str
    none: str


def cells(one: Person) -> Cells:
    """A square a skill, 15 apart, a little further from the first nice-to-have on."""
    paths: dict[str, list[str]] = {"evidence": [], "words": [], "none": [], "on": []}
    for place, skill in enumerate(one.skills):
        x = place * 15 + (4 if skill.kind == "nice-to-have" else 0)
        paths[skill.found].append(f"M{x}.5 .5h11v11h-11z")
        if skill.found == "evidence":
            high = 11 * (skill.strength or 0.0)
            paths["on"].append(f"M{x}.5 11.5v-{high:.1f}h11v{high:.1f}z")
    return Cells(*("".join(paths[kind]) for kind in ("evidence", "on", "words", "none")))


def whisker(one: Person) -> str:
    """The margin of a score as a path, from end to end within 0 to 100."""
    margin = one.margin or 0.0
    low, high = max(one.score - margin, 0.0), min(one.score + margin, 100.0)
    return f"M{low:.1f} 6H{high:.1f}M{low:.1f} 2v8M{high:.1f} 2v8"
