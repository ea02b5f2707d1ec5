"""Cities' rules are there to begin with, each with its source, and none contradicts itself."""

from datetime import date

import pytest

from domain.rules.packs import PACKS, Pack, pack_called
from domain.rules.rules import AdoptRules
from tests.scenario import given

FIRST_DAY = date(2026, 1, 1)


@pytest.mark.parametrize("pack", PACKS, ids=lambda it: it.name)
def test_a_community_can_adopt_each(pack: Pack) -> None:
    decision = AdoptRules(version=pack.name, in_force_from=FIRST_DAY, terms=pack.terms)
    assert given().when(decision).fact
    assert pack.source and bool(pack.left_out_zh) == bool(pack.left_out_en)


def test_a_pack_is_known_by_its_names_with_and_without_the_year() -> None:
    assert len({it.name for it in PACKS}) == len(PACKS)
    (beijing,) = [it for it in PACKS if it.name == "beijing-2022"]
    for name in ("beijing-2022", "Beijing", "beijing_2022", "北京", "北京 2022", " BEIJING 2022 "):
        assert pack_called(name) == beijing
    assert pack_called("") is pack_called("atlantis") is None


def test_coins_that_buy_no_goods_earn_no_points() -> None:
    changning = pack_called("shanghai")
    assert changning
    assert changning.terms.points_for(180) == 0
    assert changning.terms.credited_minutes_per_day_max == 120
