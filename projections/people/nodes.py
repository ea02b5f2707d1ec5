"""Which grids and buildings has the community?"""

from typing import NamedTuple

from domain.people.nodes import NodeFounded
from projections.ledger.projection import Batch, Projection, Tables, queries_of
from projections.ledger.reader import Reader
from projections.people.members import grids

_queries = queries_of("nodes")


class Nodes(Projection):
    """The grids and buildings."""

    question = "nodes"

    def project(self, batch: Batch, tables: Tables) -> None:
        """Add those that were founded, which are few."""
        founded = [(it.position, it.fact) for it in batch if isinstance(it.fact, NodeFounded)]
        rows = [(it.node_id, at, it.level, it.label, it.parent_id) for at, it in founded]
        tables.write("add", rows)


class Node(NamedTuple):
    """A grid, or a building of the grid `parent`."""

    node_id: str
    position: int
    level: str
    label: str
    parent: str | None


async def nodes(reader: Reader) -> list[Node]:
    """All of them, in the order in which they were founded."""
    return [Node(**row) for row in await reader.rows(_queries["all"])]


async def known_grids(reader: Reader) -> list[str]:
    """The names of the grids that were founded, and then of others in which somebody lives."""
    founded = [row["label"] for row in await reader.rows(_queries["grid_labels"])]
    return [*founded, *(it for it in await grids(reader) if it not in founded)]
