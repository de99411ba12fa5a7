"""Which skills of the catalogue the code shows: by its languages, its imports, its files and their settings.

Unit: files. One finding per skill and file: a file whose imports show it (Python, notebooks, Go, Java, JavaScript), a
configuration file (YAML, TOML, JSON) of the product that sets a key which shows it, a file whose very name shows it, held
or not; the detail says which, and whether in product code, tests, examples or course work. And one per language and
top-level folder, whose value counts its files. The kind is the skill's name. Traps: a dependency that no code imports shows
nothing, nor does a key that is switched off, or stands in a list of dependencies, a schema or a menu; a module of the
repository's own is no library; vendored and generated code is nobody's work here. The repository of a library shows that
library's skill in its own package, where a module defines something.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from sourcing.choice import SUBMODULE, SYMLINK
from sourcing.evidence.findings import MOST, RANK, spread
from sourcing.evidence.packages import import_name, packages
from sourcing.evidence.reading import View, notebook_cells
from sourcing.evidence.signal import Answer, Finding, Signal, answer
from sourcing.numbers import counted
from sourcing.parsing.formats import MAX_YAML, Placed, json_value, toml_table, yaml_documents
from sourcing.parsing.syntax import Imported, imported_by_line
from sourcing.places import Place, language
from sourcing.records import Archetype, Contributions
from sourcing.skills import (
    catalogue,
    config_words,
    skills_of_config,
    skills_of_file,
    skills_of_import,
    skills_of_package,
)

_JS_IMPORT = re.compile(r"""(?:from\s+|require\(\s*|^import\s+)['"]((?:@[\w.-]+/)?[\w.-]+)(?:/[^'"]*)?['"]""")
_IMPORT = {
    ".go": re.compile(r'^\s*(?:import\s+)?(?:[\w.]+\s+)?"([\w.-]+\.[\w.-]+/[\w./-]+)"\s*$'),
    ".java": re.compile(r"^\s*import\s+(?:static\s+)?([\w.]+)"),
    ".js": _JS_IMPORT,
    ".ts": _JS_IMPORT,
}
_SAID = {
    Place.PRODUCT: "", Place.TEST: " in a test", Place.EXAMPLE: " in an example", Place.DOCS: " in the documentation",
    Place.COURSE: " in course work", Place.CI: " in a CI script",
}  # fmt: skip
_LANGUAGE_OF = {
    ".py": "Python",
    ".ipynb": "Python",
    ".go": "Go",
    ".java": "Java",
    ".ts": "TypeScript",
    ".js": "JavaScript",
}
_CONFIG = (".yaml", ".yml", ".toml", ".json")
_LOCK = re.compile(r"(^|/)([^/]*[-.]lock|lock|npm-shrinkwrap)\.[a-z]+$")
_KEY = re.compile(r"""(?<![\w/-])([\w/-]++)["']?\s*+[:=\].]""")
_NO_SETTINGS = re.compile(
    r"dependenc|^(extras|packages|sources|scripts|entry-points|plugins|properties|definitions|nav)$"
)
_DEFINED = re.compile(r"^(?:async\s+)?(?:def|class)\s+([a-zA-Z]\w*)", re.M)
_OFF = re.compile(r"\s*(false|no|none|null|off|~|[-+]?0*\.?0*)\s*", re.I)
MAX_KEYS = 20_000  # of one configuration file; more are data


class _Shown(NamedTuple):
    """A skill that one file shows: on which line, and how in plain words."""

    skill: str
    line: int
    how: str


def _notebook(view: View, path: str) -> list[Imported]:
    """The imports of a notebook's code cells, each with the line of the file that holds it."""
    try:
        wanted = {
            item.name for cell in notebook_cells(view.texts[path]) for item in imported_by_line(cell.splitlines())
        }
    except ValueError:
        return []
    found = {name: Imported(name, 1, False) for name in sorted(wanted)}
    for number, line in enumerate(view.lines(path), 1):
        if "import" in line:
            for item in imported_by_line(_unquoted(line).splitlines()):
                if item.name in wanted:
                    wanted.discard(item.name)
                    found[item.name] = Imported(item.name, number, False)
    return list(found.values())


def _unquoted(line: str) -> str:
    """The text of one line of JSON that holds a string or the whole source of a cell, the line itself where it does not."""
    try:
        text = json.loads(line.strip().removeprefix('"source":').strip().rstrip(","))
    except (ValueError, RecursionError):
        return line
    return text if isinstance(text, str) else line


def _modules(view: View, path: str) -> Iterator[tuple[str, str, int]]:
    """The skills that the imports of one held file show: skill, name of what is imported, line."""
    if path.endswith((".py", ".ipynb")):
        for item in view.imported(path) if path.endswith(".py") else _notebook(view, path):
            yield from ((skill, item.name.split(".")[0], item.line) for skill in skills_of_import(item.name))
        return
    pattern = _IMPORT.get(path[path.rfind(".") :])
    for number, line in enumerate(view.lines(path), 1) if pattern else ():
        if match := pattern.search(line) if pattern and ("import" in line or '"' in line or "'" in line) else None:
            if path.endswith(".java"):
                yield from ((skill, match.group(1), number) for skill in skills_of_import(match.group(1)))
            else:
                parts = match.group(1).split("/")[1:4] if path.endswith(".go") else [match.group(1)]
                yield from ((skill, part, number) for part in parts for skill in skills_of_package(part))


def _imported(view: View, path: str) -> tuple[_Shown, ...]:
    """The skills that the imports of one held file show, each where it does so first."""
    if not path.endswith(tuple(_LANGUAGE_OF)) or view.place(path) not in _SAID:
        return ()
    first: dict[str, tuple[int, str]] = {}
    for skill, module, line in _modules(view, path):
        first[skill] = min(first.get(skill, (line, module)), (line, module))
    return tuple(_Shown(skill, line, f"imports {module}") for skill, (line, module) in first.items())


def _configured(view: View, path: str) -> tuple[_Shown, ...]:
    """The skills that the settings of one held configuration file of the product show, each where it does so first."""
    text = view.texts[path]
    if (
        not path.endswith(_CONFIG)
        or len(text) > MAX_YAML
        or view.place(path) is not Place.PRODUCT
        or _LOCK.search(path)
    ):
        return ()
    if config_words().isdisjoint(_KEY.findall(text)):
        return ()
    parse = toml_table if path.endswith(".toml") else json_value if path.endswith(".json") else yaml_documents
    first: dict[str, _Shown] = {}
    for keys, value in islice(_settings(view.value(path, parse)), MAX_KEYS):
        for skill in skills_of_config(".".join(keys)) if _is_on(value) else ():
            if skill not in first:
                first[skill] = _Shown(skill, _line(view, path, keys), f"configures {'.'.join(keys[-2:])}")
    return tuple(first.values())


def _settings(value: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The key paths of a configuration, lists left out, each with its value; of a long path the last six keys."""
    stack: list[tuple[tuple[str, ...], Any]] = [((), value)]
    while stack:
        above, value = stack.pop()
        if isinstance(value, list):
            stack.extend((above, item) for item in reversed(value))
        elif isinstance(value, dict) and not (above and _NO_SETTINGS.search(above[-1])):
            inner = [((*above[-5:], str(key) if type(key) is not Placed else key), item) for key, item in value.items()]
            yield from inner
            stack.extend(reversed(inner))


def _is_on(value: Any) -> bool:
    """Whether a setting says more than nothing, no or zero."""
    return bool(value) and not (isinstance(value, str) and len(value) < 12 and _OFF.fullmatch(value))


def _line(view: View, path: str, keys: tuple[str, ...]) -> int:
    """The 1-based line of a key: YAML keys know it; in TOML and JSON each key of the path is looked for in turn."""
    last, lines, is_toml, at = keys[-1], view.lines(path), path.endswith(".toml"), 0
    if isinstance(last, Placed):
        return last.line
    if is_toml:
        at, keys = _header(lines, keys)
    for key in keys:
        mark = r"[=.]" if is_toml else ":"
        known = re.compile(rf"""(^|[\s{{,.])(["']?){re.escape(key)}\2\s*{mark}""")
        found = (number for number in range(at, len(lines)) if key in lines[number] and known.search(lines[number]))
        at = next((number for number in found if not lines[number].lstrip().startswith("#")), at)
    return at + 1


def _header(lines: Sequence[str], keys: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
    """The 0-based line of the TOML header that names most of a key's path, and what of the path it does not name."""
    headers = [
        (number, line.strip().lstrip("[ ")) for number, line in enumerate(lines) if line.lstrip().startswith("[")
    ]
    for length in range(len(keys), 0, -1):
        named = ".".join(keys[:length])
        for number, header in headers:
            if header.startswith((named + "]", named + ".")):
                return number, keys[length:]
    return 0, keys


READS = (_imported, _configured)


def _read(view: View) -> Iterator[Finding]:
    """What is in the held files: a setting shows its skill, an import shows the language beside it."""
    for path in view.own:
        said = _SAID.get(view.place(path), "")
        language_too = _LANGUAGE_OF.get("." + path.rpartition(".")[2])
        for question in READS:
            for skill, line, how in view.of(question, path):
                skills = dict.fromkeys((skill, language_too) if language_too else (skill,))
                yield Finding(kind=skill, detail=f"{how}{said} in {path}", path=path, line=line, skills=tuple(skills))


def _files(view: View) -> Iterator[Finding]:
    """The own files, held or not, whose very path shows a skill; of a skill and place as many as can be kept."""
    links = {entry.path for entry in view.snapshot.files if entry.mode in (SUBMODULE, SYMLINK)}
    kept: Counter[tuple[str, Place]] = Counter()
    for path in view.own_paths:
        for skill in skills_of_file(path) if path not in links else ():
            where = view.place(path)
            kept[skill, where] += 1
            if kept[skill, where] <= MOST:
                detail = f"has {path.rpartition('/')[2]}{_SAID.get(where, '')}"
                yield Finding(kind=skill, detail=detail, path=path, skills=(skill,))


def _itself(view: View) -> Iterator[Finding]:
    """The product files of a package that the catalogue knows as a library."""
    for package in view.once(packages):
        name = import_name(package.name)
        skills = skills_of_import(name) if package.language == "Python" and name else ()
        for path in view.python if skills else ():
            is_theirs = f"/{name}/" in f"/{path.lower()}" and view.place(path) is Place.PRODUCT
            defined = [*_DEFINED.finditer(view.texts[path])] if is_theirs else []
            for skill in skills if defined else ():
                yield Finding(
                    kind=skill,
                    detail=f"defines {defined[0][1]} in {path}, a part of {package.name} itself",
                    path=path,
                    line=view.first_line(path, _DEFINED) or 1,
                    size=len(defined),
                    skills=(skill, "Python"),
                )


def _languages(view: View) -> Iterator[Finding]:
    folders: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path in view.own_paths:
        if skill := _language_skill(path):
            folder, slash, _ = path.partition("/")
            folders[skill, folder + "/" if slash else ""].append(path)
    for (skill, folder), paths in sorted(folders.items()):
        chosen = min(paths, key=lambda path: (RANK[view.place(path)], -len(view.texts.get(path, "")), path))
        where = folder or "the root folder"
        detail = f"{counted(len(paths), f'{skill} file')} in {where}"
        yield Finding(kind=skill, detail=detail, path=chosen, value=len(paths), size=len(paths), skills=(skill,))


_SKILL_OF_LANGUAGE = {name: skill.name for skill in catalogue().values() for name in skill.languages}


def _language_skill(path: str) -> str | None:
    """The skill that a path's language shows, None where it is no code or the catalogue has no such skill."""
    return _SKILL_OF_LANGUAGE.get(language(path) or "")


def look(view: View, _: Contributions) -> Answer:
    """Languages first, then each skill's files in turn, product code before tests, examples and courses.

    One file shows one skill once: by its language rather than its imports, by those rather than its name.
    """
    shown = {(finding.kind, finding.path): finding for finding in (*_itself(view), *_files(view), *_read(view))}
    others = [finding for finding in shown.values() if finding.kind != _language_skill(finding.path or "")]
    others.sort(key=lambda item: (RANK[view.place(item.path or "")], item.path or "", item.kind))
    found = spread([*_languages(view), *others], by=lambda finding: finding.kind, most=8 * MOST)
    nothing = "no import, no file, no setting and no language that the catalogue knows"
    return answer(found, view=view, needed=lambda path: path.endswith((".py", ".ipynb")), nothing=nothing)


SIGNAL = Signal(
    question="Which skills of the catalogue does the code show?",
    unit="files",
    version=3,
    kinds={name: f"code that shows {name}" for name in catalogue()},
    look=look,
    reads=READS,
    why={
        Archetype.RESEARCHER: "Code that uses a library shows the skill better than any list of skills.",
        Archetype.DEVELOPER: "Code that uses a library shows the skill better than any list of skills.",
        Archetype.OPERATOR: "Code that uses a library shows the skill better than any list of skills.",
    },
)
