"""What hangs is read by everybody, what is objected waits for its answer until its day."""

from datetime import date, timedelta
from typing import Any, Final

from msgspec.structs import replace as copy_of

from domain.openness.notice import BOX
from domain.people.membership import MembersMerged
from domain.people.tags import member_tag
from domain.service.transfer import CreditTransferred
from projections.openness.notices import (
    Waiting,
    concerning,
    due_objections,
    is_worded_elsewhere,
    notices,
    objections_to,
    one_notice,
    people_about,
    people_on,
    put_up_before,
    running_notices,
    subjects_of,
    waiting_objections,
)
from tests.controls import AUNT, LI, WANG, ZHOU, ZONE, paired, parted
from tests.notices import ANSWERED, ERASED, LAST_DAY, OPENS_ON, POSTED, WITHDRAWN, objected
from tests.projections.living import Living
from tests.scenario import by

DAY: Final = timedelta(days=1)
OTHER = copy_of(POSTED, notice_id="notice-2", number=2, kind="star", subjects=(member_tag(AUNT),))
TO_OTHER = copy_of(objected(None, "against-2"), notice_id="notice-2", answer_by=date(2026, 3, 21))


def numbers(community: Living, on: date, **options: Any) -> list[int]:
    found = community.ask(notices, on, ZONE, **options)
    return [it.number for it in found]


def test_a_notice_hangs_from_its_first_to_its_last_day(community: Living) -> None:
    community.saw(POSTED, copy_of(OTHER, opens_on=OPENS_ON + DAY))
    assert numbers(community, OPENS_ON, running=True) == [1]
    assert numbers(community, LAST_DAY, running=True) == [2, 1]
    assert numbers(community, LAST_DAY + DAY, running=True) == []
    assert numbers(community, LAST_DAY + DAY) == [2, 1]
    community.saw(WITHDRAWN)
    assert numbers(community, LAST_DAY, running=True) == [2]
    (newest, *_) = community.ask(notices, LAST_DAY, ZONE)
    assert numbers(community, LAST_DAY, before=newest.position, limit=1) == [1]


def test_one_is_found_by_its_id_or_its_number(community: Living) -> None:
    community.saw(POSTED, OTHER)
    found = community.ask(one_notice, OPENS_ON, ZONE, notice_id="notice-2")
    assert found and (found.number, found.kind, found.lines, found.days) == (2, "star", 1, 7)
    assert found.hangs(OPENS_ON) and not found.hangs(LAST_DAY + DAY)
    found = community.ask(one_notice, OPENS_ON, ZONE, number=1)
    assert found and found.notice_id == "notice-1"
    assert found.wording_digest == POSTED.wording_digest
    assert community.ask(one_notice, OPENS_ON, ZONE, number=3) is None


def test_its_figures_tell_what_was_objected_and_what_was_late(community: Living) -> None:
    community.saw(POSTED, OTHER, by(BOX, objected()), by(ZHOU, TO_OTHER))
    community.saw(by(BOX, objected(member_tag(WANG), "against-3")), by(ZHOU, ANSWERED))

    def figures(on: date) -> list[tuple[int, int, int, int]]:
        found = community.ask(notices, on, ZONE)
        return [(it.objections, it.open, it.upheld, it.late) for it in found]

    assert figures(OPENS_ON) == [(1, 1, 0, 0), (2, 1, 1, 0)]
    assert figures(date(2026, 3, 22)) == [(1, 1, 0, 1), (2, 1, 1, 0)]
    assert figures(date(2026, 3, 24)) == [(1, 1, 0, 1), (2, 1, 1, 1)]


def test_how_many_hang_is_counted_by_the_day(community: Living) -> None:
    community.saw(POSTED, copy_of(OTHER, opens_on=OPENS_ON + DAY, last_day=LAST_DAY + DAY))
    counted = [
        community.ask(running_notices, day)
        for day in (OPENS_ON - DAY, OPENS_ON, LAST_DAY, LAST_DAY + DAY, LAST_DAY + 2 * DAY)
    ]
    assert counted == [0, 1, 2, 1, 0]
    community.saw(WITHDRAWN)
    assert community.ask(running_notices, LAST_DAY) == 1


