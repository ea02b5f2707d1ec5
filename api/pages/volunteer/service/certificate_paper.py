"""The certificate of service as one page: who, from when to when, what, how long, and a QR code."""

from typing import Final, NamedTuple

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from api.pages.language import Language, say_day, say_hours, translator
from api.pages.paper import Paper, named, unprintable
from projections.service.certificates import Certificate

PROGRAMMES_MAX: Final = 18
"""So many lines fit on the page; the shortest are put together in the last."""
SQUARE_MILLIMETRES: Final = 34
TO_WRITE_ON: Final = "＿＿＿＿＿＿＿＿＿＿"


class Wording(NamedTuple):
    """What stands on the paper and not in the log."""

    name: str
    id_number_masked: str
    volunteer_number: str
    issuer: str


def draw(
    certificate: Certificate, number: str, address: str, wording: Wording, language: Language
) -> FPDF:
    """The page. `address` is where it can be verified."""
    _ = translator(language)
    paper = Paper(_("社区志愿服务记录单"), language)
    paper.set_auto_page_break(auto=False)
    paper.say(_("社区志愿服务记录单"), 22, align="C")
    paper.say(_("编号 {number}", number=number), 11, align="C")
    paper.gap(6)
    for label, text in _of_the_person(wording, language):
        paper.say(f"{label}　{text}", 12)
    paper.gap(2)
    paper.say(_sentence(certificate, language), 12)
    paper.gap(3)
    rows = [(_("服务项目"), _("次数"), _("时长"))]
    rows += [(name, count, hours) for name, count, hours in _lines(certificate, language)]
    rows.append((_("合计"), _services(certificate), say_hours(certificate.minutes, language)))
    paper.rows(rows, (90, 25, 55), ("L", "R", "R"), 11)
    _foot(paper, certificate, address, wording, language)
    return paper


def _of_the_person(wording: Wording, language: Language) -> list[tuple[str, str]]:
    _ = translator(language)
    lines = [(_("姓名"), wording.name or TO_WRITE_ON)]
    if wording.id_number_masked:
        lines.append((_("证件号码"), wording.id_number_masked))
    return [*lines, (_("志愿者号"), wording.volunteer_number)]


def _sentence(certificate: Certificate, language: Language) -> str:
    return translator(language)(
        "在 {first_day} 至 {last_day} 期间参加志愿服务 {services} 次，已确认服务时长共 {hours}。",
        first_day=say_day(certificate.first_day, language),
        last_day=say_day(certificate.last_day, language),
        services=_services(certificate),
        hours=say_hours(certificate.minutes, language),
    )


def _services(certificate: Certificate) -> str:
    return str(sum(it.services for it in certificate.programmes))


def _lines(certificate: Certificate, language: Language) -> list[tuple[str, str, str]]:
    """The programmes, the longest first; those that do not fit are one line."""
    shown = certificate.programmes[:PROGRAMMES_MAX]
    rest = certificate.programmes[PROGRAMMES_MAX:]
    lines = [(it.programme, str(it.services), say_hours(it.minutes, language)) for it in shown]
    if rest:
        count, minutes = sum(it.services for it in rest), sum(it.minutes for it in rest)
        others = translator(language)("其他 {kinds} 项", kinds=len(rest))
        lines.append((others, str(count), say_hours(minutes, language)))
    return lines


def _foot(
    paper: Paper, certificate: Certificate, address: str, wording: Wording, language: Language
) -> None:
    """Issuer and day on the right, the QR code on the left, at the bottom of the page."""
    _ = translator(language)
    top = 228.0
    paper.square(address, 20, top, SQUARE_MILLIMETRES)
    paper.set_font("sans", size=12)
    issuer = wording.issuer or TO_WRITE_ON
    issued_on = say_day(certificate.issued_on, language)
    for place, text in enumerate(
        (
            _("出具单位：{issuer}（盖章）", issuer=issuer),
            _("经办人：{blank}", blank=TO_WRITE_ON),
            issued_on,
        )
    ):
        paper.set_xy(70, top + 4 + place * 9)
        paper.cell(120, 9, paper.printable(text), align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    paper.set_y(top + SQUARE_MILLIMETRES + 1)
    paper.say(_("扫码核验真伪：{address}", address=address), 9)
    paper.say(_("服务时长是荣誉记录，不能买卖、兑现。"), 9)
    texts = [wording.name, wording.issuer, *(it.programme for it in certificate.programmes)]
    if lacking := unprintable(texts):
        paper.say(
            _("字库里没有这些字，请在“＿”处手工补写：{characters}", characters=named(lacking)), 9
        )
