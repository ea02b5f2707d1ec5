"""The living tables are held against a replay of the log, which is read once for all of them."""

import pytest

import projections.replaying.comparing
from projections.catalogue import PROJECTIONS
from projections.ledger.projection import Batch, Projection
from projections.ledger.table_names import tables_of
from projections.replaying.comparing import differences
from tests.projections.living import Living
from tests.projections.replaying.spoilt import (
    EVERYTHING,
    QUESTIONS,
    change_a_row,
    hour,
    remove_a_row,
)
from tests.roles import as_owner


def differing(living: Living, projection: Projection, limit: int = 10) -> list[str]:
    return living.differing(projection, limit)


def test_a_projection_that_was_left_alone_equals_a_replay(living: Living) -> None:
    living.saw(*EVERYTHING)
    assert living.differences() == {}
    left = living.query("SELECT tablename FROM pg_tables WHERE schemaname LIKE '%\\_\\_%'")
    assert left == []


@pytest.mark.parametrize("projection", PROJECTIONS, ids=lambda it: it.question)
def test_a_row_that_somebody_changed_is_found_in_any_table(
    database: str, projection: Projection
) -> None:
    with Living(as_owner(database), [projection]) as living:
        living.saw(*EVERYTHING)
        for table in tables_of(projection.question):
            assert living.query("SELECT 1 FROM {} LIMIT 1", table), f"no example fills {table}"
            change_a_row(living, table)
            live, replayed = differing(living, projection)
            assert live.startswith(f"is only in the live {table}: (")
            assert replayed.startswith(f"is only in the replayed {table}: (")
            living.rebuild([projection.question])
            remove_a_row(living, table)
            (replayed,) = differing(living, projection)
            assert replayed.startswith(f"is only in the replayed {table}: (")
            living.rebuild([projection.question])
        assert differing(living, projection) == []


def test_of_many_differences_the_first_are_told(few: Living) -> None:
    few.saw(*(hour(number) for number in range(3)))
    statements = PROJECTIONS[QUESTIONS.index("statements")]
    few.query("UPDATE {} SET amount = amount + 1", "statement_lines")
    assert len(differing(few, statements, 100)) == 18
    assert len(differing(few, statements, 5)) == 5


def test_a_projection_that_lags_is_compared_as_far_as_it_has_come(few: Living) -> None:
    few.saw(*EVERYTHING)
    few.write(hour(1))
    assert few.differences() == {}
    few.runner.catch_up()
    assert few.differences() == {}


class Counting:
    """A check that counts the facts that it is shown."""

    name = "counted"

    def __init__(self) -> None:
        self.positions: list[int] = []

    def see(self, batch: Batch) -> None:
        self.positions += [it.position for it in batch]

    def findings(self) -> list[str]:
        return [f"{len(self.positions)} facts"]


def test_a_check_is_shown_each_fact_once_also_those_that_no_projection_has_yet(
    few: Living,
) -> None:
    few.saw(*EVERYTHING)
    few.write(hour(1), hour(2))
    counting = Counting()
    found = differences(few.url, few.name, few.projections, [counting], limit=5)
    assert counting.positions == [at for at, _ in few.log.after(0, limit=1_000)]
    assert found["counted"] == [f"{len(EVERYTHING) + 2} facts"]


def test_projections_go_on_while_what_they_were_is_compared(
    few: Living, monkeypatch: pytest.MonkeyPatch
) -> None:
    few.saw(*EVERYTHING)
    compare = projections.replaying.comparing._differing

    def meanwhile(*args: object) -> list[str]:
        few.saw(hour(few.log.head()))
        return compare(*args)

    monkeypatch.setattr(projections.replaying.comparing, "_differing", meanwhile)
    assert few.differences() == {}
