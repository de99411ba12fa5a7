"""The catalogue of skills: canonical names, aliases, and how each shows itself in a repository."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from fnmatch import translate
from functools import lru_cache, wraps
from importlib import resources
from typing import NamedTuple

from sourcing.errors import PluginError

_LookUp = Callable[[str], tuple[str, ...]]

_LONGEST = 400  # characters of a name whose skills are remembered: what files hold has no bound
_DEEPEST = 20  # parts of a module's name that are looked up


@dataclass(frozen=True, kw_only=True, slots=True)
class Skill:
    """One canonical skill.

    `imports` are module prefixes, `packages` distribution names (normal form), `signals` are `signal` or `signal/kind`
    names whose evidence proves the skill, `languages` programming languages. `files` are patterns on a file's name, or on
    the whole path where they hold a slash, in exact case; `config` are ends of dotted keys in YAML, TOML and JSON.
    `topics` are topics of GitHub: a claim of the owner's, never proof.
    """

    name: str
    aliases: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    config: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


_KEYS = {field.name for field in fields(Skill)} - {"name"}


def parse_catalogue(text: str) -> dict[str, Skill]:
    """The skills of a TOML text like `skills.toml`, by canonical name. Errors: PluginError that names the entry."""
    try:
        entries = tomllib.loads(text)
    except tomllib.TOMLDecodeError as cause:
        raise PluginError(
            f"sourcing/skills.toml is not valid TOML: {cause}", remedy="mend the line it names"
        ) from cause
    return {name: _skill(name, entry) for name, entry in entries.items()}


def _skill(name: str, entry: object) -> Skill:
    where, remedy = f"sourcing/skills.toml [{name}]", f"use lists of strings under {sorted(_KEYS)}"
    if not isinstance(entry, dict):
        raise PluginError(f"{where} is no table", remedy=remedy)
    unknown = set(entry) - _KEYS
    if unknown:
        raise PluginError(f"{where} has {sorted(unknown)}", remedy=remedy)
    for key, values in entry.items():
        if not isinstance(values, list) or not all(isinstance(value, str) and value for value in values):
            raise PluginError(f"{where} {key} is no list of strings", remedy=remedy)
    known = {key: tuple(entry.get(key, ())) for key in _KEYS}
    known["packages"] = tuple(normal_package(package) for package in known["packages"])
    return Skill(name=name, **known)


@lru_cache(maxsize=1)
def catalogue() -> dict[str, Skill]:
    """The skills of `skills.toml` by canonical name. Errors: PluginError that names the entry."""
    return parse_catalogue(resources.files("sourcing").joinpath("skills.toml").read_text("utf-8"))


def _table(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """From pairs of what shows and the skill it shows: the skills by what shows them, in the order of the catalogue."""
    table: dict[str, tuple[str, ...]] = {}
    for shows, skill in pairs:
        table[shows] = (*table.get(shows, ()), skill)
    return table


@lru_cache(maxsize=1)
def _by_import() -> dict[str, tuple[str, ...]]:
    return _table((prefix, skill.name) for skill in catalogue().values() for prefix in skill.imports)


@lru_cache(maxsize=1)
def _by_package() -> dict[str, tuple[str, ...]]:
    return _table((package, skill.name) for skill in catalogue().values() for package in skill.packages)


@lru_cache(maxsize=1)
def _by_topic() -> dict[str, tuple[str, ...]]:
    return _table((topic, skill.name) for skill in catalogue().values() for topic in skill.topics)


@lru_cache(maxsize=1)
def _by_config() -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """The keys with the skills they show, by the last part of each key."""
    table: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    shown = _table((key, skill.name) for skill in catalogue().values() for key in skill.config)
    for key, skills in shown.items():
        table.setdefault(key.rpartition(".")[2], []).append((key, skills))
    return table


class _Files(NamedTuple):
    """The patterns of files, so that most paths cost three look-ups: names, paths, endings by extension, all others."""

    names: dict[str, tuple[str, ...]]
    paths: dict[str, tuple[str, ...]]
    endings: dict[str, list[tuple[str, tuple[str, ...]]]]
    others: list[tuple[re.Pattern[str], bool, tuple[str, ...]]]  # pattern, whether on the whole path, skills
    any_other: re.Pattern[str]  # matches a path that one of the others may match


_WILD = re.compile(r"[*?\[]")


@lru_cache(maxsize=1)
def _by_file() -> _Files:
    shown = _table((pattern, skill.name) for skill in catalogue().values() for pattern in skill.files)
    files = _Files({}, {}, {}, [], re.compile("|".join(_anywhere(pattern) for pattern in shown if _is_other(pattern))))
    for pattern, skills in shown.items():
        if _is_other(pattern):
            files.others.append((re.compile(translate(pattern)), "/" in pattern, skills))
        elif pattern.startswith("*"):
            files.endings.setdefault(pattern.rpartition(".")[2], []).append((pattern[1:], skills))
        else:
            (files.paths if "/" in pattern else files.names)[pattern] = skills
    return files


def _is_other(pattern: str) -> bool:
    """Whether a pattern is neither a plain name or path nor `*` and the end of a name with an extension."""
    is_ending = pattern.startswith("*") and "." in pattern and "/" not in pattern
    return bool(_WILD.search(pattern[1:] if is_ending else pattern))


def _anywhere(pattern: str) -> str:
    """The pattern as a regular expression on whole paths."""
    return translate(pattern) if "/" in pattern else translate(pattern).replace("(?s:", "(?s:(?:.*/)?", 1)


def _remembered(most: int) -> Callable[[_LookUp], _LookUp]:
    """Remembers what so many names show, but for long ones."""

    def of(look_up: _LookUp) -> _LookUp:
        known = lru_cache(maxsize=most)(look_up)

        @wraps(look_up)
        def found(name: str) -> tuple[str, ...]:
            return known(name) if len(name) <= _LONGEST else look_up(name)

        return found

    return of


@_remembered(50_000)
def skills_of_file(path: str) -> tuple[str, ...]:
    """The skills that a file shows by its very path, in the order of the catalogue's patterns, each once."""
    files = _by_file()
    name = path.rpartition("/")[2]
    found = [*files.names.get(name, ()), *files.paths.get(path, ())]
    for ending, skills in files.endings.get(name.rpartition(".")[2], ()):
        if name.endswith(ending):
            found += skills
    if files.any_other.match(path):
        for pattern, is_whole, skills in files.others:
            if pattern.match(path if is_whole else name):
                found += skills
    return tuple(dict.fromkeys(found))


