"""Which skills of the catalogue the code shows: by what it imports, and by its languages.

Unit: files. One finding per skill and file whose imports show it (Python, notebooks, Go, Java, JavaScript; in product
code, tests, examples and course work, the detail says which), and one per language and top-level folder, whose value
counts its files. The kind is the skill's name. Traps: a dependency that no code imports shows nothing; a module of
the repository's own is no library; vendored and generated code is nobody's work here. The repository of a library
shows that library's skill in its own package.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator

from sourcing.findings import RANK, spread
from sourcing.packages import import_name, packages
from sourcing.places import Place, language
from sourcing.reading import View, notebook_cells
from sourcing.records import Contributions
from sourcing.signal import Answer, Finding, Signal, answer
from sourcing.skills import catalogue, skills_of_import, skills_of_package
from sourcing.syntax import Imported, imported_by_line

_GO_IMPORT = re.compile(r'^\s*(?:import\s+)?(?:[\w.]+\s+)?"([\w.-]+\.[\w.-]+/[\w./-]+)"\s*$')
_JAVA_IMPORT = re.compile(r"^\s*import\s+(?:static\s+)?([\w.]+)")
_JS_IMPORT = re.compile(r"""(?:from\s+|require\(\s*|^import\s+)['"]((?:@[\w.-]+/)?[\w.-]+)(?:/[^'"]*)?['"]""")
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
            for item in imported_by_line([_unquoted(line)]):
                if item.name in wanted:
                    wanted.discard(item.name)
                    found[item.name] = Imported(item.name, number, False)
    return list(found.values())


def _unquoted(line: str) -> str:
    """The text of one line of JSON that holds a string, the line itself where it does not."""
    try:
        text = json.loads(line.strip().rstrip(","))
    except (ValueError, RecursionError):
        return line
    return text if isinstance(text, str) else line


def _shown(view: View, path: str) -> Iterator[tuple[str, str, int]]:
    """The skills one held file shows: skill, name of what is imported, line."""
    if path.endswith((".py", ".ipynb")):
        for item in view.imported(path) if path.endswith(".py") else _notebook(view, path):
            yield from ((skill, item.name.split(".")[0], item.line) for skill in skills_of_import(item.name))
        return
    for number, line in enumerate(view.lines(path), 1):
        if path.endswith(".go") and (match := _GO_IMPORT.match(line)):
            parts = match.group(1).split("/")[1:4]
            yield from ((skill, part, number) for part in parts for skill in skills_of_package(part))
        elif path.endswith(".java") and (match := _JAVA_IMPORT.match(line)):
            yield from ((skill, match.group(1), number) for skill in skills_of_import(match.group(1)))
        elif path.endswith((".js", ".ts")) and (match := _JS_IMPORT.search(line)):
            yield from ((skill, match.group(1), number) for skill in skills_of_package(match.group(1)))


def _imports(view: View) -> Iterator[Finding]:
    for path in view.own:
        said = _SAID.get(view.place(path))
        suffix = "." + path.rpartition(".")[2]
        if said is None or suffix not in _LANGUAGE_OF:
            continue
        first: dict[str, tuple[int, str]] = {}
        for skill, module, line in _shown(view, path):
            first[skill] = min(first.get(skill, (line, module)), (line, module))
        for skill, (line, module) in first.items():
            skills = tuple(dict.fromkeys((skill, _LANGUAGE_OF[suffix])))
            yield Finding(kind=skill, detail=f"imports {module}{said}", path=path, line=line, skills=skills)


def _itself(view: View) -> Iterator[Finding]:
    """The product files of a package that the catalogue knows as a library."""
    for package in view.once(packages):
        name = import_name(package.name)
        skills = skills_of_import(name) if package.language == "Python" and name else ()
        for path in view.python if skills else ():
            if f"/{name}/" in f"/{path.lower()}" and view.place(path) is Place.PRODUCT:
                for skill in skills:
                    yield Finding(
                        kind=skill, detail=f"is part of {package.name} itself", path=path, skills=(skill, "Python")
                    )


def _languages(view: View) -> Iterator[Finding]:
    known = {name: skill.name for skill in catalogue().values() for name in skill.languages}
    folders: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path in view.own_paths:
        skill = known.get(language(path) or "")
        if skill:
            folder, slash, _ = path.partition("/")
            folders[skill, folder + "/" if slash else ""].append(path)
    for (skill, folder), paths in sorted(folders.items()):
        chosen = min(paths, key=lambda path: (RANK[view.place(path)], -len(view.texts.get(path, "")), path))
        where = folder or "the root folder"
        detail = f"{len(paths)} {skill} file{'s' if len(paths) > 1 else ''} in {where}"
        yield Finding(kind=skill, detail=detail, path=chosen, value=len(paths), skills=(skill,))


def look(view: View, _: Contributions) -> Answer:
    """Languages first, then each skill's files in turn, product code before tests, examples and courses."""
    languages = list(_languages(view))
    others = {(finding.kind, finding.path): finding for finding in (*_itself(view), *_imports(view))}
    ordered = sorted(others.values(), key=lambda item: (RANK[view.place(item.path or "")], item.path or "", item.kind))
    found = spread([*languages, *ordered], by=lambda finding: finding.kind)
    nothing = "no import and no language that the catalogue knows"
    return answer(found, view=view, needed=lambda path: path.endswith((".py", ".ipynb")), nothing=nothing)


SIGNAL = Signal(
    question="Which skills of the catalogue does the code show?",
    unit="files",
    version=1,
    kinds={name: f"code that shows {name}" for name in catalogue()},
    look=look,
)
