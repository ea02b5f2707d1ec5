"""The shelf: what it offers, what is left of it, and counting it."""

from typing import Any
from uuid import uuid4

from tests.api.answers import (
    created,
    created_by,
    found,
    list_item,
    listed,
    malformed,
    problem,
    refused,
)
from tests.clock import today
from tests.office import Office

ROW = {
    "item_id",
    "name",
    "unit",
    "points",
    "barcode",
    "barcodes",
    "withdrawn",
    "cash_price_fen",
    "limit_per_member_month",
    "in_stock",
    "redeemable",
    "first_expiry",
    "expired",
    "terms_id",
}


def row_of(office: Office, item_id: str, who: str = "volunteer") -> dict[str, Any]:
    (row,) = (it for it in listed(office, "/api/items", who) if it["item_id"] == item_id)
    assert row.pop("terms_id")
    return row


def receive(office: Office, item_id: str, quantity: int, expires_on: str | None = None) -> None:
    line = {"item_id": item_id, "quantity": quantity, "expires_on": expires_on}
    created_by(office, "/api/donations", "cashier", {"goods": [line]})


def count(item_id: str, counted: int, reason: str = "月底盘点") -> dict[str, Any]:
    return {"item_id": item_id, "counted": counted, "reason": reason}


def test_a_coordinator_lists_two_items_which_everybody_sees(shared_office: Office) -> None:
    whole = {
        "name": "东北大米",
        "barcode": "6901234567892",
        "unit": "袋",
        "points": 30,
        "cash_price_fen": 2_550,
        "limit_per_member_month": 2,
    }
    post = shared_office.post
    rice = created(post("/api/items", "coordinator", whole), "item_id")
    plain = {"name": "食用油", "unit": "瓶", "points": 50}
    oil = created(post("/api/items", "coordinator", plain), "item_id")

    rows = listed(shared_office, "/api/items", "volunteer")

    assert all({*row} == ROW for row in rows)
    ids = [row["item_id"] for row in rows]
    assert ids.index(rice["item_id"]) + 1 == ids.index(oil["item_id"])
    shelf = {"in_stock": 0, "redeemable": 0, "first_expiry": None, "withdrawn": False, "expired": 0}
    assert row_of(shared_office, rice["item_id"]) == (
        {"item_id": rice["item_id"], "barcodes": [whole["barcode"]]} | whole | shelf
    )
    blank = {
        "barcode": None,
        "barcodes": [],
        "cash_price_fen": None,
        "limit_per_member_month": None,
    }
    assert row_of(shared_office, oil["item_id"]) == {
        "item_id": oil["item_id"],
        **plain,
        **blank,
        **shelf,
    }


def test_a_scanner_finds_the_item_of_a_barcode_and_no_other(shared_office: Office) -> None:
    codes = [uuid4().hex[:13] for _ in range(2)]
    items = [list_item(shared_office, barcode=code) for code in codes]

    for code, item_id in zip(codes, items, strict=True):
        (row,) = listed(shared_office, "/api/items", "cashier", barcode=code)
        assert row["item_id"] == item_id
    assert listed(shared_office, "/api/items", "cashier", barcode="0000") == []


def test_a_name_or_a_barcode_stands_for_one_item(shared_office: Office) -> None:
    soap = {"name": "香皂", "barcode": "6900000000001", "unit": "块", "points": 10}
    created_by(shared_office, "/api/items", "coordinator", soap)

    for other in (soap, soap | {"barcode": "6900000000002"}, soap | {"name": "肥皂"}):
        refused(
            shared_office,
            "/api/items",
            "coordinator2",
            other,
            code="item_exists",
            zh="商品目录里已经有同名或同条码的商品。",
            en="The catalogue has an item of this name or barcode already.",
            field="name",
        )
    created_by(
        shared_office, "/api/items", "coordinator", soap | {"name": "肥皂", "barcode": "69000003"}
    )


