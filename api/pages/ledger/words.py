"""What a fact says, in one sentence: for every type a sentence, and what fills its blanks."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from string import Formatter
from typing import Any, Final
from zoneinfo import ZoneInfo

from api.pages.language import (
    Language,
    say_day,
    say_hours,
    say_moment,
    say_yuan,
    translator,
)
from domain.ledger.decision import OFFICE
from domain.ledger.fact import Fact, Recorded
from domain.ledger.tag import id_of, kind_of


@dataclass(frozen=True)
class Words:
    """The reader's language, and what the ids in facts are called."""

    language: Language
    zone: ZoneInfo
    people: Mapping[str, str]
    items: Mapping[str, str]
    donors: Mapping[str, str]
    texts: Mapping[str, str]

    def say(self, sentence: str, **blanks: object) -> str:
        """A sentence in the reader's language."""
        return translator(self.language)(sentence, **blanks)

    def person(self, member_id: str | None) -> str:
        """What a member is called; the office is no member."""
        if member_id is None:
            return ""
        if member_id == OFFICE:
            return self.say("办公室")
        return self.people.get(member_id) or self.say("（姓名已删除）")

    def item(self, item_id: str) -> str:
        """What an item is called."""
        return self.items.get(item_id, item_id)

    def donor(self, tag: str | None) -> str:
        """What a donor is called."""
        if tag is None:
            return self.say("匿名捐赠人")
        if kind_of(tag) == "member":
            return self.person(id_of(tag))
        return self.donors.get(id_of(tag)) or self.say("（姓名已删除）")

    def text(self, text_id: str | None) -> str:
        """The text that the vault has under an id."""
        return self.texts.get(text_id or "") or self.say("（未填写）")

    def hours(self, minutes: int) -> str:
        """A duration."""
        return say_hours(minutes, self.language)

    def day(self, day: date) -> str:
        """A calendar day."""
        return say_day(day, self.language)

    def moment(self, moment: datetime) -> str:
        """A day and time in the community."""
        return say_moment(moment, self.language, self.zone)

    def goods(self, lines: Iterable[Any]) -> str:
        """Items with their quantities."""
        between = "、" if self.language == "zh" else ", "
        return between.join(f"{self.item(it.item_id)}×{it.quantity}" for it in lines)

    def told(self, fact: Fact) -> str:
        """The sentence of a fact; its type's name where there is none."""
        sentence = SENTENCES.get(fact.type)
        return self.say(sentence, **_blanks(self, fact)) if sentence else fact.type

    def kind(self, type: str) -> str:
        """What a type of fact is called."""
        return self.say(KINDS[type]) if type in KINDS else type


KINDS: Final[dict[str, str]] = {
    "activity.published": "发布活动",
    "activity.signed_up": "活动报名",
    "activity.sign_up_cancelled": "取消报名",
    "activity.signed_in": "活动签到",
    "activity.signed_out": "活动签退",
    "card.issued": "发兑换卡",
    "card.revoked": "兑换卡作废",
    "certificate.issued": "开具服务记录单",
    "credit.transferred": "转赠时间存款",
    "donation.received": "收到捐赠",
    "goods.returned": "退货",
    "item.listed": "商品上目录",
    "member.enrolled": "登记成员",
    "member.left": "成员退出",
    "offline_sale.disputed": "断网兑换有异议",
    "offline_sale.settled": "断网兑换了结",
    "pairing.ended": "结对结束",
    "pairing.formed": "结对",
    "pairing.visited": "走访",
    "points.redeemed": "积分兑换",
    "role.granted": "授予角色",
    "role.withdrawn": "撤销角色",
    "rules.adopted": "通过规则",
    "service.backfilled": "补录服务",
    "service.confirmed": "确认服务",
    "service.imported": "导入纸质服务记录",
    "service.rejected": "驳回服务",
    "service.released": "补录核查放行",
    "service.revoked": "撤销服务",
    "shift.closed": "交班",
    "shift.opened": "开班",
    "sign_in.given": "办理登录",
    "stock.counted": "盘点",
    "team.founded": "成立服务队",
    "workbook.taken_in": "导入台账文件",
}
"""What the types of facts are called."""

