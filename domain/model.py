"""The model, whole: importing this makes every fact, state and refusal known."""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Final

import domain

_LEDGER: Final = "ledger"
"""The area that the others are built on has no facts of its own, and itself imports this."""


def modules_of_areas() -> tuple[ModuleType, ...]:
    """The modules of all areas but the ledger, in the order of their names."""
    areas = [it.name for it in iter_modules(domain.__path__) if it.ispkg and it.name != _LEDGER]
    found = []
    for area in sorted(areas):
        package = import_module(f"domain.{area}")
        names = sorted(it.name for it in iter_modules(package.__path__))
        found += [import_module(f"domain.{area}.{name}") for name in names]
    return tuple(found)


MODULES: Final = modules_of_areas()
