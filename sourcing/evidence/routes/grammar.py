"""Syntax trees of Go, Java, JavaScript and TypeScript (tree-sitter), within bounds that a hostile text cannot pass."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import accumulate

import tree_sitter_go
import tree_sitter_java
import tree_sitter_javascript
import tree_sitter_typescript
from tree_sitter import Language, Node, Parser, Point

from sourcing.evidence.reading import View
from sourcing.evidence.routes.route import VARIABLE

# A parser that repairs errors can take minutes and gigabytes over a text made to fool it (measured: 200 KB of `a<` ends
# in a crash, of `/*` in 2 GB), so a text is refused before, or given up during, what no written program needs.
MAX_BYTES = 150_000  # the cost of repair grows with the square of the length; written files with routes have half of it
MAX_DEPTH = 300  # brackets in brackets
MAX_STEPS = 200  # of the parser's progress reports, one in some 100 bytes of written code, and …
STEPS_PER_BYTE = 0.03  # so many for each byte it got on; minified code takes 0.02
MAX_BROKEN_STEPS = 1_000  # after the first error that it could not repair at once
MAX_SECONDS = 1.0  # of processor time, ten times what 150 KB of written code need: the last resort
MAX_FAILURES = 20  # files of one repository that were given up; after them no other is tried

_NO_BRACKET = bytes(set(range(256)) - set(b"()[]{}"))
_ANGLES = re.compile(rb"<(?:[^<>;{}]*+<){40}|<(?:[^<>]*+<){100}|(?:<\w[^<>/]*+>[^<>/]*+){300}")
_LANGUAGES: dict[str, Callable[[], object]] = {
    "go": tree_sitter_go.language,
    "java": tree_sitter_java.language,
    "javascript": tree_sitter_javascript.language,
    "typescript": tree_sitter_typescript.language_typescript,
    "tsx": tree_sitter_typescript.language_tsx,
}
_LITERALS = frozenset({"interpreted_string_literal", "raw_string_literal", "string_literal", "string"})
_NAMES = frozenset(
    {"identifier", "field_identifier", "package_identifier", "property_identifier", "type_identifier", "this"}
)
MEMBERS = {
    "selector_expression": ("operand", "field"),
    "member_expression": ("object", "property"),
    "field_access": ("object", "field"),
}
_COMPUTED = frozenset(
    {"call_expression", "method_invocation", "template_substitution", "subscript_expression", "unary_expression"}
)
_WRAPPERS = frozenset({"parenthesized_expression", "as_expression", "non_null_expression", "await_expression"})
_COMMENTS = frozenset({"comment", "line_comment", "block_comment"})
_LEAVES = _COMMENTS | _LITERALS


class Syntax:
    """A parsed text: its root and what its nodes say. Broken parts are `ERROR` nodes, the rest is read."""

    __slots__ = ("_source", "root")

    def __init__(self, source: bytes, root: Node) -> None:
        self._source = source
        self.root = root

    def text(self, node: Node) -> str:
        """The text of a node; not asked of the node itself, which crashes on a tree that was read piece by piece."""
        return self._source[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def spots(self, words: Iterable[str]) -> list[int]:
        """Where in the text (bytes from its start) one of the words begins, in ascending order."""
        found: list[int] = []
        for word in map(str.encode, set(words)):
            at = self._source.find(word)
            while at >= 0:
                found.append(at)
                at = self._source.find(word, at + 1)
        return sorted(found)

    def walk(
        self, wanted: frozenset[str], spots: list[int] | None = None, *, closed: frozenset[str] = frozenset()
    ) -> Iterator[Node]:
        """The nodes of the wanted types in the order of the text, outer before inner; never by recursion.

        Nodes of the closed types are not entered, and with `spots` neither is what holds none of them.
        """
        closed = closed | _LEAVES
        cursor = self.root.walk()
        at = 0
        while (node := cursor.node) is not None:
            kind = node.type
            if kind in wanted:
                yield node
            if spots is not None:
                while at < len(spots) and spots[at] < node.start_byte:
                    at += 1
            is_open = kind not in closed and (spots is None or (at < len(spots) and spots[at] < node.end_byte))
            if (is_open and cursor.goto_first_child()) or cursor.goto_next_sibling():
                continue
            while cursor.goto_parent():
                if cursor.goto_next_sibling():
                    break
            else:
                return

    def dotted(self, node: Node | None) -> str:
        """`a.b.c` for a chain of names, the empty string where anything else is in the chain."""
        parts: list[str] = []
        while node is not None and node.type in MEMBERS:
            owner, member = MEMBERS[node.type]
            name = node.child_by_field_name(member)
            parts.append(self.text(name) if name else "")
            node = bare(node.child_by_field_name(owner))
        if node is None or node.type not in _NAMES:
            return ""
        return ".".join((self.text(node), *reversed(parts)))

    def pattern(self, node: Node | None) -> str | None:
        """The text of a string, what is not literal shown as `<variable>`; None where the node can be no string."""
        parts: list[str] = []
        left = [node]
        while left:
            item = bare(left.pop())
            if item is None:
                return None
            if item.type in _LITERALS:
                parts.append(self.text(item)[1:-1])
            elif item.type == "template_string":
                parts.append(self._template(item))
            elif item.type == "binary_expression":
                left += [item.child_by_field_name("right"), item.child_by_field_name("left")]
            elif item.type in _NAMES or item.type in MEMBERS or item.type in _COMPUTED:
                parts.append(VARIABLE)
            else:
                return None
        return re.sub(f"({VARIABLE})+", VARIABLE, "".join(parts))

    def entry(self, description: Node, key: str) -> Node | None:
        """The value that a JavaScript object gives to a key, None where it does not say."""
        for pair in description.named_children:
            name = pair.child_by_field_name("key") if pair.type == "pair" else None
            if name is not None and self.text(name).strip("'\"") == key:
                return pair.child_by_field_name("value")
        return None

    def _template(self, node: Node) -> str:
        return "".join(
            VARIABLE if part.type == "template_substitution" else self.text(part) for part in node.named_children
        )


def bare(node: Node | None) -> Node | None:
    """The expression itself, out of parentheses, type assertions and `await`."""
    while node is not None and node.type in _WRAPPERS:
        node = next((child for child in node.named_children if child.type != "comment"), None)
    return node


def line(node: Node) -> int:
    """The 1-based line a node begins on."""
    return node.start_point.row + 1


def arguments(call: Node, field: str = "arguments") -> tuple[Node, ...]:
    """What a call is given, in order, comments left out."""
    listed = call.child_by_field_name(field)
    return tuple(child for child in listed.named_children if child.type not in _COMMENTS) if listed else ()


def join(prefix: str, pattern: str) -> str:
    """A path below a prefix, with one slash between them; either may be empty."""
    if not prefix or not pattern:
        return prefix or pattern
    return f"{prefix.rstrip('/')}/{pattern.lstrip('/')}"


def parsed(view: View, path: str, language: str, *, text: str | None = None) -> Syntax | None:
    """A held file's syntax (or that of `text` in its place); None where it was given up, as after many failures."""
    failed = view.once(_failures)
    if len(failed) >= MAX_FAILURES:
        return None
    source = (view.texts[path] if text is None else text).encode("utf-8", "replace")
    if not _is_sane(source):
        return None
    syntax = parse(source, language)
    if syntax is None:
        failed.append(path)
    return syntax