@_remembered(50_000)
def skills_of_config(key: str) -> tuple[str, ...]:
    """The skills that a dotted key path of a configuration file shows by its end: `model.peft_config` by `peft_config`."""
    found: list[str] = []
    for known, skills in _by_config().get(key.rpartition(".")[2], ()):
        if key == known or key.endswith("." + known):
            found += skills
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1)
def config_words() -> frozenset[str]:
    """The last parts of all keys of configuration: a text that holds none of them configures nothing known."""
    return frozenset(_by_config())


def skills_of_topic(topic: str) -> tuple[str, ...]:
    """The skills that a topic of GitHub claims, in any case: words of the owner's, not evidence."""
    return _by_topic().get(topic.strip().lower(), ())


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    names = ((name, skill.name) for skill in catalogue().values() for name in (skill.name, *skill.aliases))
    return {name.casefold(): skill for name, skill in names}


@_remembered(100_000)
def skills_of_import(module: str) -> tuple[str, ...]:
    """The skills that importing a dotted module shows; the longest known prefix decides."""
    parts = module.split(".", _DEEPEST)[:_DEEPEST]
    for length in range(len(parts), 0, -1):
        found = _by_import().get(".".join(parts[:length]))
        if found:
            return found
    return ()


def skills_of_package(package: str) -> tuple[str, ...]:
    """The skills that depending on a distribution shows."""
    return _by_package().get(normal_package(package), ())


def canonical(name: str) -> str | None:
    """The canonical skill for a name or alias in any case, None where the catalogue has none."""
    return _names().get(name.strip().casefold())


def known_names() -> list[str]:
    """All names and aliases, for suggestions."""
    return sorted({name for skill in catalogue().values() for name in (skill.name, *skill.aliases)})


def plain(words: str) -> str:
    """Words in lower case with single spaces for everything between them."""
    return re.sub(r"[^a-z0-9+#]+", " ", words.lower()).strip()


def normal_package(name: str) -> str:
    """A package name as PEP 503 writes it: lower case, runs of `-_.` as one hyphen."""
    return re.sub(r"[-_.]+", "-", name).lower()
