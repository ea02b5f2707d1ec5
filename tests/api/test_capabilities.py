"""Each capability says in one place what it brings; nothing is forgotten, and nothing is twice."""

import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.routing import Match

import api.pages
from api.application import create_application
from api.capabilities import AREAS, CAPABILITIES, WORKBOOKS, places_of, refuse_doubles
from api.capability import Capability, Menu, Place
from api.serving.composition import open_community
from api.serving.settings import Settings
from api.workbooks.kinds import Workbook
from domain import model
from domain.ledger.decision import State
from domain.ledger.fact import Fact
from domain.ledger.refusal import Refusal
from projections.catalogue import PROJECTIONS

APPLICATION = create_application(lambda: open_community("", Settings()))


def says_something(module: ModuleType) -> bool:
    """Whether a module of the model has a fact, a refusal, a state or a decision of its own."""
    own = [it for it in vars(module).values() if getattr(it, "__module__", "") == module.__name__]
    kinds = [it for it in own if inspect.isclass(it)]
    return any(issubclass(it, Fact | Refusal | State) or hasattr(it, "decide") for it in kinds)


def modules_of_pages() -> Iterator[str]:
    """The names, below api.pages, of all modules that have pages."""
    top = Path(api.pages.__file__).parent
    for path in sorted(top.rglob("*.py")):
        name = ".".join(path.relative_to(top).with_suffix("").parts)
        if isinstance(getattr(import_module(f"api.pages.{name}"), "router", None), APIRouter):
            yield name


def modules_of_areas() -> Iterator[ModuleType]:
    """The modules of the interface in all areas."""
    top = Path(api.pages.__file__).parents[1]
    for area in AREAS:
        for path in sorted((top / area).glob("[!_]*.py")):
            yield import_module(f"api.{area}.{path.stem}")


def test_every_part_of_the_model_is_some_capabilitys() -> None:
    said = {it for it in model.MODULES if says_something(it)}
    assert said == {it for capability in CAPABILITIES for it in capability.model}


def test_every_projection_is_some_capabilitys() -> None:
    brought = {it for capability in CAPABILITIES for it in capability.projections}
    assert brought == {type(it) for it in PROJECTIONS}


def test_every_page_is_some_capabilitys() -> None:
    brought = {it for capability in CAPABILITIES for it in capability.pages}
    assert brought == {*modules_of_pages()}


def test_every_route_and_workbook_of_an_area_is_some_capabilitys() -> None:
    modules = [*modules_of_areas()]
    routers = [it for module in modules for it in vars(module).values() if type(it) is APIRouter]
    assert {*map(id, routers)} == {id(it.router) for it in CAPABILITIES if it.router}
    written = [it for module in modules for it in vars(module).values() if type(it) is Workbook]
    assert {it.kind for it in written} == {it.kind for it in WORKBOOKS} == {*Workbook.known}


def test_a_capability_is_in_the_area_of_its_model() -> None:
    for module in modules_of_areas():
        declared = getattr(module, "CAPABILITY", None)
        for part in declared.model if isinstance(declared, Capability) else ():
            assert part.__name__.split(".")[1] == module.__name__.split(".")[1]


def in_turn(holder: Any) -> Iterator[Any]:
    """All routes below an application or a router, in the turn in which they are tried."""
    for route in holder.routes:
        if hasattr(route, "original_router"):
            yield from in_turn(route.original_router)
        else:
            yield route


ROUTES = [*in_turn(APPLICATION)]


def first_match(method: str, path: str) -> str:
    """The path of the route that answers."""
    scope = {"type": "http", "method": method, "path": path, "headers": [], "root_path": ""}
    found = (it.path for it in ROUTES if it.matches(scope)[0] is Match.FULL)
    return next(found, "")


def test_a_place_in_a_menu_leads_somewhere() -> None:
    for place in (it for menu in get_args(Menu) for it in places_of(menu)):
        assert first_match("GET", place.path) == place.path


def test_no_address_is_taken_for_another_ones() -> None:
    written = [it for it in ROUTES if isinstance(it, APIRoute) and "{" not in it.path]
    assert len(written) > 100
    for route in written:
        for method in route.methods:
            assert first_match(method, route.path) == route.path


RULES = next(it for it in CAPABILITIES if it.name == "rules")
A_PLACE = Place(menu="desk", rank=1, path="/desk/lending", words="借用")
ANOTHER = Place(menu="desk", rank=1, path="/desk/borrowing", words="借入")


@pytest.mark.parametrize(
    "double",
    [
        Capability(name="rules"),
        Capability(name="other", model=RULES.model),
        Capability(name="other", projections=RULES.projections),
        Capability(name="other", router=RULES.router),
        Capability(name="other", pages=("till.sale", "till.sale")),
        Capability(name="other", places=(A_PLACE, ANOTHER)),
    ],
)
def test_what_comes_twice_does_not_start(double: Capability) -> None:
    with pytest.raises(TypeError, match="bring the same"):
        refuse_doubles([RULES, double])


def test_two_workbooks_of_one_kind_do_not_start() -> None:
    first = WORKBOOKS[0]
    with pytest.raises(TypeError, match="roster"):
        Workbook(kind=first.kind, title_zh="", columns=(), read=first.read, rank=1)
