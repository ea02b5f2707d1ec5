"""Rows of one person: where two records are made one, those of the one become the other's."""

from abc import abstractmethod
from collections.abc import Iterator

from domain.people.membership import MembersMerged
from projections.ledger.projection import Batch, Projection, Tables


class ByMember(Projection):
    """A projection whose rows name members: its query `merge` gives those of `gone` to `stays`."""

    def project(self, batch: Batch, tables: Tables) -> None:
        """Follow the facts up to each merge, then merge."""
        for stretch, merge in _stretches(batch):
            self.follow(stretch, tables)
            if merge:
                self.merge(merge, tables)

    @abstractmethod
    def follow(self, batch: Batch, tables: Tables) -> None:
        """Fold facts in memory and write what changed; no member is merged before the last."""

    def merge(self, merge: MembersMerged, tables: Tables) -> None:
        """Give the rows of one record to the other."""
        tables.run("merge", gone=merge.member_id, stays=merge.into_id)


def _stretches(batch: Batch) -> Iterator[tuple[Batch, MembersMerged | None]]:
    """The batch cut after each merge; mostly it is whole."""
    first = 0
    for place, recorded in enumerate(batch, 1):
        if isinstance(recorded.fact, MembersMerged):
            yield batch[first:place], recorded.fact
            first = place
    if first < len(batch):
        yield batch[first:], None
