"""Facts have one encoding for ever, and hold ids and whole numbers only."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

import msgspec
import pytest
from hypothesis import given as whatever
from hypothesis import settings
from hypothesis import strategies as st
from msgspec.structs import fields

from domain.ledger.fact import NUMBER_MAX, Fact, FactType, decode, encode, encode_fact
from domain.ledger.journal import AMOUNT_MAX, sums
from domain.ledger.tag import id_of, kind_of
from domain.rules.rules import Terms
from domain.rules.tags import TAGGED_LATER
from domain.shop.items import LotChange
from domain.shop.stock_count import CountedLine, StockCounted
from tests.controls import RICE
from tests.examples import EXAMPLES, in_envelope

GOLDEN: Final = (Path(__file__).parents[2] / "golden" / "facts.jsonl").read_bytes().splitlines()
TYPES: Final = sorted(Fact.known)

NAMES_OF_NOBODY: Final = {
    "about": "a tag",
    "kind": "of workbooks, as the capabilities name them, and of standings",
    "behind_ids": "members' ids",
    "concerned_ids": "members' ids",
    "book": "of terms",
    "barcode": "printed on goods",
    "barcodes": "printed on goods",
    "credit_to": "a member's id",
    "desk": "where the community's is",
    "digest": "of a photograph",
    "digest_before": "of a photograph",
    "donor": "a tag: the person is in the vault",
    "given_up": "tags",
    "going_on": "tags",
    "joined": "teams",
    "left": "teams",
    "grid": "a part of the community",
    "issuer": "of certificates: a body, nobody",
    "kin_ids": "of ties between two members",
    "label": "of a part of the community",
    "lead_ids": "members' ids",
    "left_ids": "members' ids",
    "member_ids": "members' ids",
    "month": "as 2026-11",
    "need": "a kind of help or of goods",
    "needs": "kinds of standings",
    "name": "of an item, or of the community",
    "name_english": "of the community",
    "of": "a tag",
    "place": "where money lies",
    "pool": "of the community's",
    "programme": "a kind of service",
    "purpose": "of a fund",
    "purpose_before": "of a fund",
    "reason": "a refusal's code",
    "receipt_number": "on the receipt",
    "recorded_by_ids": "members' ids",
    "replaced_ids": "of ties between two members",
    "rule_version": "of the rules",
    "sha256": "of a file",
    "skills": "what those of a team know how to do",
    "subject": "a tag",
    "subjects": "tags",
    "taken_back_before_by_ids": "members' ids",
    "team": "of volunteers",
    "time_zone": "as the tz database names it",
    "till": "of the supermarket",
    "to": "a member's id",
    "unit": "in which an item is counted",
    "value": "of one of the rules",
    "version": "of the rules",
    "volunteer_number": "of a member",
    "wording_digest": "of what hung on the wall",
    "within": "a grid's id",
}
"""The fields that hold any text and are neither an id nor a place in the vault, and why."""


@pytest.mark.parametrize("type", TYPES)
def test_every_fact_is_encoded_as_it_always_was(type: str) -> None:
    written = encode(in_envelope(EXAMPLES[type]))
    assert written in GOLDEN, f"if this type of fact is new, add its line:\n{written.decode()}"


@pytest.mark.parametrize("line", GOLDEN, ids=range(len(GOLDEN)))
def test_every_fact_that_was_ever_written_can_be_read(line: bytes) -> None:
    recorded = decode(7, line)
    assert recorded.position == 7
    assert recorded.fact == EXAMPLES[recorded.envelope.type]
    sealed = in_envelope(recorded.fact)
    had = tuple(it for it in sealed.tags if it in recorded.envelope.tags)
    assert {kind_of(it) for it in set(sealed.tags).difference(had)} <= TAGGED_LATER
    changes = {"data": recorded.envelope.data, "tags": had}
    assert msgspec.structs.replace(sealed, **changes) == recorded.envelope


def test_bytes_are_canonical() -> None:
    for line in GOLDEN:
        assert msgspec.json.encode(msgspec.json.decode(line), order="sorted") == line
    assert any("爱心帮扶".encode() in line for line in GOLDEN)


def test_every_type_of_fact_has_an_example() -> None:
    assert sorted(EXAMPLES) == TYPES
    assert len(GOLDEN) >= len(TYPES)


@pytest.mark.parametrize("type", TYPES)
def test_every_example_moves_nothing_out_of_nowhere(type: str) -> None:
    assert not any(sums(EXAMPLES[type].postings()).values())


@pytest.mark.parametrize("type", TYPES)
def test_every_fact_touches_something_that_has_an_id(type: str) -> None:
    tags = EXAMPLES[type].touches()
    assert tags
    assert all(kind_of(tag) and id_of(tag) for tag in tags)


@pytest.mark.parametrize("type", TYPES)
def test_no_fact_can_be_changed(type: str) -> None:
    fact = EXAMPLES[type]
    with pytest.raises(AttributeError, match="immutable"):
        setattr(fact, fields(fact)[0].name, "other")


def kinds_in(kind: Any, name: str) -> set[tuple[str, Any]]:
    """The plain types of which a field is made, each with the name of the field."""
    if get_origin(kind) is Literal:
        return {(name, type(value)) for value in get_args(kind)} - {(name, str)}
    if get_origin(kind) in {tuple, Union, UnionType}:
        parts = (part for part in get_args(kind) if part is not Ellipsis)
        return {found for part in parts for found in kinds_in(part, name)}
    if isinstance(kind, msgspec.StructMeta):
        return {found for field in fields(kind) for found in kinds_in(field.type, field.name)}
    return {(name, kind)}


@pytest.mark.parametrize("type", TYPES)
def test_no_fact_can_hold_what_is_known_of_a_person(type: str) -> None:
    found = kinds_in(Fact.known[type], "")
    assert {kind for _, kind in found} <= {str, int, bool, date, datetime, NoneType}
    texts = {name for name, kind in found if kind is str and not name.endswith(("_id", "_text"))}
    assert texts <= NAMES_OF_NOBODY.keys()


def test_each_exception_is_needed() -> None:
    names = {name for it in Fact.known.values() for name, kind in kinds_in(it, "") if kind is str}
    assert names >= NAMES_OF_NOBODY.keys()


ZONES = [UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-3, minutes=-30))]
PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    int: st.integers(-AMOUNT_MAX, AMOUNT_MAX),
    bool: st.booleans(),
    date: st.dates(),
    datetime: st.datetimes(timezones=st.sampled_from(ZONES)),
    NoneType: st.none(),
}


def anything(kind: Any) -> st.SearchStrategy[Any]:
    """Any value that a field of this type can have."""
    if get_origin(kind) is Literal:
        return st.sampled_from(get_args(kind))
    if get_origin(kind) is tuple:
        return st.lists(anything(get_args(kind)[0]), max_size=3).map(tuple)
    if get_origin(kind) in {Union, UnionType}:
        return st.one_of(*map(anything, get_args(kind)))
    if isinstance(kind, msgspec.StructMeta):
        return st.builds(kind, **{field.name: anything(field.type) for field in fields(kind)})
    return PLAIN[kind]


@settings(deadline=None)
@whatever(st.sampled_from(TYPES).flatmap(lambda it: anything(Fact.known[it])))
def test_whatever_a_fact_says_is_read_as_it_was_written(fact: Fact) -> None:
    sealed = msgspec.structs.replace(in_envelope(EXAMPLES[fact.type]), data=encode_fact(fact))
    recorded = decode(1, encode(sealed))
    assert recorded.fact == fact
    assert type(recorded.fact) is type(fact)
    assert encode(recorded.envelope) == encode(sealed)


@pytest.mark.parametrize("number", [NUMBER_MAX + 1, -NUMBER_MAX - 1, 2**63, 10**4_000])
def test_no_number_beyond_what_a_table_can_hold_comes_into_a_fact(number: int) -> None:
    count = CountedLine(RICE, 1, 1, (LotChange(RICE, "gift-1-1", number),))
    for fact in (
        msgspec.structs.replace(EXAMPLES["shift.opened"], number=number),
        msgspec.structs.replace(EXAMPLES["rules.adopted"], terms=Terms(star_hours=(1, number))),
        StockCounted(count_id="count-1", lines=(count,)),
    ):
        with pytest.raises(ValueError, match="number"):
            encode_fact(fact)


def test_no_text_that_a_table_cannot_hold_comes_into_a_fact() -> None:
    with pytest.raises(ValueError, match="NUL"):
        encode_fact(msgspec.structs.replace(EXAMPLES["team.founded"], team="爱心\0"))


@pytest.mark.parametrize("team", [r"爱心\u0000", "a:1234567890123456789", "[-9999999999999999]"])
def test_a_text_that_only_looks_like_what_no_table_can_hold_comes_in(team: str) -> None:
    encode_fact(msgspec.structs.replace(EXAMPLES["team.founded"], team=team))


def test_the_largest_number_comes_in() -> None:
    encode_fact(msgspec.structs.replace(EXAMPLES["shift.opened"], number=NUMBER_MAX))


def test_two_facts_never_have_the_same_type() -> None:
    with pytest.raises(TypeError, match=r"rules\.adopted"):
        FactType("Other", (Fact,), {}, type="rules.adopted")


def test_a_fact_of_an_unknown_type_is_not_guessed() -> None:
    stranger = msgspec.structs.replace(in_envelope(EXAMPLES["rules.adopted"]), type="no.such")
    with pytest.raises(KeyError, match=r"no\.such"):
        decode(1, encode(stranger))


def test_a_fact_that_names_nothing_is_a_mistake() -> None:
    class Nothing(Fact):
        pass

    with pytest.raises(NotImplementedError, match="Nothing"):
        Nothing().touches()
    assert (Nothing().postings(), Nothing().caused_by(), Nothing().mends()) == ((), None, None)
