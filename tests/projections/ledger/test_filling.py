"""What fills tables notes by which code each kind of fact got into them."""

import pytest

import projections.ledger.filling
from projections.ledger.reader import Reader
from projections.people.balances import Balances, member_balance
from tests.controls import ELEVEN, LI, NINE, served
from tests.projections.conftest import Version
from tests.projections.living import Living

OTHERWISE = "otherwise"


def points(living: Living) -> int:
    return living.ask(member_balance, LI).points


def test_two_versions_never_take_one_kind_of_fact_into_the_same_tables_differently(
    version: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    with version("one", Balances()) as one, version("two", Balances()) as two:
        one.saw(served(LI, NINE, ELEVEN))
        two.write(served(LI, NINE, ELEVEN, "another"))
        monkeypatch.setattr(projections.ledger.filling, "definition_on", lambda *_: OTHERWISE)
        two.runner.catch_up()
        assert "another version of balances" in two.ask(Reader.failures)["balances"]
        assert (points(two), one.ask(Reader.failures)) == (20, {})
        one.runner.catch_up()
        assert points(one) == 40


def test_what_is_in_the_tables_is_known_by_its_type(version: Version) -> None:
    with version("one", Balances()) as one:
        one.saw(served(LI, NINE, ELEVEN))
        noted = one.query("SELECT jsonb_object_keys(facts) FROM projection_generations")
        assert noted == [("service.imported",)]
        assert one.ask(Reader.unknown_types) == []
        one.query("UPDATE projection_generations SET facts = jsonb_build_object('a.later_one', '')")
        assert one.ask(Reader.unknown_types) == ["a.later_one"]
