"""Things that turn out to be one: from a fact on, whoever asks for the one is told of the other.

The past of both is then the past of the one that stays: its states are folded from the facts of
all that are one with it, in the order in which they were recorded.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from domain.ledger.fact import Fact, Recorded, decode
from domain.ledger.log import POSITION_MAX, Log
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag

JOINS: Final[Tag] = "joins:all"
"""Touched by every fact that joins things, so that all of them are found."""


class Join(NamedTuple):
    """The thing that is one with another from now on, and that other one."""

    gone: Tag
    stays: Tag


class Joining(Fact):
    """A fact by which two things are one from then on; it touches both, and `JOINS`."""

    def joins(self) -> Join:
        """Which are one."""
        raise NotImplementedError


class JoinedAway(Refusal, code="merged_away"):
    """What is one with another is named by that other's name."""

    zh = "这份记录已经并入另一份，请用那一份办理。"
    en = "This record was merged into another one; use that one."


class Joins:
    """Which things of a log are one with which."""

    def __init__(self) -> None:
        self._stays: dict[Tag, Tag] = {}
        self._parts: dict[Tag, dict[Tag, None]] = {}
        self._since: dict[Tag, int] = {}
        self.count = 0

    def read(self, log: Log, *, until: int = POSITION_MAX) -> None:
        """Take in what the log says. Raises UnknownFact."""
        for position, data in log.about([JOINS]).facts:
            if position <= until:
                self.take(decode(position, data))

    def take(self, recorded: Recorded) -> Join | None:
        """Take a fact in; what it joins. A fact that was taken in before changes nothing."""
        if not isinstance(recorded.fact, Joining):
            return None
        join = recorded.fact.joins()
        gone, stays = self.one(join.gone), self.one(join.stays)
        if gone != stays:
            self.count += 1
            parts = {**self.parts(stays), **self.parts(gone)}
            self._stays |= dict.fromkeys(self.parts(gone), stays)
            self._parts[stays], self._since[stays] = parts, recorded.position
        return Join(gone, stays)

    def one(self, tag: Tag) -> Tag:
        """The thing that stays for it: mostly itself."""
        return self._stays.get(tag, tag)

    def all_one(self, tags: Iterable[Tag]) -> tuple[Tag, ...]:
        """The things that stay for these."""
        return tuple(dict.fromkeys(map(self.one, tags))) if self._stays else tuple(tags)

    def refuse_gone(self, tags: tuple[Tag, ...]) -> None:
        """Raises JoinedAway where one of these is a thing that does not stay."""
        if self.all_one(tags) != tags:
            raise JoinedAway

    def parts(self, tag: Tag) -> dict[Tag, None]:
        """All things that are one with it, itself among them."""
        return self._parts.get(tag, {tag: None})

    def is_since(self, tag: Tag, position: int) -> bool:
        """Whether what was known of it at a position is of all that is one with it."""
        return self.one(tag) == tag and position >= self._since.get(tag, 0)
