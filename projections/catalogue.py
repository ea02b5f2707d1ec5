"""The list of all projections, found in the areas: what the runner takes along the log."""

from collections.abc import Iterable, Iterator
from importlib import import_module
from inspect import isabstract
from pkgutil import iter_modules
from types import ModuleType
from typing import Final

import projections
from projections.ledger.projection import Projection


def _modules() -> Iterator[ModuleType]:
    for area in iter_modules(projections.__path__):
        if area.ispkg:
            package = import_module(f"projections.{area.name}")
            for module in iter_modules(package.__path__):
                yield import_module(f"projections.{area.name}.{module.name}")


def _written_in(module: ModuleType) -> Iterator[type[Projection]]:
    for made in vars(module).values():
        is_own = isinstance(made, type) and made.__module__ == module.__name__
        if is_own and issubclass(made, Projection) and not isabstract(made):
            yield made


def in_order(kinds: Iterable[type[Projection]]) -> tuple[Projection, ...]:
    """One of each, in the order of their questions. Raises TypeError for a question asked twice."""
    found: dict[str, Projection] = {}
    for kind in kinds:
        if kind.question in found:
            raise TypeError(f"two projections answer {kind.question}")
        found[kind.question] = kind()
    return tuple(found[question] for question in sorted(found))


PROJECTIONS: Final = in_order(kind for module in _modules() for kind in _written_in(module))
