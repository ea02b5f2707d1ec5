"""Rules: what is in force, and the versions that one person proposes and another approves."""

from collections.abc import Awaitable
from datetime import date
from typing import Annotated, Any, Final, NamedTuple

from fastapi import Depends, Response

from api.office.rule_change import (
    ADOPT,
    APPROVE_RULES,
    TRY_RULES,
    RulesChange,
    approve,
    decline,
    propose,
)
from api.pages.done import said
from api.pages.ledger.lookup import names_of
from api.pages.ledger.office.rules_preview import Effect, LastMonth, effects, last_month
from api.pages.ledger.office.terms import (
    CHOICES,
    NUMBERS,
    STARS,
    WORDS,
    Difference,
    differences,
)
from api.pages.routing import page_router
from api.pages.rules_in_words import rules_in_words
from api.pages.visitor import Malformed, Visitor, go_on, read_body, visiting
from api.rules.rules import NewRules
from api.serving.own_facts import see_own_facts
from api.serving.problems import status_of
from domain.ledger.decision import OFFICE
from domain.ledger.refusal import Refusal
from domain.rules.packs import PACKS, Pack, pack_called
from domain.rules.rules import Terms
from projections.rules.rule_versions import (
    ProposedRules,
    RuleVersion,
    proposed_rules,
    rule_versions,
)

router = page_router()

Proposing = Annotated[Visitor, Depends(visiting(ADOPT))]
Trying = Annotated[Visitor, Depends(visiting(TRY_RULES))]
Approving = Annotated[Visitor, Depends(visiting(APPROVE_RULES))]

VERSIONS_SHOWN_MAX: Final = 20
WORD_LENGTH_MAX: Final = 40
DONE: Final = {
    "adopted": "已通过，施行的日子见下。",
    "proposed": "已提议，等另一位管理员或监事批准；此前仍按现在的规则。",
    "declined": "已作废这项提议。",
}


class Waiting(NamedTuple):
    """A version that waits, what it would change, and from which day on if approved today."""

    proposed: ProposedRules
    first_day: date
    changes: list[Difference]
    effect: Effect


class Draft(NamedTuple):
    """What the form holds, and what it would change where that was asked for."""

    terms: Terms
    version: str = ""
    in_force_from: str = ""
    changes: list[Difference] | None = None
    effect: Effect | None = None


@router.get("/ledger/rules")
async def rules(visitor: Approving, pack: str = "") -> Response:
    """What is in force and what waits; the form begins with a city's `pack` where one is named."""
    chosen = pack_called(pack[:WORD_LENGTH_MAX])
    return await _page(visitor, draft=Draft(chosen.terms) if chosen else None, pack=chosen)


async def _page(
    visitor: Visitor,
    status: int = 200,
    problem: str | None = None,
    *,
    draft: Draft | None = None,
    pack: Pack | None = None,
) -> Response:
    community = visitor.community
    await see_own_facts(community, "rule_versions")
    versions = await rule_versions(community.reader)
    proposed = await proposed_rules(community.reader)
    people = {it.proposed_by for it in proposed} | {it.adopted_by for it in versions}
    latest = versions[-1].terms if versions else Terms()
    current = _in_force(versions, visitor.today)
    form = draft or Draft(latest)
    month = await last_month(visitor) if proposed else None
    return visitor.show(
        "ledger/office/rules.html",
        status,
        message=said(visitor, DONE),
        problem=problem,
        current=current,
        sentences=rules_in_words(current.terms, visitor.language) if current else [],
        versions=versions[::-1][:VERSIONS_SHOWN_MAX],
        waiting=[_waiting(visitor, versions, it, month) for it in proposed if month],
        names=await names_of(visitor, people, masked=False),
        office=OFFICE,
        packs=PACKS,
        pack=pack,
        draft=form,
        numbers=[(name, label, getattr(form.terms, name)) for name, label in NUMBERS.items()],
        choices=[(it, label, WORDS[it], getattr(form.terms, it)) for it, label in CHOICES.items()],
        stars=" ".join(map(str, form.terms.star_hours)),
    )


def _in_force(versions: list[RuleVersion], day: date) -> RuleVersion | None:
    return next((it for it in reversed(versions) if it.in_force_from <= day), None)


def _waiting(
    visitor: Visitor, versions: list[RuleVersion], proposed: ProposedRules, month: LastMonth
) -> Waiting:
    first_day = max(proposed.in_force_from, visitor.today) if versions else proposed.in_force_from
    before = _in_force(versions, first_day)
    terms = before.terms if before else None
    (effect,) = effects(month, terms, [proposed.terms])
    changes = differences(terms, proposed.terms, visitor.language)
    return Waiting(proposed, first_day, changes, effect)


@router.post("/ledger/rules/preview")
async def preview_rules(visitor: Trying) -> Response:
    """What a version would change and would have made of last month; nothing is recorded."""
    try:
        body = read_body(NewRules, _typed(visitor), visitor.language)
    except Malformed as malformed:
        return await _page(visitor, 422, malformed.findings[0]["message"])
    await see_own_facts(visitor.community, "rule_versions")
    current = _in_force(await rule_versions(visitor.community.reader), visitor.today)
    before = current.terms if current else None
    terms = Terms(**body.terms.model_dump())
    (effect,) = effects(await last_month(visitor), before, [terms])
    changes = differences(before, terms, visitor.language)
    draft = Draft(terms, body.version, body.in_force_from.isoformat(), changes, effect)
    return await _page(visitor, draft=draft)


@router.post("/ledger/rules/proposals")
async def propose_rules(visitor: Proposing) -> Response:
    """Propose a version."""
    try:
        body = read_body(NewRules, _typed(visitor), visitor.language)
    except Malformed as malformed:
        return await _page(visitor, 422, malformed.findings[0]["message"])
    return await _done(visitor, propose(body, visitor))


def _typed(visitor: Visitor) -> dict[str, Any]:
    """The form as a body: numbers as numbers, and no choice made is none."""
    form = visitor.form
    terms: dict[str, Any] = {name: _number(str(form.get(name) or "")) for name in NUMBERS}
    terms |= {name: [*map(str, form.getlist(f"{name}[]"))] for name in CHOICES}
    terms[STARS] = [_number(it) for it in str(form.get(STARS) or "").replace("、", " ").split()]
    typed = {name: str(form.get(name) or "") for name in ("version", "in_force_from")}
    return typed | {"terms": terms}


def _number(typed: str) -> int | str:
    written = typed.strip()
    return int(written) if written.isascii() and written.isdigit() else written


@router.post("/ledger/rules/{rules_id}/approval")
async def approve_rules(visitor: Approving, rules_id: str) -> Response:
    """Approve what somebody else proposed."""
    return await _done(visitor, approve(rules_id, visitor))


@router.post("/ledger/rules/{rules_id}/refusal")
async def decline_rules(visitor: Approving, rules_id: str) -> Response:
    """Say no to a proposal."""
    return await _done(visitor, decline(rules_id, visitor))


async def _done(visitor: Visitor, change: Awaitable[RulesChange]) -> Response:
    try:
        done = await change
    except Refusal as refusal:
        return await _page(visitor, status_of(refusal), refusal.sentence(visitor.language))
    return go_on("/ledger/rules", done.status)
