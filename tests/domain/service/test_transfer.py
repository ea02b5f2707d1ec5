"""Time credit goes to close relatives or to the welfare pool; points and honour never do."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.ledger.journal import AMOUNT_MAX, Posting
from domain.people.membership import MembersMerged, UnknownMember
from domain.people.sign_in import PasswordChosen, SignInGiven
from domain.rules.rules import NoRulesInForce
from domain.service.transfer import (
    CreditTransferred,
    GiftsBeyondYear,
    InsufficientCredit,
    MinutesInvalid,
    TakenByOneself,
    TransferCredit,
    TransferNotAllowed,
)
from domain.ties.kin import KinEvidenceMissing, KinNotRecorded, RelatedBeneficiary
from domain.ties.kin_terms import KinTerms, KinTermsAdopted
from tests.controls import (
    AUNT,
    CHEN,
    COMMUNITY,
    ELEVEN,
    LI,
    LI_JOINED,
    NINE,
    NOW,
    STRANGER,
    WANG,
    WANG_JOINED,
    ZHOU,
    adopted,
    enrolled,
    moment,
    served,
)
from tests.relatives import tied
from tests.scenario import NEW, by, given

EARNED = (*COMMUNITY, served(LI, NINE, ELEVEN), served(WANG, NINE, ELEVEN, "paper-2"))
TO_WANG = TransferCredit(giver_id=LI, amount=100, to=WANG, relation="spouse")
TO_POOL = TransferCredit(giver_id=LI, amount=100)


def given_away(to: str | None, relation: str | None, amount: int = 100) -> CreditTransferred:
    return CreditTransferred(
        transfer_id=NEW,
        giver_id=LI,
        amount=amount,
        to=to,
        relation=relation,
        balance_after=120 - amount,
    )


def test_a_volunteer_gives_time_to_a_close_relative() -> None:
    fact = given_away(WANG, "spouse")
    given(*EARNED).when(TO_WANG, actor=LI).then(fact)
    assert fact.postings() == (
        Posting(f"member/{LI}", "credit", -100),
        Posting(f"member/{WANG}", "credit", 100),
    )
    assert fact.touches() == (f"member:{LI}", f"member:{WANG}")


def test_a_volunteer_gives_time_to_the_welfare_pool() -> None:
    fact = given_away(None, None)
    given(*EARNED).when(TO_POOL, actor=LI).then(fact)
    assert fact.postings()[1] == Posting("pool/welfare", "credit", 100)


def test_all_of_it_can_be_given() -> None:
    given(*EARNED).when(replace(TO_POOL, amount=120)).then(given_away(None, None, 120))


@pytest.mark.parametrize("stranger", [{"giver_id": STRANGER}, {"to": STRANGER}])
def test_strangers_neither_give_nor_take(stranger: dict[str, str]) -> None:
    given(*EARNED).when(replace(TO_WANG, **stranger)).refused(UnknownMember)


def test_nothing_is_given_on_a_day_without_rules() -> None:
    given(*EARNED[1:]).when(TO_WANG).refused(NoRulesInForce, day=date(2026, 3, 20))


@pytest.mark.parametrize("unit", ["points", "minutes"])
@pytest.mark.parametrize("decision", [TO_WANG, TO_POOL], ids=["relative", "pool"])
def test_points_and_minutes_are_never_given(unit: str, decision: TransferCredit) -> None:
    given(*EARNED).when(replace(decision, unit=unit)).refused(TransferNotAllowed)


def test_a_friend_is_no_close_relative() -> None:
    given(*EARNED).when(replace(TO_WANG, relation=None)).refused(TransferNotAllowed)


def test_the_rules_name_the_relatives() -> None:
    rules = adopted(transfer_relations=("parent",))
    given(rules, *EARNED[1:]).when(TO_WANG).refused(TransferNotAllowed)
    given(rules, *EARNED[1:]).when(replace(TO_WANG, relation="parent")).then(
        given_away(WANG, "parent")
    )


def test_nobody_gives_to_themselves() -> None:
    given(*EARNED).when(replace(TO_WANG, to=LI)).refused(TransferNotAllowed)


def test_who_acts_for_the_giver_is_not_the_taker() -> None:
    given(*EARNED).when(TO_WANG, actor=WANG).refused(TakenByOneself)
    given(*EARNED).when(TO_POOL, actor=WANG).then(given_away(None, None))


def test_who_acts_for_the_giver_has_not_just_let_the_taker_in() -> None:
    let_in = (
        by(CHEN, SignInGiven(member_id=WANG, owner_chooses=True)),
        by(WANG, PasswordChosen(member_id=WANG)),
    )
    given(*EARNED, *let_in).when(TO_WANG, actor=CHEN).refused(TakenByOneself)
    for actor in (LI, ZHOU):
        given(*EARNED, *let_in).when(TO_WANG, actor=actor).then(given_away(WANG, "spouse"))
    week = NOW + timedelta(days=8)
    given(*EARNED, *let_in).when(TO_WANG, actor=CHEN, at=week).then(given_away(WANG, "spouse"))
    given(*EARNED, let_in[0]).when(TO_WANG, actor=CHEN, at=week).refused(TakenByOneself)


def test_who_let_their_relative_in_gives_them_time_of_their_own() -> None:
    let_in = by(LI, SignInGiven(member_id=WANG, owner_chooses=True))
    given(*EARNED, let_in).when(TO_WANG, actor=LI).then(given_away(WANG, "spouse"))


def test_nobody_gives_more_than_they_hold() -> None:
    given(*EARNED).when(replace(TO_WANG, amount=121)).refused(
        InsufficientCredit, needed=121, held=120
    )
    given(*EARNED, given_away(WANG, "spouse")).when(replace(TO_POOL, amount=21)).refused(
        InsufficientCredit, needed=21, held=20
    )


@pytest.mark.parametrize("amount", [-1, 0, AMOUNT_MAX + 1])
def test_what_is_given_is_a_minute_at_least(amount: int) -> None:
    given(*EARNED).when(replace(TO_WANG, amount=amount)).refused(MinutesInvalid)


def test_what_was_taken_can_be_given_on() -> None:
    wangs = TransferCredit(giver_id=WANG, amount=220)
    assert given(*EARNED, given_away(WANG, "spouse")).when(wangs).fact.balance_after == 0


def test_a_transfers_faults_are_told_in_order() -> None:
    worst = TransferCredit(giver_id=LI, amount=100, to=STRANGER, unit="points")
    given(LI_JOINED).when(worst).refused(UnknownMember)
    known = replace(worst, to=WANG)
    given(LI_JOINED, WANG_JOINED).when(known).refused(NoRulesInForce)
    given(*COMMUNITY).when(known).refused(TransferNotAllowed)
    given(*COMMUNITY).when(TO_WANG).refused(InsufficientCredit, held=0)


def test_the_same_transfer_again_gives_nothing_more(database: str) -> None:
    given(*EARNED).when(TO_WANG, actor=LI).repeated(database)


SEEN_ONLY = KinTermsAdopted(
    version="kin-1",
    in_force_from=date(2026, 1, 1),
    terms=KinTerms(gifts_need_seen_kin=True, gift_minutes_per_year_max=100),
)


def test_a_tie_that_is_recorded_goes_before_what_is_claimed() -> None:
    siblings = (*EARNED, tied(LI, WANG, "sibling", evidence="told"))
    for claimed in (None, "spouse", "sibling"):
        given(*siblings).when(replace(TO_WANG, relation=claimed)).then(given_away(WANG, "sibling"))
    only_parents = adopted(transfer_relations=("parent",))
    given(*EARNED[1:], only_parents, siblings[-1]).when(
        replace(TO_WANG, relation="parent")
    ).refused(TransferNotAllowed)
    in_law = (*EARNED, tied(LI, WANG, "parent_in_law"))
    given(*in_law).when(TO_WANG).refused(TransferNotAllowed)
    both = (*siblings, tied(LI, WANG, "spouse", kin_id="kin-2"))
    given(*both).when(TO_WANG).then(given_away(WANG, "spouse"))


def test_rules_may_ask_for_a_paper() -> None:
    given(*EARNED, SEEN_ONLY).when(TO_WANG, actor=LI).refused(KinNotRecorded)
    told = tied(WANG, LI, "parent", evidence="told")
    given(*EARNED, SEEN_ONLY, told).when(TO_WANG, actor=LI).refused(KinEvidenceMissing)
    seen = tied(WANG, LI, "parent")
    given(*EARNED, SEEN_ONLY, seen).when(TO_WANG, actor=LI).then(given_away(WANG, "child"))
    assert given(*EARNED, SEEN_ONLY).when(TO_POOL, actor=LI).fact


def test_rules_may_bound_what_is_given_to_relatives_in_a_year() -> None:
    kin = (*EARNED, SEEN_ONLY, tied(LI, WANG, "spouse"))
    given(*kin).when(replace(TO_WANG, amount=101), actor=LI).refused(GiftsBeyondYear, given=0)
    before = given_away(WANG, "spouse", 60)
    given(*kin, before).when(replace(TO_WANG, amount=41), actor=LI).refused(
        GiftsBeyondYear, most=100, given=60
    )
    assert given(*kin, before).when(replace(TO_WANG, amount=40), actor=LI).fact
    assert given(*kin, before).when(replace(TO_POOL, amount=60), actor=LI).fact
    next_year = moment(1, 1, 0).replace(year=2027)
    assert given(*kin, before).when(replace(TO_WANG, amount=60), actor=LI, at=next_year).fact
    back = TransferCredit(giver_id=WANG, amount=100, to=LI)
    assert given(*kin, before).when(back, actor=WANG).fact


def test_what_two_records_of_one_person_gave_is_bound_together() -> None:
    kin = (*EARNED, SEEN_ONLY, tied(LI, AUNT, "parent"), tied(WANG, AUNT, "parent", kin_id="kin-2"))
    gift = CreditTransferred(
        transfer_id="transfer-1", giver_id=WANG, amount=60, to=AUNT, balance_after=60
    )
    merged = MembersMerged(
        member_id=WANG, into_id=LI, kind="volunteer", minutes=120, credit=60, points=20
    )
    to_aunt = TransferCredit(giver_id=LI, amount=41, to=AUNT)
    given(*kin, gift, merged).when(to_aunt, actor=LI).refused(GiftsBeyondYear)
    assert given(*kin, gift, merged).when(replace(to_aunt, amount=40), actor=LI).fact


def test_nobody_at_the_desk_gives_to_their_own_relatives() -> None:
    chens = (*EARNED, enrolled(CHEN, "staff", number=9), tied(WANG, CHEN, "child", kin_id="kin-9"))
    given(*chens).when(TO_WANG).refused(RelatedBeneficiary)
    given(*chens).when(TO_WANG, actor=LI).then(given_away(WANG, "spouse"))
