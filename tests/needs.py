"""One example of every type of fact about help that is asked for."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from domain.ledger.fact import Fact
from domain.needs.calls import CallMade, CallsAgreed, CallsEnded
from domain.needs.claims import RequestClaimed
from domain.needs.contest import RequestContested, RequestSettled
from domain.needs.fulfilment import RequestFulfilled, RequestServed
from domain.needs.giving_back import RequestGivenBack
from domain.needs.need_terms import NeedTerms, NeedTermsAdopted
from domain.needs.offers import OfferDeclined, RequestDispatched, TeamDeclined
from domain.needs.requests import RequestDeclined, RequestMade, RequestPublished
from domain.needs.withdrawal import RequestWithdrawn
from domain.needs.word import RequestConfirmed
from domain.service.counting.hold import HoldMove
from tests.controls import AUNT, CARE, ELEVEN, LI, NINE, WANG

JUNE: Final = date(2026, 6, 1)
NEED: Final = "need-1"


def facts() -> Iterable[Fact]:
    """One of each."""
    yield NeedTermsAdopted(
        version="2026-06",
        in_force_from=JUNE,
        terms=NeedTerms(claims_open_max=3),
        proposal_id="fact-1",
    )
    yield RequestMade(
        need_id=NEED,
        kind="service",
        need="陪诊",
        terms="credit",
        wish_text="text-1",
        for_id=WANG,
        grid="第一网格",
        minutes_wanted=180,
        wanted_from=NINE,
        wanted_until=ELEVEN,
        value_fen_max=30_000,
        needs=("licence:护士",),
        guardian_id=AUNT,
    )
    yield RequestPublished(need_id=NEED, public_text="text-2", open_until=JUNE)
    yield RequestDeclined(need_id=NEED, asker_id=WANG, reason_text="reason-1")
    yield RequestDispatched(
        need_id=NEED, offer_id="offer-1", answer_by=JUNE, member_id=LI, team=CARE
    )
    yield OfferDeclined(need_id=NEED, member_id=LI)
    yield TeamDeclined(need_id=NEED, team=CARE, member_id=LI)
    yield RequestClaimed(
        need_id=NEED,
        claim_id="claim-2",
        helper_id=LI,
        due_on=JUNE,
        asker_id=WANG,
        hold=HoldMove(need_id=NEED, payer_id=WANG, asker_id=WANG, set_aside=180),
        supersedes_id="claim-1",
        former_helper_id=AUNT,
    )
    back = HoldMove(need_id=NEED, payer_id=WANG, asker_id=WANG, returned=180)
    yield RequestGivenBack(
        need_id=NEED, helper_id=LI, why_given_back="cannot", asker_id=WANG, hold=back
    )
    yield RequestWithdrawn(
        need_id=NEED, asker_id=WANG, reason_text="reason-1", helper_id=LI, hold=back
    )
    yield RequestServed(
        service_id="help-1",
        member_id=LI,
        programme="时间银行互助",
        service_class="attested",
        starts_at=NINE,
        ends_at=ELEVEN,
        typed_in=True,
        need_id=NEED,
        asker_id=WANG,
        hold=HoldMove(need_id=NEED, payer_id=WANG, asker_id=WANG, set_aside=180),
    )
    yield RequestFulfilled(
        need_id=NEED,
        means="donation",
        helper_id=LI,
        asker_id=WANG,
        service_id="help-1",
        donation_id="gift-1",
        note_text="text-3",
    )
    yield RequestConfirmed(
        need_id=NEED,
        helper_id=LI,
        asker_id=WANG,
        service_id="help-1",
        how="phone_call",
        satisfaction=5,
        minutes_accepted=120,
        hold=HoldMove(need_id=NEED, payer_id=WANG, retired=120, returned=60),
    )
    yield RequestContested(
        need_id=NEED, helper_id=LI, asker_id=WANG, service_id="help-1", reason_text="reason-1"
    )
    yield RequestSettled(
        need_id=NEED,
        helper_id=LI,
        asker_id=WANG,
        service_id="help-1",
        minutes_accepted=60,
        hold=HoldMove(need_id=NEED, payer_id=WANG, retired=60, returned=120),
        reason_text="reason-1",
    )
    yield CallsAgreed(
        calls_id="calls-1", assisted_id=WANG, caller_id=LI, rhythm="weekly", starts_on=JUNE
    )
    yield CallMade(
        calls_id="calls-1", assisted_id=WANG, caller_id=LI, on=JUNE, how="phone", outcome="well"
    )
    yield CallsEnded(calls_id="calls-1", assisted_id=WANG, caller_id=LI, reason_text="reason-1")
