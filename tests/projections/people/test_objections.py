"""Objections wait in the order in which they were raised, and their members read the answers."""

from domain.ties.objection import ObjectionAnswered, ObjectionRaised
from projections.people.objections import objections_of, one_objection, open_objections
from tests.controls import CHEN, LI, LI_JOINED, WANG, WANG_JOINED, ZHOU
from tests.projections.living import Living
from tests.scenario import by


def raised(objection_id: str, member_id: str = LI) -> ObjectionRaised:
    return ObjectionRaised(
        objection_id=objection_id,
        member_id=member_id,
        line_id=f"line-of-{objection_id}",
        recorded_by_ids=(CHEN,),
        wording_text=f"wording-of-{objection_id}",
    )


def answered(objection_id: str, member_id: str = LI) -> ObjectionAnswered:
    return ObjectionAnswered(
        objection_id=objection_id, member_id=member_id, outcome="upheld", answer_text="answer-1"
    )


def test_what_waits_longest_comes_first_and_what_is_answered_waits_no_more(
    community: Living,
) -> None:
    community.saw(LI_JOINED, WANG_JOINED, raised("one"), raised("two", WANG), raised("three"))
    found = community.ask(open_objections)
    assert [it.objection_id for it in found] == ["one", "two", "three"]
    after = found[0].position
    assert [it.objection_id for it in community.ask(open_objections, after=after, limit=1)] == [
        "two"
    ]
    community.saw(by(ZHOU, answered("one")))
    assert [it.objection_id for it in community.ask(open_objections)] == ["two", "three"]


def test_a_member_reads_their_own_with_the_answers(community: Living) -> None:
    community.saw(LI_JOINED, WANG_JOINED, raised("one"), raised("two", WANG), raised("three"))
    community.saw(by(ZHOU, answered("one")))
    mine = community.ask(objections_of, LI)
    assert [(it.objection_id, it.outcome, it.answered_by) for it in mine] == [
        ("three", None, None),
        ("one", "upheld", ZHOU),
    ]
    (wangs,) = community.ask(objections_of, WANG)
    assert (wangs.outcome, wangs.answer_text) == (None, None)


def test_one_is_found_by_its_id(community: Living) -> None:
    community.saw(LI_JOINED, raised("one"), raised("two"), answered("two"))
    found = community.ask(one_objection, "two")
    assert found and (found.line_id, found.answer_text) == ("line-of-two", "answer-1")
    assert community.ask(one_objection, "none") is None
