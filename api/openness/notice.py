"""Notices: what is put up for everybody to object to, before it goes on."""

from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response

from api.capability import Capability, Place
from api.openness.boxed import content_of, count_slip, in_nobodys_name, put_in_box
from api.openness.notice_rows import (
    Answered,
    NewAnswer,
    NewNotice,
    NewObjection,
    NoticeRow,
    Objected,
    ObjectionRow,
    Posted,
    Reason,
    Withdrawn,
    notice_rows,
    objection_rows,
)
from api.openness.putting_up import put_up
from api.policy.act import PUBLIC, Act, Gate
from api.serving.access import (
    Caller,
    IdempotencyKey,
    allowed,
    bearer,
    community_of,
    fresh,
    public,
    require_proofs,
    signed_in,
)
from api.serving.composition import Community
from api.serving.own_facts import see_own_facts
from api.serving.paging import Page, PageAfter, PageSize, page, read_cursor
from api.serving.problems import Problem
from domain.ledger.tag import Tag
from domain.openness import (
    hours_notice,
    listed,
    notice,
    notice_objection,
    notice_posting,
    notice_terms,
    rules_notice,
)
from domain.openness.notice import (
    NoticeAnswered,
    NoticeNotAbout,
    NoticeObjected,
    NoticeWithdrawn,
    UnknownNotice,
)
from domain.openness.notice_objection import AnswerNotice, ObjectToNotice
from domain.openness.notice_posting import WithdrawNotice
from projections.openness.notices import (
    LAST,
    ListedNotice,
    Notices,
    concerning,
    notices,
    objections_to,
    one_notice,
    subjects_of,
)

POST: Final = Act("notice.post", "张贴公示", by=("coordinator",), in_node=True)
SEE: Final = Act("notice.see", "看公示", by=PUBLIC)
OBJECT: Final = Act("notice.object", "对公示提出异议", by=PUBLIC)
ENTER: Final = Act("notice.enter", "录入公示异议", by=("coordinator",))
ANSWER: Final = Act("notice.answer", "答复公示异议", by=("coordinator",), in_node=True)
FOLLOW: Final = Act(
    "notice.follow", "看公示异议和答复", by=("coordinator", "supervisor"), in_node=True
)
WATCH: Final = Act("notice.watch", "看署名的公示异议由谁提出", by=("supervisor",))
WITHDRAW: Final = Act("notice.withdraw", "撤下公示", by=("supervisor",))

NUMBER_MAX: Final = 2**31

router = APIRouter(prefix="/api/notices", tags=["notices"])

Token = Annotated[str | None, Depends(bearer)]


@router.post("", status_code=201)
async def post(body: NewNotice, caller: Annotated[Caller, Depends(allowed(POST))]) -> Posted:
    """Put up what lists nothing of one's own, for everybody to object to."""
    position, fact = await put_up(caller, body)
    return Posted(notice_id=fact.notice_id, number=fact.number, position=position)


@router.get("", dependencies=[Depends(public(SEE)), Depends(fresh("notices"))])
async def find(
    request: Request,
    running: bool = False,
    limit: PageSize = 50,
    after: PageAfter = None,
) -> Page[NoticeRow]:
    """Notices, the last posted first; the wording of those that hang, the figures of the others."""
    community = community_of(request)
    today = datetime.now(community.zone).date()
    found = await notices(
        community.reader,
        today,
        community.zone,
        running=running,
        before=read_cursor(after, LAST)[0],
        limit=limit + 1,
    )
    rows, following = page(found, limit, lambda row: (row.position,))
    return Page(items=await notice_rows(community, rows, today), next=following)


async def notice_of(
    community: Community, *, notice_id: str | None = None, number: int | None = None
) -> ListedNotice:
    """A notice as it is known now. Raises UnknownNotice."""
    if number is not None and not 0 < number < NUMBER_MAX:
        raise UnknownNotice
    await see_own_facts(community, "notices")
    today = datetime.now(community.zone).date()
    found = await one_notice(
        community.reader, today, community.zone, notice_id=notice_id, number=number
    )
    if found is None:
        raise UnknownNotice
    return found


@router.get("/{notice_id}", dependencies=[Depends(public(SEE)), Depends(fresh("notices"))])
async def one(notice_id: str, request: Request) -> NoticeRow:
    """One notice."""
    community = community_of(request)
    found = await notice_of(community, notice_id=notice_id)
    (row,) = await notice_rows(community, [found], datetime.now(community.zone).date())
    return row


