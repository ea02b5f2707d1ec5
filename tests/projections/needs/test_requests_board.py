"""A request is seen from the asking to the word on it, each by those whom it concerns."""

from datetime import UTC, date, datetime

from msgspec.structs import replace as copy_of

from domain.ledger.fact import Fact
from domain.needs.contest import RequestContested, RequestSettled
from domain.needs.giving_back import RequestGivenBack
from domain.needs.withdrawal import RequestWithdrawn
from domain.needs.word import RequestConfirmed
from domain.people.membership import MemberLeft, MembersMerged
from domain.service.counting.hold import HoldMove
from domain.service.unearned import ServiceRejected
from projections.needs.requests_board import (
    ListedRequest,
    Sought,
    helped_again,
    one_request,
    requests_board,
    requests_by_status,
    served_for,
)
from tests.controls import AUNT, CHEN, LI, UNCLE, WANG, confirmed, revoked
from tests.domain.needs.asked import NEED, UP, claimed, help_given, made, published
from tests.projections.living import Living
from tests.scenario import Done, by

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
OTHER = (by(CHEN, made("need-2", UNCLE, terms="free", kind="wish", minutes_wanted=0)),)
BACK = HoldMove(need_id=NEED, payer_id=WANG, asker_id=WANG, returned=180)
PAID = HoldMove(need_id=NEED, payer_id=WANG, retired=120, returned=60)
CONFIRMED = RequestConfirmed(
    need_id=NEED,
    helper_id=LI,
    asker_id=WANG,
    service_id="help-1",
    how="phone_call",
    satisfaction=4,
    minutes_accepted=120,
    hold=PAID,
)


def one(community: Living, need_id: str = NEED) -> ListedRequest:
    found = community.ask(one_request, need_id)
    assert found is not None
    return found


def ids(community: Living, sought: Sought) -> list[str]:
    return [it.need_id for it in community.ask(requests_board, sought)]


def test_each_step_shows_and_touches_no_other_request(community: Living) -> None:
    community.saw(*UP, *OTHER)
    assert (one(community).status, one(community).made_by) == ("published", WANG)
    before = one(community, "need-2")
    community.saw(claimed())
    assert (one(community).helper_id, one(community).set_aside) == (LI, 180)
    community.saw(help_given(), confirmed("help-1", "attested", credited_minutes=120))
    helped = one(community)
    assert (helped.status, helped.recognised, helped.service_id) == ("fulfilled", True, "help-1")
    community.saw(CONFIRMED)
    done = one(community)
    assert (done.status, done.how, done.satisfaction) == ("confirmed", "phone_call", 4)
    assert (done.set_aside, done.paid) == (0, 120)
    assert one(community, "need-2") == before


def test_what_is_given_back_rejected_or_revoked_shows_as_what_it_is_again(
    community: Living,
) -> None:
    community.saw(*UP, *OTHER, claimed())
    community.saw(
        RequestGivenBack(
            need_id=NEED, helper_id=LI, why_given_back="cannot", asker_id=WANG, hold=BACK
        )
    )
    assert (one(community).status, one(community).helper_id) == ("published", None)
    assert one(community).set_aside == 0
    community.saw(claimed(), help_given())
    community.saw(ServiceRejected(service_id="help-1", member_id=LI, hold=BACK))
    assert (one(community).status, one(community).helper_id) == ("claimed", LI)
    community.saw(help_given("help-2", hold=HoldMove(need_id=NEED, payer_id=WANG, set_aside=180)))
    community.saw(copy_of(CONFIRMED, service_id="help-2"))
    refund = HoldMove(need_id=NEED, payer_id=WANG, asker_id=WANG, refunded=120)
    community.saw(confirmed("help-2", "attested", credited_minutes=120))
    community.saw(copy_of(revoked("help-2"), hold=refund))
    again = one(community)
    assert (again.status, again.how, again.paid, again.set_aside) == ("published", None, 0, 0)


def test_a_contest_shows_until_it_is_settled(community: Living) -> None:
    community.saw(*UP, *OTHER, claimed(), help_given())
    sides = {"need_id": NEED, "helper_id": LI, "asker_id": WANG, "service_id": "help-1"}
    community.saw(RequestContested(reason_text="text-5", **sides))
    assert (one(community).status, one(community).reason_text) == ("contested", "text-5")
    community.saw(RequestSettled(minutes_accepted=60, **sides))
    assert (one(community).status, one(community).minutes_accepted) == ("confirmed", 60)


def test_a_request_ends_with_its_withdrawal_or_with_who_left(community: Living) -> None:
    community.saw(*UP, *OTHER, RequestWithdrawn(need_id=NEED, asker_id=WANG, reason_text="text-3"))
    assert one(community).status == "withdrawn"
    left = MemberLeft(
        member_id=UNCLE, kind="assisted", credit=0, points=0, given_up=("need:need-2", "other:1")
    )
    community.saw(left)
    assert one(community, "need-2").status == "withdrawn"
    assert community.ask(requests_by_status) == {"withdrawn": 2}


