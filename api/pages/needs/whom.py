"""Whom a service helped, for who may know: who helped, who was helped, the desk, supervisors."""

from collections.abc import Sequence

from api.pages.language import translator
from api.pages.visitor import Visitor
from api.serving.own_facts import see_own_facts
from projections.needs.requests_board import served_for
from projections.people.statements import Act


async def with_whom(visitor: Visitor, acts: Sequence[Act]) -> list[Act]:
    """A helper's lines with the name of whom they helped; all others as they are."""
    community, _ = visitor.community, translator(visitor.language)
    await see_own_facts(community, "requests_board")
    earned = [it.position for it in acts if it.minutes > 0]
    helped = await served_for(community.reader, earned) if earned else {}
    people = await community.vault.people(it for it in helped.values() if visitor.reach.has(it))
    told = []
    for act in acts:
        known = people.get(helped.get(act.position, ""))
        why = _("{why}；帮的是{name}", why=act.why, name=known.name) if known else act.why
        told.append(act._replace(why=why))
    return told