def _failures(_: View) -> list[str]:
    """The files given up so far; kept with the view, and added to."""
    return []


def _is_sane(source: bytes) -> bool:
    """Whether a text is within what the parser bears: its size, brackets in brackets, `<` after `<`, tags in tags."""
    if len(source) > MAX_BYTES or _ANGLES.search(source):
        return False
    steps: Iterable[int] = (1 if bracket in b"([{" else -1 for bracket in source.translate(None, _NO_BRACKET))
    return max(accumulate(steps), default=0) <= MAX_DEPTH


@cache
def _language(name: str) -> Language:
    return Language(_LANGUAGES[name]())


def parse(source: bytes, language: str) -> Syntax | None:
    """The syntax of a text, None where parsing it took more steps or time than written code does."""
    given: list[memoryview] = []
    started = time.thread_time()
    steps = broken = 0

    def read(offset: int, _: Point) -> memoryview:
        given.append(memoryview(source)[offset:])
        return given[-1]

    def is_enough(offset: int, has_error: bool) -> bool:
        nonlocal steps, broken
        steps, broken = steps + 1, broken + has_error
        return (
            steps > MAX_STEPS + offset * STEPS_PER_BYTE
            or broken > MAX_BROKEN_STEPS
            or time.thread_time() - started > MAX_SECONDS
        )

    try:  # a parser of its own: one that is shared could be entered by another thread while `read` runs
        tree = Parser(_language(language)).parse(read, progress_callback=is_enough)
    except ValueError:
        return None
    finally:
        for view in given:  # tree-sitter 0.26 never lets go of what it was given; let it not hold the text
            view.release()
    return Syntax(source, tree.root_node)
