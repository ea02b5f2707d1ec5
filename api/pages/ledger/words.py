"""What a fact says, in one sentence: how the blanks of its own words are filled."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from string import Formatter
from typing import Any, Final
from zoneinfo import ZoneInfo

from api.pages.kin_in_words import DEPARTURES, EVIDENCE, KIN_RELATIONS
from api.pages.language import (
    Language,
    say_day,
    say_hours,
    say_moment,
    say_yuan,
    translator,
)
from api.pages.needs.call_words import CALL_OUTCOMES, RHYTHMS
from domain.ledger.decision import OFFICE
from domain.ledger.fact import Fact, Recorded
from domain.ledger.tag import id_of, kind_of
from domain.people.sealed import SEALED_KINDS
from domain.rules.term_proposals import books
from domain.shop.donation import GENERAL_FUND
from domain.ties.standing_kinds import is_confidential, kind_named


@dataclass(frozen=True)
class Words:
    """The reader's language, and what the ids in facts are called."""

    language: Language
    zone: ZoneInfo
    people: Mapping[str, str]
    items: Mapping[str, str]
    donors: Mapping[str, str]
    texts: Mapping[str, str]
    nodes: Mapping[str, str] = field(default_factory=dict)

    def say(self, sentence: str, **blanks: object) -> str:
        """A sentence in the reader's language."""
        return translator(self.language)(sentence, **blanks)

    def person(self, member_id: str | None) -> str:
        """What a member is called; the office is no member."""
        if member_id is None:
            return ""
        if member_id == OFFICE:
            return self.say("办公室")
        return self.people.get(member_id) or self.say("（姓名已删除）")

    def item(self, item_id: str) -> str:
        """What an item is called."""
        return self.items.get(item_id, item_id)

    def node(self, node_id: str) -> str:
        """What a grid or building is called."""
        return self.nodes.get(node_id, node_id)

    def donor(self, tag: str | None) -> str:
        """What a donor is called."""
        if tag is None:
            return self.say("匿名捐赠人")
        if kind_of(tag) == "member":
            return self.person(id_of(tag))
        return self.donors.get(id_of(tag)) or self.say("（姓名已删除）")

    def text(self, text_id: str | None) -> str:
        """The text that the vault has under an id."""
        return self.texts.get(text_id or "") or self.say("（未填写）")

    def hours(self, minutes: int) -> str:
        """A duration."""
        return say_hours(minutes, self.language)

    def day(self, day: date) -> str:
        """A calendar day."""
        return say_day(day, self.language)

    def moment(self, moment: datetime) -> str:
        """A day and time in the community."""
        return say_moment(moment, self.language, self.zone)

    def goods(self, lines: Iterable[Any]) -> str:
        """Items with their quantities."""
        return self.listed(f"{self.item(it.item_id)}×{it.quantity}" for it in lines)

    def listed(self, parts: Iterable[str]) -> str:
        """Parts of a list, one after the other."""
        return ("、" if self.language == "zh" else ", ").join(parts)

    def told(self, fact: Fact) -> str:
        """The sentence of a fact; its type's name where there is none."""
        return self.say(fact.told, **_blanks(self, fact)) if fact.told else fact.type

    def kind(self, type: str) -> str:
        """What a type of fact is called."""
        known = Fact.known.get(type)
        return self.say(known.called) if known else type


def kinds_of_facts() -> dict[str, str]:
    """What the types of facts are called, in Chinese, in the order of their names."""
    return {name: kind.called for name, kind in sorted(Fact.known.items())}


ROLES: Final[dict[str, str]] = {
    "volunteer": "志愿者",
    "cashier": "收银员",
    "coordinator": "网格员",
    "supervisor": "监事",
    "admin": "管理员",
}
COVERS: Final[dict[str, str]] = {"building": "楼栋", "unit": "单位", "property": "物业"}
OUTCOMES: Final[dict[str, str]] = {
    "charged": "由本人承担",
    "borne": "由社区承担",
    "did_not_happen": "没有发生",
}

_PEOPLE: Final = (
    *("member_id", "into_id", "giver_id", "volunteer_id", "assisted_id", "cashier_id"),
    *("relative_id", "attester_id", "helper_id", "head_id"),
)


def _blanks(words: Words, fact: Any) -> dict[str, object]:
    wanted = _blanks_of(fact.told)
    blanks: dict[str, Any] = {name: getattr(fact, name, "") for name in wanted}
    for name, value in blanks.items():
        if name in _PEOPLE:
            blanks[name] = words.person(str(value))
        elif name == "item_id":
            blanks[name] = words.item(str(value))
        elif name.endswith("_text"):
            blanks[name] = words.text(str(value) if value else None)
        elif isinstance(value, datetime):
            blanks[name] = words.moment(value)
        elif isinstance(value, date):
            blanks[name] = words.day(value)
    further = {name: _IN_WORDS[name] for name in wanted if name in _IN_WORDS}
    return blanks | {name: in_words(words, fact) for name, in_words in further.items()}


@cache
def _blanks_of(sentence: str) -> tuple[str, ...]:
    return tuple(name for _, name, _, _ in Formatter().parse(sentence) if name)


def _given(words: Words, fact: Any) -> str:
    parts = [words.goods(fact.goods)] if fact.goods else []
    if fact.money_fen:
        parts.append(words.say("{yuan} 元", yuan=say_yuan(fact.money_fen)))
    return words.listed(parts)


