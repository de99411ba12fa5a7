"""Community sites: one file is one site, found by its file (see `spiders.site` for the contract)."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import lru_cache

from sourcing.discovery import plugins
from spiders.site import Site


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Site]:
    """All sites by the name their accounts have. Errors: PluginError that names a malformed file."""
    modules = plugins(sys.modules[__name__], attribute="SITE", kind=Site).values()
    return {module.SITE.name: module.SITE for module in modules}
