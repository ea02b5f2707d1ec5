"""Rules: what the community agreed on, for everybody to read."""

from datetime import date, datetime
from typing import Annotated, Any, Final

import msgspec
from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from api.capability import Capability
from api.policy.act import PUBLIC, Act
from api.serving.access import community_of, fresh, public
from api.serving.fields import PIECES_MAX, Body, Day, Word
from api.serving.paging import Page, PageAfter, PageSize, piece
from domain.rules import balances, changes, rule_proposals, rules, term_proposals
from domain.rules import versions as kept_versions
from domain.rules.rules import Relation, ServiceClass, Terms
from projections.rules.rule_versions import RuleVersions, rule_versions

SEE_RULES: Final = Act("rules.see", "看规则", by=PUBLIC)

router = APIRouter(prefix="/api", tags=["rules"])

Minutes = Annotated[int, Field(strict=True, ge=0, le=100_000)]
Hours = Annotated[int, Field(strict=True, ge=1, le=100_000)]
Pieces = Annotated[int, Field(strict=True, ge=0, le=PIECES_MAX)]

_FIRST = Terms()


class NewTerms(Body):
    """What a version says; what is left out is as in the workbooks' community."""

    credit_minutes_per_hour: Minutes = _FIRST.credit_minutes_per_hour
    points_per_hour: Minutes = _FIRST.points_per_hour
    credited_minutes_per_day_max: Minutes = _FIRST.credited_minutes_per_day_max
    service_minutes_min: Minutes = _FIRST.service_minutes_min
    service_minutes_max: Minutes = _FIRST.service_minutes_max
    service_minutes_before_redeeming: Minutes = _FIRST.service_minutes_before_redeeming
    presence_minutes_after_end_max: Minutes = _FIRST.presence_minutes_after_end_max
    count_difference_pieces_max: Pieces = _FIRST.count_difference_pieces_max
    days_held_after_sign_in_given: Minutes = _FIRST.days_held_after_sign_in_given
    earning_classes: tuple[ServiceClass, ...] = _FIRST.earning_classes
    transfer_relations: tuple[Relation, ...] = _FIRST.transfer_relations
    star_hours: Annotated[tuple[Hours, ...], Field(max_length=10)] = _FIRST.star_hours


class NewRules(Body):
    """A version of the rules, from a day on."""

    version: Word
    in_force_from: Day
    terms: NewTerms = NewTerms()


class RulesRow(BaseModel):
    """A version of the rules, in force until the next one is."""

    version: str
    in_force_from: date
    position: int
    adopted_at: datetime
    adopted_by: str
    terms: dict[str, Any]


@router.get("/rules", dependencies=[Depends(public(SEE_RULES)), Depends(fresh("rule_versions"))])
async def versions(
    request: Request, limit: PageSize = 50, after: PageAfter = None
) -> Page[RulesRow]:
    """All versions, in the order of their first days."""
    found = await rule_versions(community_of(request).reader)
    rows, following = piece(found, after, limit)
    items = [RulesRow(**it._asdict() | {"terms": msgspec.to_builtins(it.terms)}) for it in rows]
    return Page(items=items, next=following)


CAPABILITY: Final = Capability(
    name="rules",
    model=(rules, changes, rule_proposals, kept_versions, balances, term_proposals),
    projections=(RuleVersions,),
    router=router,
)
