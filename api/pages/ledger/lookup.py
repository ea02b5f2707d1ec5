"""Looking up what the ids in facts are called: masked in lists, in full where one is opened."""

from collections.abc import Iterable

from api.pages.language import say_day, translator
from api.pages.ledger.filter import FactFilter
from api.pages.ledger.words import Words, kinds_of_facts, people_in, texts_in
from api.pages.visitor import Visitor
from domain.ledger.decision import OFFICE
from domain.ledger.fact import Recorded
from domain.ledger.tag import id_of, kind_of
from domain.people.vault import mask_name
from projections.people.members import held_roles
from projections.people.nodes import node_names
from projections.shop.donation_trail import Donation
from projections.shop.stock import item_names


async def names_of(visitor: Visitor, member_ids: Iterable[str], *, masked: bool) -> dict[str, str]:
    """The names of members by their ids, those that the vault has."""
    people = await visitor.community.vault.people(member_ids)
    return {
        member_id: mask_name(known.name) if masked else known.name
        for member_id, known in people.items()
    }


async def staff_of(visitor: Visitor) -> dict[str, str]:
    """Who acts for the community, by their ids: they are named where members are masked."""
    roles = await held_roles(visitor.community.reader)
    acting = {it.member_id for it in roles if it.role != "volunteer"}
    return await names_of(visitor, acting, masked=False)


async def asked_in_words(visitor: Visitor, asked: FactFilter) -> list[tuple[str, str]]:
    """What the audit trail was asked for, line by line; both kinds of days are told apart."""
    _ = translator(visitor.language)
    lines = []
    if asked.about:
        lines.append((_("关于谁或什么"), asked.about))
    if asked.type:
        lines.append((_("种类"), _(kinds_of_facts().get(asked.type, asked.type))))
    if asked.actor:
        names = await staff_of(visitor) | {OFFICE: _("办公室")}
        lines.append((_("经办人"), names.get(asked.actor, asked.actor)))
    for label, first, last in (
        (_("记录于"), asked.since, asked.until),
        (_("发生于"), asked.happened_since, asked.happened_until),
    ):
        if first or last:
            days = [say_day(it, visitor.language) if it else "…" for it in (first, last)]
            lines.append((label, " – ".join(days)))
    return lines


async def words_for(
    visitor: Visitor, facts: Iterable[Recorded], *, masked: bool, with_texts: bool = True
) -> Words:
    """The words in which these facts are told. Donors are masked like members."""
    told = list(facts)
    community = visitor.community
    people = set[str]().union(*(people_in(it) for it in told))
    donor_tags = {it for recorded in told for it in recorded.envelope.tags}
    donors = [id_of(it) for it in donor_tags if kind_of(it) == "donor"]
    texts = set[str]().union(*(texts_in(it.fact) for it in told)) if with_texts else set()
    named = await community.vault.donors(donors)
    return Words(
        language=visitor.language,
        zone=community.zone,
        people=await names_of(visitor, people, masked=masked),
        items=await item_names(community.reader),
        donors={it: mask_name(name) if masked else name for it, name in named.items()},
        texts=await community.vault.texts(texts),
        nodes=await node_names(community.reader),
    )


async def donors_of(visitor: Visitor, given: Iterable[Donation]) -> dict[str, str]:
    """What the donors of these donations are called, by their tags; the supervisor may know."""
    tags = {row.donor: id_of(row.donor) for row in given if row.donor}
    donors = await visitor.community.vault.donors(tags.values())
    people = await names_of(visitor, tags.values(), masked=False)
    named = donors | people
    return {tag: named[donor_id] for tag, donor_id in tags.items() if donor_id in named}
