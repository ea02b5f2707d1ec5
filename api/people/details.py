"""Details: a member's name and phone, corrected in the vault, with a fact that names no value."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from api.capability import Capability
from api.policy.act import Act
from api.serving.access import Caller, allowed
from api.serving.fields import Body, Name, Phone
from domain.people import details
from domain.people.details import CorrectDetails, Detail, DetailsCorrected
from domain.people.vault import Person

CORRECT: Final = Act("member.correct", "更正姓名和电话", by=("coordinator", "admin"), in_node=True)
CORRECT_STAFF: Final = Act("member.correct_staff", "更正工作人员的姓名和电话", by=("admin",))

router = APIRouter(prefix="/api/members", tags=["members"])


class Details(Body):
    """What somebody is really called, and the phone if that was wrong as well."""

    name: Name
    phone: Phone | None = None


class Corrected(BaseModel):
    """The note that something was corrected."""

    member_id: str
    position: int


@router.post("/{member_id}/details", status_code=201)
async def correct(
    member_id: str, body: Details, caller: Annotated[Caller, Depends(allowed(CORRECT))]
) -> Corrected:
    """Correct a member's name, and the phone if one is given.

    The note comes first: cut off in between, the same request again corrects it, and leaves alone
    what was corrected after it.
    """
    given: tuple[Detail, ...] = ("name", "phone") if body.phone else ("name",)
    by_admin = caller.may(CORRECT_STAFF)
    decision = CorrectDetails(member_id=member_id, details=given, by_admin=by_admin)
    receipt, _ = await caller.record(decision, DetailsCorrected)
    person = Person(name=body.name, phone=body.phone)
    await caller.community.vault.correct(
        member_id, person, by=caller.member_id, position=receipt.position
    )
    return Corrected(member_id=member_id, position=receipt.position)


CAPABILITY: Final = Capability(name="details", model=(details,), router=router)
