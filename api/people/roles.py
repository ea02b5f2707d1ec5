"""Roles: proposed, approved by a second person, declined, withdrawn."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from api.capability import Capability, Place
from api.policy.act import Act
from api.serving.access import Caller, allowed
from api.serving.fields import Body, Id
from api.serving.own_facts import see_own_facts
from domain.ledger.fact import Fact
from domain.people import roles
from domain.people.membership import Role, RoleGranted, RoleWithdrawn
from domain.people.roles import (
    APPROVING,
    ApproveRole,
    DeclineRole,
    GrantRole,
    RoleDeclined,
    RoleProposed,
    WithdrawRole,
)
from projections.people.members import held_roles

SEE_ROLES: Final = Act("role.see", "看谁担任什么角色", by=("supervisor", "admin"))
GRANT: Final = Act("role.grant", "提议和撤销角色", by=("admin",), proven=True)
APPROVE_ROLE: Final = Act("role.approve", "批准角色", by=("supervisor", "admin"), proven=True)
APPROVERS_LEAST: Final = 2
"""With fewer nobody could be held to anything."""

router = APIRouter(prefix="/api/members", tags=["roles"])

Granting = Annotated[Caller, Depends(allowed(GRANT))]
Approving = Annotated[Caller, Depends(allowed(APPROVE_ROLE))]


class NewRole(Body):
    """A role to grant; with `within`, for the people of that grid alone."""

    role: Role
    within: Id | None = None


class RoleChange(BaseModel):
    """A role that was proposed, granted, declined or withdrawn."""

    member_id: str
    role: str
    status: Literal["proposed", "granted", "declined", "withdrawn"]
    position: int


@router.post("/{member_id}/roles", status_code=201)
async def grant_role(member_id: str, body: NewRole, caller: Granting) -> RoleChange:
    """Let a member act in a role: at once while nobody else could approve, else when one does."""
    others = await approvers(caller)
    decision = GrantRole(
        member_id=member_id,
        role=body.role,
        within=body.within,
        actor_id=caller.member_id,
        others=others,
    )
    receipt, fact = await caller.record(decision, Fact)
    return RoleChange(
        member_id=member_id,
        role=body.role,
        status="proposed" if isinstance(fact, RoleProposed) else "granted",
        position=receipt.position,
    )


@router.post("/{member_id}/roles/{role}/approval", status_code=201)
async def approve_role(member_id: str, role: Role, caller: Approving) -> RoleChange:
    """Approve a role that somebody else proposed."""
    others = await approvers(caller)
    decision = ApproveRole(member_id=member_id, role=role, actor_id=caller.member_id, others=others)
    receipt, fact = await caller.record(decision, RoleGranted)
    return RoleChange(
        member_id=fact.member_id, role=fact.role, status="granted", position=receipt.position
    )


@router.post("/{member_id}/roles/{role}/refusal", status_code=201)
async def decline_role(member_id: str, role: Role, caller: Approving) -> RoleChange:
    """Say no to a role that was proposed."""
    decision = DeclineRole(member_id=member_id, role=role, actor_id=caller.member_id)
    receipt, fact = await caller.record(decision, RoleDeclined)
    return RoleChange(
        member_id=fact.member_id, role=fact.role, status="declined", position=receipt.position
    )


@router.delete("/{member_id}/roles/{role}")
async def withdraw_role(member_id: str, role: Role, caller: Granting) -> RoleChange:
    """Take a role back."""
    others = await approvers(caller)
    decision = WithdrawRole(
        member_id=member_id, role=role, actor_id=caller.member_id, others=others
    )
    receipt, fact = await caller.record(decision, RoleWithdrawn)
    return RoleChange(
        member_id=fact.member_id, role=fact.role, status="withdrawn", position=receipt.position
    )


async def approvers(caller: Caller) -> tuple[str, ...]:
    """Who can approve in the community, in the order of their ids; the log has the last word."""
    await see_own_facts(caller.community, "members")
    held = await held_roles(caller.community.reader)
    return tuple(sorted({it.member_id for it in held if it.role in APPROVING}))


CAPABILITY: Final = Capability(
    name="roles",
    model=(roles,),
    router=router,
    pages=("ledger.people.roles",),
    places=(
        Place(menu="site", rank=80, path="/ledger/roles", words="权限", is_workplace=True),
        Place(menu="ledger", rank=90, path="/ledger/roles", words="权限"),
    ),
)
