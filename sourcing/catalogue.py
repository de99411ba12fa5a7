"""All signals: the file is the registration."""

from __future__ import annotations

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
