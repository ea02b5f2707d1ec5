"""Where the rules say so, a version of terms hangs for everybody to object to, and then holds."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

import pytest
from msgspec.structs import replace as copy_of

from domain.ledger.fact import Fact
from domain.ledger.refusal import Refusal
from domain.needs.need_terms import NeedTerms, NeedTermsAdopted
from domain.office.rule_change import OwnRules
from domain.office.terms_change import ApproveTerms, ProposeTerms
from domain.openness.notice import (
    NoticeMissing,
    NoticePosted,
    NoticeRunning,
    ObjectionUpheld,
)
from domain.openness.notice_posting import PostNotice, PostsOwn, UnknownSubject
from domain.openness.rules_notice import RulesNoticeTerms, RulesNoticeTermsAdopted
from domain.people.membership import RoleGranted
from domain.rules.term_proposals import TermsProposed, said, terms_tag
from domain.ties.objection import ObjectionOpen
from tests.controls import CHEN, COMMUNITY, HE, ZHOU, enrolled, moment
from tests.notices import ANSWERED, POSTED, WITHDRAWN, objected
from tests.scenario import Done, by, given

JULY: Final = date(2026, 7, 1)
THREE: Final = NeedTerms(claims_open_max=3)
ON: Final = RulesNoticeTermsAdopted(
    version="rules-2026-01", in_force_from=date(2026, 1, 1), terms=RulesNoticeTerms(days=7)
)
ALONE: Final = (
    *COMMUNITY,
    *(enrolled(it, "staff", number=number) for number, it in enumerate((HE, ZHOU, CHEN), 5)),
    RoleGranted(member_id=HE, role="admin"),
    RoleGranted(member_id=CHEN, role="coordinator"),
)
TWO: Final = (*ALONE, RoleGranted(member_id=ZHOU, role="supervisor"))
PROPOSAL: Final = f"fact-{len(TWO) + 2}"
PROPOSED: Final = by(
    HE,
    TermsProposed(
        book="needs",
        version="2026-07",
        in_force_from=JULY,
        terms=said(THREE),
        terms_id=PROPOSAL,
    ),
)
TAG: Final = terms_tag(PROPOSAL)
HANGS: Final = copy_of(POSTED, kind="rules", subjects=(TAG,), concerned_ids=(HE,))
WAITING: Final = (*TWO, ON, PROPOSED)
COORDINATES: Final = RoleGranted(member_id=ZHOU, role="coordinator")
AFTER: Final = moment(3, 27, 9)


def approve(actor: str = ZHOU, **more: Any) -> ApproveTerms:
    return ApproveTerms(book="needs", proposal_id=PROPOSAL, actor_id=actor, **more)


def answer(*past: Fact | Done, at: datetime = AFTER, actor: str = ZHOU) -> Refusal | Fact:
    return given(*past).when(approve(actor, others=(HE, ZHOU)), actor=actor, at=at).answer


def test_a_version_that_hung_is_approved_the_day_after_and_names_its_notice() -> None:
    fact = given(*WAITING, HANGS).when(approve(), actor=ZHOU, at=AFTER).fact
    assert fact == NeedTermsAdopted(
        version="2026-07",
        in_force_from=JULY,
        terms=THREE,
        proposal_id=PROPOSAL,
        notice_id="notice-1",
    )


@pytest.mark.parametrize(
    ("past", "refusal"),
    [
        ((), NoticeMissing),
        ((HANGS, WITHDRAWN), NoticeMissing),
        ((copy_of(HANGS, kind="result"),), NoticeMissing),
        ((HANGS, objected(TAG)), ObjectionOpen),
        ((HANGS, objected(TAG), ANSWERED), ObjectionUpheld),
    ],
)
def test_what_did_not_hang_in_peace_is_not_approved(
    past: tuple[Fact, ...], refusal: type[Refusal]
) -> None:
    given(*WAITING, *past).when(approve(), actor=ZHOU, at=AFTER).refused(refusal)


def test_it_hangs_as_long_as_its_own_rule_and_that_of_notices_say() -> None:
    assert type(answer(*WAITING, HANGS, at=moment(3, 26, 23))) is NoticeRunning
    longer = copy_of(ON, version="rules-2026-02", terms=RulesNoticeTerms(days=10))
    past = (*TWO, longer, PROPOSED, HANGS)
    assert type(answer(*past, at=moment(3, 29, 9))) is NoticeRunning
    assert isinstance(answer(*past, at=moment(3, 30, 9)), NeedTermsAdopted)


def test_another_versions_notice_does_not_count() -> None:
    other = copy_of(HANGS, subjects=(terms_tag("other"),))
    assert type(answer(*WAITING, other)) is NoticeMissing


def test_where_no_rule_asks_for_it_nothing_changes() -> None:
    off = copy_of(ON, version="rules-2026-02", terms=RulesNoticeTerms())
    for past in ((*TWO, by(HE, ON), PROPOSED, off), (*TWO, COORDINATES, PROPOSED)):
        fact = given(*past).when(approve(), actor=ZHOU, at=AFTER).fact
        assert isinstance(fact, NeedTermsAdopted)
        assert fact.notice_id is None


def test_who_is_alone_proposes_and_approves_what_hung_and_nothing_else() -> None:
    wanted = ProposeTerms(
        book="needs",
        version="2026-07",
        in_force_from=JULY,
        terms={"claims_open_max": 3},
        actor_id=HE,
        others=(HE,),
    )
    assert isinstance(given(*ALONE, ON).when(wanted, actor=HE).fact, TermsProposed)
    assert isinstance(given(*ALONE).when(wanted, actor=HE).fact, NeedTermsAdopted)
    alone = (*ALONE, COORDINATES, ON, PROPOSED)
    assert type(answer(*alone, actor=HE)) is NoticeMissing
    assert isinstance(answer(*alone, HANGS, actor=HE), NeedTermsAdopted)
    assert type(answer(*WAITING, HANGS, actor=HE)) is OwnRules


def test_who_wants_it_does_not_put_it_up() -> None:
    post = PostNotice(
        kind="rules",
        subjects=(TAG,),
        opens_on=POSTED.opens_on,
        last_day=POSTED.last_day,
        wording="求助规则 2026-07",
        wording_text="wording-1",
        actor_id=CHEN,
    )
    fact = given(*WAITING).when(post, actor=CHEN).fact
    assert isinstance(fact, NoticePosted)
    assert fact.concerned_ids == (HE,)
    given(*WAITING).when(replace(post, actor_id=HE), actor=HE).refused(PostsOwn)
    given(*TWO).when(post, actor=CHEN).refused(UnknownSubject)
