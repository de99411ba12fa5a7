"""Writes the catalogue as a page: `make docs` makes docs/signals.md by it."""

from __future__ import annotations

import sys

from sourcing.evidence.signal import Signal
from sourcing.signals import catalogue


def page() -> str:
    """The catalogue as a Markdown page: every signal with its question, what counts, its kinds and why it matters."""
    return _INTRODUCTION + "".join(_section(name, signal) for name, signal in sorted(catalogue().items()))


_INTRODUCTION = """# The signals

What is asked of every repository. `make docs` writes this page from the signals; one file in `sourcing/signals/` is one signal.
Evidence is credited to people by the history of its file: [ranking.md](ranking.md) says how.
`sourcing signals PATH_OR_URL` asks them of one repository.
"""


def _section(name: str, signal: Signal) -> str:
    documented = (sys.modules[signal.look.__module__].__doc__ or "").strip()
    _, _, counts = documented.partition("\n\n")
    kinds = "".join(f"- `{kind}`: {means}\n" for kind, means in signal.kinds.items())
    if len(signal.kinds) > _MOST_KINDS:
        kinds = f"- one kind for each of {len(signal.kinds)} skills\n"
    why = "".join(f"- {archetype}: {sentence}\n" for archetype, sentence in signal.why.items())
    counted = "\n".join(line.rstrip() for line in counts.splitlines())
    return f"\n## {name}\n\n{signal.question} Unit: {signal.unit}.\n\n{counted}\n\n{kinds}\nWhy it matters:\n\n{why}"


_MOST_KINDS = 30

if __name__ == "__main__":
    sys.stdout.write(page())
