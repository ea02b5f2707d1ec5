"""Terms of the rules, each with its words: what a version says, and what it would change."""

from typing import Any, Final, NamedTuple

import msgspec

from api.pages.language import Language, translator
from api.pages.rules_in_words import RELATIONS
from domain.rules.rules import ServiceClass, Terms

NUMBERS: Final[dict[str, str]] = {
    "points_per_hour": "每服务 1 小时得多少积分",
    "credit_minutes_per_hour": "每服务 1 小时存多少分钟时间存款",
    "credited_minutes_per_day_max": "每人每天最多计多少分钟",
    "service_minutes_min": "一次服务最短多少分钟",
    "service_minutes_max": "一次服务最长多少分钟",
    "presence_minutes_after_end_max": "活动结束后最多多计多少分钟",
    "service_minutes_before_redeeming": "累计服务满多少分钟才可以兑换",
    "count_difference_pieces_max": "盘点相差超过多少件须另一人批准",
    "days_held_after_sign_in_given": "办理登录后多少天内转出和兑换须另一人经手",
}
CHOICES: Final[dict[str, str]] = {
    "earning_classes": "哪些服务计积分和时间存款",
    "transfer_relations": "时间存款可以转给谁",
}
STARS: Final = "star_hours"
LABELS: Final = NUMBERS | CHOICES | {STARS: "星级的小时数"}

CLASSES: Final[dict[ServiceClass, str]] = {
    "attested": "签到签退并确认的",
    "imported": "以前的纸质记录",
    "backfilled": "补录的",
    "unattested": "对方没有确认的",
}
WORDS: Final[dict[str, dict[Any, str]]] = {
    "earning_classes": dict(CLASSES),
    "transfer_relations": dict(RELATIONS),
}


class Difference(NamedTuple):
    """One term that a version would change: what it is called, as it is and as it would be."""

    label: str
    old: str
    new: str


def differences(old: Terms | None, new: Terms, language: Language) -> list[Difference]:
    """The terms that two versions say differently; all of them where there is none before."""
    _ = translator(language)
    before = msgspec.structs.asdict(old) if old else {}
    after = msgspec.structs.asdict(new)
    return [
        Difference(
            _(label), _said(name, before.get(name), language), _said(name, after[name], language)
        )
        for name, label in LABELS.items()
        if before.get(name) != after[name]
    ]


def _said(name: str, value: Any, language: Language) -> str:
    _ = translator(language)
    if value in (None, ()):
        return _("无")
    if isinstance(value, tuple):
        between = "、" if language == "zh" else ", "
        words = WORDS.get(name, {})
        return between.join(_(words[it]) if it in words else str(it) for it in value)
    return str(value)