SENTENCES: Final[dict[str, str]] = {
    "activity.published": "发布活动“{title_text}”：{programme}，{starts_at} 至 {ends_at}。",
    "activity.signed_up": "{member_id} 报名参加活动。",
    "activity.sign_up_cancelled": "{member_id} 取消活动报名。",
    "activity.signed_in": "{member_id} 于 {at} 签到。",
    "activity.signed_out": "{member_id} 签退，{programme} 服务 {minutes}，等待确认。",
    "card.issued": "给 {member_id} 发了第 {number} 号兑换卡。",
    "card.revoked": "{member_id} 的兑换卡作废。",
    "certificate.issued": "给 {member_id} 开具第 {number} 号服务记录单，共 {minutes}。",
    "credit.transferred": "{giver_id} 把时间存款 {amount} 转给{to}。",
    "donation.received": "收到{donor}的捐赠，收据 {receipt_number}：{given}。",
    "goods.returned": "{member_id} 退回 {goods}，退还 {points} 分。",
    "item.listed": "商品“{name}”上目录，{points} 分。",
    "member.enrolled": "登记成员 {member_id}，编号 {volunteer_number}。",
    "member.left": "{member_id} 退出社区，{points} 分作废，时间存款 {credit} 转入公益池。",
    "offline_sale.disputed": "{member_id} 断网时领走 {goods}，{points} 分待了结。",
    "offline_sale.settled": "{member_id} 断网兑换的 {points} 分了结：{outcome}。",
    "pairing.ended": "{volunteer_id} 与 {assisted_id} 的结对结束。",
    "pairing.formed": "{volunteer_id} 与 {assisted_id} 结对，每 {visit_every_days} 天走访一次。",
    "pairing.visited": "{member_id} 上门走访 {minutes}，等待确认。",
    "points.redeemed": "{member_id} 用 {points} 分兑换 {goods}，余 {balance_after} 分。",
    "role.granted": "授予 {member_id} “{role}”角色。",
    "role.withdrawn": "撤销 {member_id} 的“{role}”角色。",
    "rules.adopted": "通过规则 {version}，自 {in_force_from} 起施行。",
    "service.backfilled": "补录 {member_id} 的“{programme}”服务 {minutes}，等待确认。",
    "service.confirmed": "{member_id} {day} 的“{programme}”服务 {minutes} 已确认，得 {points} 分。",
    "service.imported": "{member_id} {day} 的“{programme}”服务 {minutes}（纸质），得 {points} 分。",
    "service.rejected": "驳回 {member_id} 的服务：{reason_text}",
    "service.released": "{member_id} {day} 的补录服务经核查属实，得 {points} 分。",
    "service.revoked": "撤销 {member_id} {day} 的“{programme}”服务 {minutes}：{reason_text}",
    "shift.closed": "{cashier_id} 在 {till} 收银台交班。",
    "shift.opened": "{cashier_id} 在 {till} 收银台开班。",
    "sign_in.given": "给 {member_id} 办理了登录。",
    "stock.counted": "盘点：{counted}。",
    "team.founded": "成立“{team}”服务队。",
    "workbook.taken_in": "导入一份台账文件，共 {rows} 行。",
}
"""What each type of fact says; the blanks are named after the fact's fields."""

ROLES: Final[dict[str, str]] = {
    "volunteer": "志愿者",
    "cashier": "收银员",
    "coordinator": "网格员",
    "supervisor": "监事",
    "admin": "管理员",
}
OUTCOMES: Final[dict[str, str]] = {"charged": "由本人承担", "borne": "由社区承担"}

_PEOPLE: Final = ("member_id", "giver_id", "volunteer_id", "assisted_id", "cashier_id")


def _blanks(words: Words, fact: Any) -> dict[str, object]:
    wanted = _blanks_of(SENTENCES[fact.type])
    blanks: dict[str, Any] = {name: getattr(fact, name, "") for name in wanted}
    for name, value in blanks.items():
        if name in _PEOPLE:
            blanks[name] = words.person(str(value))
        elif name.endswith("_text"):
            blanks[name] = words.text(str(value) if value else None)
        elif isinstance(value, datetime):
            blanks[name] = words.moment(value)
        elif isinstance(value, date):
            blanks[name] = words.day(value)
    if "minutes" in wanted:
        blanks["minutes"] = words.hours(fact.minutes)
    further = _FURTHER.get(fact.type)
    return blanks | (further(words, fact) if further else {})


@cache
def _blanks_of(sentence: str) -> tuple[str, ...]:
    return tuple(name for _, name, _, _ in Formatter().parse(sentence) if name)


def _given(words: Words, fact: Any) -> dict[str, object]:
    parts = [words.goods(fact.goods)] if fact.goods else []
    if fact.money_fen:
        parts.append(words.say("{yuan} 元", yuan=say_yuan(fact.money_fen)))
    between = "、" if words.language == "zh" else ", "
    return {"given": between.join(parts), "donor": words.donor(fact.donor)}


def _sold(words: Words, fact: Any) -> dict[str, object]:
    return {"goods": words.goods(fact.lines)}


def _counted(words: Words, fact: Any) -> dict[str, object]:
    between = "、" if words.language == "zh" else ", "
    lines = (f"{words.item(it.item_id)} {it.booked} → {it.counted}" for it in fact.lines)
    return {"counted": between.join(lines)}


def _transferred(words: Words, fact: Any) -> dict[str, object]:
    taker = words.person(fact.to) if fact.to else words.say("公益池")
    return {"to": taker, "amount": words.hours(fact.amount)}


def _role(words: Words, fact: Any) -> dict[str, object]:
    return {"role": words.say(ROLES.get(fact.role, fact.role))}


_FURTHER: Final[dict[str, Callable[[Words, Any], dict[str, object]]]] = {
    "donation.received": _given,
    "points.redeemed": _sold,
    "goods.returned": _sold,
    "offline_sale.disputed": _sold,
    "offline_sale.settled": lambda words, fact: {"outcome": words.say(OUTCOMES[fact.outcome])},
    "stock.counted": _counted,
    "credit.transferred": _transferred,
    "member.left": lambda words, fact: {"credit": words.hours(fact.credit)},
    "role.granted": _role,
    "role.withdrawn": _role,
}


def people_in(recorded: Recorded) -> set[str]:
    """The ids of all members whom a fact or its envelope names."""
    envelope = recorded.envelope
    tagged = {id_of(it) for it in envelope.tags if kind_of(it) == "member"}
    return tagged | {it for it in (envelope.actor, envelope.on_behalf_of) if it}


def texts_in(fact: Any) -> set[str]:
    """The ids of the vault's texts in a fact."""
    names = (it for it in fact.__struct_fields__ if it.endswith("_text"))
    return {value for name in names if (value := getattr(fact, name))}
