"""The forms of commit messages."""

from __future__ import annotations

import re

# Conventional Commits 1.0.0: a type, an optional scope, an optional mark of a breaking change, a colon and a space.
CONVENTIONAL = re.compile(r"^(feat|fix|docs?|style|refactor|perf|tests?|build|ci|chore|revert)(\([^)]*\))?!?: \S", re.I)
