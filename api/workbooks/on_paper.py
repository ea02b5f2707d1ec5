"""What paper tells has happened already: a row of tomorrow is refused."""

from dataclasses import dataclass

from api.workbooks.refusals import DatedInTheFuture
from domain.ledger.decision import Decision, Stamp, View
from domain.ledger.fact import Fact
from domain.ledger.tag import Tag


@dataclass(frozen=True)
class OnPaper:
    """What a row asks for, unless its day lies after today.

    Whatever else is wrong with the row is told first. Refused: DatedInTheFuture, and as asked.
    """

    asked: Decision

    def boundary(self) -> tuple[Tag, ...]:
        """What it asks about."""
        return self.asked.boundary()

    def decide(self, view: View, stamp: Stamp) -> Fact:
        """The fact that it asks for."""
        fact = self.asked.decide(view, stamp)
        if stamp.today > stamp.day_of(stamp.now):
            raise DatedInTheFuture
        return fact
