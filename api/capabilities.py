"""The list of all capabilities, found in the areas: routes, pages, menus and imports follow it."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from fastapi import APIRouter

import domain
from api.capability import Capability, Menu, Place
from api.workbooks.kinds import Workbook

AREAS: Final = tuple(sorted(it.name for it in iter_modules(domain.__path__) if it.ispkg))
"""The same few areas in every layer."""


def _declared() -> Iterator[Capability]:
    for area in AREAS:
        package = import_module(f"api.{area}")
        for it in iter_modules(package.__path__):
            module = import_module(f"api.{area}.{it.name}")
            found = getattr(module, "CAPABILITY", None)
            if isinstance(found, Capability):
                yield found


def refuse_doubles(capabilities: Iterable[Capability]) -> tuple[Capability, ...]:
    """The capabilities, of which no two bring the same. Raises TypeError."""
    found = tuple(capabilities)
    counted: Counter[Hashable] = Counter(thing for it in found for thing in _brought_by(it))
    if doubles := [thing for thing, times in counted.items() if times > 1]:
        raise TypeError(f"two capabilities bring the same: {doubles}")
    return found


def _brought_by(capability: Capability) -> Iterator[Hashable]:
    yield capability.name
    yield from capability.model
    yield from capability.projections
    yield from capability.pages
    yield from ((it.menu, it.path) for it in capability.places)
    yield from ((it.menu, it.rank) for it in capability.places)
    if capability.router is not None:
        yield id(capability.router)


CAPABILITIES: Final = refuse_doubles(_declared())

WORKBOOKS: Final = tuple(
    sorted((it.workbook for it in CAPABILITIES if it.workbook), key=lambda it: it.rank)
)
"""The kinds of workbooks, in the order of a first day."""


def workbook_of(kind: str) -> Workbook:
    """The workbook of a kind. Raises KeyError for one that nobody takes in."""
    return {it.kind: it for it in WORKBOOKS}[kind]


def routers() -> list[APIRouter]:
    """The routes of all capabilities."""
    return [it.router for it in CAPABILITIES if it.router]


def page_routers() -> list[APIRouter]:
    """The pages of all capabilities."""
    return [import_module(f"api.pages.{path}").router for it in CAPABILITIES for path in it.pages]


def places_of(menu: Menu) -> tuple[Place, ...]:
    """The places of a menu, in their order."""
    found = (place for it in CAPABILITIES for place in it.places if place.menu == menu)
    return tuple(sorted(found, key=lambda it: it.rank))
