"""A row of the ledger means goods as they were on its day: their name, price and limit."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from api.serving.composition import Community
from api.serving.settings import Settings
from api.workbooks.typed.named_goods import NamedGoods
from domain.ledger.decision import OFFICE, Receipt, Request
from domain.shop.item_change import ChangeItem
from domain.shop.items import UnknownItem
from projections.shop.stock import NameByDay, item_names
from tests.api.workbooks.desk import Desk, service_row
from tests.api.workbooks.imported import found
from tests.clock import today
from tests.conftest import COMMUNITY_NAME

JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)


@pytest.fixture(scope="module")
def desk(unfounded_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    settings = Settings(community=COMMUNITY_NAME, data=tmp_path_factory.mktemp("desk"))
    opened = Desk(unfounded_database, settings)
    opened.ask(found)
    yield opened


def change(desk: Desk, goods: str, from_day: date, **terms: Any) -> None:
    async def changing(community: Community) -> None:
        ids = {name: item_id for item_id, name in (await item_names(community.reader)).items()}
        decision = ChangeItem(item_id=ids[goods], from_day=from_day, **terms)
        (done,) = await community.recorder.record_all([Request(decision=decision, actor=OFFICE)])
        assert isinstance(done, Receipt)

    desk.ask(changing)


def eater(desk: Desk) -> str:
    """Somebody with points for more than one bag of rice."""
    name = desk.volunteer()
    rows = [service_row(name, f"2026-03-{day:02}") for day in (5, 6, 7)]
    assert desk.codes("services", *rows) == []
    return name


def sale(day: str, name: str, goods: str, points: int) -> str:
    return f"{day}|{name}|8000|{goods}|1|{points}|收银员小王"


def test_a_row_is_held_against_the_price_of_its_day(desk: Desk) -> None:
    li, rice = eater(desk), desk.item()
    change(desk, rice, JUNE, points=40)
    change(desk, rice, today(3), points=50)
    rows = [
        sale("2026-05-31", li, rice, 30),
        sale("2026-05-31", li, rice, 40),
        sale("2026-06-01", li, rice, 40),
        sale("2026-06-02", li, rice, 50),
    ]
    report = desk.take("redemptions", *rows)
    assert [(it.row.number, it.code) for it in report.rejected] == [
        (3, "points_mismatch"),
        (5, "points_mismatch"),
    ]


def test_the_limit_of_the_day_counts(desk: Desk) -> None:
    li, rice = eater(desk), desk.item()
    change(desk, rice, JUNE, limit_per_member_month=1)
    days = ("2026-05-30", "2026-05-31", "2026-06-01", "2026-06-02")
    rows = [sale(day, li, rice, 30) for day in days]
    assert desk.codes("redemptions", *rows) == ["over_limit"]


def test_goods_that_were_withdrawn_since_were_sold_on_the_day(desk: Desk) -> None:
    li, rice = eater(desk), desk.item()
    change(desk, rice, JUNE, withdrawn=True)
    rows = [sale(day, li, rice, 30) for day in ("2026-05-31", "2026-06-01")]
    assert desk.codes("redemptions", *rows) == ["item_withdrawn"]


def test_goods_are_found_by_what_they_were_called_then_and_by_later_names(desk: Desk) -> None:
    li, old = eater(desk), desk.item()
    new, coming = f"新{old}", f"将{old}"
    change(desk, old, JUNE, name=new)
    change(desk, new, today(3), name=coming)
    rows = [
        sale("2026-05-30", li, old, 30),
        sale("2026-05-31", li, new, 30),
        sale("2026-06-02", li, new, 30),
        sale("2026-06-03", li, old, 30),
        sale("2026-06-04", li, coming, 30),
    ]
    assert desk.codes("redemptions", *rows) == ["unknown_item"]
    gifts = [f"|2026-06-0{day}||物资|{name}|1|||" for day, name in ((1, old), (2, new))]
    assert desk.codes("donations", *gifts, f"|2026-06-03||物资|{coming}|1|||") == ["unknown_item"]


def test_a_name_that_two_goods_had_means_the_one_of_the_day(desk: Desk) -> None:
    li, first = eater(desk), desk.item()
    change(desk, first, JUNE, name=f"大袋{first}")
    assert desk.codes("items", f"|{first}|袋|20||") == []
    assert desk.codes("donations", f"|2026-07-01||物资|{first}|1|||") == []
    rows = [
        sale("2026-07-02", li, first, 20),
        sale("2026-07-03", li, f"大袋{first}", 30),
        sale("2026-05-30", li, first, 30),
    ]
    assert desk.codes("redemptions", *rows) == []


def test_of_two_goods_that_were_called_so_at_other_times_none_is_guessed() -> None:
    goods = NamedGoods(
        [
            NameByDay("rice", "米", None, JUNE),
            NameByDay("oats", "米", JULY, None),
            NameByDay("oats", "麦", None, JULY),
        ],
        date(2026, 8, 1),
    )
    assert goods.find("米", date(2026, 5, 31)) == "rice"
    assert goods.find("米", JULY) == "oats"
    assert goods.find("麦", JULY) == "oats"
    with pytest.raises(Exception, match="ambiguous_item"):
        goods.find("米", JUNE)
    with pytest.raises(UnknownItem):
        goods.find("豆", JUNE)