def test_everybody_finds_what_they_look_for(community: Living) -> None:
    community.saw(*UP, *OTHER, claimed())
    assert ids(community, Sought(statuses=["claimed"])) == [NEED]
    assert ids(community, Sought(kind="wish")) == ["need-2"]
    assert ids(community, Sought(for_id=UNCLE)) == ["need-2"]
    assert ids(community, Sought(helper_id=LI)) == [NEED]
    assert ids(community, Sought(either_id=WANG)) == [NEED]
    assert ids(community, Sought(grid="第九网格")) == []
    assert ids(community, Sought(overdue_on=date(2026, 3, 18))) == []
    assert ids(community, Sought(overdue_on=date(2026, 3, 19))) == [NEED]
    first, second = community.ask(requests_board, Sought())
    assert [it.need_id for it in community.ask(requests_board, Sought(), after=first.position)] == [
        second.need_id
    ]
    assert community.ask(requests_board, Sought(), limit=1) == [first]


def test_what_can_be_taken_on_is_up_or_overdue(community: Living) -> None:
    community.saw(*UP, *OTHER, published("need-2"))
    on = date(2026, 3, 17)
    assert ids(community, Sought(open_on=on)) == [NEED, "need-2"]
    community.saw(claimed())
    assert ids(community, Sought(open_on=on)) == ["need-2"]
    assert ids(community, Sought(open_on=date(2026, 3, 19))) == [NEED, "need-2"]
    assert ids(community, Sought(open_on=date(2026, 4, 1))) == []


def test_one_that_is_overdue_can_be_taken_on_as_the_list_says(community: Living) -> None:
    community.saw(*UP, claimed())
    for day in (date(2026, 3, 17), date(2026, 3, 19), date(2026, 4, 1)):
        listed = ids(community, Sought(open_on=day)) == [NEED]
        assert one(community).can_be_taken_on(day) == listed


def test_two_records_of_one_person_have_their_requests_together(community: Living) -> None:
    community.saw(*UP, *OTHER, claimed())
    merged = MembersMerged(
        member_id=WANG, into_id=AUNT, kind="volunteer", minutes=0, credit=0, points=0
    )
    community.saw(merged)
    assert (one(community).for_id, one(community, "need-2").for_id) == (AUNT, UNCLE)


def once_more(need_id: str, for_id: str, service_id: str) -> tuple[Fact | Done, ...]:
    """Another request, which Li has met."""
    return (
        by(CHEN, made(need_id, for_id, terms="free")),
        published(need_id),
        claimed(need_id=need_id, asker_id=for_id, hold=None),
        copy_of(help_given(service_id), need_id=need_id, asker_id=for_id),
    )


def test_who_helps_the_same_person_again_is_seen(community: Living) -> None:
    community.saw(*UP, claimed(), help_given())
    assert community.ask(helped_again, LONG_AGO) == []
    community.saw(*once_more("need-2", WANG, "help-2"))
    community.saw(*once_more("need-3", UNCLE, "help-3"))
    (again,) = community.ask(helped_again, LONG_AGO)
    assert (again.helper_id, again.for_id, again.requests) == (LI, WANG, 2)
    assert community.ask(helped_again, LONG_AGO, limit=1) == [again]
    assert community.ask(helped_again, datetime(2126, 1, 1, tzinfo=UTC)) == []


def test_hours_tell_whom_they_helped_until_they_are_revoked(community: Living) -> None:
    community.saw(*UP, claimed(), help_given())
    community.saw(*once_more("need-2", UNCLE, "help-2"))
    earned = confirmed("help-2", "attested", credited_minutes=120)
    community.saw(earned)
    last = community.log.head()
    assert community.ask(served_for, [last]) == {last: UNCLE}
    assert community.ask(served_for, [last - 1]) == {}
    refund = HoldMove(need_id="need-2", asker_id=UNCLE)
    community.saw(copy_of(revoked("help-2"), hold=refund))
    assert community.ask(served_for, [last]) == {}


def test_what_was_decided_by_a_third_person_is_found(community: Living) -> None:
    community.saw(*UP, claimed(), help_given())
    community.saw(*once_more("need-2", UNCLE, "help-2"))
    sides = {"need_id": "need-2", "helper_id": LI, "asker_id": UNCLE, "service_id": "help-2"}
    community.saw(RequestContested(reason_text="text-5", **sides))
    community.saw(RequestSettled(minutes_accepted=60, **sides))
    found = community.ask(requests_board, Sought(how="settled"))
    assert [it.need_id for it in found] == ["need-2"]
