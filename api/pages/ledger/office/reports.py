"""Monthly reports: on the page, and as one workbook for the office."""

from typing import Annotated, Final

from fastapi import Depends, Response

from api.office.community import READ_REPORTS
from api.pages.language import translator
from api.pages.ledger.office.month import Hours, MonthReport, month_report, read_month
from api.pages.ledger.verdict import letterhead_of
from api.pages.ledger.workbook import Cell, LedgerWorkbook
from api.pages.routing import page_router
from api.pages.visitor import Visitor, visiting

router = page_router()

Reader = Annotated[Visitor, Depends(visiting(READ_REPORTS))]
IDLE_SHOWN_MAX: Final = 50
MINUTES_PER_HOUR: Final = 60
FEN_PER_YUAN: Final = 100


@router.get("/ledger/reports")
async def reports(visitor: Reader, month: str | None = None) -> Response:
    """A month's tables; last month's when none is named."""
    period = read_month(month, visitor.today)
    report = await month_report(visitor, period)
    return visitor.show(
        "ledger/office/reports.html",
        report=report,
        idle_shown_max=IDLE_SHOWN_MAX,
        letterhead=await letterhead_of(visitor),
    )


@router.get("/ledger/reports.xlsx")
async def workbook(visitor: Reader, month: str | None = None) -> Response:
    """The same as a workbook, a sheet for each table, everybody on the last one."""
    report = await month_report(visitor, read_month(month, visitor.today))
    _ = translator(visitor.language)
    with LedgerWorkbook() as book:
        _write_hours(book, report, visitor)
        book.sheet(_("按项目"), [_("项目"), _("服务次数"), _("小时"), _("积分")])
        book.rows(
            (it.programme, it.services, hours(it.service_minutes), it.points)
            for it in report.programmes
        )
        book.sheet(_("兑换"), [_("商品"), _("件数"), _("积分")])
        book.rows(
            (report.items.get(it.item_id, it.item_id), it.pieces, it.points)
            for it in report.redeemed
        )
        _write_gifts(book, report, visitor)
        book.sheet(
            _("久未服务"),
            [_("编号"), _("姓名"), _("服务队"), _("网格"), _("最近服务的月份")],
        )
        book.rows(
            (
                *(it.volunteer_number, it.name, _("、").join(it.teams), it.grid),
                f"{it.last_month or ''}"[:7],
            )
            for it in report.idle
        )
    return book.answer(f"report-{report.month:%Y-%m}.xlsx")


def _write_hours(book: LedgerWorkbook, report: MonthReport, visitor: Visitor) -> None:
    _ = translator(visitor.language)
    for title, first, rows in (
        (_("按服务队"), _("服务队"), report.teams),
        (_("按网格"), _("网格"), report.grids),
        (_("按年龄"), _("年龄"), report.bands),
    ):
        book.sheet(title, [first, _("人数"), _("服务次数"), _("小时")])
        book.rows(_hours_row(it, visitor) for it in rows)


def _hours_row(row: Hours, visitor: Visitor) -> tuple[Cell, ...]:
    _ = translator(visitor.language)
    return _(row.name) if row.name else _("未分配"), row.members, row.services, hours(row.minutes)


def _write_gifts(book: LedgerWorkbook, report: MonthReport, visitor: Visitor) -> None:
    _ = translator(visitor.language)
    zone = visitor.community.zone
    book.sheet(_("捐赠"), [_("收据"), _("日期"), _("物资"), _("件数"), _("善款（元）")])
    for gift in report.gifts:
        day = f"{gift.happened_at.astimezone(zone):%Y-%m-%d}"
        head = gift.receipt_number, day
        if gift.money_fen:
            book.rows([(*head, None, None, gift.money_fen / FEN_PER_YUAN)])
        book.rows(
            (*head, report.items.get(lot.item_id, lot.item_id), lot.received, None)
            for lot in report.lots[gift.donation_id]
        )


def hours(minutes: int) -> float:
    """Minutes as hours with two decimals, for spreadsheets to add up."""
    return round(minutes / MINUTES_PER_HOUR, 2)
