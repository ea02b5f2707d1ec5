"""Which rules are and were in force, who adopted them, and which wait to be?"""

from datetime import date, datetime
from typing import NamedTuple

import msgspec

from domain.rules.rule_proposals import RulesDeclined, RulesProposed
from domain.rules.rules import RulesAdopted, Terms
from projections.ledger.projection import Batch, Projection, Tables, queries_of
from projections.ledger.reader import Reader

_queries = queries_of("rule_versions")


class RuleVersions(Projection):
    """Every version of the rules."""

    question = "rule_versions"

    def project(self, batch: Batch, tables: Tables) -> None:
        """Add the versions, which are few, and follow those that are proposed."""
        for recorded in batch:
            match recorded.fact:
                case RulesAdopted() as fact:
                    tables.run(
                        "add",
                        version=fact.version,
                        position=recorded.position,
                        in_force_from=fact.in_force_from,
                        adopted_at=recorded.envelope.recorded_at,
                        adopted_by=recorded.envelope.actor,
                        terms=msgspec.json.encode(fact.terms).decode(),
                        proposal_id=fact.proposal_id,
                    )
                case RulesProposed() as fact:
                    tables.run(
                        "propose",
                        rules_id=recorded.envelope.id,
                        version=fact.version,
                        position=recorded.position,
                        in_force_from=fact.in_force_from,
                        proposed_at=recorded.envelope.recorded_at,
                        proposed_by=recorded.envelope.actor,
                        terms=msgspec.json.encode(fact.terms).decode(),
                    )
                case RulesDeclined() as fact:
                    tables.run("decline", rules_id=fact.proposal_id)


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


class ProposedRules(NamedTuple):
    """A version that waits for a second person's word; no longer, if others were adopted since."""

    rules_id: str
    version: str
    position: int
    in_force_from: date
    proposed_at: datetime
    proposed_by: str
    terms: Terms
    overtaken: bool


async def proposed_rules(reader: Reader) -> list[ProposedRules]:
    """All versions that wait, the first proposed first."""
    rows = await reader.rows(_queries["proposals"])
    return [
        ProposedRules(**{**row, "terms": msgspec.json.decode(row["terms"], type=Terms)})
        for row in rows
    ]
