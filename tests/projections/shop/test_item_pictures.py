"""Which photograph stands for an item."""

from domain.shop.item_picture import ItemPictured
from projections.shop.item_pictures import photographs_of
from tests.controls import OIL, OIL_LISTED, RICE, RICE_LISTED
from tests.projections.living import Living


def pictured(item_id: str, digest: str | None = None) -> ItemPictured:
    return ItemPictured(item_id=item_id, digest=digest)


def test_the_last_photograph_of_an_item_stands_for_it(community: Living) -> None:
    community.saw(RICE_LISTED, OIL_LISTED, pictured(RICE, "a"), pictured(OIL, "b"))
    community.saw(pictured(RICE, "c"))
    assert community.ask(photographs_of, [RICE, OIL]) == {RICE: "c", OIL: "b"}
    assert community.ask(photographs_of, [OIL]) == {OIL: "b"}
    assert community.differences() == {}


def test_none_stands_for_one_whose_photograph_was_taken_away(community: Living) -> None:
    community.saw(RICE_LISTED, OIL_LISTED, pictured(RICE, "a"), pictured(RICE), pictured(OIL, "b"))
    assert community.ask(photographs_of, [RICE, OIL]) == {OIL: "b"}
    community.saw(pictured(OIL), pictured(RICE, "a"))
    assert community.ask(photographs_of, [RICE, OIL]) == {RICE: "a"}
