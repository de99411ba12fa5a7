"""How deep brackets stand in brackets, counted whatever else a text holds, before a parser is let at it."""

from __future__ import annotations

import re

PYTHONS_OWN = 200  # CPython's parser refuses more
_BRACKET = re.compile(r"[(){}\[\]]")


def is_deep(text: str, *, most: int) -> bool:
    """Whether more than `most` brackets are open at any place; those in strings and comments count too."""
    depth = 0
    for bracket in _BRACKET.findall(text):
        depth += 1 if bracket in "([{" else -1
        if depth > most:
            return True
    return False
