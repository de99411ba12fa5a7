"""The shape of a Python module: how long its functions are, what of it is documented and annotated."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from statistics import median
from typing import NamedTuple

from sourcing.evidence.reading import View
from sourcing.parsing.syntax import dotted
from sourcing.places import Place

_WORD = re.compile(r"[^\W_]{2,}")
_TEMPLATE = re.compile(r"\W*(todo|fixme|tbd|_summary_|\[summary\]|description\b\W*$)", re.I)
_TOOLED = re.compile(r"(^|/)(alembic|migrations)/(versions/)?[^/]+\.py$")  # a tool wrote it, or most of it
_SPOKEN = 3  # words from which a docstring says more than the name does
_Function = ast.FunctionDef | ast.AsyncFunctionDef
_Definition = _Function | ast.ClassDef
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Shape(NamedTuple):
    """The shape of one module; lines are 1-based, 0 where there is none.

    `code` counts its lines without blank ones, comments, docstrings and tables of constants; `lengths` are those of its
    functions and methods in lines, docstrings left out, functions inside functions counted with the outer one.
    `public` are the functions, methods and classes whose name has no leading underscore, `documented` those of them
    with a docstring; `annotated` are the functions whose arguments and result all have a type. `first` is the line of the first
    function or class, `first_documented` and `first_annotated` those of the first one that is.
    """

    lines: int
    code: int
    lengths: tuple[int, ...]
    public: int
    documented: int
    annotated: int
    first: int
    first_documented: int
    first_annotated: int


def shape(view: View, path: str) -> Shape | None:
    """The shape of a Python module of the product or its tests, None where it does not parse or lies elsewhere.

    The migrations of a database, which a tool writes, have none.
    """
    if not path.endswith(".py") or _TOOLED.search(path) or view.place(path) not in (Place.PRODUCT, Place.TEST):
        return None
    module = view.module(path)
    if module is None:
        return None
    lines = view.lines(path)
    found = [*_definitions(module)]
    functions = [(node, owner) for node, owner, _ in found if isinstance(node, _FUNCTIONS)]
    public = [node for node, _, is_public in found if is_public]
    documented = [node.lineno for node in public if _speaks(node)]
    annotated = [node.lineno for node, owner in functions if _is_annotated(node, is_method=owner)]
    filled = _filled(lines)
    aside = sum(filled[last] - filled[first - 1] for first, last in _asides(module, found) if last < len(filled))
    return Shape(
        lines=len(lines),
        code=max(0, filled[-1] - aside),
        lengths=tuple(_length(node) for node, _ in functions),
        public=len(public),
        documented=len(documented),
        annotated=len(annotated),
        first=min((node.lineno for node, _, _ in found), default=0),
        first_documented=min(documented, default=0),
        first_annotated=min(annotated, default=0),
    )


def _definitions(module: ast.Module) -> Iterator[tuple[_Definition, bool, bool]]:
    """Classes, and functions outside functions, each with whether it is a method and whether it is public."""
    stack: list[tuple[ast.stmt, bool, bool]] = [(node, False, True) for node in reversed(module.body)]
    while stack:
        node, is_inside, is_public = stack.pop()
        if isinstance(node, _FUNCTIONS):
            yield node, is_inside, is_public and not node.name.startswith("_") and not _is_second(node)
        elif isinstance(node, ast.ClassDef):
            is_public = is_public and not node.name.startswith("_")
            yield node, is_inside, is_public
            stack.extend((child, True, is_public) for child in reversed(node.body))
        elif isinstance(node, ast.If | ast.Try):
            below = [*node.body, *node.orelse, *(node.finalbody if isinstance(node, ast.Try) else ())]
            stack.extend((child, is_inside, is_public) for child in reversed(below))


def _is_second(node: _Function) -> bool:
    """Whether a function is documented elsewhere by nature: an overload, a setter, an override."""
    names = [dotted(item) for item in node.decorator_list]
    return any(
        name.endswith((".setter", ".deleter")) or name.split(".")[-1] in ("overload", "override") for name in names
    )


def _docstring(node: _Definition | ast.Module) -> ast.Constant | None:
    first = node.body[0] if node.body else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        return first.value
    return None


def _speaks(node: _Definition) -> bool:
    """Whether a definition has a docstring that says something: three words, and no template nobody filled in."""
    doc = _docstring(node)
    if doc is None:
        return False
    text = str(doc.value)[:400]
    return len(_WORD.findall(text)) >= _SPOKEN and not _TEMPLATE.match(text)


def _is_annotated(node: _Function, *, is_method: bool) -> bool:
    """Whether every argument but the first of a method has a type, and the result has, which `__init__` need not."""
    spec = node.args
    named = [*spec.posonlyargs, *spec.args]
    if is_method and named and not any(dotted(item) == "staticmethod" for item in node.decorator_list):
        named = named[1:]
    every = [*named, *spec.kwonlyargs, *(one for one in (spec.vararg, spec.kwarg) if one)]
    if node.returns is None and not (node.name == "__init__" and every):
        return False
    return all(argument.annotation is not None for argument in every)


def _length(node: _Function) -> int:
    doc = _docstring(node)
    whole = (node.end_lineno or node.lineno) - node.lineno + 1
    return whole - ((doc.end_lineno or doc.lineno) - doc.lineno + 1 if doc else 0)


def _span(statement: ast.stmt) -> tuple[int, int]:
    return statement.lineno, statement.end_lineno or statement.lineno


def _is_listed(statement: ast.stmt) -> bool:
    """Whether a statement lists constants: data, not code."""
    return isinstance(statement, ast.Assign | ast.AnnAssign) and isinstance(
        statement.value, ast.Constant | ast.List | ast.Tuple | ast.Set | ast.Dict
    )


def _asides(module: ast.Module, found: list[tuple[_Definition, bool, bool]]) -> Iterator[tuple[int, int]]:
    """The first and last lines of docstrings and of constants that the module lists."""
    for node in (module, *(node for node, _, _ in found)):
        doc = _docstring(node)
        if doc:
            yield doc.lineno, doc.end_lineno or doc.lineno
    yield from (_span(statement) for statement in module.body if _is_listed(statement))


def _filled(lines: list[str]) -> list[int]:
    """For each line, and 0 before the first, how many up to it are neither blank nor a comment."""
    sums, total = [0], 0
    for line in map(str.lstrip, lines):
        total += bool(line) and line[0] != "#"
        sums.append(total)
    return sums


def style_shares(view: View) -> dict[str, float]:
    """How the product's own Python is written, over all its modules; what there is nothing to measure of is left out.

    `violations_per_1000_lines` (ruff, tests left out), `median_function_lines`, `docstring_share` of public functions and
    classes, `annotated_share` of functions.
    """
    paths = [path for path in view.python if view.place(path) is Place.PRODUCT]
    shapes = [found for path in paths if (found := view.of(shape, path))]
    verdicts = [view.style[path] for path in paths if path in view.style]
    lengths = [length for found in shapes for length in found.lengths]
    public, lines = sum(found.public for found in shapes), sum(verdict.lines for verdict in verdicts)
    shares = {}
    if lines:
        violations = sum(verdict.violations for verdict in verdicts)
        shares["violations_per_1000_lines"] = round(1000 * violations / lines, 2)
    if lengths:
        shares["median_function_lines"] = float(median(lengths))
        shares["annotated_share"] = round(sum(found.annotated for found in shapes) / len(lengths), 4)
    if public:
        shares["docstring_share"] = round(sum(found.documented for found in shapes) / public, 4)
    return shares
