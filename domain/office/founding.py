"""Founding: a community begins, with its name, its days and where its desk is."""

from dataclasses import dataclass

from domain.ledger.decision import Decision, Stamp, State, View
from domain.ledger.fact import Fact, Recorded, decode
from domain.ledger.log import Log
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag, id_of
from domain.office.tags import COMMUNITY
from domain.people.membership import Roster
from domain.people.tags import ROSTER, TEAMS
from domain.people.teams import Teams
from domain.rules.changes import NothingChanged
from domain.rules.rules import RuleBook
from domain.rules.tags import RULES


class CommunityFounded(Fact, type="community.founded", omit_defaults=True):
    """The community has books. Its days and months are those of `time_zone`, for ever.

    `taken_over`: it had books before this was in them, and its settings were elsewhere.
    """

    called = "成立社区"
    told = "成立“{name}”，时区 {time_zone}；记录单出具单位：{issuer}；服务台：{desk}。"

    name: str
    time_zone: str
    name_english: str = ""
    issuer: str = ""
    desk: str = ""
    taken_over: bool = False

    def touches(self) -> tuple[Tag, ...]:
        """The community."""
        return (COMMUNITY,)


class SettingsChanged(Fact, type="community.settings_changed", omit_defaults=True):
    """From now on the community is called, and its desk is, as this says."""

    called = "改社区信息"
    told = "社区信息改为“{name}”；记录单出具单位：{issuer}；服务台：{desk}。"

    name: str
    name_english: str = ""
    issuer: str = ""
    desk: str = ""

    def touches(self) -> tuple[Tag, ...]:
        """The community."""
        return (COMMUNITY,)


class AlreadyFounded(Refusal, code="already_founded"):
    """A community is founded once."""

    zh = "这里已经有社区的账了，不能再成立一次。"
    en = "There is a community with books here already; it is founded once."


class NotFounded(Refusal, code="not_founded"):
    """There is nothing to change yet."""

    zh = "社区还没有成立，请先运行 chengyin found。"
    en = "The community has not been founded yet: run chengyin found first."


class Identity(State, of="community", folds=(CommunityFounded, SettingsChanged)):
    """What the community is called and where it is; `founding_id` is the fact that founded it."""

    founding_id: str | None = None
    time_zone: str = ""
    name: str = ""
    name_english: str = ""
    issuer: str = ""
    desk: str = ""

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Take over what it says."""
        if isinstance(fact, CommunityFounded):
            self.founding_id, self.time_zone = recorded.envelope.id, fact.time_zone
        if isinstance(fact, CommunityFounded | SettingsChanged):
            self.name, self.name_english = fact.name, fact.name_english
            self.issuer, self.desk = fact.issuer, fact.desk

    def called(self, language: str) -> str:
        """Its name in a language; the only one there is where it has no other."""
        return (language == "en" and self.name_english) or self.name


def identity_in(log: Log) -> Identity:
    """What the log says of the community now. Raises Unreachable, UnknownFact."""
    found = Identity(id=id_of(COMMUNITY))
    for position, data in log.about([COMMUNITY]).facts:
        recorded = decode(position, data)
        found.apply(recorded.fact, recorded)
    return found


@dataclass(frozen=True, kw_only=True)
class FoundCommunity:
    """Found the community where nothing is, or note what one that has books is called.

    Refused: AlreadyFounded.
    """

    name: str
    time_zone: str
    name_english: str = ""
    issuer: str = ""
    desk: str = ""
    taken_over: bool = False

    def boundary(self) -> tuple[Tag, ...]:
        """The community, and what one begins with."""
        return COMMUNITY, ROSTER, RULES, TEAMS

    def decide(self, view: View, stamp: Stamp) -> CommunityFounded:
        """The founding."""
        begun = (
            view(Roster, ROSTER).enrolled
            or view(RuleBook, RULES).adopted
            or view(Teams, TEAMS).names
        )
        if view(Identity, COMMUNITY).founding_id or (begun and not self.taken_over):
            raise AlreadyFounded
        return CommunityFounded(
            name=self.name,
            time_zone=self.time_zone,
            name_english=self.name_english,
            issuer=self.issuer,
            desk=self.desk,
            taken_over=self.taken_over,
        )


@dataclass(frozen=True, kw_only=True)
class AtFounding:
    """What is decided together with a founding, and is nothing where another came before.

    Refused: AlreadyFounded, and what the decision itself is refused for.
    """

    decision: Decision
    founding_id: str

    def boundary(self) -> tuple[Tag, ...]:
        """The community, and what the decision reads."""
        return COMMUNITY, *self.decision.boundary()

    def decide(self, view: View, stamp: Stamp) -> Fact:
        """What the decision says."""
        if view(Identity, COMMUNITY).founding_id != self.founding_id:
            raise AlreadyFounded
        return self.decision.decide(view, stamp)


@dataclass(frozen=True, kw_only=True)
class ChangeSettings:
    """Say what the community is called and where its desk is. Refused: NotFounded, NothingChanged.

    Its time zone stays: another would put what was on one day on another.
    """

    name: str
    name_english: str = ""
    issuer: str = ""
    desk: str = ""

    def boundary(self) -> tuple[Tag, ...]:
        """The community."""
        return (COMMUNITY,)

    def decide(self, view: View, stamp: Stamp) -> SettingsChanged:
        """The change."""
        now = view(Identity, COMMUNITY)
        if now.founding_id is None:
            raise NotFounded
        wanted = (self.name, self.name_english, self.issuer, self.desk)
        if wanted == (now.name, now.name_english, now.issuer, now.desk):
            raise NothingChanged
        return SettingsChanged(
            name=self.name,
            name_english=self.name_english,
            issuer=self.issuer,
            desk=self.desk,
        )
