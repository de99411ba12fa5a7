"""Finds the plug-ins of a package: the file is the registration, no list is kept anywhere."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

from sourcing.errors import PluginError


def plugins(package: ModuleType, *, attribute: str, kind: type) -> dict[str, ModuleType]:
    """The modules of `package` by name, in name order, each holding `attribute` of type `kind`.

    Errors: PluginError that names the file which fails to import or lacks the attribute. Modules whose name starts
    with an underscore are helpers, not plug-ins.
    """
    found: dict[str, ModuleType] = {}
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
        if info.name.startswith("_"):
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
