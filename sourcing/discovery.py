"""Finds the plug-ins of a package: the file is the registration, no list is kept anywhere."""

from __future__ import annotations

import importlib
import pkgutil
import re
from types import ModuleType

from sourcing.errors import PluginError


def plugins(
    package: ModuleType, *, attribute: str, kind: type, saying: re.Pattern[str] | None = None
) -> dict[str, ModuleType]:
    """The modules of `package` by name, in name order, each holding `attribute` of type `kind`.

    With `saying`, only those in whose source that stands: the others are not imported, which takes its time. Modules whose
    name starts with an underscore are helpers, not plug-ins. Errors: PluginError that names the file which fails to import
    or lacks the attribute.
    """
    found: dict[str, ModuleType] = {}
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
        if info.name.startswith("_") or (saying and not saying.search(_source(package, info.name))):
            continue
        file = f"{package.__name__.replace('.', '/')}/{info.name}.py"
        try:
            module = importlib.import_module(f"{package.__name__}.{info.name}")
        except Exception as cause:
            raise PluginError(f"{file} cannot be imported: {cause}", remedy="mend the file or remove it") from cause
        if not isinstance(getattr(module, attribute, None), kind):
            raise PluginError(
                f"{file} has no {attribute} of type {kind.__name__}", remedy=f"see the docstring of {kind.__module__}"
            )
        found[info.name] = module
    return found


def _source(package: ModuleType, name: str) -> str:
    return (pkgutil.get_data(package.__name__, f"{name}.py") or b"").decode("utf-8", "replace")
