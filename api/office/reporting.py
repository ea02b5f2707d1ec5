"""Reports on the books: what moved in a stretch of time, and how a month went beside another."""

from typing import Final

from api.capability import Capability
from projections.office.turnover import Turnover

CAPABILITY: Final = Capability(name="reporting", projections=(Turnover,))
