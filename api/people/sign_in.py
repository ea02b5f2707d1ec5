"""Sign-in: asked for on one's own phone, let in by the desk, with a password that one chooses."""

import re
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from psycopg.errors import UniqueViolation
from pydantic import AfterValidator, BaseModel, StringConstraints, WithJsonSchema

from api.capability import Capability, Place
from api.people import entering
from api.people.entering import TEXT_LENGTH_MAX, require_code
from api.people.session import KEEP_SESSION, SIGN_IN, Token
from api.policy.act import Act
from api.serving.access import Caller, allowed, bearer, community_of, public
from api.serving.doors.door import door_of
from api.serving.fields import Body
from api.serving.own_facts import see_own_facts
from api.serving.problems import Problem
from domain.ledger.decision import Receipt
from domain.ledger.decision import Request as DecisionRequest
from domain.ledger.refusal import Refusal
from domain.people import sign_in
from domain.people.credentials import ASKING_SECONDS, Asking, Given
from domain.people.entering import passwords
from domain.people.entering.role_refusals import RoleHeld, RoleTakenBack
from domain.people.membership import UnknownMember
from domain.people.roles import LetServe
from domain.people.sign_in import ChoosePassword, GiveSignIn, PasswordChosen, SignInGiven
from projections.people.members import members_by_id, roles_of

GIVE_SIGN_IN: Final = Act(
    "sign_in.give", "办理登录", by=("coordinator", "admin"), proven=True, in_node=True
)
GIVE_STAFF_SIGN_IN: Final = Act("sign_in.staff", "给工作人员重新办理登录", by=("admin",))

router = APIRouter(prefix="/api", tags=["session"])

ASKED_AT_PLACE_MAX: Final = 60
"""A community's own network is one place, and on some days many come to its desk."""
PASSWORD_LENGTH_MIN: Final = 8
PASSWORD_LENGTH_MAX: Final = 200

USERNAME: Final = r"[A-Za-z][0-9A-Za-z._-]{2,29}"


def as_username(text: str) -> str:
    """A name to sign in with, in small letters. Raises ValueError, in both languages."""
    if not re.fullmatch(USERNAME, text):
        raise ValueError(
            "要以字母开头，一共 3 至 30 个字母、数字、点、下划线或短横。"
            "｜begins with a letter, and has 3 to 30 letters, digits, dots, underscores or hyphens."
        )
    return text.lower()


Username = Annotated[
    str,
    AfterValidator(as_username),
    WithJsonSchema({"type": "string", "pattern": f"^{USERNAME}$"}),
]
Code = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\d{6}$")]
Password = Annotated[
    str, StringConstraints(min_length=PASSWORD_LENGTH_MIN, max_length=PASSWORD_LENGTH_MAX)
]


class WrongSignInCode(Refusal, code="wrong_sign_in_code", field="code"):
    """Nobody who waits shows these digits."""

    zh = "没有人在等这个数字。请看本人手机上的 6 位数字，再输一次；过了 15 分钟要重新申请。"
    en = "Nobody waits with these digits: look at the six on their phone, which last 15 minutes."


class NameTaken(Refusal, code="name_taken", field="username"):
    """Somebody else signs in under this name."""

    zh = "这个用户名已经有人用了。"
    en = "Somebody else signs in under this name."


class Asked(BaseModel):
    """The digits to show at the desk, and a token by which the session is fetched."""

    token: str
    code: str
    expires_in: int = ASKING_SECONDS


class Arrival(Body):
    """The token of who asked, and a code of their second factor where they have one."""

    token: Annotated[str, StringConstraints(min_length=20, max_length=100)]
    otp: Annotated[str, StringConstraints(max_length=TEXT_LENGTH_MAX)] = ""


class SignInFor(Body):
    """The digits that the member shows, and a name to sign in with: their number without one."""

    code: Code
    username: Username | None = None


class GivenSignIn(BaseModel):
    """A member can sign in."""

    member_id: str
    username: str
    position: int


class NewPassword(Body):
    """A password of one's own; `old` is the one before, if there was one."""

    new: Password
    old: Annotated[str, StringConstraints(max_length=PASSWORD_LENGTH_MAX)] = ""


class ChosenPassword(BaseModel):
    """The note that it was chosen."""

    member_id: str
    position: int


@router.post("/sign-in-requests", dependencies=[Depends(public(SIGN_IN))])
async def ask(request: Request) -> Asked:
    """Ask to be let in. Raises TooManyAttempts after so many from one place."""
    asking = await begin_asking(request)
    return Asked(token=asking.token, code=asking.code)


