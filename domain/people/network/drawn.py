"""The map: what grids and buildings were called, and where they stood, on any day."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, Literal, NamedTuple

import msgspec

Level = Literal["grid", "building"]
Covers = Literal["building", "unit", "property"]
"""What the office draws the parts of a grid by: 楼栋, 单位, 物业."""

EVER: Final = date.max
"""A day on which all that was decided ahead has come."""


class Said(NamedTuple):
    """What holds from a day on; without a day, from the first."""

    from_day: date | None
    text: str


class Drawn(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One grid or building through all its days.

    `parents` are the grids in which a building stood, `lead_id` the member whom its people can turn
    to. Who lived in what was closed lives in
    `into_id` from that day on.
    """

    node_id: str
    level: Level
    labels: tuple[Said, ...]
    parents: tuple[Said, ...] = ()
    covers: Covers | None = None
    households: int | None = None
    lead_id: str | None = None
    closed_from: date | None = None
    into_id: str | None = None

    def label_on(self, day: date) -> str:
        """What it was called on a day."""
        return _on(self.labels, day)

    def parent_on(self, day: date) -> str | None:
        """The grid in which it stood on a day."""
        return _on(self.parents, day) if self.parents else None

    def is_closed_on(self, day: date) -> bool:
        """Whether it was closed by then."""
        return self.closed_from is not None and self.closed_from <= day

    def relabelled(self, label: str, from_day: date) -> "Drawn":
        """The same, called otherwise from a day on."""
        return msgspec.structs.replace(self, labels=_with(self.labels, Said(from_day, label)))

    def moved(self, parent_id: str, from_day: date) -> "Drawn":
        """The same, in another grid from a day on."""
        return msgspec.structs.replace(self, parents=_with(self.parents, Said(from_day, parent_id)))

    @property
    def leads_elsewhere(self) -> bool:
        """Whether who lives in this building may belong to another grid than was said of them."""
        return self.level == "building" and (len(self.parents) > 1 or self.into_id is not None)


def _with(said: tuple[Said, ...], new: Said) -> tuple[Said, ...]:
    """In the order of days; of two about one day the one that was said last comes last."""
    return tuple(sorted([*said, new], key=lambda it: it.from_day or date.min))


def _on(said: tuple[Said, ...], day: date) -> str:
    return [it for it in said if it.from_day is None or it.from_day <= day][-1].text


class Network:
    """All grids and buildings. A name is a grid's for ever, also when it is called otherwise now.

    What somebody's enrolment or move says of their grid is its name on that day; where no grid of
    such a name was founded, it is that word and nothing more.
    """

    def __init__(self, drawn: Iterable[Drawn]) -> None:
        self.nodes = {it.node_id: it for it in drawn}
        self._grids = {
            said.text: it.node_id
            for it in self.nodes.values()
            if it.level == "grid"
            for said in it.labels
        }

    def grids(self) -> list[Drawn]:
        """The grids, in the order of their founding."""
        return [it for it in self.nodes.values() if it.level == "grid"]

    def grid_called(self, label: str | None) -> Drawn | None:
        """The grid that has this name, or once had it."""
        return self.nodes[self._grids[label]] if label in self._grids else None

    def building_called(self, label: str, parent_id: str) -> Drawn | None:
        """The building that has or had this name and stands or stood in a grid."""
        for it in self.nodes.values():
            stood = it.level == "building" and parent_id in {said.text for said in it.parents}
            if stood and label in {said.text for said in it.labels}:
                return it
        return None

    def standing(self, node_id: str, day: date) -> Drawn:
        """What a part of the community was by the map of a day: itself, or into what it went."""
        it = self.nodes[node_id]
        while it.is_closed_on(day) and it.into_id in self.nodes:
            it = self.nodes[it.into_id]
        return it

    def home(self, grid: str | None, building: str | None, day: date) -> Drawn | None:
        """The grid of a home, by the map of a day, from what was said of where somebody lives."""
        said = self.grid_called(grid)
        if said is None:
            return None
        house = self.building_called(building, said.node_id) if building else None
        if house is not None:
            parent_id = self.standing(house.node_id, day).parent_on(day)
            said = self.nodes.get(parent_id or "", said)
        return self.standing(said.node_id, day)

    def called(self, grid: str | None, day: date, building: str | None = None) -> str | None:
        """What the grid of a home was called by the map of a day."""
        found = self.home(grid, building, day)
        return found.label_on(day) if found else grid

    def labels_of(self, node_id: str, day: date) -> list[str]:
        """All names by which enrolments and moves may mean what is this grid on a day."""
        return [
            label for label, it in self._grids.items() if self.standing(it, day).node_id == node_id
        ]

    def buildings_in(self, grid_id: str, day: date) -> Iterator[Drawn]:
        """The buildings that stood in a grid by the map of a day."""
        for it in self.nodes.values():
            parent_id = it.parent_on(day)
            if parent_id not in self.nodes or it.is_closed_on(day):
                continue
            if self.standing(parent_id, day).node_id == grid_id:
                yield it

    @property
    def names(self) -> list[str]:
        """All names that grids have or had."""
        return list(self._grids)

    @property
    def days(self) -> set[date]:
        """The days on which homes came into other grids."""
        closed = {it.closed_from for it in self.nodes.values()}
        moved = {said.from_day for it in self.nodes.values() for said in it.parents}
        return {*filter(None, closed | moved)}

    @property
    def buildings_elsewhere(self) -> set[str]:
        """What buildings are called whose people may belong to another grid than was said."""
        there = (it for it in self.nodes.values() if it.leads_elsewhere)
        return {said.text for it in there for said in it.labels}

    @property
    def changes(self) -> bool:
        """Whether the map was ever drawn anew: names alone are enough where it never was."""
        return any(
            len(it.labels) > 1 or it.closed_from or it.leads_elsewhere for it in self.nodes.values()
        )
