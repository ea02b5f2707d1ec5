"""The catalogue has every projection, no two get in each other's way, and no fact stops one."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from types import UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

import msgspec
import pytest
from msgspec.structs import fields

import projections
from domain.ledger.fact import NUMBER_MAX, Fact, decode
from domain.ledger.journal import AMOUNT_MAX
from projections.catalogue import PROJECTIONS, in_order
from projections.ledger.projection import file_of, queries_of
from projections.people.balances import Balances
from tests.examples import EXAMPLES
from tests.projections.living import Living
from tests.scenario import write

GOLDEN: Final = (Path(__file__).parent.parent / "golden" / "facts.jsonl").read_bytes().splitlines()
STRANGE: Final = "\"{}\\ ,'NULL\t\n𠮷" * 20
"""What is no more than text may look like the signs of an array, a query or a copy."""


def test_every_projection_that_was_written_is_taken_along() -> None:
    files = Path(projections.__file__).parent.glob("*/*.py")
    written = {it.stem for it in files if '    question = "' in it.read_text("utf-8")}
    assert {it.question for it in PROJECTIONS} == written


def test_no_two_projections_answer_one_question() -> None:
    with pytest.raises(TypeError, match="balances"):
        in_order([Balances, Balances])


def test_a_projection_is_named_after_its_module() -> None:
    for projection in PROJECTIONS:
        area = file_of(projection.question, ".py").parent.name
        assert type(projection).__module__ == f"projections.{area}.{projection.question}"


def test_each_projection_has_tables_and_no_table_has_two(living: Living) -> None:
    made = [queries_of(it.question)["create"].decode() for it in PROJECTIONS]
    named = [text.count("CREATE TABLE") for text in made]
    assert all(named)
    rows = living.query("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    tables = {re.sub(r"_\d+$", "", name) for (name,) in rows}
    for text in made:
        assert any(f"CREATE TABLE {name} (" in text for name in tables)
    own = [name for name in tables if any(f"CREATE TABLE {name} (" in it for it in made)]
    assert len(own) == sum(named)


def test_every_fact_that_was_ever_written_goes_into_every_projection(living: Living) -> None:
    """What was written in several ways happened once: each way goes into a log of its own."""
    ways: defaultdict[str, list[bytes]] = defaultdict(list)
    for line in GOLDEN:
        ways[decode(1, line).envelope.id].append(line)
    for way in range(max(map(len, ways.values()))):
        with Living(living.url, name=f"way_{way}") as community:
            lines = [them[min(way, len(them) - 1)] for them in ways.values()]
            write(community.log, [decode(position, it) for position, it in enumerate(lines, 1)])
            community.saw()
            assert community.differences() == {}


def extreme(kind: Any, name: str, number: int) -> Any:
    """A value of a field's type that is as strange as a decision could let it be."""
    if get_origin(kind) is Literal:
        return get_args(kind)[-1]
    if get_origin(kind) in {Union, UnionType}:
        return extreme(get_args(kind)[0], name, number)
    if get_origin(kind) is tuple:
        return (extreme(get_args(kind)[0], name, number),)
    if isinstance(kind, msgspec.StructMeta):
        return kind(**{it.name: extreme(it.type, it.name, number) for it in fields(kind)})
    if kind is str and name == "month":
        return "2199-12"
    return {
        int: number,
        bool: True,
        str: STRANGE,
        date: date(2199, 12, 31),
        datetime: datetime.fromisoformat("2199-12-31T23:59:59+08:00"),
    }[kind]


def sparse(fact: Fact, number: int) -> Fact:
    """The same fact with nothing in what may be left out, and no lines."""
    told = {}
    for field in fields(fact):
        if type(None) in get_args(field.type):
            told[field.name] = None
        elif get_origin(field.type) is tuple:
            told[field.name] = ()
        elif field.type is int:
            told[field.name] = number
    return msgspec.structs.replace(fact, **told)


def full(fact: Fact, number: int) -> Fact:
    """The same fact with something strange in every field but the ids that it was given."""
    strange = {it.name: extreme(it.type, it.name, number) for it in fields(fact)}
    ids = {it: getattr(fact, it) for it in strange if it.endswith("_id")}
    return msgspec.structs.replace(fact, **strange | ids)


@pytest.mark.parametrize("made", [sparse, full], ids=["sparse", "full"])
@pytest.mark.parametrize("number", [0, 1, AMOUNT_MAX, NUMBER_MAX])
def test_no_fact_that_may_be_recorded_stops_a_projection(
    living: Living, made: Callable[[Fact, int], Fact], number: int
) -> None:
    for fact in EXAMPLES.values():
        try:
            told = made(fact, number)
            told.postings()
        except ValueError:
            continue  # Who records it is told so, and it is not recorded.
        living.saw(told)
    assert living.differences() == {}


def without_each(fact: Fact) -> Iterator[Fact]:
    """The same fact again and again, each time about other things and without another detail."""
    optional = [it.name for it in fields(fact) if type(None) in get_args(it.type)]
    for turn, left_out in enumerate(optional, 1):
        told = {
            it.name: f"{value}-{turn}" if isinstance(value, str) else value + turn
            for it in fields(fact)
            if it.name.endswith(("_id", "number", "version"))
            and isinstance(value := getattr(fact, it.name), str | int)
        }
        yield msgspec.structs.replace(fact, **told | {left_out: None})


def test_no_detail_that_may_be_left_out_is_missed_by_a_projection(living: Living) -> None:
    living.saw(*EXAMPLES.values())
    for fact in EXAMPLES.values():
        living.saw(*without_each(fact))
    assert living.differences() == {}
