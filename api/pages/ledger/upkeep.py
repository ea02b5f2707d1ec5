"""Upkeep on the ledger's first page: administrators stop what a command does, without harm."""

from typing import Annotated

from fastapi import Depends, Response
from pydantic import StringConstraints

from api.ledger.audit import STOP_UPKEEP
from api.pages.routing import page_router
from api.pages.visitor import Visitor, go_on, visiting
from api.serving.fields import Body
from api.serving.upkeep.works import OF_COMMANDS

router = page_router()


class Named(Body):
    """Work of a command, by what it is called."""

    work: Annotated[str, StringConstraints(pattern=rf"^({'|'.join(OF_COMMANDS)}) [0-9a-f]{{32}}$")]


@router.post("/ledger/upkeep/stop")
async def stop(visitor: Annotated[Visitor, Depends(visiting(STOP_UPKEEP))]) -> Response:
    """Have a backup or a rebuild stop at its next step; one that has ended stays as it is."""
    await visitor.community.works.stop(visitor.read(Named).work)
    return go_on("/ledger", "stopping")