def test_who_erased_what_hung_is_told_with_it(community: Living) -> None:
    community.saw(POSTED, OTHER)
    assert community.ask(is_worded_elsewhere, POSTED.wording_text, but="notice-1")
    community.saw(by(ZHOU, ERASED))
    found = {it.number: it.erased_by for it in community.ask(notices, LAST_DAY, ZONE)}
    assert found == {1: ZHOU, 2: None}
    assert not community.ask(is_worded_elsewhere, POSTED.wording_text, but="notice-2")


def test_the_first_facts_about_a_thing_tell_whom_it_is_about(community: Living) -> None:
    community.saw(paired(), parted())
    asked = ["pairing:pairing-1", "pairing:none"]
    assert community.ask(people_about, asked) == {LI, AUNT}
    assert community.ask(people_about, []) == set()


def test_what_many_have_to_do_with_is_about_nobody(community: Living) -> None:
    given = [
        CreditTransferred(
            transfer_id=f"transfer-{n}", giver_id=f"member-{n}", amount=60, balance_after=0
        )
        for n in range(9)
    ]
    community.saw(*given[:8])
    assert len(community.ask(people_about, ["pool:welfare"])) == 8
    community.saw(given[8])
    assert community.ask(people_about, ["pool:welfare"]) == set()


def test_ones_own_people_are_all_whom_a_notice_is_about(community: Living) -> None:
    nobodys = copy_of(POSTED, notice_id="notice-3", number=3, subjects=(), concerned_ids=())
    community.saw(POSTED, copy_of(OTHER, concerned_ids=(AUNT,)), nobodys)
    community.saw(by(BOX, objected()), by(ZHOU, TO_OTHER))
    for people, found in (([LI, WANG], [1]), ([LI], []), ([AUNT], [2]), ([LI, WANG, AUNT], [2, 1])):
        assert numbers(community, OPENS_ON, among=people) == found
        due = community.ask(due_objections, among=people)
        assert {it.number for it in due} == {*found}
        told = community.ask(waiting_objections, OPENS_ON, people)
        assert told.waiting == len(found)
    assert community.ask(people_on, number=1) == [LI, WANG]
    assert community.ask(people_on, notice_id="notice-2") == [AUNT]
    assert community.ask(people_on, number=9) == []


def test_what_is_due_first_comes_first(community: Living) -> None:
    community.saw(POSTED, OTHER, by(BOX, objected()), by(ZHOU, TO_OTHER))
    due = community.ask(due_objections)
    assert [(it.objection_id, it.number, it.line, it.raised_by) for it in due] == [
        ("against-2", 2, None, ZHOU),
        ("against-1", 1, 1, BOX),
    ]
    assert community.ask(waiting_objections, date(2026, 3, 22)) == Waiting(2, 1, date(2026, 3, 21))
    community.saw(by(ZHOU, ANSWERED))
    assert [it.objection_id for it in community.ask(due_objections)] == ["against-2"]
    assert community.ask(waiting_objections, date(2026, 3, 21)) == Waiting(1, 0, date(2026, 3, 21))


def test_the_objections_to_one_notice_are_told_with_their_answers(community: Living) -> None:
    community.saw(POSTED, OTHER, by(BOX, objected()), by(ZHOU, TO_OTHER), by(ZHOU, ANSWERED))
    (told,) = community.ask(objections_to, "notice-1")
    assert (told.line, told.outcome, told.answered_by) == (1, "upheld", ZHOU)
    (other,) = community.ask(objections_to, "notice-2")
    assert (other.line, other.outcome) == (None, None)


def test_what_stands_on_a_notice_is_known_by_its_lines(community: Living) -> None:
    community.saw(POSTED, OTHER)
    assert community.ask(subjects_of, "notice-1") == [member_tag(LI), member_tag(WANG)]
    everybody = [member_tag(it) for it in (LI, WANG, AUNT)]
    assert community.ask(put_up_before, "honour", everybody) == set(everybody[:2])
    community.saw(WITHDRAWN)
    assert community.ask(put_up_before, "honour", everybody) == set()


def test_it_is_known_whom_a_notice_is_about_also_after_a_merge(community: Living) -> None:
    other = copy_of(OTHER, concerned_ids=(AUNT,))
    community.saw(POSTED, other)
    both = ["notice-1", "notice-2"]
    assert community.ask(concerning, LI, both) == {"notice-1"}
    assert community.ask(concerning, AUNT, both) == {"notice-2"}
    merged = MembersMerged(
        member_id=LI, into_id=AUNT, kind="volunteer", minutes=0, credit=0, points=0
    )
    community.saw(merged)
    assert community.ask(concerning, AUNT, both) == set(both)
