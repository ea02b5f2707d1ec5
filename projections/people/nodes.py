"""Which grids and buildings has the community, and how were they drawn on any day?"""

from datetime import date
from typing import Final, NamedTuple

import msgspec

from domain.people.network.drawn import EVER, Drawn, Network
from domain.people.nodes import NodeClosed, NodeFounded, NodeMoved, NodeRelabelled, redrawn
from projections.ledger.projection import Batch, Projection, Tables, queries_of
from projections.ledger.reader import Reader
from projections.people.members import grids

_queries = queries_of("nodes")
_drawn: Final = msgspec.json.Decoder(Drawn)
_encoder: Final = msgspec.json.Encoder(order="deterministic")


class Nodes(Projection):
    """The grids and buildings, each with all that was said of it."""

    question = "nodes"

    def project(self, batch: Batch, tables: Tables) -> None:
        """Draw anew what the batch is about, which is little."""
        for recorded in batch:
            fact = recorded.fact
            if not isinstance(fact, NodeFounded | NodeRelabelled | NodeMoved | NodeClosed):
                continue
            rows = tables.rows("drawn", node_id=fact.node_id)
            before = _drawn.decode(rows[0]["drawn"]) if rows else None
            now = redrawn(before, fact)
            if now is None:
                continue
            position = rows[0]["position"] if rows else recorded.position
            written = _encoder.encode(now).decode()
            tables.write("add", [(now.node_id, position, now.level, written)])


class Node(NamedTuple):
    """A grid, or a building of the grid `parent`, as it is on a day."""

    node_id: str
    position: int
    level: str
    label: str
    parent: str | None


async def network_of(reader: Reader) -> Network:
    """The map."""
    return Network(_drawn.decode(row["drawn"]) for row in await reader.rows(_queries["all"]))


async def node_names(reader: Reader) -> dict[str, str]:
    """What grids and buildings are called in the end, by their ids."""
    network = await network_of(reader)
    return {node_id: it.label_on(EVER) for node_id, it in network.nodes.items()}


async def nodes(reader: Reader, day: date = EVER) -> list[Node]:
    """Those that there are on a day, in the order in which they were founded."""
    found = [
        (row["position"], _drawn.decode(row["drawn"])) for row in await reader.rows(_queries["all"])
    ]
    network = Network(it for _, it in found)
    return [
        Node(it.node_id, position, it.level, it.label_on(day), _grid_of(network, it, day))
        for position, it in found
        if not it.is_closed_on(day)
    ]


def _grid_of(network: Network, node: Drawn, day: date) -> str | None:
    parent_id = node.parent_on(day)
    return network.standing(parent_id, day).node_id if parent_id in network.nodes else None


async def known_grids(reader: Reader, day: date = EVER) -> list[str]:
    """The names of the grids that there are, and then of others in which somebody lives."""
    network = await network_of(reader)
    there = [it.label_on(day) for it in network.grids() if not it.is_closed_on(day)]
    return [*there, *(it for it in await grids(reader) if network.grid_called(it) is None)]


async def names_meant(reader: Reader, grid: str | None, day: date) -> list[str] | None:
    """All names by which what was said of people may mean the grid of this name on a day."""
    if grid is None:
        return None
    network = await network_of(reader)
    found = network.grid_called(grid)
    return network.labels_of(network.standing(found.node_id, day).node_id, day) if found else [grid]
