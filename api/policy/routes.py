"""The policy: which act each route of an application is for; one that says none does not start."""

from collections.abc import Iterator
from typing import Any, Final

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from api.policy.act import Gate

FILES: Final = frozenset({"/api/openapi.json", "/docs/assets", "/static"})
"""What is no route of ours: the interface's description, and the files that pages load."""


class Policy:
    """Who may come in where. Raises TypeError where that is not said, or said twice."""

    def __init__(self, application: FastAPI) -> None:
        self.routes = tuple(_routes(application))
        self._gates = {
            f"{method} {route.path}": gate
            for route in self.routes
            for gate in (_gate(route),)
            for method in route.methods or ()
        }

    @property
    def gates(self) -> dict[str, Gate]:
        """Where each route lets in, by `METHOD path`."""
        return dict(self._gates)

    def lets(self, roles: frozenset[str] | None, path: str) -> bool:
        """Whether who acts in these roles may open a page; without roles, nobody is signed in."""
        return self._gates[f"GET {path}"].lets(roles)


def _routes(holder: Any) -> Iterator[APIRoute]:
    """All routes below an application or a router, in the turn in which they are tried."""
    for route in holder.routes:
        if hasattr(route, "original_router"):
            yield from _routes(route.original_router)
        elif isinstance(route, APIRoute):
            yield route
        elif route.path not in FILES:
            raise TypeError(f"{route.path} is for no act")


def _gate(route: APIRoute) -> Gate:
    found = {*_gates_below(route.dependant)}
    if len(found) != 1:
        raise TypeError(f"{route.path} is for {len(found)} acts, and has to be for one")
    return found.pop()


def _gates_below(dependant: Dependant) -> Iterator[Gate]:
    for needed in dependant.dependencies:
        stands_there: object = needed.call
        if isinstance(stands_there, Gate):
            yield stands_there
        yield from _gates_below(needed)
