"""Rule changes: proposed by an administrator, approved by a second person, or declined."""

from datetime import date, datetime
from typing import Annotated, Any, Final, Literal

import msgspec
from fastapi import APIRouter, Depends
from pydantic import BaseModel

from api.capability import Capability, Place
from api.people.roles import approvers
from api.policy.act import Act
from api.rules.rules import NewRules
from api.serving.access import Caller, allowed, fresh
from api.serving.paging import Page, PageAfter, PageSize, piece
from domain.ledger.decision import Receipt
from domain.ledger.fact import Fact
from domain.office import rule_change
from domain.office.rule_change import ApproveRules, DeclineRules, ProposeRules
from domain.rules.rule_proposals import RulesDeclined, RulesProposed
from domain.rules.rules import RulesAdopted, Terms
from projections.rules.rule_versions import ProposedRules, proposed_rules

ADOPT: Final = Act("rules.adopt", "提议规则", by=("admin",), proven=True)
TRY_RULES: Final = Act("rules.try", "试算规则", by=("admin",))
APPROVE_RULES: Final = Act("rules.approve", "批准规则", by=("supervisor", "admin"), proven=True)

router = APIRouter(prefix="/api/rules", tags=["rules"])

Proposing = Annotated[Caller, Depends(allowed(ADOPT))]
Approving = Annotated[Caller, Depends(allowed(APPROVE_RULES))]


class RulesChange(BaseModel):
    """A version of the rules that was proposed, adopted or declined; `rules_id` while it waits."""

    rules_id: str
    version: str
    status: Literal["proposed", "adopted", "declined"]
    position: int


class RulesInForce(RulesChange):
    """From which day on it is, or will be when it is approved."""

    in_force_from: date


class ProposedRow(BaseModel):
    """A version that waits for a second person; nobody can approve it any more once overtaken."""

    rules_id: str
    version: str
    in_force_from: date
    position: int
    proposed_at: datetime
    proposed_by: str
    terms: dict[str, Any]
    overtaken: bool


@router.post("", status_code=201)
async def propose(body: NewRules, caller: Proposing) -> RulesInForce:
    """Propose a version of the rules; adopted at once while nobody else could approve it."""
    decision = ProposeRules(
        version=body.version,
        in_force_from=body.in_force_from,
        terms=Terms(**body.terms.model_dump()),
        actor_id=caller.member_id,
        others=await approvers(caller),
    )
    receipt, fact = await caller.record(decision, Fact)
    assert isinstance(fact, RulesProposed | RulesAdopted)
    return _in_force(receipt, fact)


@router.post("/{rules_id}/approval", status_code=201)
async def approve(rules_id: str, caller: Approving) -> RulesInForce:
    """Approve what somebody else proposed: from its first day on, or from today."""
    decision = ApproveRules(proposal_id=rules_id, actor_id=caller.member_id)
    receipt, fact = await caller.record(decision, RulesAdopted)
    return _in_force(receipt, fact)


def _in_force(receipt: Receipt, fact: RulesProposed | RulesAdopted) -> RulesInForce:
    is_adopted = isinstance(fact, RulesAdopted)
    proposal_id = fact.proposal_id if isinstance(fact, RulesAdopted) else None
    return RulesInForce(
        rules_id=proposal_id or receipt.recorded.envelope.id,
        version=fact.version,
        in_force_from=fact.in_force_from,
        status="adopted" if is_adopted else "proposed",
        position=receipt.position,
    )


@router.post("/{rules_id}/refusal", status_code=201)
async def decline(rules_id: str, caller: Approving) -> RulesChange:
    """Say no to a version that was proposed, or take one's own proposal back."""
    decision = DeclineRules(proposal_id=rules_id, actor_id=caller.member_id)
    receipt, fact = await caller.record(decision, RulesDeclined)
    return RulesChange(
        rules_id=rules_id, version=fact.version, status="declined", position=receipt.position
    )


@router.get("/proposals", dependencies=[Depends(fresh("rule_versions"))])
async def proposals(
    caller: Approving, limit: PageSize = 50, after: PageAfter = None
) -> Page[ProposedRow]:
    """The versions that wait for a second person's word, the first proposed first."""
    rows, following = piece(await proposed_rules(caller.community.reader), after, limit)
    return Page(items=[_row(it) for it in rows], next=following)


def _row(proposed: ProposedRules) -> ProposedRow:
    terms = msgspec.to_builtins(proposed.terms)
    return ProposedRow(**proposed._asdict() | {"terms": terms})


CAPABILITY: Final = Capability(
    name="rule_change",
    model=(rule_change,),
    router=router,
    pages=("ledger.office.rules",),
    places=(Place(menu="ledger", rank=85, path="/ledger/rules", words="规则"),),
)
