"""What the community has on record of oneself, and when somebody last looked."""

from datetime import date, timedelta
from typing import Annotated, Literal, TypeAlias

from fastapi import Depends, Response

from api.pages.routing import page_router
from api.pages.standing_words import ShownPaper, in_words
from api.pages.visitor import Visitor, visiting
from api.serving.own_facts import see_own_facts
from api.ties.standing import SEE, SOON_DAYS, shown_to
from domain.ties.register import RegisterTerms
from domain.ties.standing_kinds import RESIDENT, covers
from projections.ties.register import register_terms
from projections.ties.standings import standings_of

router = page_router()

Soon: TypeAlias = Literal["ends", "told", "stale", ""]


def ends_soon(it: ShownPaper, terms: RegisterTerms, today: date) -> Soon:
    """What is to be done about what somebody holds: it ends, was told only, or is to be seen."""
    if it.until_day is not None and it.until_day - today <= timedelta(days=SOON_DAYS):
        return "ends"
    if it.is_told:
        return "told"
    is_resident = covers(RESIDENT, it.kind)
    return "stale" if is_resident and terms.is_stale(it.kind, it.checked_on, today) else ""


@router.get("/me/standings")
async def own(visitor: Annotated[Visitor, Depends(visiting(SEE, for_oneself=True))]) -> Response:
    """One's own standings that hold."""
    for question in ("standings", "register"):
        await see_own_facts(visitor.community, question)
    found = await standings_of(visitor.community.reader, visitor.member_id)
    terms = await register_terms(visitor.community.reader, visitor.today)
    known = in_words(shown_to(visitor, found), visitor.language, visitor.today)
    return visitor.show(
        "volunteer/ties/standings.html",
        holding=[(it, ends_soon(it, terms, visitor.today)) for it in known if it.holds],
        over=[it for it in known if not it.holds and it.from_day <= visitor.today],
    )
