"""Why a statement has a line: one plain sentence in Chinese or English, from the fact alone."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final

from domain.ledger.fact import Fact
from domain.people.membership import MemberLeft
from domain.service.hours import EarnedService, ServiceRevoked
from domain.service.service import ServiceConfirmed
from domain.service.service_audit import BackfillReleased
from domain.service.service_import import ServiceImported
from domain.service.transfer import CreditTransferred
from domain.shop.dispute import OfflineSaleSettled
from domain.shop.donation import DonationReceived
from domain.shop.goods_return import GoodsReturned
from domain.shop.redemption import PointsRedeemed
from domain.shop.sale import GoodsExchanged

Names = Mapping[str, str]
"""The names of items by their ids."""


def items_in(fact: Fact) -> Iterable[str]:
    """The ids of the items whose names the sentence needs."""
    return (line.item_id for line in fact.lines) if isinstance(fact, GoodsExchanged) else ()


def why(fact: Fact, language: str, names: Names, member_id: str) -> str:
    """The sentence, in `zh` or `en`, as the statement of this member has it."""
    sentences = _SENTENCES.get(type(fact))
    if sentences is None:
        return ""
    return sentences["en" if language == "en" else "zh"](fact, names, member_id)


def hours_zh(minutes: int) -> str:
    """150 as 2小时30分钟: 分 alone would be a point."""
    hours, rest = divmod(minutes, 60)
    return (f"{hours}小时" if hours else "") + (f"{rest}分钟" if rest or not hours else "")


def hours_en(minutes: int) -> str:
    """150 as 2 h 30 min."""
    hours, rest = divmod(minutes, 60)
    return " ".join([f"{hours} h"] * bool(hours) + [f"{rest} min"] * bool(rest or not hours))


def _day_zh(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _earned_zh(fact: EarnedService, *_: object) -> str:
    head = f"{_day_zh(fact.day)}“{fact.programme}”服务{hours_zh(fact.minutes)}"
    if not fact.credited_minutes and fact.service_class == "backfilled":
        return f"{head}；补录的服务只计服务时长，经核查后才计积分"
    if not fact.credited_minutes:
        return f"{head}；按规则{fact.rule_version}只计服务时长：当日已到上限，或此类服务不计积分"
    earned = f"按规则{fact.rule_version}得{fact.points}分、时间存款{hours_zh(fact.credit)}"
    if fact.credited_minutes < fact.minutes:
        return f"{head}；当日已到上限，计入{hours_zh(fact.credited_minutes)}，{earned}"
    return f"{head}；{earned}"


def _earned_en(fact: EarnedService, *_: object) -> str:
    head = f"{fact.day:%Y-%m-%d}: {hours_en(fact.minutes)} of “{fact.programme}”"
    if not fact.credited_minutes and fact.service_class == "backfilled":
        return f"{head}; entered afterwards, so it counts as hours only until an audit releases it"
    if not fact.credited_minutes:
        only = f"rules {fact.rule_version} count it as hours only"
        return f"{head}; {only}: the day's cap was reached or such services earn nothing"
    earned = (
        f"rules {fact.rule_version} give {fact.points} points and {hours_en(fact.credit)} of credit"
    )
    if fact.credited_minutes < fact.minutes:
        return f"{head}; the day's cap left {hours_en(fact.credited_minutes)}, {earned}"
    return f"{head}; {earned}"


def _revoked_zh(fact: ServiceRevoked, *_: object) -> str:
    head = f"{_day_zh(fact.day)}“{fact.programme}”服务{hours_zh(fact.minutes)}确认有误，已撤销"
    return f"{head}；已用掉的由社区承担" if fact.points_borne or fact.credit_borne else head


def _revoked_en(fact: ServiceRevoked, *_: object) -> str:
    head = f"{hours_en(fact.minutes)} of “{fact.programme}” were confirmed by mistake: revoked"
    borne = "; the community bears what was spent" if fact.points_borne or fact.credit_borne else ""
    return f"{fact.day:%Y-%m-%d}: {head}{borne}"


def _goods(fact: GoodsExchanged, names: Names, between: str) -> str:
    return between.join(
        f"{names.get(line.item_id, line.item_id)}×{line.quantity}" for line in fact.lines
    )


def _given_zh(fact: CreditTransferred, _: Names, member_id: str) -> str:
    if fact.to == member_id:
        return f"收到亲属转赠的时间存款{hours_zh(fact.amount)}"
    return f"转赠时间存款{hours_zh(fact.amount)}给{'亲属' if fact.to else '公益池'}"


def _given_en(fact: CreditTransferred, _: Names, member_id: str) -> str:
    if fact.to == member_id:
        return f"{hours_en(fact.amount)} of credit received from a relative"
    taker = "a relative" if fact.to else "the welfare pool"
    return f"{hours_en(fact.amount)} of credit given to {taker}"


_SENTENCES: Final[dict[type[Fact], dict[str, Callable[[Any, Names, str], str]]]] = {
    ServiceConfirmed: {"zh": _earned_zh, "en": _earned_en},
    ServiceImported: {"zh": _earned_zh, "en": _earned_en},
    BackfillReleased: {
        "zh": lambda fact, *_: (
            f"{_day_zh(fact.day)}的补录服务经核查属实，"
            f"补计{hours_zh(fact.credited_minutes)}，得{fact.points}分"
        ),
        "en": lambda fact, *_: (
            f"an audit released the service of {fact.day:%Y-%m-%d}: "
            f"{hours_en(fact.credited_minutes)} credited, {fact.points} points"
        ),
    },
    ServiceRevoked: {"zh": _revoked_zh, "en": _revoked_en},
    PointsRedeemed: {
        "zh": lambda fact, names, _: f"兑换{_goods(fact, names, '、')}，用去{fact.points}分",
        "en": lambda fact, names, _: (
            f"redeemed {_goods(fact, names, ', ')} for {fact.points} points"
        ),
    },
    GoodsReturned: {
        "zh": lambda fact, names, _: f"退回{_goods(fact, names, '、')}，退还{fact.points}分",
        "en": lambda fact, names, _: (
            f"returned {_goods(fact, names, ', ')}, {fact.points} points back"
        ),
    },
    OfflineSaleSettled: {
        "zh": lambda fact, *_: f"断网时兑换的物品，经核对补扣{fact.points}分",
        "en": lambda fact, *_: (
            f"{fact.points} points for goods that were redeemed without the network"
        ),
    },
    MemberLeft: {
        "zh": lambda *_: "退出社区：时间存款转入公益池，积分作废",
        "en": lambda *_: "left the community: time credit goes to the welfare pool, points lapse",
    },
    CreditTransferred: {"zh": _given_zh, "en": _given_en},
    DonationReceived: {
        "zh": lambda fact, *_: f"收到捐赠，收据{fact.receipt_number}",
        "en": lambda fact, *_: f"donation received, receipt {fact.receipt_number}",
    },
}
