"""The paper of a notice: what hangs on the wall, with the fingerprint that the log has too."""

from typing import Final, NamedTuple

from fpdf import FPDF

from api.pages.language import Language, say_day, translator
from api.pages.paper import Paper
from domain.openness.notice_terms import NoticeKind
from projections.openness.notices import ListedNotice

GROUP: Final = 4
GROUPS_IN_LINE: Final = 8
SQUARE_MILLIMETRES: Final = 32
FOOT_MILLIMETRES: Final = 48

KINDS: Final[dict[NoticeKind, str]] = {
    "hours": "服务时长公示",
    "points": "积分公示",
    "honour": "表彰公示",
    "star": "星级公示",
    "certificate": "证明公示",
    "project": "项目公示",
    "result": "结果公示",
    "hardship": "困难帮扶公示",
    "rules": "规则公示",
    "sale": "义卖公示",
    "books": "账目公示",
    "evaluation": "评议公示",
    "lapse": "到期公示",
}


class Hung(NamedTuple):
    """What stands on the paper and not in the projection; `desk` is where to say what is wrong."""

    wording: str
    address: str
    issuer: str
    desk: str


def in_groups(digest: str) -> list[str]:
    """A digest in lines of short groups, to be compared by eye."""
    groups = [digest[it : it + GROUP] for it in range(0, len(digest), GROUP)]
    lines = [groups[it : it + GROUPS_IN_LINE] for it in range(0, len(groups), GROUPS_IN_LINE)]
    return [" ".join(it) for it in lines]


def draw(notice: ListedNotice, hung: Hung, language: Language) -> FPDF:
    """As many A4 pages as the wording takes; the square and the fingerprint are on the last."""
    _ = translator(language)
    paper = Paper(_(KINDS[notice.kind]), language)
    paper.say(_(KINDS[notice.kind]), 24, align="C")
    paper.say(_("第 {number} 号", number=notice.number), 14, align="C")
    paper.gap(5)
    paper.say(hung.wording, 14)
    paper.gap(5)
    days = f"{say_day(notice.opens_on, language)} – {say_day(notice.last_day, language)}"
    paper.say(_("公示时间：{days}", days=days), 14)
    paper.say(_("有异议，请扫码、打电话、到服务台说，或写纸条投进意见箱。可以不留名。"), 12)
    if hung.desk:
        paper.say(_("服务台：{place}", place=hung.desk), 12)
    if hung.issuer:
        paper.say(hung.issuer, 12, align="R")
    _foot(paper, notice, hung, language)
    return paper


def _foot(paper: Paper, notice: ListedNotice, hung: Hung, language: Language) -> None:
    _ = translator(language)
    if paper.get_y() + FOOT_MILLIMETRES > paper.page_break_trigger:
        paper.add_page()
    paper.gap(3)
    top = paper.get_y()
    paper.square(hung.address, 20, top, SQUARE_MILLIMETRES)
    paper.set_left_margin(24 + SQUARE_MILLIMETRES)
    paper.set_xy(24 + SQUARE_MILLIMETRES, top)
    paper.say(_("扫一扫，看网上的这一份。两处的指纹相同，才是原文："), 10)
    for line in in_groups(notice.wording_digest):
        paper.say(line, 10)
