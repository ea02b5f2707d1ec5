"""Standings in words: what each is called, what it rests on, and how it came to its end."""

from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple

from api.pages.language import Language
from domain.ties.standing_kinds import kind_named
from projections.ties.standings import Paper

EVIDENCE: Final = {
    "seen": "看过原件",
    "copied": "留有复印件",
    "registry": "查过登记底册",
    "told": "本人自己说的",
}
WAYS: Final = {"visit": "上门看过", "phone": "打过电话", "desk": "在服务台见过"}
ENDINGS: Final = {
    "moved": "搬走了",
    "withdrawn": "本人不要了",
    "expired_early": "提前失效",
    "deceased": "去世",
    "mistaken": "登记错了，从来不是",
}


class ShownPaper(NamedTuple):
    """A standing as a page shows it; `holds` today, or is over, or has not begun."""

    member_id: str
    kind: str
    called: str
    from_day: date
    until_day: date | None
    evidence: str
    is_told: bool
    checked_on: date | None
    granted_by: str
    evidence_text: str | None
    holds: bool


def in_words(papers: Iterable[Paper], language: Language, today: date) -> list[ShownPaper]:
    """These standings as a page shows them."""
    return [
        ShownPaper(
            member_id=it.member_id,
            kind=it.kind,
            called=kind_named(it.kind).said_in(language),
            from_day=it.from_day,
            until_day=it.until_day,
            evidence=EVIDENCE[it.evidence],
            is_told=it.evidence == "told",
            checked_on=it.checked_on,
            granted_by=it.granted_by,
            evidence_text=it.evidence_text,
            holds=it.holds_on(today),
        )
        for it in papers
    ]
