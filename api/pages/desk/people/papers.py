"""Papers from the desk: a sign-in on a slip, redemption cards, passbooks, contact cards."""

from typing import Annotated, Final, NamedTuple

from fastapi import Depends, Response
from pydantic import StringConstraints

from api.pages.desk.forms import explain
from api.pages.desk.names import names_of, readable, somebody
from api.pages.done import said
from api.pages.language import translator
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.pages.volunteer.people.passbook import Month, paper_passbook
from api.pages.volunteer.people.redemption_code import qr
from api.people.card import HAVE_CARD, LostCard
from api.people.membership import GIVE_STAFF_SIGN_IN, LOOK_AFTER
from api.serving.codes import card_code
from api.serving.fields import Body
from api.serving.own_facts import see_own_facts
from domain.ledger.decision import Request as DecisionRequest
from domain.ledger.refusal import Refusal
from domain.people.card import CardIssued, CardRevoked, IssueCard, RevokeCard
from domain.people.roles import GrantRole, RoleHeld
from domain.people.sign_in import GiveSignIn, SignInGiven
from domain.people.vault import mask_name
from projections.people.cards import cards_of
from projections.people.members import grids, held_roles, members_by_id, roles_of

router = page_router()

LookingAfter = Annotated[Visitor, Depends(visiting(LOOK_AFTER))]
HandlingCards = Annotated[Visitor, Depends(visiting(HAVE_CARD, for_others=True))]

DONE: Final = {
    "issued": "兑换卡已经办好，请打印出来交给本人。",
    "revoked": "兑换卡已经挂失，旧卡不能再用。",
}


class SignInName(Body):
    """The name to sign in with; it begins with a letter, so that it is nobody's phone."""

    username: Annotated[
        str, StringConstraints(to_lower=True, pattern=r"^[A-Za-z][0-9A-Za-z._-]{2,29}$")
    ]


class Worker(NamedTuple):
    """Somebody of the office whom people can call."""

    member_id: str
    name: str
    phone: str
    grid: str


@router.get("/desk/members/{member_id}/sign-in")
async def sign_in_form(member_id: str, visitor: LookingAfter) -> Response:
    """The name under which a member is to sign in."""
    return await _sign_in_form(visitor, member_id)


async def _sign_in_form(
    visitor: Visitor, member_id: str, *, problem: str | None = None, status: int = 200
) -> Response:
    one = await somebody(visitor, member_id)
    held = await visitor.community.credentials.username_of(member_id)
    return visitor.show(
        "desk/service/sign_in.html",
        status,
        one=one,
        held=held,
        username=str(visitor.form.get("username", "")) or held or one.volunteer_number.lower(),
        problem=problem,
    )


@router.post("/desk/members/{member_id}/sign-in")
async def give_sign_in(member_id: str, visitor: LookingAfter) -> Response:
    """A new password, shown this once on a slip: there is no page to come back to."""
    _ = translator(visitor.language)
    credentials = visitor.community.credentials
    try:
        username = visitor.read(SignInName).username
        if await credentials.is_taken(username, member_id):
            problem = _("用户名“{username}”已经有人用了。", username=username)
            return await _sign_in_form(visitor, member_id, problem=problem, status=409)
        decision = GiveSignIn(member_id=member_id, by_admin=visitor.may(GIVE_STAFF_SIGN_IN))
        receipt, _fact = await visitor.record(decision, SignInGiven, for_member=member_id)
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        return await _sign_in_form(visitor, member_id, problem=problem, status=status)
    if receipt.replayed:
        problem = _("密码只显示一次，已经发过了；要新的密码，请重新办理。")
        return await _sign_in_form(visitor, member_id, problem=problem, status=409)
    await _let_act_for_oneself(visitor, member_id)
    password = await credentials.issue(member_id, username)
    visitor.forget_sessions(member_id)
    one = await somebody(visitor, member_id)
    return visitor.show("desk/service/slip.html", one=one, username=username, password=password)


async def _let_act_for_oneself(visitor: Visitor, member_id: str) -> None:
    """A volunteer who can sign in also signs up, in and out: that is the role of a volunteer."""
    community = visitor.community
    one = await somebody(visitor, member_id)
    if one.kind != "volunteer" or "volunteer" in await roles_of(community.reader, member_id):
        return
    request = DecisionRequest(
        decision=GrantRole(member_id=member_id, role="volunteer"),
        actor=visitor.member_id,
        on_behalf_of=member_id,
        key=f"{visitor.key} role",
        content=community.vault.digest("volunteer role", member_id),
    )
    try:
        await community.recorder.record(request)
    except RoleHeld:
        return


@router.get("/desk/members/{member_id}/card")
async def card(member_id: str, visitor: HandlingCards) -> Response:
    """A member's paper card, to be printed and handed over."""
    community = visitor.community
    await see_own_facts(community, "cards")
    one = await somebody(visitor, member_id)
    cards = await cards_of(community.reader, member_id)
    valid = cards[0] if cards and cards[0].revoked_at is None else None
    code = card_code(community.vault, valid.number) if valid else ""
    return visitor.show(
        "desk/people/card.html",
        one=one,
        card=valid,
        code=code,
        masked=mask_name(one.name) if one.name else "",
        qr=lambda label: qr(code, label),
        message=said(visitor, DONE),
    )


@router.post("/desk/members/{member_id}/card")
async def issue_card(member_id: str, visitor: HandlingCards) -> Response:
    """Have a card made for a member."""
    await visitor.record(IssueCard(member_id=member_id), CardIssued, for_member=member_id)
    return go_on(f"/desk/members/{member_id}/card", done="issued")


@router.post("/desk/members/{member_id}/card/lost")
async def revoke_card(member_id: str, visitor: HandlingCards) -> Response:
    """Make a member's card void."""
    lost = visitor.read(LostCard)
    decision = RevokeCard(member_id=member_id, card_id=lost.card_id)
    await visitor.record(decision, CardRevoked, for_member=member_id)
    return go_on(f"/desk/members/{member_id}/card", done="revoked")


@router.get("/desk/members/{member_id}/passbook")
async def passbook(member_id: str, visitor: LookingAfter, month: Month = None) -> Response:
    """A member's passbook as a PDF, to be printed and handed over."""
    await somebody(visitor, member_id)
    return await paper_passbook(visitor, member_id, month)


@router.get("/desk/contact-card")
async def contact_card(visitor: LookingAfter, grid: str = "") -> Response:
    """Whom to call: the workers of a grid, or of all of them, on cards to be handed out."""
    wanted = readable(grid)
    community = visitor.community
    await see_own_facts(community, "members")
    held = await held_roles(community.reader)
    ids = list(dict.fromkeys(it.member_id for it in held if it.role == "coordinator"))
    listed = await members_by_id(community.reader, ids)
    names = await names_of(visitor, ids)
    phones = await community.vault.phones(ids)
    workers = [
        Worker(it, names.get(it, ""), phones.get(it, ""), listed[it].grid or "")
        for it in ids
        if it in listed
    ]
    of_grid = [it for it in workers if not wanted or it.grid == wanted]
    return visitor.show(
        "desk/people/contact_card.html",
        workers=of_grid or workers,
        grid=wanted,
        grids=await grids(community.reader),
        nobody_there=bool(wanted) and not of_grid,
        desk=community.settings.desk,
    )
