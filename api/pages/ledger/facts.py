"""The audit trail: every fact, found by whom or what it is about, and opened to its last byte."""

import json
from collections.abc import Callable
from typing import Annotated, Final

import msgspec
from fastapi import Depends, Response

from api.ledger.audit import READ_BOOKS, BytesSealed, UnknownFact
from api.pages.done import said
from api.pages.ledger.filter import About, FactFilter, Filter, facts_page, meaning_of
from api.pages.ledger.lookup import asked_in_words, names_of, staff_of, words_for
from api.pages.ledger.service.audits import DONE
from api.pages.ledger.verdict import letterhead_of
from api.pages.ledger.words import Words, fund_in_words, kinds_of_facts
from api.pages.routing import page_router
from api.pages.visitor import Visitor, visiting
from api.serving.doors.headers import SECURITY_HEADERS
from api.serving.own_facts import see_own_facts
from api.serving.paging import PageAfter, page, read_cursor
from domain.ledger.decision import OFFICE
from domain.ledger.fact import Fact, Recorded, decode, shown
from domain.ledger.tag import id_of, kind_of
from domain.rules.accounts import pool_account
from domain.service.hours import EarnedService, PendingService
from projections.ledger.audit_trail import Related, audit_bytes, audit_fact, related_facts
from projections.ledger.reader import Reader
from projections.people.statements import LAST
from projections.service.services import ListedService, services
from projections.shop.stock import item_names

router = page_router()

Auditor = Annotated[Visitor, Depends(visiting(READ_BOOKS))]
PAGE_SIZE: Final = 40
NAMED_MAX: Final = 10
LED_TO_MAX: Final = 20

ACCOUNTS: Final[dict[str, str]] = {
    "community/issued": "社区发放",
    "community/given": "捐赠来源",
    "community/distributed": "已发到居民家",
    "community/count-differences": "盘点差异",
    "community/unsettled": "断网兑换待了结",
    "community/borne": "社区承担",
    "shop/main": "爱心超市",
    "pool/welfare": "公益池",
}
UNITS: Final[dict[str, str]] = {
    "minutes": "服务时长（分钟）",
    "credit": "时间存款（分钟）",
    "points": "积分",
    "cny": "钱（人民币分）",
}


@router.get("/ledger/facts")
async def facts(visitor: Auditor, asked: Filter, after: PageAfter = None) -> Response:
    """The facts that fit, newest first."""
    await see_own_facts(visitor.community, "audit_trail")
    about = await meaning_of(visitor, asked.about)
    before = read_cursor(after, LAST)[0]
    found = await facts_page(visitor, asked, about, before=before, limit=PAGE_SIZE + 1)
    rows, following = page(found, PAGE_SIZE, lambda row: (row.position,))
    return visitor.show(
        "ledger/facts.html",
        asked=asked,
        meant=await _meant(visitor, about),
        facts=rows,
        words=await words_for(visitor, rows, masked=True),
        kinds=kinds_of_facts(),
        staff=await staff_of(visitor),
        wanted=await asked_in_words(visitor, asked),
        office=OFFICE,
        following=asked.as_query(after=following) if following else None,
        export=asked.as_query(),
        period=_period(asked),
        letterhead=await letterhead_of(visitor),
    )


def _period(asked: FactFilter) -> str | None:
    """The address of the report on the days that were asked for, if they are of one kind."""
    by_book, by_world = asked.since or asked.until, asked.happened_since or asked.happened_until
    if bool(by_book) == bool(by_world):
        return None
    return asked.model_copy(update={"about": None, "type": None, "actor": None}).as_query()


async def _meant(visitor: Visitor, about: About | None) -> list[str]:
    """The people and items that a search was taken to mean, the first few."""
    if about is None:
        return []
    people = await names_of(visitor, about.member_ids[:NAMED_MAX], masked=True)
    items = await item_names(visitor.community.reader) if about.item_ids else {}
    return [*people.values(), *(items[it] for it in about.item_ids[:NAMED_MAX])]


