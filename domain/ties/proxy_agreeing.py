"""Agreeing: a person says who looks after their things for them, and that it is over."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from domain.ledger.decision import Stamp, View
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.people.membership import Member
from domain.people.tags import member_tag
from domain.ties.proxy import (
    Consent,
    Proxies,
    Proxy,
    ProxyAccepted,
    ProxyAsked,
    ProxyEnded,
    ProxyNotAccepted,
    Scope,
    proxy_tag,
)

DAYS_MAX: Final = 3 * 366
"""A helper is chosen anew at least every three years: who was trusted once may be gone."""


class ProxyWithSelf(Refusal, code="proxy_with_self", field="by"):
    """Helper and helped are two people."""

    zh = "帮手应是另一位成员，请重新选择。"
    en = "A helper is somebody else; choose another member."


class ProxyAlreadyThere(Refusal, code="proxy_already_there", field="by"):
    """One word about one helper; to change the scope, end it and say it anew."""

    zh = "这位帮手已经有了，要改请先终止再办。"
    en = "This helper is there already; to change it, end it first."


class ProxyScopeEmpty(Refusal, code="proxy_scope_empty", field="scope"):
    """Something has to be in it."""

    zh = "请至少选一样让帮手代办的事。"
    en = "Choose at least one thing that the helper may do."


class ProxyUntilInvalid(Refusal, code="proxy_until_invalid", field="until"):
    """It ends on a day to come, at most three years from now."""

    zh = "请填写今天以后、三年以内的日子。"
    en = "Give a day after today, at most three years from now."


@dataclass(frozen=True, kw_only=True)
class NameProxy:
    """Let `helper_id` see and do for `member_id` what `scope` says, through `until_day`.

    By the person themselves, or by a signature that is kept (`paper_text`), they have a helper at
    once; from the desk it is asked, and waits for their yes. Refused: UnknownMember,
    ProxyWithSelf, ProxyNotAccepted, ProxyScopeEmpty, ProxyUntilInvalid, ProxyAlreadyThere.
    """

    member_id: str
    helper_id: str
    scope: tuple[Scope, ...]
    until_day: date
    paper_text: str | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """Both people."""
        return member_tag(self.member_id), member_tag(self.helper_id)

    def decide(self, view: View, stamp: Stamp) -> ProxyAsked | ProxyAccepted:
        """The agreement, or the question."""
        one, helper = (view(Member, it) for it in self.boundary())
        one.required()
        helper.required()
        if one.id == helper.id:
            raise ProxyWithSelf
        if stamp.actor == helper.id:
            raise ProxyNotAccepted
        if not self.scope:
            raise ProxyScopeEmpty
        if not stamp.today < self.until_day <= stamp.today + timedelta(days=DAYS_MAX):
            raise ProxyUntilInvalid
        if member_tag(helper.id) in view(Proxies, member_tag(one.id)).helpers(view, stamp.today):
            raise ProxyAlreadyThere
        scope = tuple(sorted(set(self.scope)))
        if stamp.actor != one.id and self.paper_text is None:
            return ProxyAsked(
                proxy_id=stamp.id,
                member_id=one.id,
                helper_id=helper.id,
                scope=scope,
                until_day=self.until_day,
            )
        return ProxyAccepted(
            proxy_id=stamp.id,
            member_id=one.id,
            helper_id=helper.id,
            scope=scope,
            until_day=self.until_day,
            consent="own" if stamp.actor == one.id else "signature",
            paper_text=self.paper_text,
        )


@dataclass(frozen=True, kw_only=True)
class AcceptProxy:
    """Say yes to a helper whom the desk asked for: the person, or a second one at the desk.

    Whoever asked can enter a yes that was signed since; where it is kept is `paper_text`. Refused:
    UnknownProxy, ProxyOver, UnknownMember, ProxyAlreadyThere, ProxyNotAccepted.
    """

    proxy_id: str
    paper_text: str | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """What was asked."""
        return (proxy_tag(self.proxy_id),)

    def also(self, view: View) -> tuple[Tag, ...]:
        """Both people."""
        return view(Proxy, proxy_tag(self.proxy_id)).people()

    def decide(self, view: View, stamp: Stamp) -> ProxyAccepted:
        """The agreement."""
        proxy = view(Proxy, proxy_tag(self.proxy_id))
        asked = proxy.going_on()
        one, helper = (view(Member, it) for it in proxy.people())
        one.required()
        helper.required()
        if isinstance(asked, ProxyAccepted):
            raise ProxyAlreadyThere
        if stamp.actor == helper.id or asked.until_day <= stamp.today:
            raise ProxyNotAccepted
        if stamp.actor == proxy.asked_by and self.paper_text is None:
            raise ProxyNotAccepted
        return ProxyAccepted(
            proxy_id=self.proxy_id,
            member_id=one.id,
            helper_id=helper.id,
            scope=asked.scope,
            until_day=asked.until_day,
            consent=self._consent(stamp, one.id),
            paper_text=self.paper_text,
        )

    def _consent(self, stamp: Stamp, member_id: str) -> Consent:
        if self.paper_text is not None:
            return "signature"
        return "own" if stamp.actor == member_id else "before_two"


@dataclass(frozen=True, kw_only=True)
class EndProxy:
    """Be helped no more, or say no: the person at once, their helper, or the desk.

    Refused: UnknownProxy, ProxyOver.
    """

    proxy_id: str

    def boundary(self) -> tuple[Tag, ...]:
        """What was agreed or asked."""
        return (proxy_tag(self.proxy_id),)

    def also(self, view: View) -> tuple[Tag, ...]:
        """Both people."""
        return view(Proxy, proxy_tag(self.proxy_id)).people()

    def decide(self, view: View, stamp: Stamp) -> ProxyEnded:
        """The end."""
        proxy = view(Proxy, proxy_tag(self.proxy_id))
        proxy.going_on()
        one, helper = (view(Member, it).id for it in proxy.people())
        return ProxyEnded(proxy_id=self.proxy_id, member_id=one, helper_id=helper)
