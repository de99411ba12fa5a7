"""The forms of commit messages."""

from __future__ import annotations

import re

# Conventional Commits 1.0.0: a type, an optional scope, an optional mark of a breaking change, a colon and a space.
CONVENTIONAL = re.compile(r"^(feat|fix|docs?|style|refactor|perf|tests?|build|ci|chore|revert)(\([^)]*\))?!?: \S", re.I)
_TRAILER = re.compile(r"^[A-Z][A-Za-z-]+: \S|^\s*(?i:co-authored-by):|^\(cherry picked from")


def body_words(body: str) -> int:
    """How many words of a message, its subject left out, explain something: trailers do not."""
    return sum(len(line.split()) for line in body.splitlines() if not _TRAILER.match(line))
