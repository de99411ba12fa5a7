"""Reads XML that may be hostile: no entity is declared or fetched, characters by number are read, depth and size are bounded."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from sourcing.errors import Unreadable

_DEEPEST = 60
_MOST = 300_000  # elements


def tree(text: str) -> Element:
    """The root of an XML document; names come without their prefixes. Errors: Unreadable, also where it declares entities."""
    builder = TreeBuilder()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > _DEEPEST or count > _MOST:
            raise Unreadable("XML nested too deep, or too large")
        own = {key.rpartition(":")[2]: value for key, value in attributes.items()} if attributes else attributes
        builder.start(name.rpartition(":")[2], own)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(name.rpartition(":")[2])

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = _no_declarations
    try:
        parser.Parse(text, True)
        return builder.close()
    except (expat.ExpatError, AssertionError, ValueError) as cause:
        raise Unreadable(f"no XML: {str(cause)[:80]}") from cause


def _no_declarations(_name: str, _system: str | None, _public: str | None, has_internal_subset: bool) -> None:
    if has_internal_subset:
        raise Unreadable("XML that declares types or entities of its own")


def inner(element: Element | None, *path: str) -> str:
    """All text within the first element at a path below an element, in one line; empty where there is none."""
    for name in path:
        element = element.find(name) if element is not None else None
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def below(element: Element | None, name: str) -> Iterator[Element]:
    """The children of one name."""
    return iter(element.findall(name)) if element is not None else iter(())