@router.get("/ledger/facts/{position}")
async def fact(visitor: Auditor, position: int) -> Response:
    """One fact: what happened, what it posted, who did it for whom, and what belongs to it."""
    for question in ("audit_trail", "services"):
        await see_own_facts(visitor.community, question)
    reader = visitor.community.reader
    recorded = await audit_fact(reader, position) if 0 < position < LAST else None
    raw = await audit_bytes(reader, position) if recorded else None
    if recorded is None or raw is None:
        raise UnknownFact
    envelope = msgspec.json.decode(raw) | {"data": shown(recorded.fact, recorded.envelope.data)}
    words = await words_for(visitor, [recorded], masked=False)
    related = await related_facts(reader, recorded)
    around = [it for near in _positions(related) if (it := await audit_fact(reader, near))]
    return visitor.show(
        "ledger/fact.html",
        fact=recorded,
        words=words,
        near={it.position: it for it in around},
        near_words=await words_for(visitor, around, masked=True),
        related=related,
        postings=[
            (account_in_words(words, it.account), unit_in_words(words, it.unit), it.amount)
            for it in recorded.fact.postings()
        ],
        things=_things(words, recorded),
        service=await _to_audit(reader, recorded.fact),
        message=said(visitor, DONE),
        raw=json.dumps(envelope, ensure_ascii=False, indent=2),
        letterhead=await letterhead_of(visitor),
    )


async def _to_audit(reader: Reader, fact: Fact) -> ListedService | None:
    """The service that this fact entered or recognised, if it is recognised now."""
    if not isinstance(fact, PendingService | EarnedService):
        return None
    found = await services(reader, service_id=fact.service_id, before=LAST, limit=1)
    return next((it for it in found if it.status == "confirmed"), None)


def _positions(related: Related) -> list[int]:
    """The facts around one that are told in words: the first few of those that it led to."""
    before = [it for it in (related.cause, related.mends) if it]
    return [*before, *related.mended_by, *related.led_to[:LED_TO_MAX]]


@router.get("/ledger/facts/{position}/bytes")
async def stored_bytes(visitor: Auditor, position: int) -> Response:
    """The very bytes that the log has, for who wants to hash them."""
    raw = await audit_bytes(visitor.community.reader, position) if 0 < position < LAST else None
    if raw is None:
        raise UnknownFact
    if decode(position, raw).fact.sealed_fields:
        raise BytesSealed
    headers = {
        **SECURITY_HEADERS,
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="fact-{position}.json"',
    }
    return Response(raw, media_type="application/json", headers=headers)


def account_in_words(words: Words, account: str) -> str:
    """What an account is called."""
    if account in ACCOUNTS:
        return words.say(ACCOUNTS[account])
    kind, _, rest = account.partition("/")
    match kind:
        case "member":
            return words.person(rest)
        case "stock":
            return words.say("货架：{item}", item=words.item(rest.partition("/")[2]))
        case "fund":
            return fund_in_words(words, rest)
    return account


def unit_in_words(words: Words, unit: str) -> str:
    """What a unit is called."""
    if unit.startswith("goods:"):
        return words.say("{item}（件）", item=words.item(unit.removeprefix("goods:")))
    return words.say(UNITS[unit]) if unit in UNITS else unit


def _things(words: Words, recorded: Recorded) -> list[tuple[str, str, str]]:
    """What a fact touches: the tag, what it is called, and the page about it."""
    pages = {"member": "members", "item": "goods", "donation": "donations"}
    names: dict[str, Callable[[str], str]] = {
        "member": words.person,
        "item": words.item,
        "fund": lambda it: fund_in_words(words, it),
        "pool": lambda it: account_in_words(words, pool_account(it)),
    }
    things = []
    for tag in recorded.envelope.tags:
        kind, named = kind_of(tag), id_of(tag)
        if kind != "request":
            called = names[kind](named) if kind in names else tag
            address = f"/ledger/{pages[kind]}/{named}" if kind in pages else ""
            things.append((tag, called, address))
    return things