def _corrected(words: Words, fact: Any) -> str:
    lots = [f"{words.item(it.lot.item_id)} {it.before} → {it.received}" for it in fact.lots]
    if fact.money_fen != fact.money_fen_before:
        before, after = say_yuan(fact.money_fen_before), say_yuan(fact.money_fen)
        lots.append(words.say("{before} → {after} 元", before=before, after=after))
    if fact.purpose != fact.purpose_before:
        lots.append(f"{fact.purpose_before} → {fact.purpose}")
    return words.listed(lots)


def _moved(words: Words, fact: Any) -> str:
    told = [words.say("网格 {grid}", grid=fact.grid)] if fact.grid else []
    told += [words.say("换了楼栋")] if fact.other_building else []
    told += [words.say("加入{team}", team=it) for it in fact.joined]
    told += [words.say("退出{team}", team=it) for it in fact.left]
    return words.listed(told)


def _standing(words: Words, fact: Any) -> str:
    if is_confidential(fact.kind):
        return words.say("不公开的一项")
    return kind_named(fact.kind).said_in(words.language)


def _redrawn(words: Words, fact: Any) -> str:
    told = [words.say("改称“{label}”", label=fact.label)] if fact.label else []
    told += (
        [words.say("改为按{covers}划分", covers=words.say(COVERS[fact.covers]))]
        if fact.covers
        else []
    )
    if fact.households is not None:
        told.append(words.say("{households} 户", households=fact.households))
    if fact.lead_id:
        told.append(words.say("楼栋长 {name}", name=words.person(fact.lead_id)))
    return words.listed(told)


def _into(words: Words, fact: Any) -> str:
    return words.say("，并入“{into}”", into=words.node(fact.into_id)) if fact.into_id else ""


def _role(words: Words, fact: Any) -> str:
    role = words.say(ROLES.get(fact.role, fact.role))
    within = getattr(fact, "within", None)
    return role + words.say("（只管{grids}）", grids=words.node(within)) if within else role


def _office(words: Words, fact: Any) -> str:
    return words.say("“{team}”服务队队长", team=id_of(fact.of))


def _taker(words: Words, fact: Any) -> str:
    return words.person(fact.to) if fact.to else words.say("公益池")


def fund_in_words(words: Words, purpose: str) -> str:
    """What a fund is called."""
    if purpose == GENERAL_FUND:
        return words.say("善款：通用")
    return words.say("善款：{fund}", fund=purpose)


def _heir(words: Words, heir_id: str | None) -> str:
    return words.person(heir_id) if heir_id else words.say("公益池")


def _book(words: Words, fact: Any) -> str:
    known = books().get(fact.book)
    return words.say(known.about) if known else str(fact.book)


_IN_WORDS: Final[dict[str, Callable[[Words, Any], str]]] = {
    "asked": lambda words, fact: (
        words.person(fact.member_id) or words.say("“{team}”服务队", team=fact.team)
    ),
    "amount": lambda words, fact: words.hours(fact.amount),
    "call_outcome": lambda words, fact: words.say(CALL_OUTCOMES[fact.outcome]),
    "caller": lambda words, fact: words.person(fact.caller_id),
    "rhythm": lambda words, fact: words.say(RHYTHMS[fact.rhythm]),
    "book": _book,
    "counted": lambda words, fact: words.listed(
        f"{words.item(it.item_id)} {it.booked} → {it.counted}" for it in fact.lines
    ),
    "corrected": _corrected,
    "because": lambda words, fact: words.say(DEPARTURES[fact.because]),
    "credit": lambda words, fact: words.hours(fact.credit),
    "donor": lambda words, fact: words.donor(fact.donor),
    "credit_to": lambda words, fact: _heir(words, fact.credit_to),
    "heir": lambda words, fact: _heir(words, fact.heir_id),
    "evidence": lambda words, fact: words.say(EVIDENCE[fact.evidence]),
    "fund": lambda words, fact: fund_in_words(words, fact.purpose),
    "given": _given,
    "goods": lambda words, fact: words.goods(fact.lines),
    "minutes": lambda words, fact: words.hours(fact.minutes),
    "moved": _moved,
    "office": _office,
    "outcome": lambda words, fact: words.say(OUTCOMES[fact.outcome]),
    "relation": lambda words, fact: words.say(KIN_RELATIONS[fact.relation]),
    "into": _into,
    "node": lambda words, fact: words.node(fact.node_id),
    "parent": lambda words, fact: words.node(fact.parent_id),
    "redrawn": _redrawn,
    "role": _role,
    "sealed_kind": lambda words, fact: words.say(SEALED_KINDS[fact.kind]),
    "standing": _standing,
    "to": _taker,
    "yuan": lambda words, fact: say_yuan(fact.fen),
}
"""The blanks that are filled with more than what a field says."""


def people_in(recorded: Recorded) -> set[str]:
    """The ids of all members whom a fact or its envelope names."""
    envelope = recorded.envelope
    tagged = {id_of(it) for it in envelope.tags if kind_of(it) == "member"}
    return tagged | {it for it in (envelope.actor, envelope.on_behalf_of) if it}


def texts_in(fact: Any) -> set[str]:
    """The ids of the vault's texts in a fact."""
    names = (it for it in fact.__struct_fields__ if it.endswith("_text"))
    return {value for name in names if (value := getattr(fact, name))}
