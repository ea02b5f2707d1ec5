"""The community's settings: what it is called, where its desk is, its teams and its grids."""

from collections.abc import Awaitable
from typing import Annotated, Any, Final

from fastapi import Depends, Response

from api.office.founding import (
    CHANGE_SETTINGS,
    LINE_LENGTH_MAX,
    NewSettings,
    change_settings,
    identity_of,
)
from api.pages.done import said
from api.pages.ledger.lookup import names_of
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.people.nodes import FOUND_NODE, NewNode, found_node
from api.people.teams import CLOSE, FOUND, NewTeam, TeamEnd, close_team, found_team
from api.serving.own_facts import see_own_facts
from api.serving.problems import status_of
from domain.ledger.decision import OFFICE
from domain.ledger.refusal import Refusal
from domain.office.tags import COMMUNITY
from projections.ledger.audit_trail import audit_page
from projections.people.members import inhabitants, teams
from projections.people.nodes import nodes
from projections.people.statements import LAST

router = page_router()

Changing = Annotated[Visitor, Depends(visiting(CHANGE_SETTINGS))]
Founding = Annotated[Visitor, Depends(visiting(FOUND))]
Closing = Annotated[Visitor, Depends(visiting(CLOSE))]
Dividing = Annotated[Visitor, Depends(visiting(FOUND_NODE))]

CHANGES_SHOWN: Final = 20
HERE: Final = "/ledger/settings"
DONE: Final = {
    "changed": "已保存，从现在起照新的写。",
    "team": "服务队已成立。",
    "team_closed": "已登记撤销服务队。",
    "node": "网格和楼栋已添加。",
}


@router.get(HERE)
async def settings(visitor: Changing) -> Response:
    """What the community is called, and what it consists of."""
    return await _page(visitor)


async def _page(visitor: Visitor, status: int = 200, problem: str | None = None) -> Response:
    community = visitor.community
    for question in ("members", "nodes", "audit_trail"):
        await see_own_facts(community, question)
    changes = await audit_page(
        community.reader, about=[COMMUNITY], before=LAST, limit=CHANGES_SHOWN
    )
    people = {it.envelope.actor for it in changes}
    divided = await nodes(community.reader)
    labels = [it.label for it in divided if it.level == "grid"]
    return visitor.show(
        "ledger/office/settings.html",
        status,
        message=said(visitor, DONE),
        problem=problem,
        identity=await identity_of(community),
        changes=changes,
        names=await names_of(visitor, people, masked=False),
        office=OFFICE,
        longest=LINE_LENGTH_MAX,
        teams=await teams(community.reader, visitor.today),
        nodes=divided,
        living=await inhabitants(community.reader, labels, visitor.today),
    )


@router.post(HERE)
async def change(visitor: Changing) -> Response:
    """Say what holds from now on."""
    return await _done(visitor, _changed(visitor), "changed")


async def _changed(visitor: Visitor) -> Any:
    return await change_settings(visitor.read(NewSettings), visitor)


@router.post(f"{HERE}/teams")
async def add_team(visitor: Founding) -> Response:
    """Found a service team."""
    return await _done(visitor, _team(visitor), "team")


async def _team(visitor: Visitor) -> Any:
    skills = str(visitor.form.get("skills") or "").replace("、", " ").split()
    return await found_team(visitor.read(NewTeam, skills=skills or None), visitor)


@router.post(f"{HERE}/teams/closing")
async def end_team(visitor: Closing) -> Response:
    """Close a service team from a day on."""
    return await _done(visitor, _ended(visitor), "team_closed")


async def _ended(visitor: Visitor) -> Any:
    team = str(visitor.form.get("team") or "")
    return await close_team(team, visitor.read(TeamEnd, team=None), visitor)


@router.post(f"{HERE}/nodes")
async def add_node(visitor: Dividing) -> Response:
    """Found a grid, or a building in one."""
    return await _done(visitor, _node(visitor), "node")


async def _node(visitor: Visitor) -> Any:
    level = "building" if str(visitor.form.get("parent") or "").strip() else "grid"
    return await found_node(visitor.read(NewNode, level=level), visitor)


async def _done(visitor: Visitor, change: Awaitable[Any], done: str) -> Response:
    try:
        await change
    except Malformed as malformed:
        return await _page(visitor, 422, malformed.findings[0]["message"])
    except Refusal as refusal:
        return await _page(visitor, status_of(refusal), refusal.sentence(visitor.language))
    return go_on(HERE, done)
