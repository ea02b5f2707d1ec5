"""Capabilities: what each of them brings, said once at the foot of its own file in api/<area>/."""

from dataclasses import dataclass
from types import ModuleType
from typing import Literal, TypeAlias

from fastapi import APIRouter

from api.workbooks.kinds import Workbook
from projections.ledger.projection import Projection

Menu: TypeAlias = Literal["site", "bar", "more", "desk", "ledger", "till"]
"""`site` is for everybody; `bar` is along the foot of a volunteer's phone, `more` the page behind
it; the others are of one workplace each.
"""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a menu leads those who may open that page.

    `words` are Chinese and translated by the pages; `rank` is the place's turn in the menu. Its
    reader is also there on the pages below its path, unless it `stands_alone`, and at `also`.
    `is_workplace` tells who works here from who comes here; `sign` is the drawing beside the words.
    """

    menu: Menu
    rank: int
    path: str
    words: str
    stands_alone: bool = False
    also: tuple[str, ...] = ()
    is_workplace: bool = False
    sign: str = ""

    def is_at(self, path: str) -> bool:
        """Whether somebody who looks at this path is in the place."""
        is_below = not self.stands_alone and path.startswith(f"{self.path}/")
        return is_below or path == self.path or path in self.also


@dataclass(frozen=True, kw_only=True)
class Capability:
    """What one capability brings, each thing by its own file.

    `model` are the modules of its facts, refusals, states and decisions; `projections` answer its
    questions; `router` has its routes; `pages` are its modules below api.pages, which read the
    bodies of these routes; `places` are its places in the menus; `workbook` is what the office
    brings.
    """

    name: str
    model: tuple[ModuleType, ...] = ()
    projections: tuple[type[Projection], ...] = ()
    router: APIRouter | None = None
    pages: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    workbook: Workbook | None = None