async def begin_asking(request: Request) -> Asking:
    """Digits for somebody at this door. Raises TooManyAttempts."""
    credentials = community_of(request).credentials
    await credentials.count_attempt(f"asking at {door_of(request).place}", ASKED_AT_PLACE_MAX)
    return await credentials.ask()


@router.post("/sign-in-requests/session", dependencies=[Depends(public(SIGN_IN))])
async def arrive(request: Request, body: Arrival) -> Token:
    """The session of who asked, once the desk let them in."""
    token = await entering.arrive(request, body.token)
    if token is None:
        raise Problem(409, "not_let_in_yet")
    await require_code(request, token, body.otp)
    return Token(access_token=token)


@router.post("/members/{member_id}/sign-in", status_code=201)
async def give_sign_in(
    member_id: str, body: SignInFor, caller: Annotated[Caller, Depends(allowed(GIVE_SIGN_IN))]
) -> GivenSignIn:
    """Let who shows these digits in as a member; they choose the password themselves."""
    credentials = caller.community.credentials
    await see_own_facts(caller.community, "members")
    known = (await members_by_id(caller.community.reader, [member_id])).get(member_id)
    if known is None:
        raise UnknownMember
    held = await credentials.username_of(member_id)
    username = body.username or held or known.volunteer_number.lower()
    if not await caller.is_repeat():
        if await credentials.is_taken(username, member_id):
            raise NameTaken
        attempt = f"sign-in code typed by {caller.member_id}"
        await credentials.count_attempt(attempt)
        if not await credentials.is_asking(body.code):
            caller.note("sign_in.wrong_digits")
            raise WrongSignInCode
        await credentials.forget_failures(attempt)
    decision = GiveSignIn(
        member_id=member_id,
        by_admin=caller.may(GIVE_STAFF_SIGN_IN),
        actor_id=caller.member_id,
    )
    receipt, _ = await caller.record(decision, SignInGiven, for_member=member_id)
    if known.kind == "volunteer":
        await _let_act_for_oneself(caller, member_id)
    if not receipt.replayed or await credentials.is_asking(body.code):
        try:
            given = Given(caller.member_id, receipt.recorded.envelope.recorded_at)
            await credentials.give(member_id, username, body.code, given)
        except UniqueViolation:  # somebody took it a moment ago
            raise NameTaken from None
        caller.forget_sessions(member_id)
    return GivenSignIn(member_id=member_id, username=username, position=receipt.position)


async def _let_act_for_oneself(caller: Caller, member_id: str) -> None:
    """A volunteer who can sign in also signs up, in and out: that is the role of a volunteer."""
    community = caller.community
    if "volunteer" in await roles_of(community.reader, member_id):
        return
    request = DecisionRequest(
        decision=LetServe(member_id=member_id, role="volunteer"),
        actor=caller.member_id,
        on_behalf_of=member_id,
        key=f"{caller.key} role",
        content=community.vault.digest("volunteer role", member_id),
    )
    try:
        await community.recorder.record(request)
    except (RoleHeld, RoleTakenBack):
        return


@router.post("/me/password", status_code=201)
async def choose_password(
    body: NewPassword,
    caller: Annotated[Caller, Depends(allowed(KEEP_SESSION, for_oneself=True))],
    token: Annotated[str, Depends(bearer)],
) -> ChosenPassword:
    """Choose a password; every other session ends. Raises TooManyAttempts, WeakPassword."""
    receipt = await record_password(caller, token, body)
    return ChosenPassword(member_id=caller.member_id, position=receipt.position)


async def record_password(caller: Caller, token: str, body: NewPassword) -> Receipt:
    """Change it, then note that it was; of the password itself the log knows nothing at all.

    Asked again it finds the password changed, and notes that it was. Raises Problem when the one
    before is wrong.
    """
    if not passwords.can_be_typed(body.new):
        raise Problem(422, "malformed")
    if not await caller.community.credentials.change_password(token, body.old, body.new):
        caller.note("password.failed")
        raise Problem(409, "wrong_password")
    caller.forget_sessions(caller.member_id)
    request = DecisionRequest(
        decision=ChoosePassword(member_id=caller.member_id),
        actor=caller.member_id,
        key=caller.key,
        content=caller.community.vault.digest("password chosen", caller.member_id),
    )
    receipt = await caller.community.recorder.record(request)
    caller.say_replayed(receipt)
    caller.note("password.chosen")
    assert isinstance(receipt.fact, PasswordChosen)
    return receipt


CAPABILITY: Final = Capability(
    name="sign_in",
    model=(sign_in,),
    router=router,
    pages=(
        "arriving",
        "desk.people.sign_ins",
        "volunteer.people.own_settings",
    ),
    places=(Place(menu="more", rank=70, path="/me/settings", words="密码和登录"),),
)
