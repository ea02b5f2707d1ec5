"""Giving time credit: to one's family, or to the community's welfare pool."""

from typing import Annotated, Final, Literal, NamedTuple, get_args

from fastapi import Depends, Response
from pydantic import Field

from api.pages.language import translator
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, read_body, visiting
from api.pages.volunteer.looked_up import forget_look_ups, look_up, masked_name_of
from api.pages.volunteer.points import terms_on
from api.people.membership import READ_BALANCE
from api.service.odd_ties import gift_bound
from api.service.transfer import GIVE, POOL, NewTransfer, transfer
from api.serving.fields import Body, Tag
from api.serving.own_facts import see_own_facts
from domain.ledger.refusal import Refusal
from domain.rules.accounts import CREDIT
from domain.rules.rules import Relation
from projections.people.balances import member_balance

router = page_router()

Giving = Annotated[Visitor, Depends(visiting(GIVE, for_oneself=True))]

HOURS_MAX: Final = 10_000
MINUTES_PER_HOUR: Final = 60
RELATIONS: Final[dict[Relation, str]] = {
    "spouse": "爱人",
    "parent": "父母",
    "child": "子女",
    "grandparent": "祖父母、外祖父母",
    "grandchild": "孙子女、外孙子女",
    "sibling": "兄弟姐妹",
}


class Gift(Body):
    """So many hours and minutes for a relative or the pool, as the form has it."""

    target: Literal["family", "pool"]
    relation: Relation | None = None
    receiver: Tag | None = None
    hours: Annotated[int, Field(ge=0, le=HOURS_MAX)] = 0
    minutes: Annotated[int, Field(ge=0, lt=MINUTES_PER_HOUR)] = 0

    @property
    def amount(self) -> int:
        """In minutes."""
        return self.hours * MINUTES_PER_HOUR + self.minutes


class Found(NamedTuple):
    """Who is to have it; without an id, the pool."""

    member_id: str | None = None
    masked_name: str = ""


class NotFound(Exception):
    """Nobody, or more than one person, is meant: the sentence says so."""


async def _find(visitor: Visitor, gift: Gift) -> Found:
    """Who is meant, by phone or volunteer number. Raises NotFound, TooManyAttempts."""
    _ = translator(visitor.language)
    if gift.target == "pool":
        return Found()
    if not gift.receiver or not gift.relation:
        raise NotFound(_("请选择关系，并填写家人的手机号或志愿者号。"))
    found = await look_up(visitor, gift.receiver)
    if len(found) > 1:
        raise NotFound(_("有两位成员用这个手机号，请改填志愿者号。"))
    if not found:
        raise NotFound(_("没有找到这位家人。请核对手机号或志愿者号；家人也要先在社区登记。"))
    if found[0] == visitor.member_id:
        raise NotFound(_("这是您自己。时间存款只能转给别人。"))
    return Found(found[0], await masked_name_of(visitor, found[0]))


async def _form(visitor: Visitor, gift: Gift | None = None, problem: str | None = None) -> Response:
    community = visitor.community
    await see_own_facts(community, "balances")
    held = await member_balance(community.reader, visitor.member_id)
    terms = await terms_on(community.reader, visitor.today)
    return visitor.show(
        "volunteer/service/give.html",
        409 if problem else 200,
        held=held.time_credit_minutes,
        gift=gift,
        relations=[
            (it, RELATIONS[it]) for it in get_args(Relation) if it in terms.transfer_relations
        ],
        may_act=visitor.may(GIVE),
        bound=await gift_bound(visitor, visitor.member_id),
        problem=problem,
    )


@router.get("/me/give")
async def give_page(
    visitor: Annotated[Visitor, Depends(visiting(READ_BALANCE, for_oneself=True))],
) -> Response:
    """The form: to whom, and how much."""
    return await _form(visitor)


@router.post("/me/give/check")
async def check(visitor: Giving) -> Response:
    """What is about to be given, to whom, before anything is recorded."""
    _ = translator(visitor.language)
    try:
        gift = visitor.read(Gift)
    except Malformed:
        return await _form(visitor, problem=_("请选择转给谁，时长填整数，分钟不超过 59。"))
    if not gift.amount:
        return await _form(visitor, gift, _("请填写要转多少时间。"))
    try:
        found = await _find(visitor, gift)
    except NotFound as nobody:
        return await _form(visitor, gift, str(nobody))
    await see_own_facts(visitor.community, "balances")
    held = await member_balance(visitor.community.reader, visitor.member_id)
    if held.time_credit_minutes < gift.amount:
        return await _form(visitor, gift, _("时间存款不够，请填少一些。"))
    return visitor.show(
        "volunteer/service/give_check.html",
        gift=gift,
        found=found,
        relation=RELATIONS[gift.relation] if gift.relation else "",
        left=held.time_credit_minutes - gift.amount,
    )


@router.post("/me/give")
async def give(visitor: Giving) -> Response:
    """Give it."""
    gift = visitor.read(Gift)
    if not gift.amount:
        return await _form(visitor, gift, translator(visitor.language)("请填写要转多少时间。"))
    try:
        found = await _find(visitor, gift)
    except NotFound as nobody:
        return await _form(visitor, gift, str(nobody))
    given = {"to": found.member_id or POOL, "unit": CREDIT, "amount": gift.amount}
    if found.member_id:
        given["relation"] = gift.relation
    try:
        await transfer(read_body(NewTransfer, given, visitor.language), visitor)
    except Refusal as refusal:
        return await _form(visitor, gift, refusal.sentence(visitor.language))
    await forget_look_ups(visitor)
    return go_on("/me", done="given")
