"""Kin: who is whose relative, recorded at the desk; and whom a member named as heir."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from api.capability import Capability, Place
from api.policy.act import SIGNED_IN, Act
from api.serving.access import Caller, allowed, fresh
from api.serving.fields import Body, Id, Text
from domain.people.membership import UnknownMember
from domain.ties import kin, kin_terms
from domain.ties.kin import EndKin, KinEnded, KinRecorded, KinRelation, RecordKin
from domain.ties.standing import Evidence
from projections.people.members import members_by_id
from projections.ties.kin import KinOfMembers, kin_of

RECORD: Final = Act("kin.record", "登记亲属关系", by=("coordinator",), in_node=True)
SEE: Final = Act("kin.see", "看亲属关系", by=("coordinator",), own=SIGNED_IN, in_node=True)

router = APIRouter(prefix="/api/members", tags=["kin"])


class NewKin(Body):
    """Who is the parent, child … of the member, and how the office knows."""

    relative_id: Id
    relation: KinRelation
    evidence: Evidence


class Tied(BaseModel):
    """The tie."""

    kin_id: str
    position: int


class WhyKinEnded(Body):
    """Why two people are no relatives any more."""

    reason: Text


class Untied(BaseModel):
    """The ties that ended."""

    kin_ids: list[str]
    position: int


class KinRow(BaseModel):
    """A relative: what they are to the member, and how the office knows."""

    relative_id: str
    name: str | None
    relation: KinRelation
    evidence: Evidence


class KinList(BaseModel):
    """A member's relatives."""

    items: list[KinRow]


@router.post("/{member_id}/kin", status_code=201)
async def record(
    member_id: str, body: NewKin, caller: Annotated[Caller, Depends(allowed(RECORD))]
) -> Tied:
    """Record whose relative a member is: not one's own."""
    decision = RecordKin(member_id=member_id, **body.model_dump())
    receipt, fact = await caller.record(decision, KinRecorded, for_member=member_id)
    return Tied(kin_id=fact.kin_id, position=receipt.position)


@router.get("/{member_id}/kin", dependencies=[Depends(fresh("kin", "members"))])
async def of_member(member_id: str, caller: Annotated[Caller, Depends(allowed(SEE))]) -> KinList:
    """A member's relatives, in the order in which they were recorded."""
    caller.acts_for(member_id)
    community = caller.community
    if not await members_by_id(community.reader, [member_id]):
        raise UnknownMember
    found = await kin_of(community.reader, member_id)
    people = await community.vault.people(it.relative_id for it in found)
    items = [
        KinRow(
            relative_id=it.relative_id,
            name=people[it.relative_id].name if it.relative_id in people else None,
            relation=it.relation,
            evidence=it.evidence,
        )
        for it in found
    ]
    return KinList(items=items)


@router.post("/{member_id}/kin/{relative_id}/end", status_code=201)
async def end(
    member_id: str,
    relative_id: str,
    body: WhyKinEnded,
    caller: Annotated[Caller, Depends(allowed(RECORD))],
) -> Untied:
    """Record that two people are no relatives any more, or never were."""
    reason_text = await caller.community.vault.keep_text(body.reason)
    decision = EndKin(member_id=member_id, relative_id=relative_id, reason_text=reason_text)
    receipt, fact = await caller.record(decision, KinEnded, for_member=member_id)
    return Untied(kin_ids=list(fact.kin_ids), position=receipt.position)


CAPABILITY: Final = Capability(
    name="kin",
    model=(kin, kin_terms),
    projections=(KinOfMembers,),
    router=router,
    pages=("desk.ties.kin", "volunteer.ties.family"),
    places=(Place(menu="more", rank=36, path="/me/kin", words="我的家人"),),
)
