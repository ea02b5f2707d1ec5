"""Proxies: who looks after somebody's things for them, with that person's own yes, until a day."""

from datetime import date
from typing import Literal, NamedTuple

from msgspec import field

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.people.membership import Member, MembersMerged
from domain.people.tags import member_tag

Scope = Literal["see", "sign_up", "ask", "confirm"]
Consent = Literal["own", "before_two", "signature"]


def proxy_tag(proxy_id: str) -> Tag:
    """One person's being helped by another."""
    return f"proxy:{proxy_id}"


class ProxyAsked(Fact, type="proxy.asked"):
    """`helper_id` would see and do for `member_id` what `scope` says; they have not said yes."""

    called = "提议亲情代办"
    told = "提议由 {helper_id} 为 {member_id} 代办，等待本人同意。"

    proxy_id: str
    member_id: str
    helper_id: str
    scope: tuple[Scope, ...]
    until_day: date

    def touches(self) -> tuple[Tag, ...]:
        """Both people, and what they ask for."""
        return proxy_tag(self.proxy_id), member_tag(self.member_id), member_tag(self.helper_id)


class ProxyAccepted(Fact, type="proxy.accepted", omit_defaults=True):
    """A person said yes: `helper_id` sees and does for them what `scope` says, through a day.

    They said so on their own phone, at the desk before two of its people, or by a signature: where
    that is kept is `paper_text` in the vault.
    """

    called = "同意亲情代办"
    told = "{member_id} 同意由 {helper_id} 代办，到 {until_day} 为止。"

    proxy_id: str
    member_id: str
    helper_id: str
    scope: tuple[Scope, ...]
    until_day: date
    consent: Consent
    paper_text: str | None = None

    def touches(self) -> tuple[Tag, ...]:
        """Both people, and what they agreed."""
        return proxy_tag(self.proxy_id), member_tag(self.member_id), member_tag(self.helper_id)


class ProxyEnded(Fact, type="proxy.ended"):
    """A person is helped no more, or said no."""

    called = "亲情代办终止"
    told = "{helper_id} 不再为 {member_id} 代办。"

    proxy_id: str
    member_id: str
    helper_id: str

    def touches(self) -> tuple[Tag, ...]:
        """Both people, and what ended."""
        return proxy_tag(self.proxy_id), member_tag(self.member_id), member_tag(self.helper_id)


class UnknownProxy(Refusal, code="unknown_proxy"):
    """No such helper was ever asked for."""

    zh = "没有这项代办。"
    en = "There is no such helper."


class ProxyOver(Refusal, code="proxy_ended"):
    """What is over does not begin or end again."""

    zh = "这项代办已经终止。"
    en = "This helper is over already."


class ProxyNotAccepted(Refusal, code="proxy_not_accepted"):
    """Nobody is helped who did not say yes; who asked for it, and the helper, cannot say it."""

    zh = "本人还没有同意：请本人在手机上同意，或在服务台由另一位工作人员当面问过再办。"
    en = (
        "They have not said yes: they say so on their own phone, or another person at the desk "
        "asks them face to face."
    )


class ProxyScope(Refusal, code="proxy_scope"):
    """The person did not let their helper do this."""

    zh = "本人没有把这件事交给您代办。"
    en = "They have not let you do this for them."


class Agreed(NamedTuple):
    """Who helps whom, by the ids of then, and whether the person said yes."""

    member_id: str
    helper_id: str
    scope: tuple[Scope, ...]
    until_day: date
    is_accepted: bool


class Proxies(State, of="member", folds=(ProxyAsked, ProxyAccepted, ProxyEnded, MembersMerged)):
    """The people who help one member, and whom this member helps."""

    agreed: dict[str, Agreed] = field(default_factory=dict)
    also_known_as: set[str] = field(default_factory=set)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow what was asked, agreed and ended."""
        match fact:
            case ProxyAsked() | ProxyAccepted():
                self.agreed[fact.proxy_id] = Agreed(
                    fact.member_id,
                    fact.helper_id,
                    fact.scope,
                    fact.until_day,
                    isinstance(fact, ProxyAccepted),
                )
            case ProxyEnded():
                self.agreed.pop(fact.proxy_id, None)
            case MembersMerged():
                self.also_known_as.add(fact.member_id)

    def helpers(self, view: View, today: date) -> dict[Tag, Agreed]:
        """Who helps this member on a day, or would: by the tags that they have now."""
        own = {self.id, *self.also_known_as}
        return {
            view.one(member_tag(it.helper_id)): it
            for it in self.agreed.values()
            if it.member_id in own and it.until_day >= today
        }


class Proxy(State, of="proxy", folds=(ProxyAsked, ProxyAccepted, ProxyEnded)):
    """What was asked for one helper: by whom, whether the person said yes, and whether it ended."""

    asked: ProxyAsked | None = None
    asked_by: str = ""
    accepted: ProxyAccepted | None = None
    ended: bool = False

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow it to its end."""
        match fact:
            case ProxyAsked():
                self.asked, self.asked_by = fact, recorded.envelope.actor
            case ProxyAccepted():
                self.accepted = fact
            case ProxyEnded():
                self.ended = True

    def going_on(self) -> ProxyAsked | ProxyAccepted:
        """What was agreed, or at least asked. Raises UnknownProxy, ProxyOver."""
        known = self.accepted or self.asked
        if known is None:
            raise UnknownProxy
        if self.ended:
            raise ProxyOver
        return known

    def people(self) -> tuple[Tag, ...]:
        """The tags of both people, if it is known."""
        known = self.accepted or self.asked
        return (member_tag(known.member_id), member_tag(known.helper_id)) if known else ()


def refuse_without_scope(view: View, stamp: Stamp, member_id: str, wanted: Scope) -> None:
    """Who acts for a person may do what they said, and no longer than they said; reads the person.

    Raises ProxyNotAccepted, ProxyScope.
    """
    agreed = _agreed_with(view, stamp, member_id, stamp.actor)
    if agreed is None:
        raise ProxyNotAccepted
    if wanted not in agreed.scope:
        raise ProxyScope


def may_for(view: View, stamp: Stamp, member_id: str, helper_id: str, *, wanted: Scope) -> bool:
    """Whether a person has let somebody do this for them, on the day of it; reads the person."""
    agreed = _agreed_with(view, stamp, member_id, helper_id)
    return agreed is not None and wanted in agreed.scope


def _agreed_with(view: View, stamp: Stamp, member_id: str, helper_id: str) -> Agreed | None:
    """What a person who is still there has said yes to, of one helper."""
    helpers = view(Proxies, member_tag(member_id)).helpers(view, stamp.today)
    agreed = helpers.get(view.one(member_tag(helper_id)))
    if agreed is None or not agreed.is_accepted or view(Member, member_tag(member_id)).left:
        return None
    return agreed
