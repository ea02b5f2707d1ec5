"""Relatives, as the tests speak of them, and one fact of each type that says who is whose."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from msgspec.structs import replace as copy_of

from domain.ledger.fact import Fact
from domain.ties.heir import HeirNamed
from domain.ties.kin import KinEnded, KinRecorded, KinRelation
from domain.ties.kin_terms import KinTerms, KinTermsAdopted
from domain.ties.leaving_proposal import LeavingDeclined, LeavingProposed
from domain.ties.proxy import Consent, ProxyAccepted, ProxyAsked, ProxyEnded, Scope
from domain.ties.standing import Evidence
from tests.controls import AUNT, LI, UNCLE


def tied(
    member_id: str = AUNT,
    relative_id: str = LI,
    relation: KinRelation = "child",
    *,
    evidence: Evidence = "seen",
    kin_id: str = "kin-1",
    replaced_ids: tuple[str, ...] = (),
) -> KinRecorded:
    """The desk recorded that the second is the child … of the first."""
    return KinRecorded(
        kin_id=kin_id,
        member_id=member_id,
        relative_id=relative_id,
        relation=relation,
        evidence=evidence,
        replaced_ids=replaced_ids,
    )


def helped(
    member_id: str = AUNT, helper_id: str = LI, *scope: Scope, proxy_id: str = "proxy-1"
) -> ProxyAsked:
    """The desk asked whether somebody wants to be helped by another, through the year."""
    return ProxyAsked(
        proxy_id=proxy_id,
        member_id=member_id,
        helper_id=helper_id,
        scope=scope or ("ask", "see"),
        until_day=date(2026, 12, 31),
    )


def agreed(asked: ProxyAsked, consent: Consent = "own") -> ProxyAccepted:
    """They said yes."""
    return ProxyAccepted(
        proxy_id=asked.proxy_id,
        member_id=asked.member_id,
        helper_id=asked.helper_id,
        scope=asked.scope,
        until_day=asked.until_day,
        consent=consent,
    )


ACCEPTED: Final = agreed(helped(), "signature")


def facts() -> Iterable[Fact]:
    """One of each type."""
    yield KinEnded(member_id=AUNT, relative_id=LI, kin_ids=("kin-2",), reason_text="reason-1")
    yield tied(kin_id="kin-2", replaced_ids=("kin-1",))
    yield KinTermsAdopted(
        version="kin-2026-06",
        in_force_from=date(2026, 6, 1),
        terms=KinTerms(gifts_need_seen_kin=True, gift_minutes_per_year_max=1200),
    )
    yield helped()
    yield copy_of(ACCEPTED, paper_text="paper-1")
    yield ProxyEnded(proxy_id="proxy-1", member_id=AUNT, helper_id=LI)
    yield HeirNamed(member_id=AUNT, heir_id=LI)
    yield LeavingProposed(member_id=UNCLE, because="incapable", paper_text="paper-1")
    yield LeavingDeclined(member_id=UNCLE, proposal_id="proposal-1")
