"""The files in which donations come: who brought one stands behind what it says."""

from domain.ledger.decision import State
from domain.ledger.fact import Fact, Recorded


class BroughtFile(State, of="workbook", folds=(Fact,)):
    """Who brought one of the office's files."""

    brought_by: str = ""

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Whoever confirmed it for somebody did not bring it."""
        self.brought_by = recorded.envelope.on_behalf_of or recorded.envelope.actor
