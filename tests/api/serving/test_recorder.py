"""Group commit: what comes while a commit is under way is recorded together, and answered after."""

import asyncio
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import sleep
from typing import Any

import psycopg
import pytest

from api.serving.recorder import Overloaded, Recorder
from domain.ledger.decision import OFFICE, Receipt, Request, Stamp, View
from domain.ledger.fact import Fact
from domain.ledger.log import Log, Unreachable
from domain.ledger.recording import Ledger, Outcome
from domain.ledger.tag import Tag
from domain.people.tags import TEAMS, member_tag
from domain.people.teams import FoundTeam, TeamExists, TeamFounded, Teams
from tests.api.answers import created_by, enrol, head, list_item, problem, serve
from tests.api.every_post import fresh
from tests.api.serving.held import log_held
from tests.broken_line import broken_line
from tests.controls import ZONE
from tests.office import Office


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """Something that a programmer got wrong."""

    team: str

    def boundary(self) -> tuple[Tag, ...]:
        """The community's teams."""
        return (TEAMS,)

    def decide(self, view: View, stamp: Stamp) -> Fact:
        """Never a fact."""
        raise ZeroDivisionError(self.team)


@dataclass(frozen=True, kw_only=True)
class Trespass:
    """A decision that reads what it never named."""

    team: str

    def boundary(self) -> tuple[Tag, ...]:
        """The community's teams."""
        return (TEAMS,)

    def decide(self, view: View, stamp: Stamp) -> Fact:
        """Never a fact."""
        view(Teams, member_tag(self.team))
        return TeamFounded(team=self.team)


@pytest.fixture
def log(database: str) -> Iterator[Log]:
    opened = Log(database, "yanwuping")
    yield opened
    opened.close()


def request(decision: Any) -> Request:
    return Request(decision=decision, actor=OFFICE)


async def ask_all(recorder: Recorder, *decisions: Any) -> list[Any]:
    """What becomes of each request when all come at once: a receipt or what was raised."""
    asked = (recorder.record(request(it)) for it in decisions)
    return await asyncio.gather(*asked, return_exceptions=True)


def while_open(log: Log, work: Any) -> Any:
    """What comes of working with a recorder."""

    async def run() -> Any:
        async with Recorder(Ledger(log, ZONE)) as recorder:
            return await asyncio.wait_for(work(recorder), timeout=60)

    return asyncio.run(run())


@pytest.mark.parametrize("mistake", [Mistake, Trespass])
def test_an_error_in_one_request_harms_none_of_those_that_came_with_it(
    log: Log, mistake: Any
) -> None:
    decisions = [FoundTeam(team=f"team {number}") for number in range(9)]
    decisions[4:4] = [mistake(team="wrong")]

    outcomes = while_open(log, lambda recorder: ask_all(recorder, *decisions))

    failed = outcomes.pop(4)
    assert isinstance(failed, ZeroDivisionError | LookupError)
    assert all(isinstance(it, Receipt) for it in outcomes)
    assert [it.fact.team for it in outcomes] == [f"team {number}" for number in range(9)]
    assert len(log.after(0, limit=100)) == 9


class Counting(Ledger):
    """Counts how often it is asked."""

    asked = 0

    def record(self, requests: Sequence[Request]) -> list[Outcome]:
        """As a ledger does."""
        self.asked += 1
        return super().record(requests)


def test_while_the_database_is_away_all_who_wait_are_told_at_once(database: str, log: Log) -> None:
    decisions = [FoundTeam(team=f"team {number}") for number in range(9)]
    with broken_line(database) as line:
        far = Log(line.database, "yanwuping")
        ledger = Counting(far, ZONE)
        line.cut("before", b"team.founded", for_good=True)

        async def all_at_once() -> list[Any]:
            async with Recorder(ledger) as recorder:
                return await ask_all(recorder, *decisions)

        outcomes = asyncio.run(all_at_once())
        far.close()

    assert all(isinstance(it, Unreachable) for it in outcomes)
    assert ledger.asked <= 2
    assert log.after(0, limit=100) == []


def test_a_refusal_of_one_is_nobody_elses(log: Log) -> None:
    decisions = [FoundTeam(team=it) for it in ("a", "b", "a", "c")]

    first, second, refused, last = while_open(log, lambda it: ask_all(it, *decisions))

    assert isinstance(refused, TeamExists)
    assert [it.fact.team for it in (first, second, last)] == ["a", "b", "c"]
    assert first.position < second.position < last.position


