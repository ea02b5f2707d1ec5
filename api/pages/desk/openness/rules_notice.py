"""Rules on notice at the desk: what somebody proposed is put up before somebody else approves."""

from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Response

from api.office.rules_notice import POST_RULES, VersionToHang, hangable, put_up_rules
from api.pages.desk.forms import explain
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from domain.ledger.refusal import Refusal
from domain.openness.notice_terms import NoticeTerms
from domain.openness.rules_notice import RulesNoticeTerms
from projections.rules.term_versions import terms_in_force

router = page_router()

Posting = Annotated[Visitor, Depends(visiting(POST_RULES))]


@router.get("/desk/rules-notice")
async def choose(visitor: Posting) -> Response:
    """The versions that wait, as they would hang."""
    return await _page(visitor)


async def _page(visitor: Visitor, problem: str | None = None, status: int = 200) -> Response:
    reader, today = visitor.community.reader, visitor.today
    found = await hangable(visitor)
    notices = await terms_in_force(reader, "notice", NoticeTerms, today)
    asked = await terms_in_force(reader, "rules_notice", RulesNoticeTerms, today)
    least = max(notices.days_min("rules"), asked.days or 1)
    return visitor.show(
        "desk/openness/rules_notice.html",
        status,
        found=found,
        must_hang=asked.days,
        last_day=today + timedelta(days=least - 1),
        problem=problem,
    )


@router.post("/desk/rules-notice")
async def post(visitor: Posting) -> Response:
    """Put one up."""
    try:
        posted = await put_up_rules(visitor, visitor.read(VersionToHang))
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        return await _page(visitor, problem, status)
    return go_on(f"/desk/notices/{posted.number}", done="posted")
