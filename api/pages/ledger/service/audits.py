"""Audits of service: from the ledger a supervisor lets hours earn, or takes them back."""

from typing import Annotated, Final

from fastapi import Depends, Response

from api.pages.routing import page_router
from api.pages.visitor import Visitor, go_on, visiting
from api.service import service as interface
from api.service.service import AUDIT, Reason

router = page_router()

Auditing = Annotated[Visitor, Depends(visiting(AUDIT))]
DONE: Final = {
    "released": "已放行：这次服务计入积分和时间存款。",
    "day_full": "已放行；当日已到上限，现在不计分。当日若有服务被撤销，空出的部分会补计。",
    "revoked": "已撤销这次服务。",
    "refilled": "已把当日上限空出的部分补计给当日其他服务。",
}
"""What the page of the fact that was recorded says first."""


@router.post("/ledger/services/{service_id}/release")
async def release(visitor: Auditing, service_id: str) -> Response:
    """Let a backfilled service earn."""
    released = await interface.release(service_id, visitor)
    done = "released" if released.credited_minutes else "day_full"
    return go_on(f"/ledger/facts/{released.position}", done)


@router.post("/ledger/services/{service_id}/revocation")
async def revoke(visitor: Auditing, service_id: str) -> Response:
    """Take a service back that was recognised by mistake."""
    revoked = await interface.revoke(service_id, visitor.read(Reason), visitor)
    return go_on(f"/ledger/facts/{revoked.position}", "revoked")


@router.post("/ledger/services/{service_id}/refill")
async def refill(visitor: Auditing, service_id: str) -> Response:
    """Credit to other services of the day what a revocation left room for."""
    refilled = await interface.refill(service_id, visitor)
    return go_on(f"/ledger/facts/{refilled.position}", "refilled")
