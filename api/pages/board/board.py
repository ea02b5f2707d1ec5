"""The notice board: what anybody may know of the community, without signing in."""

from datetime import date, datetime
from typing import Annotated, Any, Final

from fastapi import Depends, Request, Response

from api.office.community import SEE_FIGURES
from api.office.figures import public_names
from api.office.founding import identity_of
from api.openness.notice_rows import count_hanging
from api.pages.board.ahead import activities_ahead, needs_now
from api.pages.board.content import Board, PeriodName, board_of
from api.pages.board.notices import hanging_now
from api.pages.frame import preferences_of, show
from api.pages.goods_pictures import pictures_of
from api.pages.grid_workers import grid_workers
from api.pages.language import say_day_ahead, say_weekday
from api.pages.routing import page_router
from api.pages.rules_in_words import rules_in_words
from api.pages.visitor import anybody
from api.pages.volunteer.people.redemption_code import qr
from api.serving.access import community_of, public
from api.serving.composition import Community
from api.serving.own_facts import see_own_facts
from api.ties.register_figures import PublicTotals, public_totals

router = page_router()

ANYBODYS: Final = (Depends(public(SEE_FIGURES)),)
MINUTE_SECONDS: Final = 60
PLACES_ON_SCREEN: Final = 5
TEAMS_ON_SCREEN: Final = 4
GIFTS_ON_SCREEN: Final = 3
WORKERS_ON_SCREEN: Final = 6


async def _content(request: Request, period: PeriodName = "year") -> dict[str, Any]:
    """What the board says, with the names that may be said."""
    community = community_of(request)
    content = await board_of(community, period)
    names = await public_names(community, [it.key for it in content.places["member"]])
    language = preferences_of(request).language
    terms = content.rules.terms if content.rules else None
    identity = await identity_of(community)
    return {
        "board": content,
        "community_name": identity.called(language),
        "names": names,
        "day_of": lambda moment: moment.astimezone(community.zone).date(),
        "now": (now := datetime.now(community.zone)),
        "day_ahead": lambda moment: say_day_ahead(
            moment.astimezone(community.zone).date(), now.date(), language
        ),
        "weekday": say_weekday(now.date(), language),
        "ahead": await activities_ahead(community),
        "needs": await needs_now(community, now.date()),
        "register": await _residents(community, now.date()),
        "workers": await grid_workers(community),
        "hanging": await hanging_now(community, now.date()),
        "hanging_count": await count_hanging(community, now.date()),
        "qr": lambda label: qr(str(request.base_url), label),
        "help_address": f"{request.base_url.netloc}/help",
        "rules": rules_in_words(terms, language) if terms else [],
    }


async def _residents(community: Community, today: date) -> PublicTotals | None:
    for question in ("register", "standings", "members"):
        await see_own_facts(community, question)
    return await public_totals(community, today)


Content = Annotated[dict[str, Any], Depends(_content)]


@router.get("/board", dependencies=ANYBODYS)
async def board(request: Request, content: Content) -> Response:
    """Figures, rankings, donations and where they went, redemptions, rules."""
    community = community_of(request)
    told: Board = content["board"]
    goods = {it.item_id: told.items.get(it.item_id, "") for it in told.reached}
    pictures = await pictures_of(community, goods)
    return show(
        request,
        "board/board.html",
        zone=community.zone,
        visitor=await anybody(request, SEE_FIGURES, by_itself=True),
        pictures=pictures,
        **content,
    )


@router.get("/board/screen", dependencies=ANYBODYS)
async def big_screen(request: Request, content: Content, still: bool = False) -> Response:
    """The same for a screen on the wall: large, without navigation, refreshing itself.

    It does so as a minute begins, so that its clock is right.
    """
    page = show(
        request,
        "board/screen.html",
        zone=community_of(request).zone,
        places_max=PLACES_ON_SCREEN,
        teams_max=TEAMS_ON_SCREEN,
        gifts_max=GIFTS_ON_SCREEN,
        workers_max=WORKERS_ON_SCREEN,
        still=still,
        **content,
    )
    if not still:
        page.headers["Refresh"] = str(MINUTE_SECONDS - content["now"].second)
    return page
