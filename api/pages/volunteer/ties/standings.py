"""What the community has on record of oneself, and when somebody last looked."""

from typing import Annotated

from fastapi import Depends, Response

from api.pages.routing import page_router
from api.pages.standing_words import in_words
from api.pages.visitor import Visitor, visiting
from api.serving.own_facts import see_own_facts
from api.ties.standing import SEE, shown_to
from projections.ties.standings import standings_of

router = page_router()


@router.get("/me/standings")
async def own(visitor: Annotated[Visitor, Depends(visiting(SEE, for_oneself=True))]) -> Response:
    """One's own standings that hold."""
    await see_own_facts(visitor.community, "standings")
    found = await standings_of(visitor.community.reader, visitor.member_id)
    known = in_words(shown_to(visitor, found), visitor.language, visitor.today)
    return visitor.show(
        "volunteer/ties/standings.html",
        holding=[it for it in known if it.holds],
        over=[it for it in known if not it.holds and it.from_day <= visitor.today],
    )
