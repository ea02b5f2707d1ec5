"""Audits of service: from the ledger a supervisor lets hours earn, or takes them back."""

from typing import Annotated, Final

from fastapi import Depends, Response

from api.pages.routing import page_router
from api.pages.visitor import Visitor, go_on, visiting
from api.serving.fields import Body, Text
from domain.service.hours import ServiceRevoked
from domain.service.service_audit import BackfillReleased, ReleaseBackfill, RevokeService

router = page_router()

Supervisor = Annotated[Visitor, Depends(visiting("supervisor"))]
DONE: Final = {"released": "已放行：这次服务计入积分和时间存款。", "revoked": "已撤销这次服务。"}
"""What the page of the fact that was recorded says first."""


class Why(Body):
    """Why hours are taken back."""

    reason: Text


@router.post("/ledger/services/{service_id}/release")
async def release(visitor: Supervisor, service_id: str) -> Response:
    """Let a backfilled service earn."""
    receipt, _ = await visitor.record(ReleaseBackfill(service_id=service_id), BackfillReleased)
    return go_on(f"/ledger/facts/{receipt.position}", "released")


@router.post("/ledger/services/{service_id}/revocation")
async def revoke(visitor: Supervisor, service_id: str) -> Response:
    """Take a service back that was recognised by mistake."""
    reason_text = await visitor.community.vault.keep_text(visitor.read(Why).reason)
    decision = RevokeService(service_id=service_id, reason_text=reason_text)
    receipt, _ = await visitor.record(decision, ServiceRevoked)
    return go_on(f"/ledger/facts/{receipt.position}", "revoked")
