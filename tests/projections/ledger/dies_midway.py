"""A runner that tells when it is in the middle of a batch, and stays there to be killed."""

import sys

from domain.ledger.log import Log
from projections.catalogue import PROJECTIONS
from projections.ledger.projection import Batch, Projection, Tables
from projections.ledger.runner import Runner
from tests.projections.living import COMMUNITY


class Lingering(Projection):
    """Another projection, which lingers when its rows are written and not committed."""

    def __init__(self, projection: Projection) -> None:
        self.question = projection.question  # type: ignore[misc]
        self._projection = projection

    def project(self, batch: Batch, tables: Tables) -> None:
        """Never comes back."""
        self._projection.project(batch, tables)
        sys.stdout.write("midway\n")
        sys.stdout.flush()
        sys.stdin.read()


def main(url: str, question: str) -> None:
    """Run one projection, which lingers."""
    (projection,) = (it for it in PROJECTIONS if it.question == question)
    Runner(Log(url, COMMUNITY), [Lingering(projection)], url, COMMUNITY).catch_up()


if __name__ == "__main__":
    main(*sys.argv[1:])
