"""The other side's words, as supervisors see them: how many services have one, and odd patterns."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from fastapi import Depends, Response

from api.pages.desk.names import names_of
from api.pages.routing import page_router
from api.pages.visitor import Visitor, visiting
from api.service.attestation import FIGURES_DAYS, SEE_FIGURES
from api.serving.own_facts import see_own_facts
from projections.service.attestations import always_five, by_programme, by_team, often_heard

router = page_router()

ALWAYS_LEAST: Final = 5
HEARD_LEAST: Final = 10


@router.get("/ledger/words")
async def words(visitor: Annotated[Visitor, Depends(visiting(SEE_FIGURES))]) -> Response:
    """The last year, by programme and team; who is always most content with whom."""
    reader = visitor.community.reader
    await see_own_facts(visitor.community, "attestations")
    since = datetime.now(UTC) - timedelta(days=FIGURES_DAYS)
    always = await always_five(reader, since, least=ALWAYS_LEAST)
    heard = await often_heard(reader, since, least=HEARD_LEAST)
    people = [who for it in (*always, *heard) for who in (it.member_id, it.other_id) if who]
    return visitor.show(
        "ledger/service/words.html",
        tables=[
            ("按项目", await by_programme(reader, since)),
            ("按服务队", await by_team(reader, since)),
        ],
        always=always,
        heard=heard,
        names=await names_of(visitor, people),
    )
