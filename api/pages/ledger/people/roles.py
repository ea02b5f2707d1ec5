"""Who may do what, and who gave it to them; one person proposes here, another approves."""

from collections.abc import Awaitable
from datetime import date
from typing import Annotated, Final, get_args

from fastapi import Depends, Response

from api.pages.done import said
from api.pages.ledger.lookup import names_of
from api.pages.ledger.words import ROLES
from api.pages.routing import page_router
from api.pages.visitor import Visitor, go_on, visiting
from api.people.roles import (
    APPROVE_ROLE,
    APPROVERS_LEAST,
    GRANT,
    SEE_ROLES,
    NewRole,
    RoleChange,
    approve_role,
    approvers,
    decline_role,
    grant_role,
    withdraw_role,
)
from api.people.second_factor import TAKE_SECOND_FACTOR_AWAY, record_removal
from api.serving.fields import Body, Id
from api.serving.own_facts import see_own_facts
from api.serving.problems import status_of
from domain.ledger.decision import OFFICE
from domain.ledger.refusal import Refusal
from domain.people.membership import Role
from domain.people.network.drawn import Network
from projections.people.members import (
    HeldRole,
    ListedMember,
    ProposedRole,
    held_roles,
    member_of_number,
    members,
    proposed_roles,
)
from projections.people.nodes import network_of

router = page_router()

Watcher = Annotated[Visitor, Depends(visiting(SEE_ROLES))]
Granting = Annotated[Visitor, Depends(visiting(GRANT))]
Approving = Annotated[Visitor, Depends(visiting(APPROVE_ROLE))]
Taking = Annotated[Visitor, Depends(visiting(TAKE_SECOND_FACTOR_AWAY))]
FOUND_MAX: Final = 20
DONE: Final = {
    "enrolled": "已登记，可以授予角色、办理登录了。",
    "granted": "已授予角色。",
    "proposed": "已提议，等另一位管理员或监事批准。",
    "declined": "已作废这项提议。",
    "withdrawn": "已撤销角色。",
    "phone_lost": "已取消两步验证，本人可以只用密码登录，再重新设置。",
    "let_in": "登录已办理，请本人现在在手机上设密码。",
}


class Somebody(Body):
    """Whom it is about."""

    member_id: Id


class GivenRole(NewRole):
    """Whom a role is given to or taken from."""

    member_id: Id


@router.get("/ledger/roles")
async def roles(visitor: Watcher, q: str = "") -> Response:
    """All roles but that of every volunteer; with `q`, the people whom one may be given to."""
    return await _page(visitor, query=q)


async def _page(
    visitor: Visitor, *, query: str = "", status: int = 200, problem: str | None = None
) -> Response:
    community = visitor.community
    await see_own_facts(community, "members")
    held = [it for it in await held_roles(community.reader) if it.role != "volunteer"]
    network = await network_of(community.reader)
    held.sort(key=lambda it: (-get_args(Role).index(it.role), it.position))
    wanted = query.strip()[:50]
    proposed = await proposed_roles(community.reader)
    found = await _found(visitor, wanted) if wanted.isprintable() and wanted else []
    people = {it.member_id for it in held} | {it.granted_by for it in held}
    people |= {it.member_id for it in found} | {it.member_id for it in proposed}
    people |= {it.proposed_by for it in proposed}
    return visitor.show(
        "ledger/people/roles.html",
        status,
        message=said(visitor, DONE),
        problem=problem,
        held=held,
        grids=[it for it in network.grids() if not it.is_closed_on(visitor.today)],
        grids_of=lambda it: _grids_of(network, it, visitor.today),
        proposed=proposed,
        only_two=len(await approvers(visitor)) <= APPROVERS_LEAST,
        names=await names_of(visitor, people, masked=False),
        roles=ROLES,
        office=OFFICE,
        query=wanted,
        found=found,
        with_codes=await community.one_time_codes.held_among(people),
        held_by=_by_member(held),
    )


def _grids_of(network: Network, role: HeldRole | ProposedRole, day: date) -> list[str]:
    """What the grids are called for whose people alone somebody has a role."""
    within = [role.within] if isinstance(role.within, str) else role.within or []
    return [network.standing(it, day).label_on(day) for it in within]


def _by_member(held: list[HeldRole]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for it in held:
        found.setdefault(it.member_id, set()).add(it.role)
    return found


async def _found(visitor: Visitor, wanted: str) -> list[ListedMember]:
    if not visitor.may(GRANT):
        return []
    community = visitor.community
    known = await member_of_number(community.reader, wanted.upper())
    among = [known] if known else await community.vault.search(wanted)
    return await members(community.reader, among=among, today=visitor.today, limit=FOUND_MAX)


@router.post("/ledger/roles/grant")
async def grant(visitor: Granting) -> Response:
    """Let a member act in a role, or propose it where another person has to approve."""
    wanted = visitor.read(GivenRole)
    return await _done(visitor, grant_role(wanted.member_id, wanted, visitor))


@router.post("/ledger/roles/approve")
async def approve(visitor: Approving) -> Response:
    """Approve what somebody else proposed."""
    wanted = visitor.read(GivenRole)
    return await _done(visitor, approve_role(wanted.member_id, wanted.role, visitor))


@router.post("/ledger/roles/decline")
async def decline(visitor: Approving) -> Response:
    """Say no to a proposal."""
    wanted = visitor.read(GivenRole)
    return await _done(visitor, decline_role(wanted.member_id, wanted.role, visitor))


@router.post("/ledger/roles/withdraw")
async def withdraw(visitor: Granting) -> Response:
    """Take a role from a member."""
    wanted = visitor.read(GivenRole)
    return await _done(visitor, withdraw_role(wanted.member_id, wanted.role, visitor))


@router.post("/ledger/roles/second-factor")
async def take_second_factor_away(visitor: Taking) -> Response:
    """Let somebody who lost their phone sign in without a code again."""
    wanted = visitor.read(Somebody)
    try:
        await record_removal(visitor, wanted.member_id)
    except Refusal as refusal:
        told = refusal.sentence(visitor.language)
        return await _page(visitor, status=status_of(refusal), problem=told)
    return go_on("/ledger/roles", "phone_lost")


async def _done(visitor: Visitor, change: Awaitable[RoleChange]) -> Response:
    try:
        done = await change
    except Refusal as refusal:
        told = refusal.sentence(visitor.language)
        return await _page(visitor, status=status_of(refusal), problem=told)
    return go_on("/ledger/roles", done.status)