@router.get("/{notice_id}/objections", dependencies=[Depends(fresh("notices"))])
async def objections(
    notice_id: str,
    caller: Annotated[Caller, Depends(allowed(FOLLOW))],
    limit: PageSize = 50,
    after: PageAfter = None,
) -> Page[ObjectionRow]:
    """The objections to a notice, with their answers.

    By whom they are is told to supervisors only, where somebody wished to be named, and never to
    whom the notice is about.
    """
    community = caller.community
    await notice_of(community, notice_id=notice_id)
    found = await objections_to(
        community.reader, notice_id, after=read_cursor(after, 0)[0], limit=limit + 1
    )
    rows, following = page(found, limit, lambda row: (row.position,))
    concerned = await concerning(community.reader, caller.member_id, [notice_id])
    may_see = caller.may(WATCH, for_others=True) and not concerned
    items = await objection_rows(community, rows, named=may_see)
    return Page(items=items, next=following)


async def subject_of(community: Community, notice_id: str, body: NewObjection) -> Tag | None:
    """What an objection is about: a thing by its tag, or by its line on the notice.

    Raises UnknownNotice, NoticeNotAbout.
    """
    if body.line is None:
        return body.subject
    await notice_of(community, notice_id=notice_id)
    lines = await subjects_of(community.reader, notice_id)
    if body.line > len(lines):
        raise NoticeNotAbout
    return lines[body.line - 1]


async def objection_of(community: Community, notice_id: str, body: NewObjection) -> ObjectToNotice:
    """The decision that an objection asks for; its grounds are kept. Raises as `subject_of`."""
    return ObjectToNotice(
        notice_id=notice_id,
        way=body.way,
        grounds_text=await community.vault.keep_text(body.grounds),
        subject=await subject_of(community, notice_id, body),
    )


@router.post("/{notice_id}/objections", status_code=201, dependencies=[Depends(public(OBJECT))])
async def object_to(
    notice_id: str,
    body: NewObjection,
    request: Request,
    response: Response,
    token: Token,
    idempotency_key: IdempotencyKey = None,
) -> Objected:
    """Object to a notice, also without signing in; who wishes to be named signs in.

    What came by phone, at the desk or in the box is entered by who may.
    """
    community, content = community_of(request), await content_of(request)
    session = await signed_in(request, token)
    if session is not None:
        require_proofs(request, session, Gate(OBJECT))
    if body.way != "page" and not ENTER.lets(session.roles if session else None, own=False):
        raise Problem(403 if session else 401, "not_permitted" if session else "not_signed_in")
    if body.way == "page":
        await count_slip(request)
    if body.named and session is None:
        raise Problem(401, "not_signed_in", {"WWW-Authenticate": "Bearer"})
    decision = await objection_of(community, notice_id, body)
    if body.named and session is not None:
        caller = Caller(request, response, session, Gate(OBJECT))
        receipt, fact = await caller.record(decision, NoticeObjected)
    else:
        key = in_nobodys_name(request, session.member_id if session else "", idempotency_key)
        receipt, fact = await put_in_box(
            *(request, response, decision, NoticeObjected), content=content, key=key
        )
    return Objected(objection_id=fact.objection_id, position=receipt.position)


@router.post("/{notice_id}/answers", status_code=201)
async def answer(
    notice_id: str, body: NewAnswer, caller: Annotated[Caller, Depends(allowed(ANSWER))]
) -> Answered:
    """Answer an objection: not to what one posted, nor to what is about oneself or one's kin."""
    texts = await caller.community.vault.keep_texts([body.answer])
    decision = AnswerNotice(
        notice_id=notice_id,
        objection_id=body.objection_id,
        outcome=body.outcome,
        answer_text=texts[body.answer],
        actor_id=caller.member_id,
    )
    receipt, _ = await caller.record(decision, NoticeAnswered)
    return Answered(objection_id=body.objection_id, position=receipt.position)


@router.post("/{notice_id}/withdrawal", status_code=201)
async def withdraw(
    notice_id: str, body: Reason, caller: Annotated[Caller, Depends(allowed(WITHDRAW))]
) -> Withdrawn:
    """Take a notice down: nothing goes on by it."""
    texts = await caller.community.vault.keep_texts([body.reason])
    decision = WithdrawNotice(notice_id=notice_id, reason_text=texts[body.reason])
    receipt, _ = await caller.record(decision, NoticeWithdrawn)
    return Withdrawn(notice_id=notice_id, position=receipt.position)


CAPABILITY: Final = Capability(
    name="notice",
    model=(
        *(hours_notice, listed, notice, notice_objection, notice_posting, notice_terms),
        rules_notice,
    ),
    projections=(Notices,),
    router=router,
    pages=(
        "board.notices",
        "desk.openness.drafts",
        "desk.openness.notices",
        "ledger.openness.notices",
    ),
    places=(
        Place(menu="more", rank=65, path="/notices", words="正在公示"),
        Place(menu="desk", rank=46, path="/desk/notices", words="公示"),
        Place(menu="ledger", rank=46, path="/ledger/notices", words="公示与异议"),
    ),
)
