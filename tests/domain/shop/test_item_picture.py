"""A photograph stands for an item until another does, or none."""

import pytest

from domain.rules.changes import NothingChanged
from domain.shop.item_picture import ItemPictured, PictureItem, digest_of
from domain.shop.items import UnknownItem
from tests.controls import RICE, RICE_LISTED
from tests.scenario import given

FIRST, SECOND = (digest_of(it) for it in (b"a bag", b"a bag, nearer"))


def test_a_photograph_names_the_one_in_whose_place_it_comes() -> None:
    shown = given(RICE_LISTED).when(PictureItem(item_id=RICE, digest=FIRST)).fact
    assert shown == ItemPictured(item_id=RICE, digest=FIRST)
    assert shown.mends() is None
    after = given(RICE_LISTED, shown).when(PictureItem(item_id=RICE, digest=SECOND)).fact
    assert after == ItemPictured(
        item_id=RICE, digest=SECOND, digest_before=FIRST, picture_id="fact-2"
    )
    assert after.mends() == "fact-2"


def test_it_is_taken_away_and_may_come_back() -> None:
    shown = ItemPictured(item_id=RICE, digest=FIRST)
    away = given(RICE_LISTED, shown).when(PictureItem(item_id=RICE, digest=None)).fact
    assert away == ItemPictured(item_id=RICE, digest_before=FIRST, picture_id="fact-2")
    again = given(RICE_LISTED, shown, away).when(PictureItem(item_id=RICE, digest=FIRST)).fact
    assert again == ItemPictured(item_id=RICE, digest=FIRST)


def test_nothing_is_recorded_where_nothing_is_different() -> None:
    shown = ItemPictured(item_id=RICE, digest=FIRST)
    given(RICE_LISTED, shown).when(PictureItem(item_id=RICE, digest=FIRST)).refused(NothingChanged)
    given(RICE_LISTED).when(PictureItem(item_id=RICE, digest=None)).refused(NothingChanged)


@pytest.mark.parametrize("digest", [FIRST, None])
def test_what_is_not_in_the_catalogue_has_no_picture(digest: str | None) -> None:
    given().when(PictureItem(item_id=RICE, digest=digest)).refused(UnknownItem)


def test_asking_again_changes_nothing_more(database: str) -> None:
    given(RICE_LISTED).when(PictureItem(item_id=RICE, digest=FIRST)).repeated(database)
