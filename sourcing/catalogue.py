"""All signals: the file is the registration."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import lru_cache
from types import ModuleType

from sourcing import signals
from sourcing.discovery import plugins
from sourcing.signal import Signal


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Signal]:
    """All signals by name, found by their files. Errors: PluginError that names a malformed file."""
    return {name: _signal(module) for name, module in plugins(signals, attribute="SIGNAL", kind=Signal).items()}


def _signal(module: ModuleType) -> Signal:
    found: Signal = module.SIGNAL
    return found


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
