"""Terms of notices: how long each kind hangs at least, and how soon an objection is answered."""

from datetime import date
from typing import ClassVar, Literal

import msgspec
from msgspec import field

from domain.ledger.decision import State
from domain.ledger.fact import Fact, Recorded
from domain.rules.versions import VersionAdopted, in_force, take_in

NoticeKind = Literal[
    "hours",
    "points",
    "honour",
    "star",
    "certificate",
    "project",
    "result",
    "hardship",
    "rules",
    "sale",
    "books",
    "evaluation",
    "lapse",
]


class NoticeTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What one version says, in calendar days: who wants working days posts longer.

    A slip that fell into the box on the last day is entered until `slip_days` after it. The first
    and the last day of a notice both count.
    """

    hours_days_min: int = 3
    points_days_min: int = 3
    honour_days_min: int = 7
    star_days_min: int = 7
    certificate_days_min: int = 7
    project_days_min: int = 7
    result_days_min: int = 7
    hardship_days_min: int = 7
    rules_days_min: int = 7
    sale_days_min: int = 7
    books_days_min: int = 30
    evaluation_days_min: int = 30
    lapse_days_min: int = 30
    answer_days: int = 3
    slip_days: int = 2

    def days_min(self, kind: NoticeKind) -> int:
        """So many days a notice of a kind hangs at least; never less than one."""
        return max(1, int(getattr(self, f"{kind}_days_min")))


class NoticeTermsAdopted(VersionAdopted, type="notice_terms.adopted"):
    """A version of the terms of notices."""

    called = "通过公示规则"
    told = "通过公示规则 {version}，自 {in_force_from} 起施行。"
    book: ClassVar[str] = "notice"
    about = "公示"
    words: ClassVar[dict[str, str]] = {
        "hours_days_min": "服务时长至少公示多少天",
        "points_days_min": "积分至少公示多少天",
        "honour_days_min": "荣誉至少公示多少天",
        "star_days_min": "星级至少公示多少天",
        "certificate_days_min": "证书至少公示多少天",
        "project_days_min": "项目至少公示多少天",
        "result_days_min": "结果至少公示多少天",
        "hardship_days_min": "困难补助至少公示多少天",
        "rules_days_min": "规则至少公示多少天",
        "sale_days_min": "义卖至少公示多少天",
        "books_days_min": "账目至少公示多少天",
        "evaluation_days_min": "评议至少公示多少天",
        "lapse_days_min": "积分到期前至少公示多少天",
        "answer_days": "收到异议后多少天内须答复",
        "slip_days": "最后一天投进箱的异议，最迟几天内录入",
    }

    terms: NoticeTerms


class NoticeBook(State, of="rules", folds=(NoticeTermsAdopted,)):
    """All versions of the terms of notices."""

    adopted: list[NoticeTermsAdopted] = field(default_factory=list)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Learn a version."""
        if isinstance(fact, NoticeTermsAdopted):
            take_in(self.adopted, fact)

    def on(self, day: date) -> NoticeTerms:
        """The terms of a day; what they are by default where none were adopted."""
        version = in_force(self.adopted, day)
        return version.terms if version else NoticeTerms()
