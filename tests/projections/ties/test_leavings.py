"""A leaving that was proposed waits until somebody has said yes or no."""

from domain.people.membership import MemberLeft, MembersMerged
from domain.ties.leaving_proposal import LeavingDeclined, LeavingProposed
from projections.ties.leavings import ProposedLeaving, proposed_leavings
from tests.controls import AUNT, AUNT_JOINED, CHEN, LI, LI_JOINED, UNCLE, WANG, WANG_JOINED
from tests.projections.living import Living
from tests.scenario import by

JOINED = (LI_JOINED, WANG_JOINED, AUNT_JOINED)


def proposed(member_id: str, paper: str | None = "paper-1") -> LeavingProposed:
    return LeavingProposed(member_id=member_id, because="incapable", paper_text=paper)


def waiting(community: Living) -> list[ProposedLeaving]:
    return community.ask(proposed_leavings, after=0, limit=9)


def test_it_waits_until_it_is_decided(community: Living) -> None:
    community.saw(*JOINED, by(CHEN, proposed(AUNT)), by(WANG, proposed(LI)))
    assert waiting(community) == [
        ProposedLeaving(AUNT, "incapable", "paper-1", CHEN, 4),
        ProposedLeaving(LI, "incapable", "paper-1", WANG, 5),
    ]
    assert community.ask(proposed_leavings, after=4, limit=9)[0].member_id == LI
    community.saw(LeavingDeclined(member_id=AUNT, proposal_id="proposal-1"))
    assert [it.member_id for it in waiting(community)] == [LI]
    community.saw(MemberLeft(member_id=LI, kind="volunteer", credit=0, points=0))
    assert waiting(community) == []


def test_records_that_are_one_leave_as_one(community: Living) -> None:
    community.saw(*JOINED, proposed(UNCLE), proposed(AUNT), proposed(LI, "paper-2"))
    nothing = {"kind": "volunteer", "minutes": 0, "credit": 0, "points": 0}
    community.saw(MembersMerged(member_id=AUNT, into_id=LI, **nothing))
    assert {it.member_id: it.paper_text for it in waiting(community)} == {
        UNCLE: "paper-1",
        LI: "paper-2",
    }
    community.saw(MembersMerged(member_id=LI, into_id=WANG, **nothing))
    assert {it.member_id for it in waiting(community)} == {UNCLE, WANG}
