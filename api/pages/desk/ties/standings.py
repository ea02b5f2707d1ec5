"""Standings at the desk: what a member was shown to be, who holds what, and what ends soon."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Annotated, Any, Final

from fastapi import Depends, Query, Response

from api.pages.desk.forms import explain
from api.pages.desk.names import names_of, somebody
from api.pages.desk.ties.waiting import stale_here
from api.pages.done import said
from api.pages.language import Language
from api.pages.routing import page_router
from api.pages.standing_words import ENDINGS, EVIDENCE, WAYS, in_words
from api.pages.visitor import Malformed, Visitor, go_on, read_body, visiting
from api.serving.own_facts import see_own_facts
from api.serving.paging import page, read_cursor
from api.ties import standing as interface
from api.ties.standing import (
    CHECK,
    GRANT,
    SEE_HARDSHIP,
    SEE_HOLDERS,
    SOON_DAYS,
    NewCheck,
    NewEnding,
    NewStanding,
    shown_to,
)
from domain.ledger.refusal import Refusal
from domain.people.membership import UnknownMember
from domain.ties.standing import DAY
from domain.ties.standing_kinds import FAMILIES, is_confidential, kind_named
from projections.ties.standings import ending, holders, kinds_held, standings_of

router = page_router()

Granting = Annotated[Visitor, Depends(visiting(GRANT))]
Checking = Annotated[Visitor, Depends(visiting(CHECK))]

PAGE_SIZE: Final = 50
SHOWN_MAX: Final = 100
SOON: Final = timedelta(days=SOON_DAYS)
DONE: Final = {
    "granted": "资格已登记。",
    "checked": "已记下今天核对过。",
    "ended": "资格已注销。",
}


def choices(language: Language) -> Iterator[tuple[str, str, bool]]:
    """The kinds that a form offers, what each is called, and whether a name has to follow."""
    for family, terms in FAMILIES.items():
        for name in terms.names or [""]:
            kind = f"{family}:{name}" if name else family
            yield kind, kind_named(kind).said_in(language), terms.named


@router.get("/desk/members/{member_id}/standings")
async def standings(member_id: str, visitor: Granting) -> Response:
    """What a member was shown to be, and the forms to grant, check and end it."""
    return await _page(visitor, member_id)


async def _page(
    visitor: Visitor, member_id: str, *, problem: str | None = None, status: int = 200
) -> Response:
    community = visitor.community
    await see_own_facts(community, "standings")
    one = await somebody(visitor, member_id)
    found = shown_to(visitor, await standings_of(community.reader, member_id, limit=SHOWN_MAX))
    known = in_words(found, visitor.language, visitor.today)
    may_see = visitor.may(SEE_HARDSHIP, for_others=True)
    return visitor.show(
        "desk/ties/standings.html",
        status,
        one=one,
        own=one.member_id == visitor.member_id,
        holding=[it for it in known if it.holds or it.from_day > visitor.today],
        over=[it for it in known if not it.holds and it.from_day <= visitor.today],
        texts=await community.vault.texts(it.evidence_text for it in known),
        names=await names_of(visitor, {it.granted_by for it in known}),
        kinds=[it for it in choices(visitor.language) if may_see or not is_confidential(it[0])],
        evidence=EVIDENCE,
        ways=WAYS,
        endings=ENDINGS,
        typed=visitor.form,
        today=visitor.today,
        message=said(visitor, DONE),
        problem=problem,
    )


@router.post("/desk/members/{member_id}/standings")
async def grant(member_id: str, visitor: Granting) -> Response:
    """Note what somebody was shown to be."""
    typed = {name: str(it).strip() for name, it in visitor.form.items()}
    family, name = typed.get("kind", ""), typed.get("name", "")
    is_named = family in FAMILIES and FAMILIES[family].named
    wanted: dict[str, Any] = {
        "kind": f"{family}:{name}" if is_named else family,
        **{it: typed[it] for it in ("from_day", "until_day", "evidence", "paper") if typed.get(it)},
    }
    try:
        await interface.grant(member_id, read_body(NewStanding, wanted, visitor.language), visitor)
    except UnknownMember:
        raise
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        return await _page(visitor, member_id, problem=problem, status=status)
    return go_on(f"/desk/members/{member_id}/standings", done="granted")


@router.post("/desk/members/{member_id}/standings/checks")
async def check(member_id: str, visitor: Checking) -> Response:
    """Note that somebody looked today, or on the day that was typed."""
    kind = str(visitor.form.get("kind", ""))
    seen_on = str(visitor.form.get("seen_on", "")) or visitor.today.isoformat()
    try:
        body = visitor.read(NewCheck, seen_on=seen_on, kind=None)
        await interface.check(member_id, kind, body, visitor)
    except UnknownMember:
        raise
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        return await _page(visitor, member_id, problem=problem, status=status)
    return go_on(f"/desk/members/{member_id}/standings", done="checked")


@router.post("/desk/members/{member_id}/standings/ending")
async def end(member_id: str, visitor: Checking) -> Response:
    """Note that it is so no more."""
    kind = str(visitor.form.get("kind", ""))
    try:
        body = visitor.read(NewEnding, kind=None)
        await interface.end(member_id, kind, body, visitor)
    except UnknownMember:
        raise
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        return await _page(visitor, member_id, problem=problem, status=status)
    return go_on(f"/desk/members/{member_id}/standings", done="ended")


@router.get("/desk/standings")
async def overview(
    visitor: Annotated[Visitor, Depends(visiting(SEE_HOLDERS))],
    kind: Annotated[str, Query(max_length=40)] = "",
    after: Annotated[str | None, Query(max_length=100)] = None,
) -> Response:
    """What ends soon or has ended, and who holds a kind that was chosen."""
    community, today = visitor.community, visitor.today
    await see_own_facts(community, "standings")
    may_see = visitor.may(SEE_HARDSHIP, for_others=True)
    seen = read_cursor(after, 0)[0]
    kinds = [it for it in await kinds_held(community.reader) if may_see or not is_confidential(it)]
    found, following = page(
        await holders(
            community.reader,
            kind,
            today,
            among=visitor.reach.among(),
            after=seen,
            limit=PAGE_SIZE + 1,
        )
        if kind in kinds
        else [],
        PAGE_SIZE,
        lambda _: (seen + PAGE_SIZE,),
    )
    ends = partial(
        ending, community.reader, confidential=may_see, among=visitor.reach.among(), limit=SHOWN_MAX
    )
    soon = await ends(today, today + SOON)
    over = await ends(today - SOON, today - DAY)
    return visitor.show(
        "desk/ties/ending.html",
        soon=in_words(soon, visitor.language, today),
        over=in_words(reversed(over), visitor.language, today),
        stale=await stale_here(visitor),
        found=in_words(found, visitor.language, today),
        names=await names_of(visitor, {it.member_id for it in (*soon, *over, *found)}),
        kind=kind,
        kinds=[(it, kind_named(it).said_in(visitor.language)) for it in kinds],
        days=SOON_DAYS,
        following=following,
    )
