"""A snapshot as signals read it: one pass over the chosen files, each read and parsed once for all signals."""

from __future__ import annotations

import ast
import json
import re
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, TypeVar, cast, overload

from sourcing.choice import README
from sourcing.evidence.foreign import Foreign, foreign
from sourcing.parsing.linting import Verdict, lint, linting
from sourcing.parsing.syntax import Imported, Nodes, by_kind, imported, imported_by_line, parse, without_collection
from sourcing.places import Place, is_course, place
from sourcing.records import Held, Snapshot

_T = TypeVar("_T")
_A = TypeVar("_A", bound=ast.AST)
_B = TypeVar("_B", bound=ast.AST)
_C = TypeVar("_C", bound=ast.AST)
_D = TypeVar("_D", bound=ast.AST)
Question = Callable[["View", str], Any]  # asked of one file: it depends on that file (and on its place) alone
MAX_LINE = 2_000  # characters; patterns are tried on lines, and a hostile line must not cost more than a moment


class _Parsed:
    """What one file was read into; kept while the file is in hand, then dropped."""

    __slots__ = ("lines", "module", "nodes", "values")

    def __init__(self) -> None:
        self.lines: list[str] | None = None
        self.module: ast.Module | None = None
        self.nodes: Nodes | None = None
        self.values: dict[Callable[..., Any], Any] = {}


IN_HAND = 4  # files whose syntax trees and lines are kept: a tree takes some thirty times the memory of its text


