"""What a run found as an earlier one left it, counted for its summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

_SAID: Mapping[str, str] = {
    "people": "people had not changed",
    "repositories": "repositories had their evidence already",
    "files": "files were here already",
    "texts": "descriptions were compared before",
}


@dataclass(kw_only=True)
class Reuse:
    """How many there are of each kind of thing, and how many of them were new or had changed."""

    _all: dict[str, int] = field(default_factory=dict)
    _fresh: Counter[str] = field(default_factory=Counter)

    def of(self, kind: str, count: int) -> None:
        """There are so many; the last word counts, for a run may look twice."""
        self._all[kind] = count

    def fresh(self, kind: str, count: int) -> None:
        """So many more were new."""
        self._fresh[kind] += count

    def line(self) -> str:
        """The sentence of the summary; empty where a run looked at nothing, or found nothing as it was."""
        told = {kind: (max(0, count - self._fresh[kind]), count) for kind, count in self._all.items() if count}
        if not any(same for same, _ in told.values()):
            return ""
        said = (f"{told[kind][0]:,} of {told[kind][1]:,} {what}" for kind, what in _SAID.items() if kind in told)
        return f"reused: {', '.join(said)}"
