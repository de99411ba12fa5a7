"""GitHub's search language: words, quoted phrases, `qualifier:value`, a minus before what must not be, and ranges."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TERM = re.compile(r'(?P<minus>-?)(?:(?P<name>[A-Za-z-]+):)?(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s"]+))')
_RANGE = re.compile(r"^(?P<low>[^.]+|\*)\.\.(?P<high>[^.]+|\*)$")


@dataclass(frozen=True, slots=True)
class Term:
    """One qualifier: its name in lower case, its value, whether it must not hold."""

    name: str
    value: str
    is_not: bool


@dataclass(frozen=True, slots=True)
class Sought:
    """A query taken apart: words in lower case (those with a minus apart), and qualifiers in their order."""

    words: tuple[str, ...]
    unwanted: tuple[str, ...]
    terms: tuple[Term, ...]

    def values(self, name: str) -> list[str]:
        """The values of a qualifier, those with a minus left out."""
        return [term.value for term in self.terms if term.name == name and not term.is_not]

    def fits(self, text: str) -> bool:
        """Whether a text holds every word and none of the unwanted ones, in whatever case."""
        lowered = text.lower()
        return all(word in lowered for word in self.words) and not any(word in lowered for word in self.unwanted)


def taken_apart(query: str, known: frozenset[str]) -> Sought:
    """A query's words and qualifiers; a qualifier that is not known is a word like any other."""
    words: list[str] = []
    unwanted: list[str] = []
    terms: list[Term] = []
    for match in _TERM.finditer(query):
        name, value = (match["name"] or "").lower(), match["quoted"] or match["bare"] or ""
        if name in known:
            terms.append(Term(name, value, bool(match["minus"])))
        elif value and value not in ("AND", "OR", "NOT"):
            text = f"{name}:{value}" if name else value
            (unwanted if match["minus"] else words).append(text.lower())
    return Sought(tuple(words), tuple(unwanted), tuple(terms))


def in_range(wanted: str, held: float | str) -> bool:
    """Whether a number or a moment lies where `5`, `>5`, `>=5`, `<5`, `<=5`, `1..5`, `*..5` or `1..*` says.

    Moments are compared as far as they are spelled out: `>2024-05-01` is after that day.
    """
    both = _RANGE.match(wanted)
    if both:
        low, high = both["low"], both["high"]
        return (low == "*" or _compared(held, low) >= 0) and (high == "*" or _compared(held, high) <= 0)
    sign = re.match(r"^(>=|<=|>|<)?(.*)$", wanted)
    if sign is None or not sign[2]:
        return False
    order = _compared(held, sign[2])
    return {">=": order >= 0, "<=": order <= 0, ">": order > 0, "<": order < 0}.get(sign[1] or "", order == 0)


def _compared(held: float | str, wanted: str) -> int:
    """Below, at or above zero as held lies below, at or above wanted; what is no number lies above everything."""
    if isinstance(held, str):
        start = held[: len(wanted)]
        return (start > wanted) - (start < wanted)
    try:
        number = float(wanted)
    except ValueError:
        return -1
    return (held > number) - (held < number)
