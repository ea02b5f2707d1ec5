"""Belonging: who has an office in a team from a day on, and who has it no more."""

from datetime import date
from typing import Literal

from domain.ledger.fact import Fact, Opened
from domain.ledger.tag import Tag
from domain.people.tags import member_tag

Part = Literal["lead"]
"""What somebody is where they belong; who is a member of a team, their moves say."""


class BelongingJoined(Fact, type="belonging.joined", omit_defaults=True):
    """From a day on a member leads what they belong to, to the end of `until_day` if it is said.

    `of` is the tag of that team. Who leads `instead_of_id` somebody ends that one's time the day
    before.
    """

    called = "任职"
    told = "{member_id} 自 {from_day} 起担任{office}。"

    member_id: str
    of: Tag
    from_day: date
    part: Part = "lead"
    until_day: date | None = None
    instead_of_id: str | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The member, who went before, the team."""
        before = (member_tag(self.instead_of_id),) if self.instead_of_id else ()
        return member_tag(self.member_id), *before, self.of

    def opens(self) -> tuple[Opened, ...]:
        """Their time, of which the team learns when they go or their record becomes another."""
        return (Opened(self.of),)


class BelongingLeft(Fact, type="belonging.left", omit_defaults=True):
    """From the day `on` a member leads no more what they led."""

    called = "卸任"
    told = "{member_id} 自 {on} 起不再担任{office}。"

    member_id: str
    of: Tag
    on: date
    part: Part = "lead"

    def touches(self) -> tuple[Tag, ...]:
        """The member and the team."""
        return member_tag(self.member_id), self.of
