"""Terms of needs: who may ask the pool to pay, how dear a wish may be, how many one takes on."""

from datetime import date
from typing import ClassVar

import msgspec
from msgspec import field

from domain.ledger.decision import State
from domain.ledger.fact import Fact, Recorded
from domain.rules.versions import VersionAdopted, in_force, take_in


class NeedTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What one version says; money in fen, ages in years.

    The welfare pool pays for whoever is `pool_age_years_min` old, or in hardship and
    `pool_hardship_age_years_min` (Nanjing's rules: 80, and 60 to 79 in hardship). Who has said no
    is not suggested again for `days_silent_after_no`; a request is looked at within
    `days_to_review_max` and taken on within `days_to_claim_max`.
    """

    claims_open_max: int = 5
    wish_value_fen_max: int = 30_000
    pool_age_years_min: int = 80
    pool_hardship_age_years_min: int = 60
    days_silent_after_no: int = 90
    days_to_review_max: int = 3
    days_to_claim_max: int = 7
    days_to_serve_max: int = 14


class NeedTermsAdopted(VersionAdopted, type="need_terms.adopted"):
    """A version of what the community says of asking for help."""

    called = "通过求助规则"
    told = "通过求助规则 {version}，自 {in_force_from} 起施行。"
    book = "needs"
    about = "求助"
    words: ClassVar[dict[str, str]] = {
        "claims_open_max": "一个人最多同时接下几项求助",
        "wish_value_fen_max": "一个心愿最多值多少分钱",
        "pool_age_years_min": "满多少岁可以由公益池支付",
        "pool_hardship_age_years_min": "有困难的满多少岁可以由公益池支付",
        "days_silent_after_no": "谢绝以后多少天内不再推荐",
        "days_to_review_max": "求助提出后多少天内须审核",
        "days_to_claim_max": "求助公布后多少天内须有人接下",
        "days_to_serve_max": "接下以后多少天内须完成",
    }

    terms: NeedTerms


class NeedTermsBook(State, of="rules", folds=(NeedTermsAdopted,)):
    """All versions, by their first day."""

    adopted: list[NeedTermsAdopted] = field(default_factory=list)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Keep one more."""
        if isinstance(fact, NeedTermsAdopted):
            take_in(self.adopted, fact)

    def on(self, day: date) -> NeedTerms:
        """What holds on a day."""
        version = in_force(self.adopted, day)
        return version.terms if version else NeedTerms()
