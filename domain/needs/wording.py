"""Wording of requests: what everybody reads names nobody, and asks for no money."""

import re
from collections.abc import Iterable
from typing import Final

from domain.openness.notice_wording import shows_private

_MONEY: Final = re.compile(
    r"现金|现款|借钱|借款|转账|打钱|打款|汇款|捐款|捐钱|筹款|红包|微信收款|支付宝|银行卡|收款码"
    r"|给钱|生活费|医药费|学费|\d+\s*(?:元|块钱|万元)"
    r"|\b(?:cash|donate|money|transfer|loan|yuan|rmb)\b",
    re.IGNORECASE,
)


def asks_for_money(text: str) -> bool:
    """Whether a wording asks for money rather than for help or goods."""
    return _MONEY.search(text) is not None


def names_person(text: str, names: Iterable[str]) -> bool:
    """Whether a wording has one of these names in it, or what looks like a phone, ID or door."""
    closed = re.sub(r"[\s·•]", "", text)
    named = any(re.sub(r"[\s·•]", "", it) in closed for it in names if len(it) > 1)
    return named or shows_private(text) is not None
