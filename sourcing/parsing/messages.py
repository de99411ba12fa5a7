"""The forms of commit messages."""

from __future__ import annotations

import re

# Conventional Commits 1.0.0: a type, an optional scope, an optional mark of a breaking change, a colon and a space.
CONVENTIONAL = re.compile(r"^(feat|fix|docs?|style|refactor|perf|tests?|build|ci|chore|revert)(\([^)]*\))?!?: \S", re.I)
# The number of a pull or merge request at the end of a subject, as squash merges write it.
REQUEST = re.compile(r"\s*\([#!]\d+\)\s*$")
# Said of a commit that changes how code looks, or moves it, and not what it does.
MECHANICAL = re.compile(
    r"\b(re-?format(ted|ting|s)?|auto-?format(ted|ting)?|format (code|files|all|everything|python)|formatting|"
    r"(run|apply|applied|ran|use|using|with|by) "
    r"(black|isort|yapf|autopep8|prettier|ruff|gofmt|clang-format|pre-commit|pyupgrade|linter)|"
    r"lint(ing|er)? (fix\w*|pass|everything|all)|"
    r"(black|isort|yapf|prettier|gofmt) (all|everything|code|the|format\w*)|"
    r"(fix|remove|strip) (trailing )?whitespaces?|line endings?|crlf|"
    r"licen[cs]e headers?|copyright (headers?|years?|notices?)|"
    r"re-?organi[sz]e (folders|files|imports|directories)|sort imports)\b|"
    r"^\W*(style|lint|format|black|isort|yapf)(\([^)]*\))?\W*(:|$)",
    re.I,
)
_TRAILER = re.compile(r"^[A-Z][A-Za-z-]+: \S|^\s*(?i:co-authored-by):|^\(cherry picked from")


def body_words(body: str) -> int:
    """How many words of a message, its subject left out, explain something: trailers do not."""
    return sum(len(line.split()) for line in body.splitlines() if not _TRAILER.match(line))
