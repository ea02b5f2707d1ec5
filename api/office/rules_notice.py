"""Rules on notice: a version of some terms is put up before somebody approves it."""

from typing import Annotated, Any, Final, NamedTuple

from fastapi import APIRouter, Depends

from api.capability import Capability
from api.office.terms_change import in_force
from api.openness.notice_rows import NewNotice, Posted
from api.openness.putting_up import put_up
from api.policy.act import Act
from api.serving.access import Caller, allowed
from api.serving.fields import Body, Day, Id
from api.serving.own_facts import see_own_facts
from domain.rules.rule_proposals import UnknownRules
from domain.rules.term_proposals import book_called, terms_tag
from domain.service.counting.wording import day_zh
from projections.openness.notices import put_up_before
from projections.rules.term_versions import ProposedTerms, proposed_terms, term_versions

POST_RULES: Final = Act("notice.post_rules", "张贴规则公示", by=("coordinator",))

router = APIRouter(prefix="/api/notices", tags=["notices"])


class VersionToHang(Body):
    """The version that was proposed, and from when to when it hangs."""

    rules_id: Id
    opens_on: Day
    last_day: Day


class Hangable(NamedTuple):
    """A version that waits, what would hang, and whether it hangs or hung already."""

    proposed: ProposedTerms
    about: str
    wording: str
    is_up: bool


async def hangable(caller: Caller) -> list[Hangable]:
    """The versions of terms that wait for a second person, with what would hang of them."""
    reader = caller.community.reader
    for question in ("term_versions", "notices"):
        await see_own_facts(caller.community, question)
    waiting = [it for it in await proposed_terms(reader) if not it.overtaken]
    versions = await term_versions(reader)
    hung = await put_up_before(reader, "rules", [terms_tag(it.rules_id) for it in waiting])
    return [
        Hangable(
            it,
            book_called(it.book).about,
            _wording(it, in_force(it.book, versions, it.in_force_from)),
            terms_tag(it.rules_id) in hung,
        )
        for it in waiting
    ]


def _wording(proposed: ProposedTerms, before: dict[str, Any]) -> str:
    """What is to change, term by term."""
    book = book_called(proposed.book)
    day = proposed.in_force_from
    heading = f"{book.about}规则 {proposed.version}，拟自 {day.year} 年 {day_zh(day)}起施行："
    changed = [(name, it) for name, it in proposed.terms.items() if it != before.get(name)]
    lines = [
        f"{number}. {book.words.get(name, name)}：由“{_said(before.get(name), book.choices)}”"
        f"改为“{_said(value, book.choices)}”"
        for number, (name, value) in enumerate(changed, 1)
    ]
    return "\n".join((heading, *(lines or ("与现在的规则一样，只换版本号。",))))


def _said(value: Any, choices: dict[str, str]) -> str:
    match value:
        case None:
            return "无"
        case bool():
            return "是" if value else "否"
        case list() | tuple():
            return "、".join(_said(it, choices) for it in value) or "无"
        case str():
            return choices.get(value, value)
    return str(value)


async def put_up_rules(caller: Caller, body: VersionToHang) -> Posted:
    """Post one version. Refused: UnknownRules, and as PostNotice."""
    found = [it for it in await hangable(caller) if it.proposed.rules_id == body.rules_id]
    if not found:
        raise UnknownRules
    notice = NewNotice(
        kind="rules",
        subjects=(terms_tag(body.rules_id),),
        opens_on=body.opens_on,
        last_day=body.last_day,
        wording=found[0].wording,
    )
    position, fact = await put_up(caller, notice)
    return Posted(notice_id=fact.notice_id, number=fact.number, position=position)


@router.post("/rules", status_code=201)
async def post_rules(
    body: VersionToHang, caller: Annotated[Caller, Depends(allowed(POST_RULES))]
) -> Posted:
    """Put a version of some terms up, in words: what is to be otherwise than now."""
    return await put_up_rules(caller, body)


CAPABILITY: Final = Capability(
    name="rules_notice", router=router, pages=("desk.openness.rules_notice",)
)
