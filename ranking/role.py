"""The role spec: TOML in, a validated record out; whatever is not understood is refused with the nearest known word."""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from ranking.conditions.eligibility import Eligibility
from ranking.discovery import Discovery, terms_for, topics_for
from sourcing.errors import RoleError, UsageError
from sourcing.parsing.toml import read_toml
from sourcing.records import Archetype, Level, Specialisation
from sourcing.skills import canonical, known_names

_MOST_SKILLS = 200  # of one list
_TOLD = 20  # problems that are named
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")


class RoleSpec(BaseModel):
    """What is looked for, in the role's own words and in skills that evidence can prove.

    `must_have` and `nice_to_have` hold canonical skill names; a skill the catalogue does not know is matched by its
    words alone. `posting` is the job description that the spec was made from: its words are matched in place of the
    mission, what is owned and the outcomes. `level` is the scope of work that is looked for; None asks for none.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    title: str = Field(min_length=3)
    mission: str = Field(min_length=10)
    archetype: Archetype
    specialisation: Specialisation
    prevents: str = ""
    owns: str = ""
    outcomes: tuple[str, ...] = ()
    must_have: tuple[str, ...] = Field(min_length=1)
    nice_to_have: tuple[str, ...] = ()
    eligibility: Eligibility = Eligibility()
    level: Level | None = None
    interview: tuple[str, ...] = ()
    discovery: Discovery = Discovery()
    posting: str = ""

    @field_validator("name")
    @classmethod
    def _slug(cls, name: str) -> str:
        """The name becomes part of file names."""
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name for a role (use a-z, 0-9 and -, at most 61 characters)")
        return name

    @field_validator("must_have", "nice_to_have")
    @classmethod
    def _skills(cls, names: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if len(names) > _MOST_SKILLS:
            raise ValueError(f"{len(names)} skills; name at most {_MOST_SKILLS}")
        known = info.data.get("must_have", ())  # what must be there counts once
        return tuple(name for name in dict.fromkeys(_skill(name) for name in names) if name not in known)

    @property
    def plan(self) -> Discovery:
        """Where to look for people: as the role says, else the topics of its specialisation."""
        if self.discovery == Discovery():
            return Discovery(topics=topics_for(self.specialisation))
        return self.discovery

    @property
    def terms(self) -> frozenset[str]:
        """The words by which work that matters for the role is told from other work."""
        return terms_for((*self.must_have, *self.nice_to_have), self.specialisation)

    @property
    def text(self) -> str:
        """The role in words, for lexical and dense matching."""
        words = [
            self.title,
            *((self.posting,) if self.posting else (self.mission, self.owns, *self.outcomes)),
            ", ".join(self.must_have),
            ", ".join(self.nice_to_have),
        ]
        return "\n".join(word for word in words if word)


def _skill(name: str) -> str:
    if not name.strip():
        raise ValueError("a skill without a name")
    known = canonical(name)
    if known:
        return known
    near = difflib.get_close_matches(
        name.casefold()[:100], [word.casefold() for word in known_names()], n=1, cutoff=0.85
    )
    if near:
        raise ValueError(f"unknown skill {name!r} (nearest: {canonical(near[0])!r})")
    return name.strip()


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleFile:
    """A role and the exact text it was read from."""

    spec: RoleSpec
    text: str


def find_role(role: str, *, folder: Path) -> RoleFile:
    """The role of a file path or a name; names are looked up in `folder`, then among the shipped templates.

    Errors: RoleError that names the file and key.
    """
    path = Path(role)
    if role.endswith(".toml") or "/" in role:
        return parse_role(_read(path), where=role)
    own = folder / f"{role}.toml"
    if own.is_file():
        return parse_role(_read(own), where=str(own))
    shipped = resources.files("ranking").joinpath("roles", f"{role}.toml")
    if _NAME.fullmatch(role) and shipped.is_file():
        return parse_role(shipped.read_text("utf-8"), where=f"template {role}")
    names = sorted({*templates(), *(file.stem for file in folder.glob("*.toml"))})
    near = difflib.get_close_matches(role, names, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(names)}"
    raise RoleError(f"there is no role {role!r}", remedy=f"{hint} Or name a .toml file")


def templates() -> list[str]:
    """The names of the shipped role templates."""
    return sorted(
        file.name.removesuffix(".toml")
        for file in resources.files("ranking").joinpath("roles").iterdir()
        if file.name.endswith(".toml")
    )


def template(name: str) -> RoleFile:
    """A shipped role template. Errors: UsageError that lists them."""
    if name not in templates():
        raise UsageError(f"there is no role template {name!r}", remedy=f"choose one of {', '.join(templates())}")
    return find_role(name, folder=Path("/nonexistent"))


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as cause:
        reason = getattr(cause, "strerror", None) or str(cause)
        raise RoleError(
            f"the role file {path} cannot be read: {reason}", remedy="name a TOML file, or run `sourcing init`"
        ) from cause


def parse_role(text: str, *, where: str) -> RoleFile:
    """The role in a TOML text; `where` names it in errors. Errors: RoleError."""
    try:
        data = read_toml(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as cause:
        raise RoleError(f"{where} is not valid TOML: {cause}", remedy="mend the line it names") from cause
    try:
        return RoleFile(spec=RoleSpec.model_validate(data), text=text)
    except ValidationError as cause:
        problems = [_problem(error, data) for error in cause.errors()[:_TOLD]]
        raise RoleError(
            f"{where}: {'; '.join(problems)}",
            remedy="mend the file; `sourcing role list` names templates, and `sourcing role new` copies one",
        ) from cause


def _problem(error: Any, data: dict[str, Any]) -> str:
    path = [str(part) for part in error["loc"]]
    name = ".".join(path)
    tables: dict[str, type[BaseModel]] = {"eligibility": Eligibility, "discovery": Discovery}
    table = tables.get(path[0], RoleSpec) if len(path) > 1 else RoleSpec
    known = list(table.model_fields)
    if error["type"] == "extra_forbidden":
        near = difflib.get_close_matches(path[-1], known, n=1)
        return f"unknown key {name!r}" + (f" (nearest: {near[0]!r})" if near else f" (known: {', '.join(known)})")
    if error["type"] == "missing":
        return f"key {name!r} is missing"
    if error["type"] == "enum":
        near = difflib.get_close_matches(
            str(data.get(path[0])), error["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", "), n=1
        )
        return f"{name} = {data.get(path[0])!r}: use {error['ctx']['expected']}" + (
            f" (nearest: {near[0]!r})" if near else ""
        )
    return f"{name}: {error['msg'].removeprefix('Value error, ')}"
