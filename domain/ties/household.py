"""Households: who lives and keeps house together, as the office was told."""

from dataclasses import dataclass
from typing import Final

from msgspec import field

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.people.membership import Member, MembersMerged, UnknownMember
from domain.people.tags import member_tag
from domain.rules.changes import NothingChanged
from domain.ties.register import check_known, is_known
from domain.ties.standing import GrantsOwn

PEOPLE_MAX: Final = 30
"""More people under one roof are no household but a home."""


def household_tag(household_id: str) -> Tag:
    """People who keep house together."""
    return f"household:{household_id}"


class HouseholdFormed(Fact, type="household.formed"):
    """Members keep house together; who they are the vault alone knows, and where."""

    called = "登记家庭"
    told = "登记一户，户主 {head_id}。"

    household_id: str
    member_ids: tuple[str, ...]
    head_id: str

    def touches(self) -> tuple[Tag, ...]:
        """The household and its members."""
        return household_tag(self.household_id), *map(member_tag, self.member_ids)


class HouseholdChanged(Fact, type="household.changed"):
    """The household is these members from now on: none of them, and there is no household."""

    called = "更改家庭"
    told = "更改一户的成员，户主 {head_id}。"

    household_id: str
    member_ids: tuple[str, ...]
    head_id: str | None
    left_ids: tuple[str, ...]

    def touches(self) -> tuple[Tag, ...]:
        """The household, its members, and who are so no more."""
        people = (*self.member_ids, *self.left_ids)
        return household_tag(self.household_id), *map(member_tag, people)


class UnknownHousehold(Refusal, code="unknown_household", field="household_id"):
    """No household has this id, or it is none any more."""

    zh = "没有这一户。"
    en = "There is no such household."


class InTwoHouseholds(Refusal, code="in_two_households", field="members"):
    """Everybody keeps house once."""

    zh = "其中有人已经登记在另一户里，请先从那一户里去掉。"
    en = "One of them is in another household already; take them out of that one first."


class HeadOutside(Refusal, code="head_outside", field="head"):
    """The head is one of them."""

    zh = "户主要是这一户的人。"
    en = "The head has to be one of the household."


class HeadUnknown(Refusal, code="head_unknown", field="head"):
    """Nobody keeps house with a head whom the register does not know."""

    zh = "底册里没有这位户主，请先登记户主。"
    en = "The register does not know this head of a household; register them first."


class HeadIsAnother(Refusal, code="head_is_another", field="head"):
    """A list says otherwise than the office has noted who the head is."""

    zh = "这一户登记的户主是另一位；换户主请在“同住的一户”里改。"
    en = "The household is noted with another head; change it under “Household” first."


class TooManyInHousehold(Refusal, code="too_many_in_household", field="members"):
    """A home is no household."""

    zh = "一户最多登记 {most} 人。"
    en = "A household has {most} people at most."


class Home(State, of="member", folds=(HouseholdFormed, HouseholdChanged, MembersMerged)):
    """In which household one member lives, under whichever of their records."""

    lived: dict[str, list[str]] = field(default_factory=dict)
    also_known_as: set[str] = field(default_factory=set)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow the households that they are or were in."""
        match fact:
            case HouseholdFormed() | HouseholdChanged():
                self.lived[fact.household_id] = list(fact.member_ids)
            case MembersMerged():
                self.also_known_as.add(fact.member_id)

    @property
    def household_ids(self) -> set[str]:
        """Where they live now: in one, or in two whose members turned out to be one person."""
        names = {self.id, *self.also_known_as}
        return {it for it, members in self.lived.items() if not names.isdisjoint(members)}


class Household(State, of="household", folds=(HouseholdFormed, HouseholdChanged)):
    """The members of one household, as they were named, and its head."""

    member_ids: tuple[str, ...] = ()
    head_id: str | None = None

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow who lives there."""
        if isinstance(fact, HouseholdFormed | HouseholdChanged):
            self.member_ids, self.head_id = fact.member_ids, fact.head_id


def _as_people(view: View, member_ids: tuple[str, ...]) -> tuple[str, ...]:
    """The ids of the records that stay, each once. Raises UnknownMember, TooManyInHousehold."""
    for it in member_ids:
        check_known(view, it)
    people = tuple(dict.fromkeys(view(Member, member_tag(it)).id for it in member_ids))
    if len(people) > PEOPLE_MAX:
        raise TooManyInHousehold(most=PEOPLE_MAX)
    return people


def _check_homes(view: View, people: tuple[str, ...], household_id: str) -> None:
    """Raises InTwoHouseholds."""
    for it in people:
        if view(Home, member_tag(it)).household_ids - {household_id}:
            raise InTwoHouseholds