def test_the_shelf_tells_what_is_left_and_what_expires_first(shared_office: Office) -> None:
    rice, oil = list_item(shared_office), list_item(shared_office)
    soon, late = today(3).isoformat(), today(300).isoformat()
    receive(shared_office, rice, 5, late)
    receive(shared_office, rice, 2, soon)
    receive(shared_office, oil, 4)

    first, second = row_of(shared_office, rice), row_of(shared_office, oil)

    assert (first["in_stock"], first["redeemable"], first["first_expiry"]) == (7, 7, soon)
    assert (second["in_stock"], second["redeemable"], second["first_expiry"]) == (4, 4, None)


def test_a_count_is_compared_with_what_is_on_the_books_at_that_moment(
    shared_office: Office,
) -> None:
    rice, oil, salt = (list_item(shared_office, stock=it) for it in (10, 4, 6))
    body = {"lines": [count(rice, 7), count(oil, 5), count(salt, 6)]}

    counted = created(
        shared_office.post("/api/stock-counts", "coordinator", body), "count_id", "status", "lines"
    )

    assert counted["status"] == "booked"
    assert counted["lines"] == [
        {"item_id": rice, "booked": 10, "counted": 7, "difference": -3},
        {"item_id": oil, "booked": 4, "counted": 5, "difference": 1},
        {"item_id": salt, "booked": 6, "counted": 6, "difference": 0},
    ]
    assert [row_of(shared_office, it)["in_stock"] for it in (rice, oil, salt)] == [7, 5, 6]

    receive(shared_office, rice, 2)
    again = created_by(
        shared_office, "/api/stock-counts", "coordinator", {"lines": [count(rice, 0)]}
    )
    (line,) = again["lines"]
    assert (line["booked"], line["difference"]) == (9, -9)
    assert row_of(shared_office, rice)["in_stock"] == 0
    assert row_of(shared_office, oil)["in_stock"] == 5


def test_the_reason_of_a_difference_is_asked_for_and_stays_out_of_the_log(
    shared_office: Office,
) -> None:
    rice = list_item(shared_office, stock=3)
    without = {"lines": [{"item_id": rice, "counted": 2}]}
    malformed(shared_office.post("/api/stock-counts", "coordinator", without), "/lines/0/reason")

    counted = created_by(
        shared_office,
        "/api/stock-counts",
        "coordinator",
        {"lines": [count(rice, 2, "王建国打破了一袋")]},
    )

    fact = found(shared_office, f"/api/audit/facts/{counted['position']}", "supervisor")
    assert "王建国" not in str(fact)
    (line,) = fact["data"]["lines"]
    assert line["reason_text"]


def test_an_item_appears_once_in_a_count_and_has_to_be_in_the_catalogue(
    shared_office: Office,
) -> None:
    rice, oil = list_item(shared_office, stock=3), list_item(shared_office, stock=3)
    refused(
        shared_office,
        "/api/stock-counts",
        "coordinator",
        {"lines": [count(rice, 2), count(oil, 2), count(rice, 3)]},
        code="counted_twice",
        zh="同一件商品在一次盘点中只能出现一次。",
        en="An item can appear only once in a count.",
        field="lines",
    )
    refused(
        shared_office,
        "/api/stock-counts",
        "coordinator",
        {"lines": [count(rice, 2), count("nothing", 1)]},
        code="unknown_item",
        status=404,
        zh="商品目录里没有这件商品。",
        en="The catalogue has no such item.",
        field="item_id",
    )
    assert row_of(shared_office, rice)["in_stock"] == 3


def test_a_count_that_counts_nothing_is_malformed(shared_office: Office) -> None:
    for lines in ([], [{}], [count("x", -1)], None):
        answer = shared_office.post("/api/stock-counts", "coordinator", {"lines": lines})
        problem(answer, 422, "malformed")


def test_nobody_counts_more_than_999999_pieces(shared_office: Office) -> None:
    rice = list_item(shared_office, stock=3)

    answer = shared_office.post(
        "/api/stock-counts", "coordinator", {"lines": [count(rice, 1_000_000)]}
    )

    malformed(answer, "/lines/0/counted")
    created_by(shared_office, "/api/stock-counts", "coordinator", {"lines": [count(rice, 999_999)]})
