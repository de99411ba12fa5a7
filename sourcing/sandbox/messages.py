"""Commit messages: the same change in the words of the one who commits it."""

from __future__ import annotations

import random

from sourcing.sandbox.steps import Applied
from sourcing.sandbox.world import Person

STYLES = ("conventional", "imperative", "plain", "ticket", "sloppy")
_TYPES = {"test": "test", "docs": "docs", "ci": "ci", "pack": "build", "chore": "chore"}
_SLOPPY = ("fix", "wip", "update", "more", "changes", "fixes", "asdf", "minor", "update code", "fix bug", "final", ".")
# A body says why. These hold for any change of their area; a template's own stage says more where it can.
_WHY = {
    "model": (
        "Numbers before and after are in the experiment log; seeds are unchanged.",
        "The earlier form hid a copy of the data per epoch.",
        "Kept small on purpose: one change, one comparison.",
    ),
    "serve": (
        "Callers saw a bare 500 before this.",
        "The contract stays as it is; only the inside moves.",
        "Measured with the latency script, p95 is not worse.",
    ),
    "infra": (
        "Applied to staging first and left alone for two days.",
        "Rolling back is reverting this commit and applying again.",
        "Follows what the last incident taught us.",
    ),
    "test": ("The case failed before the fix it belongs to.", "Runs without network and in under a second."),
}


def style_of(person: Person) -> str:
    """The way this person writes commit messages, one of STYLES."""
    return next((style for style in STYLES if f"{style}-commits" in person.traits), "plain")


def commit_message(applied: Applied, author: Person, rng: random.Random, *, number: int) -> str:
    """The whole message for a change, number being its place in the repository's history."""
    step, subject, style = applied.step, applied.subject, style_of(author)
    if author.kind == "bot":
        return f"{'build(deps)' if step.kind == 'bump' else 'chore(release)'}: {subject}\n"
    capital = subject[:1].upper() + subject[1:]
    if style == "sloppy":
        return f"{rng.choice(_SLOPPY) if rng.random() < 0.75 else subject}\n"
    if style == "plain":
        return f"{subject}\n"
    if style == "ticket":
        return f"[ML-{40 + number * 3}] {capital}\n"
    general = _WHY.get(step.area, ()) if step.kind in ("append", "edit") else ()
    body = step.body or (rng.choice(general) if general and rng.random() < 0.35 else "")
    tail = f"\n\n{_wrapped(body)}" if body else ""
    if style == "conventional":
        return f"{_kind(applied)}: {subject}{tail}\n"
    return f"{capital}{tail}\n"


def merge_message(applied: Applied, author: Person, *, number: int) -> str:
    """The message of the merge that brings a branch in."""
    topic = branch_name(applied)
    if style_of(author) in ("conventional", "ticket"):
        return f"Merge pull request #{number} from {author.handle}/{topic}\n\n{applied.subject}\n"
    return f"Merge branch '{topic}'\n"


def branch_name(applied: Applied) -> str:
    """A branch name made of the change's subject."""
    letters = "".join(sign if sign.isalnum() else "-" for sign in applied.subject.lower() if sign.isascii())
    return "-".join(part for part in letters.split("-")[:5] if part) or "topic"


def _kind(applied: Applied) -> str:
    """Type and scope, such as feat(serve)."""
    area = "docs" if applied.step.path.startswith("docs/") else applied.step.area
    if area in _TYPES:
        return _TYPES[area]
    first = applied.subject.split(" ", 1)[0]
    kind = "fix" if first in ("fix", "correct", "stop", "refuse") else "feat"
    return f"{'refactor' if applied.step.kind in ('move', 'edit') else kind}({area})"


def _wrapped(text: str) -> str:
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + len(word) >= 72:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line])