@dataclass(frozen=True, kw_only=True)
class FormHousehold:
    """Note who keeps house together.

    Refused, in this order: UnknownMember, TooManyInHousehold, HeadOutside, GrantsOwn,
    InTwoHouseholds.
    """

    member_ids: tuple[str, ...]
    head_id: str

    def boundary(self) -> tuple[Tag, ...]:
        """All of them."""
        return tuple(dict.fromkeys(map(member_tag, (*self.member_ids, self.head_id))))

    def decide(self, view: View, stamp: Stamp) -> HouseholdFormed:
        """The household."""
        people = _as_people(view, self.member_ids)
        head = view(Member, member_tag(self.head_id)).id
        if head not in people:
            raise HeadOutside
        if stamp.actor in people:
            raise GrantsOwn
        _check_homes(view, people, stamp.id)
        return HouseholdFormed(household_id=stamp.id, member_ids=people, head_id=head)


@dataclass(frozen=True, kw_only=True)
class KeepHouseWith:
    """Note that somebody keeps house with a head, or as the head: as a list says it.

    Who is not known any more is of the household no more, and its head least of all.

    Refused, in this order: HeadUnknown, UnknownMember, GrantsOwn, InTwoHouseholds, HeadIsAnother,
    NothingChanged, TooManyInHousehold.
    """

    member_id: str
    head_id: str

    def boundary(self) -> tuple[Tag, ...]:
        """Both of them."""
        return tuple(dict.fromkeys(map(member_tag, (self.member_id, self.head_id))))

    def also(self, view: View) -> tuple[Tag, ...]:
        """The head's household, and who lives there."""
        homes = view(Home, member_tag(self.head_id)).household_ids
        tags = [household_tag(it) for it in sorted(homes)]
        read = (view(Household, it).member_ids for it in tags if view.has(it))
        return (*tags, *(member_tag(one) for them in read for one in them))

    def decide(self, view: View, stamp: Stamp) -> HouseholdFormed | HouseholdChanged:
        """The household that is formed, or the one with somebody more in it."""
        try:
            check_known(view, self.head_id)
        except UnknownMember:
            raise HeadUnknown from None
        check_known(view, self.member_id)
        one, head = (view(Member, member_tag(it)).id for it in (self.member_id, self.head_id))
        if stamp.actor in {one, head}:
            raise GrantsOwn
        homes = view(Home, member_tag(self.head_id)).household_ids
        household_id = min(homes, default=stamp.id)
        _check_homes(view, (head, one), household_id)
        if not homes:
            both = tuple(dict.fromkeys((head, one)))
            return HouseholdFormed(household_id=household_id, member_ids=both, head_id=head)
        known = view(Household, household_tag(household_id))
        before = tuple(dict.fromkeys(view(Member, member_tag(it)).id for it in known.member_ids))
        led_by = view(Member, member_tag(known.head_id or head)).id
        there = tuple(it for it in before if is_known(view, it))
        if led_by != head and led_by in there:
            raise HeadIsAnother
        people = tuple(dict.fromkeys((*there, one)))
        if (people, head) == (before, led_by):
            raise NothingChanged
        if len(people) > PEOPLE_MAX:
            raise TooManyInHousehold(most=PEOPLE_MAX)
        return HouseholdChanged(
            household_id=household_id,
            member_ids=people,
            head_id=head,
            left_ids=tuple(it for it in before if it not in people),
        )


@dataclass(frozen=True, kw_only=True)
class ChangeHousehold:
    """Note who keeps house together now; with nobody, the household is no more.

    Refused, in this order: UnknownHousehold, UnknownMember, TooManyInHousehold, HeadOutside,
    GrantsOwn, InTwoHouseholds, NothingChanged.
    """

    household_id: str
    member_ids: tuple[str, ...] = ()
    head_id: str | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The household, and whoever is to be in it."""
        people = (*self.member_ids, *filter(None, (self.head_id,)))
        return (
            household_tag(self.household_id),
            *dict.fromkeys(map(member_tag, people)),
        )

    def also(self, view: View) -> tuple[Tag, ...]:
        """Who lived there before."""
        before = view(Household, household_tag(self.household_id)).member_ids
        return tuple(map(member_tag, before))

    def decide(self, view: View, stamp: Stamp) -> HouseholdChanged:
        """The household as it is now."""
        known = view(Household, household_tag(self.household_id))
        if not known.member_ids:
            raise UnknownHousehold
        people = _as_people(view, self.member_ids)
        head = view(Member, member_tag(self.head_id)).id if self.head_id else None
        if (head is None) != (not people) or (head and head not in people):
            raise HeadOutside
        before = tuple(view(Member, member_tag(it)).id for it in known.member_ids)
        if stamp.actor in {*people, *before}:
            raise GrantsOwn
        _check_homes(view, people, self.household_id)
        if (people, head) == (known.member_ids, known.head_id):
            raise NothingChanged
        return HouseholdChanged(
            household_id=self.household_id,
            member_ids=people,
            head_id=head,
            left_ids=tuple(dict.fromkeys(it for it in before if it not in people)),
        )