class View:
    """A snapshot as signals read it: every file is parsed once, and what was learnt of it is kept, its tree is not.

    `read` makes the one pass over the files; `of` asks one question of one file, now or remembered from that pass.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.paths = [entry.path for entry in snapshot.files]
        self.texts: Mapping[str, str] = snapshot.texts
        self.unheld = {path: state for path, state in snapshot.held.items() if state is not Held.HELD}
        self._in_hand: OrderedDict[str, _Parsed] = OrderedDict()
        self._imported: dict[str, tuple[Imported, ...]] = {}
        self._told: defaultdict[Question, dict[str, Any]] = defaultdict(dict)
        self._answers: dict[Callable[[View], Any], Any] = {}
        self._verdicts: Mapping[str, Verdict] | None = None

    def read(self, questions: Iterable[Question]) -> None:
        """Puts every question to every held file of the repository's own, one file after the other; ruff works meanwhile."""
        asked = [(question, self._told[question]) for question in dict.fromkeys(questions)]
        with linting(self._judged()) as verdicts, without_collection():
            for path in self.own:
                for question, told in asked:
                    if path not in told:
                        told[path] = question(self, path)
            self._verdicts = verdicts()

    def of(self, question: Callable[[View, str], _T], path: str) -> _T:
        """`question(self, path)`, worked out the first time only; it must depend on this file alone."""
        told = self._told[question]
        if path not in told:
            told[path] = question(self, path)
        return cast(_T, told[path])

    def once(self, question: Callable[[View], _T]) -> _T:
        """`question(self)`, worked out the first time only: for what several signals ask of the same snapshot."""
        if question not in self._answers:
            self._answers[question] = question(self)
        return cast(_T, self._answers[question])

    @cached_property
    def own_paths(self) -> list[str]:
        """The paths that are the repository's own work: neither vendored nor generated."""
        return [path for path in self.paths if self._where(path) not in _FOREIGN]

    @cached_property
    def readme_path(self) -> str | None:
        """The path of the root README, None where there is none; Markdown before other formats."""
        names = (path for path in self.texts if README.match(path))
        return min(names, key=lambda path: (not path.lower().endswith(".md"), path), default=None)

    @property
    def readme(self) -> str:
        """The text of the root README, empty where there is none."""
        return self.texts[self.readme_path] if self.readme_path else ""

    @cached_property
    def is_course(self) -> bool:
        """Whether the whole repository is teaching material."""
        return is_course(self.own_paths, self.readme)

    @cached_property
    def python(self) -> list[str]:
        """The held Python files that are the repository's own, by path."""
        return [path for path in self.own if path.endswith(".py")]

    @cached_property
    def style(self) -> Mapping[str, Verdict]:
        """ruff's verdict on each Python file of the product and of its tests, by path; what does not parse has none."""
        verdicts = lint(self._judged()) if self._verdicts is None else self._verdicts
        return {path: verdict for path, verdict in verdicts.items() if self.of(parses, path)}

    def _judged(self) -> dict[str, str]:
        """The texts that ruff is asked about, by path."""
        return {path: self.texts[path] for path in self.python if self.place(path) in (Place.PRODUCT, Place.TEST)}

    @cached_property
    def own(self) -> list[str]:
        """The held files that are the repository's own, by path."""
        return sorted(path for path in self.texts if self._where(path) not in _FOREIGN)

    @cached_property
    def _foreign(self) -> Foreign:
        return foreign(self.snapshot)

    def _where(self, path: str) -> Place:
        where = place(path)
        if where in _FOREIGN:
            return where
        if path in self._foreign.generated:
            return Place.GENERATED
        return Place.VENDORED if self._foreign.holds(path) else where

    def place(self, path: str) -> Place:
        """The place of a path; a folder that is a copy of another repository is vendored; a course is course work."""
        where = self._where(path)
        return Place.COURSE if self.is_course and where is Place.PRODUCT else where

    def _parsed(self, path: str) -> _Parsed:
        """What is in hand of one file; the file used longest ago makes way for it."""
        parsed = self._in_hand.get(path)
        if parsed is None:
            parsed = self._in_hand[path] = _Parsed()
            if len(self._in_hand) > IN_HAND:
                self._in_hand.popitem(last=False)
        else:
            self._in_hand.move_to_end(path)
        return parsed

    def lines(self, path: str) -> list[str]:
        """The lines of a held file, empty where it is not held; of a very long line (data) only the beginning."""
        parsed = self._parsed(path)
        if parsed.lines is None:
            parsed.lines = [line[:MAX_LINE] for line in self.texts.get(path, "").splitlines()]
        return parsed.lines

    def found_lines(self, path: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, str]]:
        """The lines of a held file that `pattern` is found in, each with its number; much faster than line by line.

        `^` and `$` mean the beginning and the end of a line only under `re.M`. Errors: ValueError where it begins with `^` without that.
        """
        if pattern.pattern.startswith("^") and not pattern.flags & re.M:
            raise ValueError(
                f"{pattern.pattern!r} begins with ^, which would be the text's first line alone: compile it with re.M"
            )
        text = self.texts.get(path, "")
        number = start = 0
        while match := pattern.search(text, start):
            number += text.count("\n", start, match.start()) + 1
            begin, end = text.rfind("\n", start, match.start()) + 1 or start, text.find("\n", match.end())
            yield number, text[begin : begin + MAX_LINE if end < 0 else min(end, begin + MAX_LINE)]
            if end < 0:
                return
            start = end + 1

    def first_line(self, path: str, pattern: re.Pattern[str]) -> int | None:
        """The 1-based number of the first line of a held file that `pattern` is found in."""
        return next((number for number, line in enumerate(self.lines(path), 1) if pattern.search(line)), None)

    def value(self, path: str, parse: Callable[[str], _T]) -> _T:
        """`parse(text)` of a held file (the empty text where it is not held), parsed once while the file is in hand."""
        values = self._parsed(path).values
        if parse not in values:
            values[parse] = parse(self.texts.get(path, ""))
        return cast(_T, values[parse])

    def in_hand(self, question: Callable[[View, str], _T], path: str) -> _T:
        """`question(self, path)`, remembered while the file is in hand: for what several questions ask, too large to keep."""
        values = self._parsed(path).values
        if question not in values:
            values[question] = question(self, path)
        return cast(_T, values[question])

    def module(self, path: str) -> ast.Module | None:
        """The syntax tree of a held Python file, None where it is not Python 3 or too deep to parse."""
        self._nodes(path)
        return self._parsed(path).module

    @overload
    def nodes(self, path: str, one: type[_A], /) -> list[_A]: ...
    @overload
    def nodes(self, path: str, one: type[_A], two: type[_B], /) -> list[_A | _B]: ...
    @overload
    def nodes(self, path: str, one: type[_A], two: type[_B], three: type[_C], /) -> list[_A | _B | _C]: ...
    @overload
    def nodes(
        self, path: str, one: type[_A], two: type[_B], three: type[_C], four: type[_D], /
    ) -> list[_A | _B | _C | _D]: ...
    def nodes(self, path: str, /, *kinds: type[ast.AST]) -> list[Any]:
        """The nodes of these kinds in a held Python file, one kind after the other, outer before inner within each."""
        found = self._nodes(path)
        return found.get(kinds[0], []) if len(kinds) == 1 else [node for kind in kinds for node in found.get(kind, ())]

    def _nodes(self, path: str) -> Nodes:
        """All nodes of a held Python file's syntax tree; none where it does not parse."""
        parsed = self._parsed(path)
        if parsed.nodes is None:
            text = self.texts.get(path)
            parsed.module = None if text is None else parse(text)
            parsed.nodes = by_kind(parsed.module) if parsed.module else {}
        return parsed.nodes

    def imported(self, path: str) -> tuple[Imported, ...]:
        """What a held Python file imports from elsewhere, by line; its own repository's modules are left out."""
        if path not in self._imported:
            nodes = self._nodes(path)
            found = imported(nodes) if nodes else imported_by_line(self.lines(path))
            self._imported[path] = tuple(item for item in found if not self._is_own(path, item.name.split(".")[0]))
        return self._imported[path]

    def imports(self, path: str) -> dict[str, int]:
        """The dotted names a held Python file imports from elsewhere, each with its first line: `a` and `a.b` for
        `from a import b`."""
        found: dict[str, int] = {}
        for item in self.imported(path):
            found.setdefault(item.name, item.line)
            found.setdefault(item.name.rpartition(".")[0] or item.name, item.line)
        return found

    @cached_property
    def _roots(self) -> dict[str, set[str]]:
        """The modules and packages that each folder offers to import: name of the folder, top-level names in it."""
        offered: dict[str, set[str]] = {}
        for path in self.paths:
            if path.endswith(".py"):
                folder, _, name = path.rpartition("/")
                offered.setdefault(folder, set()).add(name.removesuffix(".py"))
                if name == "__init__.py":
                    above, _, package = folder.rpartition("/")
                    offered.setdefault(above, set()).add(package)
        return offered

    def _is_own(self, path: str, name: str) -> bool:
        """Whether a top-level name is a module of this repository: `evaluate.py` next to a script is not the library.

        Only folders without `__init__.py`, or with a manifest, are import roots: in a package `docker.py` does not hide
        the library.
        """
        folder = path
        while folder:
            folder = folder.rpartition("/")[0]
            names = self._roots.get(folder, set())
            if name in names and ("__init__" not in names or self._has_manifest(folder)):
                return True
        return name in self._roots.get("src", ())

    def _has_manifest(self, folder: str) -> bool:
        base = f"{folder}/" if folder else ""
        return f"{base}pyproject.toml" in self.texts or f"{base}setup.py" in self.texts


_FOREIGN = (Place.VENDORED, Place.GENERATED)


def parses(view: View, path: str) -> bool:
    """Whether a held file is Python 3 that can be parsed."""
    return path.endswith(".py") and view.module(path) is not None


def notebook_cells(text: str) -> list[str]:
    """The sources of a notebook's code cells; ValueError where the text is no notebook."""
    try:
        loaded: Any = json.loads(text)
    except RecursionError as cause:
        raise ValueError("nested too deeply") from cause
    cells = loaded.get("cells") if isinstance(loaded, dict) else None
    if not isinstance(cells, list):
        raise ValueError("no cells")
    sources = [cell.get("source", "") for cell in cells if isinstance(cell, dict) and cell.get("cell_type") == "code"]
    return ["".join(map(str, source)) if isinstance(source, list) else str(source) for source in sources]
