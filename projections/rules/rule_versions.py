"""Which rules are and were in force, and who adopted them?"""

from datetime import date, datetime
from typing import NamedTuple

import msgspec

from domain.rules.rules import RulesAdopted, Terms
from projections.ledger.projection import Batch, Projection, Tables, queries_of
from projections.ledger.reader import Reader

_queries = queries_of("rule_versions")


class RuleVersions(Projection):
    """Every version of the rules."""

    question = "rule_versions"

    def project(self, batch: Batch, tables: Tables) -> None:
        """Add the versions, which are few."""
        for recorded in batch:
            if isinstance(recorded.fact, RulesAdopted):
                tables.run(
                    "add",
                    version=recorded.fact.version,
                    position=recorded.position,
                    in_force_from=recorded.fact.in_force_from,
                    adopted_at=recorded.envelope.recorded_at,
                    adopted_by=recorded.envelope.actor,
                    terms=msgspec.json.encode(recorded.fact.terms).decode(),
                )


class RuleVersion(NamedTuple):
    """One version, in force from a day until the next one is."""

    version: str
    position: int
    in_force_from: date
    adopted_at: datetime
    adopted_by: str
    terms: Terms


async def rule_versions(reader: Reader) -> list[RuleVersion]:
    """All versions, in the order of their first days."""
    rows = await reader.rows(_queries["all"])
    return [
        RuleVersion(**{**row, "terms": msgspec.json.decode(row["terms"], type=Terms)})
        for row in rows
    ]
