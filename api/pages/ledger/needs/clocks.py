"""How long requests waited, month by month, on a page and as a workbook."""

from typing import Annotated, Final

from fastapi import Depends, Response

from api.needs.acts import WATCH
from api.needs.clocks import limits_of, months_of
from api.pages.language import translator
from api.pages.ledger.workbook import LedgerWorkbook
from api.pages.routing import page_router
from api.pages.visitor import Visitor, visiting
from projections.needs.request_clocks import Stage

router = page_router()

Watching = Annotated[Visitor, Depends(visiting(WATCH))]

STAGES: Final[dict[Stage, str]] = {
    "review": "提出到审核",
    "claim": "公布到有人接下",
    "completion": "接下到完成",
}


@router.get("/ledger/clocks")
async def clocks(visitor: Watching) -> Response:
    """The last twelve months: how many, the median, and how many of a hundred in time."""
    limits = await limits_of(visitor.community)
    return visitor.show(
        "ledger/needs/clocks.html",
        months=await months_of(visitor.community, visitor.today),
        stages=STAGES,
        limits={stage: it.on(visitor.today) for stage, it in limits.items()},
    )


@router.get("/ledger/clocks.xlsx")
async def workbook(visitor: Watching) -> Response:
    """The same as a workbook."""
    found = await months_of(visitor.community, visitor.today)
    _ = translator(visitor.language)
    with LedgerWorkbook() as book:
        book.sheet(
            _("求助办理时限"),
            [
                *(_("月份"), _("哪一步"), _("多少件"), _("办成"), _("一半在几天内办成")),
                *(_("按时"), _("超时"), _("还在等"), _("按时的百分比")),
            ],
        )
        book.rows(
            (
                *(f"{it.month:%Y-%m}", _(STAGES[it.stage]), it.started, it.met),
                None if it.median_days is None else float(it.median_days),
                *(it.in_time, it.late, it.running, it.percent_in_time),
            )
            for it in found
        )
    return book.answer(f"clocks-{visitor.today:%Y-%m}.xlsx")
