"""Whatever people ask for, the books balance and a replay knows all that the living one does."""

from collections import Counter, defaultdict
from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.ledger.decision import Receipt, Request
from domain.ledger.fact import Recorded, decode
from domain.ledger.joining import Joins
from domain.ledger.journal import sums
from domain.ledger.log import Log
from domain.ledger.recording import Ledger, Outcome
from domain.ledger.rehearsal import Rehearsal
from domain.ledger.tag import Tag
from domain.ledger.thing import Thing
from domain.people.membership import MembersMerged
from domain.service.hours import CreditReleased, EarnedService, ServiceRevoked
from tests.controls import NOW, ZONE
from tests.properties.histories import (
    PAST,
    a_community,
    batch_sizes,
    histories,
    in_batches,
    workbooks,
)
from tests.shop import ledger_of

pytestmark = pytest.mark.whole

on_a_database = settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def whole_log(log: Log) -> list[Recorded]:
    return [decode(*row) for row in log.after(0, limit=100_000)]


def played(ledger: Ledger, requests: list[Request], sizes: list[int]) -> list[Outcome]:
    return [outcome for batch in in_batches(requests, sizes) for outcome in ledger.record(batch)]


def said(outcomes: list[Outcome]) -> list[object]:
    """The outcomes without the places at which they were recorded."""
    return [
        (it.recorded.envelope, it.recorded.fact, it.replayed)
        if isinstance(it, Receipt)
        else (it.code, it.details)
        for it in outcomes
    ]


def replayed(log: Log) -> dict[Tag, Thing]:
    """All things, folded from the log alone."""
    things: dict[Tag, Thing] = {}
    joins = Joins()
    joins.read(log)
    for recorded in whole_log(log):
        for tag in joins.all_one(recorded.envelope.tags):
            thing = things.setdefault(tag, Thing(tag, parts=joins.parts(tag)))
            thing.apply(recorded)
    return things


@on_a_database
@given(requests=histories(), sizes=batch_sizes)
def test_the_books_balance_after_every_fact(
    database: str, requests: list[Request], sizes: list[int]
) -> None:
    held: Counter[tuple[str, str]] = Counter()
    with a_community(database) as log:
        outcomes = played(ledger_of(log), requests, sizes)
        facts = whole_log(log)
    assert len(facts) == len(PAST) + sum(isinstance(it, Receipt) for it in outcomes)
    for recorded in facts:
        postings = recorded.fact.postings()
        assert not any(sums(postings).values())
        for account, unit, amount in postings:
            held[account, unit] += amount
        for account, unit, _ in postings:
            assert held[account, unit] >= 0 or account.startswith("community/")
            assert unit != "minutes" or not account.startswith(("shop/", "pool/"))
    nobody_is_in_two_places_nor_over_the_cap(facts)


def nobody_is_in_two_places_nor_over_the_cap(facts: list[Recorded]) -> None:
    credited: Counter[tuple[str, object]] = Counter()
    served: defaultdict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    mixed: set[str] = set()
    for fact in (it.fact for it in facts):
        match fact:
            case MembersMerged():  # the hours of two records may overlap
                mixed.add(fact.into_id)
                served[fact.into_id] += served.pop(fact.member_id, [])
                for who, day in [it for it in credited if it[0] == fact.member_id]:
                    credited[fact.into_id, day] += credited.pop((who, day))
            case ServiceRevoked():
                credited[fact.member_id, fact.day] -= fact.credited_minutes
                served[fact.member_id].remove((fact.starts_at, fact.ends_at))
            case EarnedService() | CreditReleased():
                credited[fact.member_id, fact.day] += fact.credited_minutes
        if isinstance(fact, EarnedService):
            served[fact.member_id].append((fact.starts_at, fact.ends_at))
            times = sorted(served[fact.member_id])
            apart = all(end <= start for (_, end), (start, _) in pairwise(times))
            assert apart or fact.member_id in mixed
        most = max((it for (who, _), it in credited.items() if who not in mixed), default=0)
        assert most <= 480


@on_a_database
@given(requests=histories(), sizes=batch_sizes)
def test_a_replay_knows_what_the_living_ledger_knows(
    database: str, requests: list[Request], sizes: list[int]
) -> None:
    with a_community(database) as log:
        living = ledger_of(log)
        played(living, requests, sizes)
        fresh = replayed(log)
        assert living.position == log.head()
        for tag, thing in living._memory.things.items():
            assert thing.states() == fresh.get(tag, Thing(tag)).states()


@on_a_database
@given(requests=histories(), sizes=batch_sizes, others=batch_sizes)
def test_processes_that_take_turns_answer_as_one_does(
    database: str, requests: list[Request], sizes: list[int], others: list[int]
) -> None:
    with a_community(database) as log:
        alone = said(played(ledger_of(log), requests, sizes))
    with a_community(database) as log:
        turns = [
            ledger_of(log),
            ledger_of(log, memory_bytes=20_000),
            ledger_of(log, memory_bytes=0),
        ]
        outcomes = []
        for number, batch in enumerate(in_batches(requests, others)):
            outcomes += turns[number % 3].record(batch)
    assert said(outcomes) == alone


@on_a_database
@given(requests=histories(), sizes=batch_sizes, data=st.data())
def test_whatever_is_asked_again_is_recorded_once(
    database: str, requests: list[Request], sizes: list[int], data: st.DataObject
) -> None:
    with a_community(database) as log:
        ledger = ledger_of(log)
        first = dict(zip(range(len(requests)), played(ledger, requests, sizes), strict=True))
        taken = [number for number, outcome in first.items() if isinstance(outcome, Receipt)]
        head = log.head()
        again = data.draw(st.lists(st.sampled_from(taken), max_size=20)) if taken else []
        repeats = [requests[number] for number in again]
        for other in (ledger, ledger_of(log)):
            outcomes = played(other, repeats, sizes)
            assert outcomes == [Receipt(first[it].recorded, replayed=True) for it in again]
        assert log.head() == head


@on_a_database
@given(requests=workbooks(), sizes=batch_sizes)
def test_a_rehearsal_says_what_will_be_said_and_records_nothing(
    database: str, requests: list[Request], sizes: list[int]
) -> None:
    with a_community(database) as log:
        before = log.head()
        rehearsed = said(played(Rehearsal(log, ZONE, clock=lambda: NOW), requests, sizes))
        assert log.head() == before
        assert said(played(ledger_of(log), requests, sizes)) == rehearsed
