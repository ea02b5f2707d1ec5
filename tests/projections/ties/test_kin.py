"""Both see whose relative they are, and an heir is whom somebody named last."""

from domain.people.membership import MemberLeft, MembersMerged
from domain.ties.heir import HeirNamed
from domain.ties.kin import KinEnded
from projections.ties.kin import heir_of, kin_of
from tests.controls import AUNT, AUNT_JOINED, LI, LI_JOINED, UNCLE, WANG, WANG_JOINED
from tests.projections.living import Living
from tests.relatives import tied

JOINED = (LI_JOINED, WANG_JOINED, AUNT_JOINED)


def ties_of(community: Living, member_id: str) -> list[tuple[str, str, str]]:
    found = community.ask(kin_of, member_id)
    return [(it.relative_id, it.relation, it.evidence) for it in found]


def test_each_sees_what_the_other_is_to_them(community: Living) -> None:
    community.saw(*JOINED, tied(), tied(UNCLE, WANG, "sibling", evidence="told", kin_id="kin-2"))
    assert ties_of(community, AUNT) == [(LI, "child", "seen")]
    assert ties_of(community, LI) == [(AUNT, "parent", "seen")]
    assert ties_of(community, WANG) == [(UNCLE, "sibling", "told")]
    assert [it.is_seen for it in community.ask(kin_of, WANG)] == [False]


def test_a_tie_that_was_replaced_or_ended_is_gone(community: Living) -> None:
    community.saw(*JOINED, tied(evidence="told"), tied(AUNT, WANG, kin_id="kin-2"))
    community.saw(tied(kin_id="kin-3", replaced_ids=("kin-1",)))
    assert ties_of(community, AUNT) == [(WANG, "child", "seen"), (LI, "child", "seen")]
    community.saw(KinEnded(member_id=LI, relative_id=AUNT, kin_ids=("kin-3",)))
    assert ties_of(community, AUNT) == [(WANG, "child", "seen")]
    assert ties_of(community, LI) == []


def test_whom_somebody_named_last_is_the_heir(community: Living) -> None:
    community.saw(*JOINED, HeirNamed(member_id=AUNT, heir_id=LI), HeirNamed(member_id=WANG))
    assert (community.ask(heir_of, AUNT), community.ask(heir_of, WANG)) == (LI, None)
    community.saw(HeirNamed(member_id=AUNT, heir_id=WANG))
    assert community.ask(heir_of, AUNT) == WANG
    community.saw(HeirNamed(member_id=AUNT))
    assert community.ask(heir_of, AUNT) is None


def test_nothing_is_kept_of_who_has_left(community: Living) -> None:
    community.saw(*JOINED, tied(), tied(AUNT, WANG, kin_id="kin-2"))
    community.saw(HeirNamed(member_id=AUNT, heir_id=LI), HeirNamed(member_id=WANG, heir_id=AUNT))
    community.saw(MemberLeft(member_id=LI, kind="volunteer", credit=0, points=0))
    assert ties_of(community, AUNT) == [(WANG, "child", "seen")]
    assert (community.ask(heir_of, AUNT), community.ask(heir_of, WANG)) == (None, AUNT)


def test_ties_and_heirs_of_two_records_are_one_persons(community: Living) -> None:
    community.saw(*JOINED, tied(), HeirNamed(member_id=LI, heir_id=AUNT))
    community.saw(HeirNamed(member_id=WANG), HeirNamed(member_id=AUNT, heir_id=LI))
    community.saw(
        MembersMerged(member_id=LI, into_id=WANG, kind="volunteer", minutes=0, credit=0, points=0)
    )
    assert ties_of(community, WANG) == [(AUNT, "parent", "seen")]
    assert ties_of(community, AUNT) == [(WANG, "child", "seen")]
    assert community.ask(heir_of, WANG) is None
    assert community.ask(heir_of, AUNT) == WANG
