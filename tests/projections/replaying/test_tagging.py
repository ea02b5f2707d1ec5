"""A fact that is not found under what it touches is told of: it could be sold a second time."""

from collections.abc import Iterator
from contextlib import contextmanager

from projections.replaying.comparing import differences
from projections.replaying.tagging import Tagging
from tests.projections.living import Living
from tests.projections.replaying.spoilt import EVERYTHING

TAG_ROWS = "SELECT FROM yanwuping.facts_tt_tag"


@contextmanager
def behind_the_triggers(living: Living) -> Iterator[None]:
    """Who owns the tables can do what the log refuses."""
    for table in ("facts_tt_main", "facts_tt_tag"):
        living.query(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
    yield
    for table in ("facts_tt_main", "facts_tt_tag"):
        living.query(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only")


def found(living: Living, limit: int = 10) -> list[str]:
    with Tagging(living.url, living.name, limit) as tagging:
        return differences(living.url, living.name, [], [tagging], limit=limit)["tags"]


def test_facts_that_are_tagged_as_they_should_be_are_in_order(few: Living) -> None:
    few.saw(*EVERYTHING)
    assert found(few) == []


def test_rows_that_are_missing_are_told_with_their_facts(few: Living) -> None:
    few.saw(*EVERYTHING)
    with behind_the_triggers(few):
        few.query("DELETE FROM facts_tt_tag WHERE main_id IN (3, 4)")
    lines = found(few)
    assert all("has no row for its tag" in it for it in lines)
    assert {it.split()[3] for it in lines} == {"3", "4"}
    assert len(found(few, limit=2)) == 2


def test_a_row_under_a_tag_that_is_not_the_facts_own_is_told(few: Living) -> None:
    few.saw(*EVERYTHING)
    with behind_the_triggers(few):
        few.query("INSERT INTO facts_tt_tag (tag, main_id) VALUES ('member:somebody', 3)")
    assert found(few) == ["the fact at 3 has a row for a tag that is not its own: member:somebody"]


def test_tags_that_are_not_what_a_fact_touches_are_told(few: Living) -> None:
    """Rows and column agree with each other, and not with the fact."""
    few.saw(*EVERYTHING)
    with behind_the_triggers(few):
        few.query("UPDATE facts_tt_main SET tags = tags[2:] WHERE id = 3")
        few.query(
            "DELETE FROM facts_tt_tag AS rows USING facts_tt_main AS facts"
            " WHERE facts.id = 3 AND main_id = 3 AND NOT tag = ANY(facts.tags)"
        )
    (line,) = found(few)
    assert line.startswith("the fact at 3 is tagged")