def test_what_comes_during_a_commit_is_recorded_together(log: Log, database: str) -> None:
    async def work(recorder: Recorder) -> list[Any]:
        with log_held(database):
            first = asyncio.create_task(ask_all(recorder, FoundTeam(team="first")))
            await asyncio.sleep(0.2)
            others = [FoundTeam(team=f"team {number}") for number in range(50)]
            rest = asyncio.create_task(ask_all(recorder, *others))
            await asyncio.sleep(0.2)
            assert not first.done() and not rest.done()
        return [*await first, *await rest]

    outcomes = while_open(log, work)

    assert all(isinstance(it, Receipt) for it in outcomes)
    with psycopg.connect(database) as connection:
        commits = connection.execute(
            "SELECT xmin::text, count(*) FROM yanwuping.facts_tt_main GROUP BY 1 ORDER BY 2"
        )
        assert [count for _, count in commits] == [1, 50]


def test_a_recorder_that_has_too_much_to_do_says_so_at_once(
    log: Log, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.serving.recorder.QUEUE_MAX", 3)

    async def work(recorder: Recorder) -> list[Any]:
        with log_held(database):
            first = asyncio.create_task(ask_all(recorder, FoundTeam(team="first")))
            await asyncio.sleep(0.2)
            teams = [FoundTeam(team=f"team {number}") for number in range(5)]
            rest = asyncio.create_task(ask_all(recorder, *teams))
            await asyncio.sleep(0)
        return [*await first, *await rest]

    outcomes = while_open(log, work)

    assert [type(it) for it in outcomes] == [*[Receipt] * 4, Overloaded, Overloaded]
    assert len(log.after(0, limit=100)) == 4


def test_who_hangs_up_takes_nobody_with_them(log: Log, database: str) -> None:
    async def work(recorder: Recorder) -> list[Any]:
        with log_held(database):
            impatient = asyncio.create_task(recorder.record(request(FoundTeam(team="gone"))))
            patient = asyncio.create_task(ask_all(recorder, FoundTeam(team="there")))
            await asyncio.sleep(0.2)
            impatient.cancel()
        with pytest.raises(asyncio.CancelledError):
            await impatient
        return [*await patient, *await ask_all(recorder, FoundTeam(team="later"))]

    outcomes = while_open(log, work)

    assert [it.fact.team for it in outcomes] == ["there", "later"]


def test_the_recorder_knows_the_last_position_that_it_answered(log: Log) -> None:
    async def work(recorder: Recorder) -> tuple[int, list[Any], int]:
        before = recorder.position
        outcomes = await ask_all(recorder, *(FoundTeam(team=it) for it in "abc"))
        return before, outcomes, recorder.position

    before, outcomes, after = while_open(log, work)

    assert before == 0
    assert after == outcomes[-1].position == log.head()


def test_an_answer_comes_only_after_the_commit(shared_office: Office, shared_database: str) -> None:
    shared_office.token("admin")
    before = head(shared_office)
    with ThreadPoolExecutor(1) as pool:
        with log_held(shared_database):
            waiting = pool.submit(shared_office.post, "/api/teams", "admin", {"team": fresh()})
            sleep(0.4)
            assert not waiting.done()
            assert head(shared_office) == before
        answer = waiting.result(timeout=30)

    assert answer.status_code == 201
    assert answer.json()["position"] == head(shared_office) == before + 1


def test_a_till_that_comes_when_too_many_wait_is_asked_to_come_again(
    shared_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, body, key = head(shared_office), {"team": fresh()}, fresh()
    with monkeypatch.context() as crowded:
        crowded.setattr("api.serving.recorder.QUEUE_MAX", 0)
        for language, sentence in (
            ("zh", "系统繁忙，没有记录；请用同一个编号再提交一次。"),
            (
                "en",
                "Busy: nothing is known to be recorded. Repeat it with the same Idempotency-Key.",
            ),
        ):
            headers = {"Accept-Language": language}
            answer = shared_office.post("/api/teams", "admin", body, key=key, headers=headers)
            assert problem(answer, 503, "busy")["detail"] == sentence
            assert int(answer.headers["Retry-After"]) >= 1
    assert head(shared_office) == before

    again = shared_office.post("/api/teams", "admin", body, key=key)

    assert again.status_code == 201
    assert "Idempotency-Replayed" not in again.headers


def test_many_tills_at_once_sell_only_what_is_there(shared_office: Office) -> None:
    people, item = [enrol(shared_office) for _ in range(4)], list_item(shared_office, 10, stock=6)
    for member_id in people:
        serve(shared_office, member_id, 8)
    for till in ("cashier", "cashier2"):
        shared_office.token(till)

    def sell(number: int) -> Any:
        lines = {"lines": [{"item_id": item, "quantity": 1}]}
        body = {"member_id": people[number % 4]} | lines
        return shared_office.post("/api/redemptions", ("cashier", "cashier2")[number % 2], body)

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(sell, range(16)))

    codes = sorted(answer.json().get("code", "sold") for answer in answers)
    assert codes == [*["out_of_stock"] * 10, *["sold"] * 6]
    positions = {answer.json()["position"] for answer in answers if answer.status_code == 201}
    assert len(positions) == 6
    created_by(shared_office, "/api/teams", "admin", {"team": fresh()})
