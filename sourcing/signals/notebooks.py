"""Notebooks against modules: is the work in notebooks, in modules, or both?

Unit: files. A `notebook` finding per notebook (at most 300, its place in the detail), and one `module` finding per
top-level folder whose value is the number of Python modules in it; the share of notebooks is the one sum over both.
Traps: vendored and generated files are nobody's work here; a notebook too large to read still counts, by its name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sourcing.evidence.findings import RANK
from sourcing.evidence.reading import View, notebook_cells
from sourcing.evidence.signal import Answer, Finding, Found, NotFound, Signal
from sourcing.numbers import counted
from sourcing.records import Archetype, Contributions

_MOST_NOTEBOOKS = 300
_MOST_FOLDERS = 200


def _notebooks(view: View) -> Iterator[Finding]:
    paths = [path for path in view.own_paths if path.endswith(".ipynb")]
    for path in sorted(paths, key=lambda path: (RANK[view.place(path)], path))[:_MOST_NOTEBOOKS]:
        detail = f"notebook {path} ({view.place(path)}{_cells(view, path)})"
        yield Finding(kind="notebook", detail=detail, path=path, skills=("Jupyter",))


def _cells(view: View, path: str) -> str:
    """How many code cells a notebook has, where it is held and readable."""
    if path not in view.texts:
        return ""
    try:
        cells = notebook_cells(view.texts[path])
    except ValueError:
        return ", not readable"
    return f", {len(cells)} code cells"


def _modules(view: View) -> Iterator[Finding]:
    folders: dict[str, list[str]] = defaultdict(list)
    for path in view.own_paths:
        if path.endswith(".py"):
            folder, slash, _ = path.partition("/")
            folders[folder + "/" if slash else ""].append(path)
    largest = sorted(folders.items(), key=lambda item: (-len(item[1]), item[0]))[:_MOST_FOLDERS]
    for folder, paths in largest:
        chosen = max(sorted(paths), key=lambda path: len(view.texts.get(path, "")))
        detail = f"{counted(len(paths), 'Python module')} in {folder or 'the root folder'}"
        yield Finding(kind="module", detail=detail, path=chosen, value=len(paths), size=len(paths))


def look(view: View, _: Contributions) -> Answer:
    """Notebooks, product first, then folders of modules, the largest first."""
    found = [*_notebooks(view), *_modules(view)]
    return Found(findings=tuple(found)) if found else NotFound(reason="neither a notebook nor a Python module")


SIGNAL = Signal(
    question="Is the work in notebooks or in modules?",
    unit="files",
    version=1,
    kinds={"notebook": "a notebook", "module": "the Python modules of one top-level folder, counted"},
    look=look,
    why={
        Archetype.RESEARCHER: "Notebooks show how a researcher analyses data and explains results.",
        Archetype.DEVELOPER: "Modules beside notebooks show that work was carried on into software.",
    },
)
