"""Files for other tools: one file here is one format, found by its file (see `warehouse.handing.exporting` for the contract)."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import lru_cache

from sourcing.discovery import plugins
from sourcing.errors import PluginError, UsageError
from warehouse.handing.exporting import Format


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Format]:
    """All formats by name. Errors: PluginError that names a malformed file."""
    found = {}
    for module_name, module in plugins(sys.modules[__name__], attribute="FORMAT", kind=Format).items():
        name = module_name.replace("_", "-")
        if module.FORMAT.name != name:
            raise PluginError(
                f"warehouse/exports/{module_name}.py is not named {name}", remedy="name it as its file is"
            )
        found[name] = module.FORMAT
    return found


def find_format(name: str) -> Format:
    """The format of that name. Errors: UsageError with those there are."""
    known = catalogue()
    if name not in known:
        raise UsageError(f"unknown format {name!r}", remedy=f"one of: {', '.join(known)} (`sourcing formats`)")
    return known[name]
