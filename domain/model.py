"""The model, whole: importing this makes every fact, state and refusal known."""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Final

import domain
from domain.ledger.tag import Tag

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

_MAKES_TAGS: Final = "_tag"
KINDS_OF_TAGS: Final = tuple(
    sorted(
        name.removesuffix(_MAKES_TAGS)
        for module in MODULES
        for name, made in vars(module).items()
        if name.endswith(_MAKES_TAGS) and made.__module__ == module.__name__
    )
)
"""The kinds of things that have ids: each has a function that makes their tags, as `member_tag`."""


def tags_of_id(id: str) -> list[Tag]:
    """What an id may stand for."""
    return [f"{kind}:{id}" for kind in KINDS_OF_TAGS]
