"""What members took home counts in its month, and what came back does not."""

from msgspec.structs import replace as copy_of

from domain.shop.items import LotChange
from domain.shop.sale import SaleLine
from projections.shop.taken_home import taken_home, taken_home_by_all
from tests.controls import LI, OIL, RICE, WANG, sold
from tests.projections.living import Living
from tests.projections.shop.test_offline_disputes import SETTLED
from tests.projections.shop.test_shifts import BACK, DISPUTED

MARCH = "2026-03"


def test_pieces_add_up_by_person_and_month(community: Living) -> None:
    one = (LotChange(RICE, "gift-1-1", -1),)
    community.saw(sold(), sold("sale-2", lots=one), sold("sale-3", member_id=WANG))
    community.saw(sold("sale-4", month="2026-02"))
    assert community.ask(taken_home, LI, MARCH) == {RICE: 3}
    assert community.ask(taken_home, LI, "2026-02") == {RICE: 2}
    assert community.ask(taken_home_by_all, MARCH) == {LI: {RICE: 3}, WANG: {RICE: 2}}


def test_what_came_back_frees_the_month_in_which_it_had_left(community: Living) -> None:
    community.saw(sold(), copy_of(BACK, month=MARCH))
    assert community.ask(taken_home, LI, MARCH) == {RICE: 1}
    community.saw(BACK)
    assert community.ask(taken_home, LI, MARCH) == {}
    assert community.ask(taken_home_by_all, MARCH) == {}


def test_goods_in_dispute_were_taken_home_once_somebody_has_said_so(community: Living) -> None:
    other = copy_of(DISPUTED, redemption_id="sale-10")
    community.saw(sold(), DISPUTED, other)
    assert community.ask(taken_home, WANG, MARCH) == {}
    community.saw(copy_of(SETTLED, redemption_id="sale-10", outcome="did_not_happen"))
    assert community.ask(taken_home, WANG, MARCH) == {}
    community.saw(SETTLED)
    assert community.ask(taken_home, WANG, MARCH) == {OIL: 3}


def test_of_what_was_only_alleged_counts_what_then_left(community: Living) -> None:
    left = (SaleLine(OIL, 2, 100, (LotChange(OIL, "gift-2-1", -2),)),)
    community.saw(copy_of(DISPUTED, alleged=True), copy_of(SETTLED, lines=left))
    assert community.ask(taken_home, WANG, MARCH) == {OIL: 2}
