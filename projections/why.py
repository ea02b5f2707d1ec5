"""Why a statement has a line: one plain sentence in Chinese or English, from the fact alone."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final

from domain.donation import DonationReceived
from domain.fact import Fact
from domain.goods_return import GoodsReturned
from domain.hours import EarnedService
from domain.redemption import PointsRedeemed
from domain.sale import GoodsExchanged
from domain.service import BackfillReleased, ServiceConfirmed
from domain.service_import import ServiceImported
from domain.transfer import CreditTransferred

Names = Mapping[str, str]
"""The names of items by their ids."""


def items_in(fact: Fact) -> Iterable[str]:
    """The ids of the items whose names the sentence needs."""
    return (line.item_id for line in fact.lines) if isinstance(fact, GoodsExchanged) else ()


def why(fact: Fact, language: str, names: Names) -> str:
    """The sentence, in `zh` or `en`."""
    sentences = _SENTENCES.get(type(fact))
    if sentences is None:
        return ""
    return sentences["en" if language == "en" else "zh"](fact, names)


def hours_zh(minutes: int) -> str:
    """150 as 2小时30分."""
    hours, rest = divmod(minutes, 60)
    return (f"{hours}小时" if hours else "") + (f"{rest}分" if rest or not hours else "")


def hours_en(minutes: int) -> str:
    """150 as 2 h 30 min."""
    hours, rest = divmod(minutes, 60)
    return " ".join([f"{hours} h"] * bool(hours) + [f"{rest} min"] * bool(rest or not hours))


def _day_zh(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _earned_zh(fact: EarnedService, _: Names) -> str:
    head = f"{_day_zh(fact.day)}“{fact.programme}”服务{hours_zh(fact.minutes)}"
    if fact.service_class == "backfilled":
        return f"{head}；补录的服务只计服务时长，经核查后才计积分"
    earned = f"按规则{fact.rule_version}得{fact.points}分、时间存款{hours_zh(fact.credit)}"
    if fact.credited_minutes < fact.minutes:
        return f"{head}；当日已到上限，计入{hours_zh(fact.credited_minutes)}，{earned}"
    return f"{head}；{earned}"


def _earned_en(fact: EarnedService, _: Names) -> str:
    head = f"{fact.day:%Y-%m-%d}: {hours_en(fact.minutes)} of “{fact.programme}”"
    if fact.service_class == "backfilled":
        return f"{head}; entered afterwards, so it counts as hours only until an audit releases it"
    earned = (
        f"rules {fact.rule_version} give {fact.points} points and {hours_en(fact.credit)} of credit"
    )
    if fact.credited_minutes < fact.minutes:
        return f"{head}; the day's cap left {hours_en(fact.credited_minutes)}, {earned}"
    return f"{head}; {earned}"


def _goods(fact: GoodsExchanged, names: Names, between: str) -> str:
    return between.join(
        f"{names.get(line.item_id, line.item_id)}×{line.quantity}" for line in fact.lines
    )


_SENTENCES: Final[dict[type[Fact], dict[str, Callable[[Any, Names], str]]]] = {
    ServiceConfirmed: {"zh": _earned_zh, "en": _earned_en},
    ServiceImported: {"zh": _earned_zh, "en": _earned_en},
    BackfillReleased: {
        "zh": lambda fact, _: (
            f"{_day_zh(fact.day)}的补录服务经核查属实，"
            f"补计{hours_zh(fact.credited_minutes)}，得{fact.points}分"
        ),
        "en": lambda fact, _: (
            f"an audit released the service of {fact.day:%Y-%m-%d}: "
            f"{hours_en(fact.credited_minutes)} credited, {fact.points} points"
        ),
    },
    PointsRedeemed: {
        "zh": lambda fact, names: f"兑换{_goods(fact, names, '、')}，用去{fact.points}分",
        "en": lambda fact, names: f"redeemed {_goods(fact, names, ', ')} for {fact.points} points",
    },
    GoodsReturned: {
        "zh": lambda fact, names: f"退回{_goods(fact, names, '、')}，退还{fact.points}分",
        "en": lambda fact, names: (
            f"returned {_goods(fact, names, ', ')}, {fact.points} points back"
        ),
    },
    CreditTransferred: {
        "zh": lambda fact, _: (
            f"转赠时间存款{hours_zh(fact.amount)}给{'亲属' if fact.to else '公益池'}"
        ),
        "en": lambda fact, _: (
            f"{hours_en(fact.amount)} of credit given to "
            f"{'a relative' if fact.to else 'the welfare pool'}"
        ),
    },
    DonationReceived: {
        "zh": lambda fact, _: f"收到捐赠，收据{fact.receipt_number}",
        "en": lambda fact, _: f"donation received, receipt {fact.receipt_number}",
    },
}
