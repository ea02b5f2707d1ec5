"""Founding: what the community is called and where its desk is, as it was founded and changed."""

import asyncio
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from pydantic import AfterValidator, BaseModel, StringConstraints

from api.capability import Capability, Place
from api.policy.act import PUBLIC, Act
from api.serving.access import Caller, allowed, community_of, fresh, public
from api.serving.composition import Community
from api.serving.fields import Body, Word, seen
from domain.office import founding as model
from domain.office.founding import ChangeSettings, Identity, SettingsChanged, identity_in

SEE_SETTINGS: Final = Act("settings.see", "看社区叫什么、服务台在哪", by=PUBLIC)
CHANGE_SETTINGS: Final = Act("settings.change", "改社区信息", by=("admin",))

LINE_LENGTH_MAX: Final = 60

router = APIRouter(prefix="/api/community/settings", tags=["community"])


def _seen_or_blank(text: str) -> str:
    return seen(text) if text else text


Line = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, max_length=LINE_LENGTH_MAX),
    AfterValidator(_seen_or_blank),
]
"""A line on paper, or a blank one to write on."""


class NewSettings(Body):
    """What the community is called, who issues its certificates, where its desk is."""

    name: Word
    name_english: Line = ""
    issuer: Line = ""
    desk: Line = ""


class Settings(BaseModel):
    """The same as it is now, with the community's time zone, which stays."""

    name: str
    name_english: str
    time_zone: str
    issuer: str
    desk: str


class ChangedSettings(Settings):
    """The same after a change."""

    position: int


async def identity_of(community: Community) -> Identity:
    """What the community is called now; of what was never founded, what the environment says."""
    found = await asyncio.to_thread(identity_in, community.log)
    if found.founding_id is None:
        settings = community.settings
        found.issuer, found.desk = settings.issuer, settings.desk
        found.time_zone = settings.time_zone
    return found


@router.get("", dependencies=[Depends(public(SEE_SETTINGS)), Depends(fresh("audit_trail"))])
async def settings_now(request: Request) -> Settings:
    """What the community is called and where its desk is."""
    now = await identity_of(community_of(request))
    return Settings(**{name: getattr(now, name) for name in Settings.model_fields})


@router.post("", status_code=201)
async def change_settings(
    body: NewSettings, caller: Annotated[Caller, Depends(allowed(CHANGE_SETTINGS))]
) -> ChangedSettings:
    """Say what holds from now on; what is left out is blank."""
    receipt, fact = await caller.record(ChangeSettings(**body.model_dump()), SettingsChanged)
    return ChangedSettings(
        name=fact.name,
        name_english=fact.name_english,
        time_zone=str(caller.community.zone),
        issuer=fact.issuer,
        desk=fact.desk,
        position=receipt.position,
    )


CAPABILITY: Final = Capability(
    name="founding",
    model=(model,),
    router=router,
    pages=("ledger.office.settings",),
    places=(Place(menu="ledger", rank=87, path="/ledger/settings", words="社区"),),
)
