"""My calls: the old people whom one promised to call, one tap for what was found."""

from typing import Annotated, Final

from fastapi import Depends, Response

from api.needs import calls as interface
from api.needs.calls import CALL, SEE, one_calls
from api.pages.done import said
from api.pages.language import translator
from api.pages.needs.call_words import CALL_OUTCOMES, DONE, FOLLOW_UPS, HOW, RHYTHMS
from api.pages.needs.called import Tapped, calls_for, is_due
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.serving.problems import status_of
from domain.ledger.refusal import Refusal
from domain.needs.calls import UnknownCalls
from projections.needs.call_board import SoughtCalls

router = page_router()

SHOWN_MAX: Final = 100


@router.get("/me/calls")
async def own_calls(
    visitor: Annotated[Visitor, Depends(visiting(SEE, for_oneself=True))],
) -> Response:
    """Whom to call today, the longest due first; then the others with their day."""
    return await _show(visitor)


async def _show(visitor: Visitor, problem: str | None = None, status: int = 200) -> Response:
    found = await calls_for(
        visitor, SoughtCalls(caller_id=visitor.member_id, active=True), SHOWN_MAX
    )
    return visitor.show(
        "volunteer/needs/calls.html",
        status,
        due=[it for it in found if is_due(it, visitor)],
        later=[it for it in found if not is_due(it, visitor)],
        rhythms=RHYTHMS,
        outcomes=CALL_OUTCOMES,
        how=HOW,
        follow_ups=FOLLOW_UPS,
        today=visitor.today,
        message=None if problem else said(visitor, DONE),
        problem=problem,
    )


@router.post("/me/calls/{calls_id}/call")
async def call(
    calls_id: str, visitor: Annotated[Visitor, Depends(visiting(CALL, for_oneself=True))]
) -> Response:
    """Say what the call found."""
    found = await one_calls(visitor, calls_id)
    if found is None:
        raise UnknownCalls
    visitor.acts_for(found.caller_id)
    try:
        tapped = visitor.read(Tapped)
        await interface.call(calls_id, tapped.as_call(visitor), visitor)
    except Malformed:
        sentence = translator(visitor.language)("请点一个：打通了、没人接，还是要去看看。")
        return await _show(visitor, sentence, 422)
    except Refusal as no:
        return await _show(visitor, no.sentence(visitor.language), status_of(no))
    return go_on("/me/calls", done=tapped.done)
