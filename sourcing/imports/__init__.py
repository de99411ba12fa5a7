"""Imports of files that the operator has: one file is one import, found by its file (see `sourcing.importing` for the contract)."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import lru_cache

from sourcing.discovery import plugins
from sourcing.importing import Import


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Import]:
    """All imports by name. Errors: PluginError that names a malformed file."""
    modules = plugins(sys.modules[__name__], attribute="IMPORT", kind=Import)
    return {name: module.IMPORT for name, module in modules.items()}
