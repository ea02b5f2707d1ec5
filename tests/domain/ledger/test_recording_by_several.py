"""Several processes write to one log, and none answers from what it no longer knows."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from threading import Barrier

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from domain.ledger.decision import Decision, KeyReused, Receipt, Stamp, View
from domain.ledger.fact import Fact
from domain.ledger.log import Log
from domain.ledger.recording import Ledger, Outcome
from domain.ledger.tag import Tag
from domain.people.membership import RoleWithdrawn
from domain.people.roles import GrantRole
from domain.people.tags import TEAMS
from domain.people.teams import FoundTeam, TeamExists
from domain.service.hours import Overlaps
from domain.service.places import AlreadySignedUp, SignUp
from domain.service.plan import PublishActivity
from domain.service.service import AlreadyDecided, BackfillService, ConfirmService
from domain.shop.redemption import InsufficientPoints
from domain.ties.leaving import LeaveCommunity
from tests.controls import CARE, CHEN, ELEVEN, LI, NINE, NOW, WANG, ZHOU
from tests.roles import as_owner
from tests.shop import ask, eight_hours, ledger_of, oil, one, open_shop, recorded, taken


@pytest.fixture
def log(database: str) -> Iterator[Log]:
    opened = open_shop(database)
    yield opened
    opened.close()


@pytest.fixture
def here(log: Log) -> Ledger:
    """A process that has met everything already."""
    ledger = ledger_of(log)
    for member_id in (LI, WANG):
        assert isinstance(
            one(ledger, oil(member_id, 9), f"too much for {member_id}"), InsufficientPoints
        )
    return ledger


@pytest.fixture
def there(log: Log) -> Ledger:
    """Another one."""
    return ledger_of(log)


@dataclass(frozen=True)
class Meanwhile:
    """A decision during which something else happens, the first so many times it is taken."""

    decision: Decision
    happens: Callable[[int], object]
    taken: list[int]
    times: int = 1

    def boundary(self) -> tuple[Tag, ...]:
        return self.decision.boundary()

    def decide(self, view: View, stamp: Stamp) -> Fact:
        self.taken.append(len(self.taken))
        if len(self.taken) <= self.times:
            self.happens(len(self.taken))
        return self.decision.decide(view, stamp)


def meanwhile(decision: Decision, happens: Callable[[int], object], times: int = 1) -> Meanwhile:
    return Meanwhile(decision, happens, [], times)


def test_points_that_were_spent_elsewhere_are_gone_here(here: Ledger, there: Ledger) -> None:
    taken(one(there, oil(bottles=3), "1"))
    assert isinstance(one(here, oil(bottles=3), "2"), InsufficientPoints)
    assert taken(one(here, oil(WANG), "3")).fact.balance_after == 110


def test_points_that_were_earned_elsewhere_can_be_spent_here(here: Ledger, there: Ledger) -> None:
    assert isinstance(one(here, oil(bottles=4), "1"), InsufficientPoints)
    taken(one(there, eight_hours(), "2"))
    assert taken(one(here, oil(bottles=4), "3")).fact.balance_after == 40


def test_a_stale_yes_is_taken_back(log: Log, here: Ledger, there: Ledger) -> None:
    late = meanwhile(oil(bottles=3), lambda _: taken(one(there, oil(bottles=2), "1")))
    outcome = one(here, late, "2")
    assert isinstance(outcome, InsufficientPoints)
    assert outcome.details == {"needed": 150, "held": 60}
    assert len(recorded(log)) == 1
    assert taken(one(here, oil(), "3")).fact.balance_after == 10


def test_a_stale_no_is_taken_back(here: Ledger, there: Ledger) -> None:
    early = meanwhile(oil(bottles=4), lambda _: taken(one(there, eight_hours(), "1")))
    assert taken(one(here, early, "2")).fact.balance_after == 40


def test_a_stale_no_beside_a_yes_is_taken_back(here: Ledger, there: Ledger) -> None:
    early = meanwhile(oil(bottles=4), lambda _: taken(one(there, eight_hours(), "1")))
    requests = [ask(oil(WANG), "2"), ask(early, "3"), ask(oil(WANG), "4")]
    outcomes = [taken(it).fact.balance_after for it in here.record(requests)]
    assert outcomes == [110, 40, 60]


def test_a_yes_beside_one_that_was_overtaken_stands(log: Log, here: Ledger, there: Ledger) -> None:
    late = meanwhile(oil(bottles=3), lambda _: taken(one(there, oil(bottles=2), "1")))
    wangs, lis = here.record([ask(oil(WANG), "2"), ask(late, "3")])
    assert taken(wangs).fact.balance_after == 110
    assert isinstance(lis, InsufficientPoints)
    assert len(recorded(log)) == 2


def test_what_happens_elsewhere_to_others_disturbs_nobody(here: Ledger, there: Ledger) -> None:
    busy = meanwhile(oil(), lambda _: taken(one(there, eight_hours(WANG), "1")))
    assert taken(one(here, busy, "2")).fact.balance_after == 110
    assert len(busy.taken) == 1
    assert taken(one(here, oil(WANG, 4), "3")).fact.balance_after == 40


def test_a_no_stands_whatever_happens_elsewhere_to_others(here: Ledger, there: Ledger) -> None:
    busy = meanwhile(
        oil(bottles=4),
        lambda count: taken(one(there, FoundTeam(team=f"team-{count}"), f"team {count}")),
        times=1000,
    )
    assert isinstance(one(here, busy, "1"), InsufficientPoints)
    assert len(busy.taken) == 1
    assert isinstance(one(here, FoundTeam(team="team-1"), "2"), TeamExists)


def test_a_fact_may_touch_what_changed_elsewhere_unread(
    log: Log, here: Ledger, there: Ledger
) -> None:
    plan = PublishActivity(
        title_text="title",
        programme=CARE,
        place_text="place",
        starts_at=NOW,
        ends_at=NOW + timedelta(hours=2),
    )
    activity_id = taken(one(here, plan, "1")).recorded.envelope.id
    taken(one(here, SignUp(activity_id=activity_id, member_id=WANG), "2"))
    leave = LeaveCommunity(member_id=WANG, volunteer_number="V000002")
    coming = SignUp(activity_id=activity_id, member_id=LI)
    busy = meanwhile(leave, lambda _: taken(one(there, coming, "3")))
    (left,) = here.record([ask(busy, "4", actor=CHEN)])
    assert len(busy.taken) == 1 and taken(left)
    assert isinstance(one(here, coming, "5"), AlreadySignedUp)
    assert len(recorded(log)) == 4


@pytest.mark.parametrize("behind_facts_max", [1, 2, 3, 4])
def test_who_is_far_behind_forgets_and_reads_anew(
    here: Ledger, there: Ledger, monkeypatch: pytest.MonkeyPatch, behind_facts_max: int
) -> None:
    monkeypatch.setattr("domain.ledger.memory.BEHIND_FACTS_MAX", behind_facts_max)

    def happen(_: int) -> None:
        for day in (3, 4, 5):
            taken(one(there, eight_hours(WANG, day), f"{day}"))

    late = [meanwhile(oil(), happen), meanwhile(oil(WANG, 9), lambda _: None)]
    lis, wangs = here.record([ask(it, f"{it.decision}") for it in late])
    assert taken(lis).fact.balance_after == 110
    assert isinstance(wangs, InsufficientPoints) and wangs.details["held"] == 400
    taken(one(there, oil(WANG, 4), "6"))
    taken(one(there, oil(WANG, 1), "7"))
    assert taken(one(here, oil(WANG, 3), "8")).fact.balance_after == 0


def test_a_service_is_confirmed_by_one_of_two(here: Ledger, there: Ledger) -> None:
    entry = BackfillService(member_id=LI, programme=CARE, starts_at=NINE, ends_at=ELEVEN)
    ids = [
        taken(it).recorded.envelope.id
        for it in here.record([ask(entry, key, actor=ZHOU) for key in ("1", "2")])
    ]
    confirm = ConfirmService(service_id=ids[0])
    (first,) = there.record([ask(confirm, "3", actor=CHEN)])
    (second,) = here.record([ask(confirm, "4", actor=CHEN)])
    (third,) = here.record([ask(ConfirmService(service_id=ids[1]), "5", actor=CHEN)])
    assert taken(first).fact.minutes == 120
    assert isinstance(second, AlreadyDecided)
    assert isinstance(third, Overlaps)


def test_a_key_that_was_used_elsewhere_is_known_here(log: Log, here: Ledger, there: Ledger) -> None:
    first = taken(one(there, oil(), "1"))
    again = one(here, oil(), "1")
    assert again == Receipt(first.recorded, replayed=True)
    (other,) = here.record([ask(oil(), "1", content="other")])
    assert isinstance(other, KeyReused)
    assert len(recorded(log)) == 1


def test_a_key_that_is_used_elsewhere_at_this_moment_records_once(
    log: Log, here: Ledger, there: Ledger
) -> None:
    both = meanwhile(oil(), lambda _: taken(one(there, oil(), "1")))
    outcome = one(here, both, "1")
    assert isinstance(outcome, Receipt) and outcome.replayed
    assert [it.position for it in recorded(log)] == [outcome.position]


def test_a_key_whose_request_is_refused_here_but_was_taken_elsewhere_is_answered(
    here: Ledger, there: Ledger
) -> None:
    all_of_it = meanwhile(oil(bottles=4), lambda _: there.record([ask(eight_hours(), "0")]))
    late = meanwhile(oil(bottles=4), lambda _: taken(one(there, all_of_it, "1")))
    outcome = one(here, late, "1")
    assert isinstance(outcome, Receipt) and outcome.replayed


def test_who_was_overtaken_once_gets_a_turn_in_which_nobody_else_appends(
    log: Log, here: Ledger, there: Ledger
) -> None:
    with ThreadPoolExecutor(1) as pool:
        overtaking: list[Future[Receipt]] = []

        def overtake(count: int) -> None:
            found = FoundTeam(team=f"team-{count}")
            overtaking.append(pool.submit(lambda: taken(one(there, found, f"team {count}"))))
            if count == 1:
                overtaking[0].result()

        unlucky = meanwhile(FoundTeam(team="mine"), overtake, times=1000)
        mine = taken(one(here, unlucky, "1"))
        before, after = (it.result().position for it in overtaking)
    assert len(unlucky.taken) == 2
    assert before < mine.position < after
    assert len(recorded(log)) == 3


def test_a_mistake_while_it_is_ones_turn_keeps_nobody_else_out(here: Ledger, there: Ledger) -> None:
    def overtake(count: int) -> None:
        if count > 1:
            raise ZeroDivisionError
        taken(one(there, FoundTeam(team="theirs"), "1"))

    with pytest.raises(ZeroDivisionError):
        one(here, meanwhile(FoundTeam(team="mine"), overtake, times=2), "2")
    taken(one(there, FoundTeam(team="another"), "3"))
    taken(one(here, FoundTeam(team="mine"), "4"))


@dataclass(frozen=True)
class TakeRole:
    """A decision that reads nothing of the member whom its fact is about."""

    def boundary(self) -> tuple[Tag, ...]:
        return (TEAMS,)

    def decide(self, view: View, stamp: Stamp) -> Fact:
        return RoleWithdrawn(member_id=LI, role="cashier")


def test_what_a_fact_touches_unread_is_read_anew(here: Ledger, there: Ledger) -> None:
    grant = GrantRole(member_id=LI, role="cashier")
    late = meanwhile(TakeRole(), lambda _: taken(one(there, grant, "1")))
    taken(one(here, late, "2"))
    assert len(late.taken) == 1
    taken(one(here, grant, "3"))


def test_a_server_with_another_default_lets_nobody_spend_points_twice(
    database: str, log: Log
) -> None:
    with psycopg.connect(as_owner(database), autocommit=True) as owner:
        owner.execute(
            SQL("ALTER DATABASE {} SET default_transaction_isolation TO 'repeatable read'").format(
                Identifier(owner.info.dbname)
            )
        )
    logs = [Log(database, "yanwuping") for _ in range(4)]
    start = Barrier(len(logs))

    def till(number: int) -> Outcome:
        ledger = ledger_of(logs[number])
        start.wait()
        return one(ledger, oil(bottles=3), f"till {number}")

    with ThreadPoolExecutor(len(logs)) as pool:
        outcomes = list(pool.map(till, range(len(logs))))
    with logs[0]._datastore.cursor() as cursor:
        assert cursor.execute("SHOW transaction_isolation").fetchone() == {
            "transaction_isolation": "read committed"
        }
    for it in logs:
        it.close()
    assert sum(isinstance(it, Receipt) for it in outcomes) == 1
