"""The form that asks for help: what is typed, and what of one's credit can still be promised."""

from datetime import date, time, timedelta
from typing import Annotated, Any, Final, NamedTuple

from pydantic import Field

from api.needs.asking import NEEDS_MAX, NewRequest, age
from api.pages.typed import Clock, Fen, moment
from api.pages.visitor import Visitor, read_body
from api.serving.fields import Body, Day, Id, Text, Word
from api.serving.own_facts import see_own_facts
from domain.needs.need_terms import NeedTerms
from domain.needs.requests import MINUTES_WANTED_MAX, PaidBy, RequestKind
from domain.rules.accounts import CREDIT
from projections.needs.requests_board import Sought, requests_board
from projections.people.balances import held_by_kind, member_balance
from projections.rules.term_versions import terms_in_force

LENGTHS: Final = (30, 60, 90, 120, 180, 240, 300, 480)
"""How long help may be wanted, in minutes, as the form offers it."""
SUGGESTED: Final = ("陪诊", "买菜取药", "打扫", "修理", "陪聊", "理发", "教用手机")
"""What is often asked for; anything else can be typed as well."""
OPEN_MAX: Final = 200
NIGHT: Final = time(23, 59)


class Wanted(Body):
    """What is typed: a day without a time means any time of it; a wish has no length."""

    kind: RequestKind
    need: Word
    text: Text
    day: Day | None = None
    starts: Clock | None = None
    minutes_wanted: Annotated[int, Field(ge=1, le=MINUTES_WANTED_MAX)] | None = None
    terms: PaidBy = "free"
    money: Fen | None = None
    member_id: Id | None = None
    guardian: Id | None = None
    node: Id | None = None
    place: Word | None = None
    needs: Annotated[list[Word], Field(max_length=NEEDS_MAX)] = Field(default_factory=list)


class Purse(NamedTuple):
    """Minutes of credit: what somebody has, what they promised for requests that wait, the rest.

    `in_pool` is what the pool has, which pays for those whom the terms name.
    """

    held: int
    promised: int
    in_pool: int

    @property
    def left(self) -> int:
        """What can still be promised."""
        return max(self.held - self.promised, 0)


async def purse_of(visitor: Visitor, member_id: str) -> Purse:
    """What somebody has to ask for help with."""
    community = visitor.community
    for question in ("balances", "requests_board"):
        await see_own_facts(community, question)
    held = await member_balance(community.reader, member_id)
    sought = Sought(statuses=("made", "published"), for_id=member_id)
    waiting = await requests_board(community.reader, sought, limit=OPEN_MAX)
    promised = sum(it.minutes_wanted - it.set_aside for it in waiting if it.terms == "credit")
    pool = (await held_by_kind(community.reader, CREDIT))["pool"]
    return Purse(held.time_credit_minutes, promised, pool)


async def form_for(visitor: Visitor, member_id: str) -> dict[str, Any]:
    """What the form that asks for somebody offers."""
    community = visitor.community
    known = await community.vault.people([member_id])
    await see_own_facts(community, "term_versions")
    terms = await terms_in_force(community.reader, "needs", NeedTerms, visitor.today)
    youngest = min(terms.pool_age_years_min, terms.pool_hardship_age_years_min)
    born: date | None = known[member_id].birth_date if member_id in known else None
    return {
        "purse": await purse_of(visitor, member_id),
        "may_use_pool": born is None or age(born, visitor.today) >= youngest,
        "lengths": LENGTHS,
        "suggested": SUGGESTED,
        "typed": visitor.form,
        "today": visitor.today,
    }


def read_wanted(visitor: Visitor, **told: Any) -> NewRequest:
    """What is asked for, as the body of the interface. Raises Malformed."""
    typed = visitor.read(Wanted, **told)
    is_service = typed.kind == "service"
    given: dict[str, Any] = {
        "kind": typed.kind,
        "need": typed.need,
        "text": typed.text,
        "for_member": typed.member_id,
        "guardian": typed.guardian,
        "node": typed.node,
        "place": typed.place,
        "minutes_wanted": typed.minutes_wanted if is_service else None,
        "terms": typed.terms if is_service else "free",
        "value_fen_max": typed.money if typed.kind == "wish" else None,
        "needs": tuple(typed.needs),
        **_window(visitor, typed),
    }
    return read_body(
        NewRequest, {it: said for it, said in given.items() if said is not None}, visitor.language
    )


def _window(visitor: Visitor, typed: Wanted) -> dict[str, str]:
    if typed.day is None:
        return {}
    zone = visitor.community.zone
    begin = moment(typed.day, typed.starts or time(), zone)
    end = begin + timedelta(minutes=typed.minutes_wanted or 0)
    if typed.starts is None:
        end = moment(typed.day, NIGHT, zone)
    return {"from": begin.isoformat(), "until": end.isoformat()}
