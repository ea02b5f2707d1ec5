"""Requests: help or a small wish that somebody asks for, looked at by another and made public."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Opened, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.people.membership import Member, MemberLeft
from domain.people.tags import member_tag
from domain.rules.tags import WELFARE
from domain.service.tags import need_tag
from domain.ties.kin import are_kin
from domain.ties.proxy import Scope, may_for

RequestKind = Literal["service", "wish", "matter"]
PaidBy = Literal["credit", "pool", "free"]
MINUTES_WANTED_MAX: Final = 24 * 60


class RequestMade(Fact, type="request.made", omit_defaults=True):
    """Somebody needs help, wishes for something, or a matter was found that wants mending.

    `need` is a skill or a kind of goods, `needs` are the standings that whoever helps has to have.
    `terms` says who pays with time: whoever asks, the welfare pool, or nobody. `wish_text` is what
    was asked, in the vault: nobody but the desk reads it. A minor's request has a `guardian_id`.
    A matter may have a place: a grid or building, and `place_text` in the vault.
    """

    called = "提出求助"
    told = "{for_id} 提出求助：{need}。"

    need_id: str
    kind: RequestKind
    need: str
    terms: PaidBy
    wish_text: str
    for_id: str | None = None
    grid: str | None = None
    minutes_wanted: int = 0
    wanted_from: datetime | None = None
    wanted_until: datetime | None = None
    value_fen_max: int | None = None
    needs: tuple[str, ...] = ()
    guardian_id: str | None = None
    place_id: str | None = None
    place_text: str | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The need, and who asks."""
        return need_tag(self.need_id), *((member_tag(self.for_id),) if self.for_id else ())

    def opens(self) -> tuple[Opened, ...]:
        """The wait for help, which ends with who waits."""
        return (Opened(need_tag(self.need_id)),)


class RequestPublished(Fact, type="request.published"):
    """Somebody else than who asked stands for it: `public_text` is what everybody reads."""

    called = "公布求助"
    told = "公布求助：{public_text}，截止 {open_until}。"

    need_id: str
    public_text: str
    open_until: date

    def touches(self) -> tuple[Tag, ...]:
        """The need."""
        return (need_tag(self.need_id),)


class RequestEnded(Fact):
    """A request came to its end before anybody had helped; `asker_id` is who had asked."""

    need_id: str
    asker_id: str | None = None
    reason_text: str | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The need, and who had asked."""
        return need_tag(self.need_id), *((member_tag(self.asker_id),) if self.asker_id else ())

    def closes(self) -> tuple[Tag, ...]:
        """The wait for help."""
        return (need_tag(self.need_id),)


class RequestDeclined(RequestEnded, type="request.declined"):
    """The desk cannot put it up; `reason_text` is the id of the reason in the vault."""

    called = "不予公布求助"
    told = "没有公布这项求助：{reason_text}"


class UnknownRequest(Refusal, code="unknown_request"):
    """Nobody has asked for that."""

    zh = "没有这项求助。"
    en = "There is no such request."


class TermsDoNotFit(Refusal, code="terms_do_not_fit", field="terms"):
    """Time pays for time, and for somebody's: a wish for goods is not paid with it."""

    zh = "只有求助服务可以用时间存款支付，并要写明为谁、需要多少分钟（1 分钟到 24 小时）。"
    en = (
        "Only help by somebody is paid with time credit: say for whom, and how many minutes "
        "(1 minute to 24 hours)."
    )


class GuardianMissing(Refusal, code="guardian_missing", field="guardian_id"):
    """A child asks through somebody who looks after it."""

    zh = "未成年人求助须由监护人提出，请选择监护人。"
    en = "A minor's request is made by a guardian; name one."


class WishTooDear(Refusal, code="wish_too_dear", field="value_fen_max"):
    """Wishes are small."""

    zh = "心愿不能超过 {most} 元。"
    en = "A wish may not cost more than {most} yuan."


class ReviewerIsAsker(Refusal, code="reviewer_is_asker"):
    """Two people stand behind what is put up."""

    zh = "这项求助是您或您的亲属提出的，或由您录入，须由另一位工作人员公布。"
    en = "You or your kin asked for this, or you entered it: somebody else has to put it up."


class AsksForMoney(Refusal, code="asks_for_money", field="public_text"):
    """Appeals for money need a platform that the law names (Charity Law, article 124)."""

    zh = "不能在这里求助现金、转账或捐款；请写需要的服务或物品。"
    en = "Money cannot be asked for here; say which help or goods are needed."


class TextNamesPerson(Refusal, code="text_names_person", field="public_text"):
    """What everybody reads tells of nobody who it is."""

    zh = "公布的文字里有姓名、电话、证件号或门牌号，请去掉。"
    en = "The public wording has a name, a phone, an ID or a door number in it; take it out."


