"""What is asked of repositories: one file is one question, found by its file (see `sourcing.evidence.signal` for the contract)."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import lru_cache

from sourcing.discovery import plugins
from sourcing.evidence.signal import Signal


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Signal]:
    """All signals by name. Errors: PluginError that names a malformed file."""
    modules = plugins(sys.modules[__name__], attribute="SIGNAL", kind=Signal)
    return {name: module.SIGNAL for name, module in modules.items()}
