"""Ties that are worth a second look: gifts between relatives, who recorded them, who ended what."""

from datetime import datetime
from typing import Final, NamedTuple

from api.capability import Capability, Place
from api.policy.act import Act
from api.serving.access import Caller
from api.serving.own_facts import see_own_facts
from domain.ties.kin_terms import KinTerms
from projections.rules.term_versions import terms_in_force
from projections.service.odd_ties import OddTies, given_to_kin

WATCH: Final = Act("tie.watch", "核查亲属和帮手", by=("supervisor",))


class GiftBound(NamedTuple):
    """Minutes of credit that one may give to relatives in a calendar year, and has given."""

    most: int
    given: int

    @property
    def left(self) -> int:
        """What can still be given this year."""
        return max(self.most - self.given, 0)


async def gift_bound(caller: Caller, giver_id: str) -> GiftBound | None:
    """The year's bound for a member, if there is one today."""
    community, today = caller.community, caller.today
    for question in ("term_versions", "odd_ties"):
        await see_own_facts(community, question)
    terms = await terms_in_force(community.reader, "kin", KinTerms, today)
    if terms.gift_minutes_per_year_max is None:
        return None
    years = today.year, today.year + 1
    first, following = (datetime(it, 1, 1, tzinfo=community.zone) for it in years)
    given = await given_to_kin(community.reader, giver_id, first, following)
    return GiftBound(terms.gift_minutes_per_year_max, given)


CAPABILITY: Final = Capability(
    name="odd_ties",
    projections=(OddTies,),
    pages=("ledger.ties.odd_ties",),
    places=(Place(menu="ledger", rank=56, path="/ledger/ties", words="核查亲属和帮手"),),
)
