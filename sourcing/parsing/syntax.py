"""What Python source says, read without running it: syntax trees, imports and how firm they are, dotted names."""

from __future__ import annotations

import ast
import gc
import re
import warnings
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

# Characters of one file. A longer one is generated (three of 20,419 files of public projects were), and its tree takes hundreds of
# megabytes.
MAX_TEXT = 400_000
_LINE = re.compile(r"^\s*(?:from\s+([A-Za-z_][\w.]*)\s+import\s+\(?\s*([^#()]*)|import\s+([A-Za-z_][^#;]*))")
_NAME = re.compile(r"^\s*([A-Za-z_][\w.]*)")
_FAILED_IMPORT = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})


Nodes = dict[type[ast.AST], list[Any]]  # by class: the nodes of that class
_Span = tuple[tuple[int, int], tuple[int, int]]  # where a statement begins and ends: line and column
_END = (1 << 62, 0)  # behind every statement
# Python's own parser takes the memory of the square of a module's name. Possessive: no run of parts is tried twice.
_GAP = r"(?:[ \t\f]|\\\r?\n?)*+"
_LONG_NAME = re.compile(rf"(?<![\w.])(?:[^\W\d]\w*+{_GAP}\.{_GAP}){{100}}")
_LONGEST = 400  # characters of the name of a module: a longer one would be told with each of its members


class TooLongError(ValueError):
    """Source of more than `MAX_TEXT` characters: it is not parsed, and nothing is held against it."""


@contextmanager
def without_collection() -> Iterator[None]:
    """A block without garbage collection: syntax trees are large, hold no cycles, and are freed when they are let go."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class Imported(NamedTuple):
    """One imported name: `from a import b` is `a.b`. Guarded means under an `if` or with a fallback where it fails."""

    name: str
    line: int
    is_guarded: bool


def parse(text: str) -> ast.Module | None:
    """The syntax tree of `text`, None where it is not Python 3, or too deep or too long to parse."""
    try:
        return read_python(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def read_python(text: str) -> ast.Module:
    """The syntax tree of `text`. Errors: TooLongError, SyntaxError, ValueError, RecursionError, MemoryError."""
    if len(text) > MAX_TEXT:
        raise TooLongError(f"more than {MAX_TEXT:,} characters")
    if _LONG_NAME.search(text):
        raise RecursionError("a name of too many parts")
    with warnings.catch_warnings(), without_collection():
        warnings.simplefilter("ignore")
        return ast.parse(text)


# Fields that hold words or numbers, or an operator that its owner tells as well.
_WORDS = "id ctx kind arg attr name asname module level op ops type_comment simple conversion is_async rest n s tag"
_PLAIN = frozenset(_WORDS.split())


def _inner(kind: type[ast.AST]) -> tuple[str, ...]:
    """The fields of a kind of node that may hold nodes."""
    if issubclass(kind, ast.Constant | ast.Global | ast.Nonlocal):
        return ()
    return tuple(name for name in kind._fields if name not in _PLAIN)


_INNER = {kind: _inner(kind) for kind in vars(ast).values() if isinstance(kind, type) and issubclass(kind, ast.AST)}


# What may stand in the fields that hold nodes and says nothing by itself.
_SILENT = frozenset({ast.Name, ast.Pass, ast.Break, ast.Continue, type(None), str, int, bool})


def by_kind(tree: ast.AST) -> Nodes:
    """The nodes of a tree by their class, outer before inner; `ast.walk` takes three times as long.

    Left out are names, contexts, operators, `pass`, `break` and `continue`.
    """
    every: list[ast.AST] = [tree]
    found: Nodes = {}
    for node in every:
        kind = type(node)
        try:
            found[kind].append(node)
        except KeyError:
            found[kind] = [node]
        for name in _INNER[kind]:
            value: Any = getattr(node, name, None)
            if type(value) is list:
                every += [item for item in value if type(item) not in _SILENT]
            elif type(value) not in _SILENT:
                every.append(value)
    return found


def dotted(node: ast.AST | None) -> str:
    """`a.b.c` for a chain of names and attributes; the empty string for anything else in the chain's place."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Call):
        return ".".join(("()", *reversed(parts)))
    parts.append(node.id if isinstance(node, ast.Name) else "")
    return ".".join(reversed(parts))


def text_of(node: ast.AST | None) -> str | None:
    """The value of a string literal, None for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    """The argument of a call that is passed by this name."""
    return next((item.value for item in call.keywords if item.arg == name), None)


def imported(nodes: Nodes) -> list[Imported]:
    """All absolute imports of a module, given by `by_kind`, in the order of their lines."""
    guards = _outermost(_span(node) for kind in _GUARDS for node in nodes.get(kind, ()) if _guards(node))
    found = []
    for kind in (ast.Import, ast.ImportFrom):
        for node in nodes.get(kind, ()):
            at = _span(node)[0]
            place = bisect_right(guards, (at, _END)) - 1
            is_guarded = place >= 0 and at < guards[place][1]
            found += [Imported(name, at[0], is_guarded) for name in _names(node)]
    return sorted(found, key=lambda item: (item.line, item.name))


def _outermost(spans: Iterable[_Span]) -> list[_Span]:
    """The spans that lie in no other, in order."""
    kept: list[_Span] = []
    for first, last in sorted(spans):
        if not kept or first >= kept[-1][1]:
            kept.append((first, last))
    return kept


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if len(alias.name) <= _LONGEST)
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level and len(node.module) <= _LONGEST:
        yield from (node.module if alias.name == "*" else f"{node.module}.{alias.name}" for alias in node.names)


def _span(node: ast.stmt) -> _Span:
    """Where a statement begins and ends: line and column."""
    return (node.lineno, node.col_offset), (node.end_lineno or node.lineno, node.end_col_offset or 0)


_GUARDS = (ast.If, ast.Try, ast.TryStar, ast.With)


def _guards(node: ast.AST) -> bool:
    """Whether what stands inside need not run, or may fail."""
    if isinstance(node, ast.If):
        return not _is_main(node)
    return _forgives(node) if isinstance(node, ast.Try | ast.TryStar) else _suppresses(node)


def _is_main(node: ast.If) -> bool:
    test = node.test
    return isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__"


def _forgives(node: ast.Try | ast.TryStar) -> bool:
    """Whether a failed import inside is caught."""
    for handler in node.handlers:
        caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        if any(item is None or dotted(item) in _FAILED_IMPORT for item in caught):
            return True
    return False


def _suppresses(node: ast.AST) -> bool:
    if not isinstance(node, ast.With):
        return False
    calls = (item.context_expr for item in node.items)
    return any(isinstance(call, ast.Call) and dotted(call.func).endswith("suppress") for call in calls)


def imported_by_line(lines: Iterable[str]) -> list[Imported]:
    """The imports of source that need not parse (Python 2, notebook cells with magics), read line by line."""
    found = []
    for number, line in enumerate(lines, 1):
        match = _LINE.match(line)
        if not match:
            continue
        module, members, modules = match.groups()
        if len(module or "") > _LONGEST:
            continue
        names = [name for part in (members if module else modules).split(",") if (name := _NAME.match(part))]
        if module and not names:
            found.append(Imported(module, number, False))
        prefix = f"{module}." if module else ""
        found.extend(Imported(prefix + name.group(1), number, False) for name in names)
    return found
