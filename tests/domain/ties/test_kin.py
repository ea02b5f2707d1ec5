"""Who is whose relative is known to both, and nobody decides what their own relatives get."""

from dataclasses import dataclass, replace

import pytest

from domain.ledger.decision import Decision, Stamp, View
from domain.ledger.fact import Fact
from domain.ledger.tag import Tag
from domain.people.membership import MembersMerged, UnknownMember
from domain.people.tags import member_tag
from domain.ties.kin import (
    EndKin,
    KinAlreadyRecorded,
    KinEnded,
    KinEvidenceMissing,
    KinNotRecorded,
    KinWithSelf,
    OwnKin,
    RecordKin,
    RelatedBeneficiary,
    are_kin,
    refuse_kin,
    relations,
    seen_relations,
)
from tests.controls import AUNT, CHEN, COMMUNITY, LI, NOW, STRANGER, UNCLE, WANG, enrolled
from tests.relatives import tied
from tests.scenario import NEW, given

CHENS = (*COMMUNITY, enrolled(CHEN, number=9))


def one_person(gone: str, stays: str) -> MembersMerged:
    return MembersMerged(
        member_id=gone, into_id=stays, kind="volunteer", minutes=0, credit=0, points=0
    )


RECORD = RecordKin(member_id=AUNT, relative_id=LI, relation="child", evidence="seen")
END = EndKin(member_id=AUNT, relative_id=LI, reason_text="reason-1")
UNCLES = tied(UNCLE, WANG, kin_id="kin-2")
TIED = (*COMMUNITY, tied(), UNCLES)


@dataclass(frozen=True)
class Looking:
    """Decides something about one member. Refused: RelatedBeneficiary."""

    of: str

    def boundary(self) -> tuple[Tag, ...]:
        return (member_tag(self.of),)

    def decide(self, view: View, stamp: Stamp) -> Fact:
        refuse_kin(view, stamp, self.of)
        return tied()


def seen_by(of: str, *past: Fact) -> View:
    return given(*past).view(Looking(of))


def test_the_desk_records_whose_child_somebody_is() -> None:
    given(*COMMUNITY, UNCLES).when(RECORD).then(tied(kin_id=NEW))
    assert tied().touches() == (f"member:{AUNT}", f"member:{LI}")


@pytest.mark.parametrize("who", ["member_id", "relative_id"])
def test_a_stranger_is_nobodys_relative(who: str) -> None:
    given(*COMMUNITY).when(replace(RECORD, **{who: STRANGER})).refused(UnknownMember)
    given(*TIED).when(replace(END, **{who: STRANGER})).refused(UnknownMember)


def test_a_relative_is_somebody_else() -> None:
    given(*COMMUNITY).when(replace(RECORD, relative_id=AUNT)).refused(KinWithSelf)
    merged = (*COMMUNITY, one_person(WANG, LI))
    given(*merged).when(replace(RECORD, member_id=WANG)).refused(KinWithSelf)


@pytest.mark.parametrize("actor", [AUNT, LI])
def test_nobody_records_or_ends_a_tie_of_their_own(actor: str) -> None:
    given(*COMMUNITY).when(RECORD, actor=actor).refused(OwnKin)
    given(*TIED).when(END, actor=actor).refused(OwnKin)


def test_a_tie_is_recorded_once_whichever_way_it_is_said() -> None:
    given(*TIED).when(RECORD).refused(KinAlreadyRecorded)
    other_way = RecordKin(member_id=LI, relative_id=AUNT, relation="parent", evidence="copied")
    given(*TIED).when(other_way).refused(KinAlreadyRecorded)
    given(*TIED).when(replace(RECORD, relative_id=WANG)).then(tied(relative_id=WANG, kin_id=NEW))


