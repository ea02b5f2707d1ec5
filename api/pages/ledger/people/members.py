"""One member in the ledger: points back to the hours, and who stood up for them."""

from typing import Annotated, Final

from fastapi import Depends, Query, Response

from api.pages.ledger.filter import About, FactFilter, facts_page, meaning_of
from api.pages.ledger.lookup import names_of, words_for
from api.pages.ledger.points import attribute
from api.pages.ledger.verdict import letterhead_of
from api.pages.routing import page_router
from api.pages.visitor import Visitor, visiting
from api.people.membership import READ_ACCOUNTS
from api.serving.own_facts import see_own_facts
from domain.ledger.fact import Recorded
from domain.people.membership import MemberLeft, UnknownMember
from domain.people.tags import member_tag
from domain.service.hours import CreditReleased, EarnedService, ServiceRevoked
from domain.service.paid_help import released_by
from projections.ledger.audit_trail import facts_of_ids
from projections.people.balances import member_balance
from projections.people.members import members, members_by_id
from projections.people.statements import LAST

router = page_router()

Reader = Annotated[Visitor, Depends(visiting(READ_ACCOUNTS))]
PAGE_SIZE: Final = 20
FOUND_MAX: Final = 40
READ_AT_ONCE: Final = 1_000


@router.get("/ledger/members")
async def find(visitor: Reader, q: Annotated[str, Query(max_length=50)] = "") -> Response:
    """Members by part of a name, initials, phone or number; names are masked."""
    community = visitor.community
    await see_own_facts(community, "members")
    wanted = q.strip() if q.isprintable() else ""
    about = await meaning_of(visitor, wanted) if wanted and ":" not in wanted else None
    among = (
        [it.removeprefix("member:") for it in about.tags if it.startswith("member:")]
        if about
        else []
    )
    found = (
        await members(community.reader, among=among, today=visitor.today, limit=FOUND_MAX)
        if among
        else []
    )
    return visitor.show(
        "ledger/people/members.html",
        query=wanted,
        found=found,
        names=await names_of(visitor, [it.member_id for it in found], masked=True),
    )


@router.get("/ledger/members/{member_id}")
async def one(
    visitor: Reader, member_id: str, page: Annotated[int, Query(ge=1, le=10_000)] = 1
) -> Response:
    """What a member earned by which services, who confirmed them, and what it was spent on."""
    community = visitor.community
    for question in ("audit_trail", "balances", "members"):
        await see_own_facts(community, question)
    known = (await members_by_id(community.reader, [member_id], visitor.today)).get(member_id)
    if known is None:
        raise UnknownMember
    facts = await _all_facts(visitor, member_id)
    earnings = attribute(member_id, facts)[::-1]
    shown = earnings[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    by_position = {it.position: it for it in facts}
    lapsed = {it.position for it in facts if isinstance(it.fact, ServiceRevoked | MemberLeft)}
    uses = [by_position[use.position] for earning in shown for use in earning.uses]
    entered = await facts_of_ids(
        community.reader, [it.recorded.envelope.cause or "" for it in shown]
    )
    told = [*(it.recorded for it in shown), *uses, *entered.values()]
    return visitor.show(
        "ledger/people/member.html",
        member=known,
        name=(await names_of(visitor, [member_id], masked=False)).get(member_id),
        held=await member_balance(community.reader, member_id),
        earnings=shown,
        services={it.recorded.position for it in shown if _is_service(it.recorded)},
        entered=entered,
        by_position=by_position,
        words=await words_for(visitor, told, masked=False),
        page=page,
        pages=-(-len(earnings) // PAGE_SIZE),
        lapsed=lapsed,
        spent=sum(use.points for it in earnings for use in it.uses if use.position not in lapsed),
        letterhead=await letterhead_of(visitor),
    )


def _is_service(recorded: Recorded) -> bool:
    return isinstance(released_by(recorded.fact), EarnedService | CreditReleased)


async def _all_facts(visitor: Visitor, member_id: str) -> list[Recorded]:
    """Every fact about a member, in the order of the log."""
    about, asked = About([member_tag(member_id)], [], []), FactFilter()
    newest_first: list[Recorded] = []
    before = LAST
    while found := await facts_page(visitor, asked, about, before=before, limit=READ_AT_ONCE):
        newest_first += found
        before = found[-1].position
    return newest_first[::-1]
