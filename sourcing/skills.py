"""The catalogue of skills: canonical names, aliases, and how each shows itself in a repository."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from sourcing.dependencies import normal
from sourcing.errors import PluginError


@dataclass(frozen=True, kw_only=True, slots=True)
class Skill:
    """One canonical skill.

    `imports` are Python module prefixes, `packages` distribution names (normal form), `signals` are
    `signal` or `signal/kind` names whose evidence proves the skill, `languages` programming languages.
    """

    name: str
    aliases: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


_KEYS = {"aliases", "imports", "packages", "signals", "languages"}


@lru_cache(maxsize=1)
def catalogue() -> dict[str, Skill]:
    """The skills of `skills.toml` by canonical name. Errors: PluginError that names the entry."""
    text = resources.files("sourcing").joinpath("skills.toml").read_text("utf-8")
    skills: dict[str, Skill] = {}
    for name, entry in tomllib.loads(text).items():
        unknown = set(entry) - _KEYS
        if unknown:
            raise PluginError(f"sourcing/skills.toml [{name}] has {sorted(unknown)}", remedy=f"use {sorted(_KEYS)}")
        values = {key: tuple(entry.get(key, ())) for key in _KEYS}
        values["packages"] = tuple(normal(package) for package in values["packages"])
        skills[name] = Skill(name=name, **values)
    return skills


@lru_cache(maxsize=1)
def _by_import() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for skill in catalogue().values():
        for prefix in skill.imports:
            table[prefix] = (*table.get(prefix, ()), skill.name)
    return table


@lru_cache(maxsize=1)
def _by_package() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for skill in catalogue().values():
        for package in skill.packages:
            table[package] = (*table.get(package, ()), skill.name)
    return table


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    table: dict[str, str] = {}
    for skill in catalogue().values():
        for name in (skill.name, *skill.aliases):
            table[name.casefold()] = skill.name
    return table


@lru_cache(maxsize=100_000)
def skills_of_import(module: str) -> tuple[str, ...]:
    """The skills that importing a dotted module shows; the longest known prefix decides."""
    parts = module.split(".")
    for length in range(len(parts), 0, -1):
        found = _by_import().get(".".join(parts[:length]))
        if found:
            return found
    return ()


def skills_of_package(package: str) -> tuple[str, ...]:
    """The skills that depending on a distribution shows."""
    return _by_package().get(normal(package), ())


def canonical(name: str) -> str | None:
    """The canonical skill for a name or alias in any case, None where the catalogue has none."""
    return _names().get(name.strip().casefold())


def known_names() -> list[str]:
    """All names and aliases, for suggestions."""
    return sorted({name for skill in catalogue().values() for name in (skill.name, *skill.aliases)})


def plain(words: str) -> str:
    """Words in lower case with single spaces for everything between them."""
    return re.sub(r"[^a-z0-9+#]+", " ", words.lower()).strip()