def test_a_paper_is_added_to_what_was_told() -> None:
    told = (*COMMUNITY, tied(evidence="told", relation="other"))
    given(*told).when(replace(RECORD, evidence="told")).refused(KinAlreadyRecorded)
    papered = tied(kin_id=NEW, replaced_ids=("kin-1",))
    given(*told).when(RECORD).then(papered)
    view = seen_by(AUNT, *told, papered)
    assert relations(view, AUNT, LI) == {NEW: "child"}


def test_both_know_the_tie_each_from_their_side() -> None:
    assert relations(seen_by(AUNT, *TIED), AUNT, LI) == {"kin-1": "child"}
    assert relations(seen_by(LI, *TIED), LI, AUNT) == {"kin-1": "parent"}
    assert are_kin(seen_by(LI, *TIED), LI, AUNT)
    assert not are_kin(seen_by(LI, *TIED), LI, UNCLE)
    assert not are_kin(seen_by(WANG, *TIED), WANG, AUNT)
    siblings = (*COMMUNITY, tied(LI, WANG, "sibling"))
    assert relations(seen_by(WANG, *siblings), WANG, LI) == {"kin-1": "sibling"}


def test_only_a_paper_opens_a_gate() -> None:
    with pytest.raises(KinNotRecorded):
        seen_relations(seen_by(AUNT, *COMMUNITY, UNCLES), AUNT, LI)
    told = seen_by(AUNT, *COMMUNITY, tied(evidence="told"), UNCLES)
    assert are_kin(told, AUNT, LI)
    with pytest.raises(KinEvidenceMissing):
        seen_relations(told, AUNT, LI)
    assert seen_relations(seen_by(LI, *TIED), LI, AUNT) == {"parent"}


def test_a_tie_that_ended_holds_no_more_for_either() -> None:
    end = KinEnded(member_id=AUNT, relative_id=LI, kin_ids=("kin-1",), reason_text="reason-1")
    given(*TIED).when(END).then(end)
    for one, other in ((AUNT, LI), (LI, AUNT)):
        assert not are_kin(seen_by(one, *TIED, end), one, other)
    assert are_kin(seen_by(UNCLE, *TIED, end), UNCLE, WANG)
    given(*TIED, end).when(END).refused(KinNotRecorded)
    given(*TIED, end).when(RECORD).then(tied(kin_id=NEW))


@pytest.mark.parametrize("merge", [one_person(WANG, LI), one_person(LI, WANG)])
def test_a_record_that_was_merged_takes_its_ties_along(merge: MembersMerged) -> None:
    past = (*COMMUNITY, tied(), merge)
    stays = merge.into_id
    assert relations(seen_by(stays, *past), stays, AUNT) == {"kin-1": "parent"}
    for known_as in (LI, WANG):
        assert are_kin(seen_by(AUNT, *past), AUNT, known_as)
    given(*past).when(replace(RECORD, relative_id=stays)).refused(KinAlreadyRecorded)


def test_ties_of_both_records_end_together() -> None:
    twice = (*COMMUNITY, tied(), tied(AUNT, WANG, "other", kin_id="kin-3"), one_person(WANG, LI))
    ended = KinEnded(
        member_id=AUNT, relative_id=LI, kin_ids=("kin-1", "kin-3"), reason_text="reason-1"
    )
    given(*twice).when(END).then(ended)
    assert not are_kin(seen_by(LI, *twice, ended), LI, AUNT)


def test_nobody_decides_what_their_relatives_get() -> None:
    given(*CHENS, tied(LI, CHEN, evidence="told")).when(Looking(LI)).refused(RelatedBeneficiary)
    assert given(*CHENS, tied(AUNT, CHEN)).when(Looking(LI)).fact


@pytest.mark.parametrize("decision", [RECORD, END], ids=lambda it: type(it).__name__)
def test_asking_again_changes_nothing_more(decision: Decision, database: str) -> None:
    past = TIED[-2:] if decision is END else (UNCLES,)
    given(*COMMUNITY, *past).when(decision, at=NOW).repeated(database)