class NotTheAsker(Refusal, code="not_the_asker"):
    """The word is that of who was helped, or of somebody in their name."""

    zh = "只有求助人本人、其亲属或工作人员可以确认。"
    en = "Only whoever asked, their kin or the office can give the word on it."


class RequestClosed(Refusal, code="request_closed"):
    """It was declined or withdrawn."""

    zh = "这项求助已经撤回或没有公布。"
    en = "This request was withdrawn or declined."


class AlreadyPublished(Refusal, code="already_published"):
    """It is up, and its last day has not passed."""

    zh = "这项求助已经公布。"
    en = "This request is up already."


class OpenUntilPast(Refusal, code="open_until_past", field="open_until"):
    """What is put up can be taken on today at least."""

    zh = "截止日期不能早于今天。"
    en = "The last day may not be before today."


class Need(State, of="need", folds=(RequestMade, RequestPublished, RequestEnded, MemberLeft)):
    """One need: what was asked, by whom it was entered, whether it is up, or how it ended."""

    made: RequestMade | None = None
    made_by: str = ""
    published: RequestPublished | None = None
    ended: str = ""

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow it from the asking."""
        match fact:
            case RequestMade():
                self.made, self.made_by = fact, recorded.envelope.actor
            case RequestPublished():
                self.published = fact
            case RequestEnded():
                self.ended = fact.type
            case MemberLeft():
                self.ended = self.ended or fact.type

    def known(self) -> RequestMade:
        """What was asked. Raises UnknownRequest."""
        if self.made is None:
            raise UnknownRequest
        return self.made

    def required(self) -> RequestMade:
        """What was asked and has not ended. Raises UnknownRequest, RequestClosed."""
        made = self.known()
        if self.ended:
            raise RequestClosed
        return made

    def is_up_on(self, day: date) -> bool:
        """Whether it can be taken on, as far as the desk has a say in that."""
        up = self.published
        return not self.ended and up is not None and day <= up.open_until

    def asker(self) -> tuple[Tag, ...]:
        """The tag of who asked, if somebody did."""
        return (member_tag(self.made.for_id),) if self.made and self.made.for_id else ()

    def pool(self) -> tuple[Tag, ...]:
        """The welfare pool, if it is to pay."""
        return (WELFARE,) if self.made and self.made.terms == "pool" else ()

    def asker_left(self, view: View) -> bool:
        """Whether whoever asked has left since: hours that were revoked open a request again."""
        return any(view(Member, it).left for it in self.asker())

    def asker_id(self, view: View) -> str | None:
        """Who asked, by the id that stays."""
        return next((view(Member, it).id for it in self.asker()), None)


def speaks_for(view: View, stamp: Stamp, asker_id: str | None, wanted: Scope) -> bool:
    """Whether who acts is who asked, their kin, or whom they have let do this for them."""
    if asker_id is None:
        return False
    if stamp.actor == asker_id or are_kin(view, asker_id, stamp.actor):
        return True
    return may_for(view, stamp, asker_id, stamp.actor, wanted=wanted)


@dataclass(frozen=True, kw_only=True)
class PublishRequest:
    """Put a request up, in words of the desk's that name nobody.

    Whether the wording names or shows somebody (`names_person`) or asks for money the interface has
    found out; the words themselves are the vault's. Refused: UnknownRequest, RequestClosed,
    ReviewerIsAsker, AlreadyPublished, TextNamesPerson, AsksForMoney, OpenUntilPast.
    """

    need_id: str
    public_text: str
    open_until: date
    names_person: bool = False
    asks_for_money: bool = False

    def boundary(self) -> tuple[Tag, ...]:
        """The need."""
        return (need_tag(self.need_id),)

    def also(self, view: View) -> tuple[Tag, ...]:
        """Who asked."""
        return view(Need, need_tag(self.need_id)).asker()

    def decide(self, view: View, stamp: Stamp) -> RequestPublished:
        """The publication."""
        need = view(Need, need_tag(self.need_id))
        need.required()
        asker_id = need.asker_id(view)
        if stamp.actor in {need.made_by, asker_id}:
            raise ReviewerIsAsker
        if asker_id and are_kin(view, asker_id, stamp.actor):
            raise ReviewerIsAsker
        if need.is_up_on(stamp.today):
            raise AlreadyPublished
        if self.names_person:
            raise TextNamesPerson
        if self.asks_for_money:
            raise AsksForMoney
        if self.open_until < stamp.today:
            raise OpenUntilPast
        return RequestPublished(
            need_id=self.need_id, public_text=self.public_text, open_until=self.open_until
        )
