"""Drawing: the map of grids and buildings as a list makes it, row by row, with who keeps what."""

from collections.abc import Iterable

from api.serving.composition import Community
from domain.people.membership import Role
from domain.people.network.drawn import EVER, Drawn
from domain.people.nodes import NodeFact, redrawn
from projections.people.members import held_roles, proposed_roles
from projections.people.nodes import network_of

KEEPS: Role = "coordinator"
"""The role of who looks after a grid."""


class Drawing:
    """The map, and in which grids whom the office has for its keeper, or wants to."""

    def __init__(self, drawn: Iterable[Drawn] = ()) -> None:
        self.nodes: dict[str, Drawn] = {}
        self._grids: dict[str, str] = {}
        self._buildings: dict[tuple[str, str], str] = {}
        self._keep: dict[str, set[str] | None] = {}
        self._waiting: set[str] = set()
        for it in drawn:
            self._add(it)

    def draw(self, fact: NodeFact) -> None:
        """Draw what a row asks for."""
        now = redrawn(self.nodes.get(fact.node_id), fact)
        if now is not None:
            self._add(now)

    def _add(self, node: Drawn) -> None:
        self.nodes[node.node_id] = node
        for said in node.labels:
            if node.level == "grid":
                self._grids.setdefault(said.text, node.node_id)
            for parent in node.parents:
                self._buildings.setdefault((parent.text, said.text), node.node_id)

    def grid_called(self, label: str) -> Drawn | None:
        """The grid that has this name, or once had it."""
        return self.nodes[self._grids[label]] if label in self._grids else None

    def building_called(self, label: str, grid_id: str) -> Drawn | None:
        """The building that has or had this name, and stands or stood in a grid."""
        found = self._buildings.get((grid_id, label))
        return self.nodes[found] if found else None

    def keeps(self, member_id: str, grid_id: str) -> bool:
        """Whether somebody is the keeper of a grid, or of all, or is proposed for it."""
        grids = self._keep.get(member_id, set())
        return grids is None or grid_id in grids

    def keeps_all(self, member_id: str) -> bool:
        """Whether somebody looks after the whole community."""
        return self._keep.get(member_id, set()) is None

    def waits(self, member_id: str) -> bool:
        """Whether somebody is proposed already, for whichever grid: only one waits at a time."""
        return member_id in self._waiting

    def hold(self, member_id: str, grids: Iterable[str] | None) -> None:
        """Note that somebody keeps these grids, or all."""
        known = self._keep.setdefault(member_id, set())
        if known is not None:
            self._keep[member_id] = None if grids is None else known | {*grids}

    def propose(self, member_id: str, grid_id: str | None) -> None:
        """Note that somebody is proposed for a grid, or for all."""
        self._waiting.add(member_id)
        self.hold(member_id, None if grid_id is None else [grid_id])


async def drawing_of(community: Community) -> Drawing:
    """The map as it is, with its keepers."""
    for question in ("nodes", "members"):
        await community.reader.wait(question, community.recorder.position, seconds=60)
    drawing = Drawing((await network_of(community.reader)).nodes.values())
    for held in await held_roles(community.reader):
        if held.role == KEEPS:
            drawing.hold(held.member_id, held.within)
    for it in await proposed_roles(community.reader):
        if it.role == KEEPS:
            drawing.propose(it.member_id, it.within)
    return drawing


def stands_in(node: Drawn, grid_id: str) -> bool:
    """Whether a building stands in a grid when all that is decided ahead has come."""
    return node.parent_on(EVER) == grid_id
