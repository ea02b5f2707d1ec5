"""The tests' own language: `given(facts).when(decision).then(fact)`, or `.refused(Refusal)`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from domain.ledger.decision import Decision, KeyReused, Receipt, Request, Stamp, View
from domain.ledger.fact import Envelope, Fact, Recorded, RequestMark, decode, encode, encode_fact
from domain.ledger.joining import JoinedAway, Joins
from domain.ledger.journal import sums
from domain.ledger.log import Log
from domain.ledger.recording import Ledger
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.ledger.thing import Thing
from tests.controls import CHEN, NOW, ZONE
from tests.roles import found

NEW: Final = "new-id"
"""The id of whatever a decision creates."""


@dataclass(frozen=True)
class Done:
    """A fact and who did it."""

    fact: Fact
    actor: str


def by(actor: str, fact: Fact) -> Done:
    """What somebody in particular did. What the tests do not say, the coordinator Chen did."""
    return Done(fact, actor)


def given(*past: Fact | Done) -> "Scenario":
    """What happened so far, in order."""
    return Scenario([it if isinstance(it, Done) else Done(it, CHEN) for it in past])


class Scenario:
    """A past, and no database: the states are folded as the Ledger does."""

    def __init__(self, past: Iterable[Done]) -> None:
        self.past = [
            decode(position, encode(envelope(done, position, recorded_at(position))))
            for position, done in enumerate(past, 1)
        ]
        self.joins = Joins()
        for recorded in self.past:
            self.joins.take(recorded)

    def view(self, decision: Decision) -> View:
        """What the decision may know of the past."""
        boundary = decision.boundary()
        if also := getattr(decision, "also", None):
            while further := [it for it in also(self._view(boundary)) if it not in boundary]:
                boundary += tuple(further)
        return self._view(boundary)

    def _view(self, boundary: tuple[Tag, ...]) -> View:
        known = self.joins.all_one(boundary)
        things = {tag: Thing(tag, parts=self.joins.parts(tag)) for tag in known}
        for recorded in self.past:
            for tag in things.keys() & set(self.joins.all_one(recorded.envelope.tags)):
                things[tag].apply(recorded)
        return View(things, known, self.joins.one)

    def when(
        self,
        decision: Decision,
        *,
        actor: str = CHEN,
        at: datetime = NOW,
        happened_at: datetime | None = None,
    ) -> "Outcome":
        """Somebody asks for something at a moment, about now or about `happened_at`."""
        stamp = Stamp(
            id=NEW,
            actor=actor,
            on_behalf_of=None,
            happened_at=happened_at or at,
            now=at,
            zone=ZONE,
        )
        try:
            answer: Fact | Refusal = decision.decide(self.view(decision), stamp)
            self.joins.refuse_gone(tuple(dict.fromkeys(answer.touches())))
        except Refusal as refusal:
            answer = refusal
        return Outcome(self, decision, stamp, answer)


@dataclass(frozen=True)
class Outcome:
    """What came of a decision."""

    scenario: Scenario
    decision: Decision
    stamp: Stamp
    answer: Fact | Refusal

    @property
    def fact(self) -> Fact:
        """What was recorded, moving nothing out of nowhere."""
        assert isinstance(self.answer, Fact), f"refused: {self.answer}"
        assert not any(sums(self.answer.postings()).values())
        return self.answer

    def then(self, fact: Fact) -> "Outcome":
        """Exactly this was recorded."""
        assert self.fact == fact
        return self

    def refused(self, refusal: type[Refusal], **details: object) -> None:
        """The answer was no, for this reason, which the decision's docstring names."""
        assert type(self.answer) is refusal, f"{self.answer} instead of {refusal.__name__}"
        assert {name: self.answer.details[name] for name in details} == details
        if refusal is JoinedAway:  # the ledger says so of every decision
            return
        told = (refusal.__name__, *(it.__name__ for it in refusal.__bases__ if it is not Refusal))
        assert any(name in (type(self.decision).__doc__ or "") for name in told)
        assert "{" not in self.answer.sentence("zh") + self.answer.sentence("en")

    def repeated(self, database: str) -> None:
        """On a real log the same request again records nothing and has the same answer."""
        community = f"repeats_{uuid4().hex}"
        found(database, community)
        log = Log(database, community)
        try:
            write(log, self.scenario.past)
            self._asked_twice(log)
        finally:
            log.close()

    def _asked_twice(self, log: Log) -> None:
        now = self.stamp.now
        ledger = Ledger(log, ZONE, clock=lambda: now)
        before = log.head()
        (first,) = ledger.record([self._request("what was asked")])
        assert isinstance(first, Receipt), f"refused: {first}"
        assert not first.replayed
        assert (first.position, type(first.fact)) == (before + 1, type(self.fact))
        elsewhere = Ledger(log, ZONE, clock=lambda: now)
        for other in (ledger, elsewhere):
            (again,) = other.record([self._request("what was asked")])
            assert again == Receipt(first.recorded, replayed=True)
            (refused,) = other.record([self._request("something else")])
            assert type(refused) is KeyReused
        assert log.head() == first.position

    def _request(self, content: str) -> Request:
        return Request(
            decision=self.decision,
            actor=self.stamp.actor,
            happened_at=self.stamp.happened_at,
            key="the same key",
            content=content,
        )


def recorded_at(position: int) -> datetime:
    """When the fact at a position was recorded: each a moment after the one before."""
    return NOW + timedelta(microseconds=position)


def envelope(done: Done, position: int, recorded_at: datetime = NOW) -> Envelope:
    """The fact as the log keeps it; each had a request of its own."""
    request = f"request:{position}"
    return Envelope(
        id=f"fact-{position}",
        type=done.fact.type,
        happened_at=NOW,
        recorded_at=recorded_at,
        actor=done.actor,
        cause=done.fact.caused_by(),
        mends=done.fact.mends(),
        request=RequestMark(tag=request, content=""),
        tags=(*dict.fromkeys(done.fact.touches()), request),
        data=encode_fact(done.fact),
    )


def write(log: Log, past: Iterable[Recorded]) -> None:
    """Put facts into a log as they are, whatever a decision would say to them."""
    rows = [(it.envelope.type, encode(it.envelope), it.envelope.tags) for it in past]
    if rows:
        log.append(rows, unless=["nothing:else"], after=log.head())
