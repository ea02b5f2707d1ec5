"""The books follow a count: at once, or when somebody else stands behind it too."""

from typing import Any

import pytest

from tests.api.answers import (
    created,
    created_by,
    enrol,
    found,
    head,
    list_item,
    listed,
    malformed,
    problem,
    refused,
    serve,
    settle,
)
from tests.clock import today
from tests.office import Office

COUNTS = "/api/stock-counts"


def seen(item_id: str, pieces: int, **more: int) -> dict[str, Any]:
    return {"lines": [{"item_id": item_id, "counted": pieces, "reason": "月末盘点"}], **more}


def shelf(office: Office, item_id: str) -> tuple[int, int]:
    """The pieces of an item, and those that may still leave."""
    (row,) = (it for it in listed(office, "/api/items", "coordinator") if it["item_id"] == item_id)
    return row["in_stock"], row["redeemable"]


def in_stock(office: Office, item_id: str) -> int:
    return shelf(office, item_id)[0]


def sell(office: Office, item_id: str, pieces: int) -> None:
    li = enrol(office)
    serve(office, li, 8)
    lines = [{"item_id": item_id, "quantity": pieces}]
    created_by(office, "/api/redemptions", "cashier", {"member_id": li, "lines": lines})


def test_oil_152_to_999_waits_for_another_coordinator(shared_office: Office) -> None:
    oil = list_item(shared_office, stock=152)

    answer = shared_office.post(COUNTS, "coordinator", seen(oil, 999))

    count = created(answer, "count_id", "status", "lines")
    assert count["status"] == "pending"
    assert count["lines"] == [{"item_id": oil, "booked": 152, "counted": 999, "difference": 847}]
    assert in_stock(shared_office, oil) == 152
    path = f"{COUNTS}/{count['count_id']}/approval"
    refused(
        shared_office,
        path,
        "coordinator",
        code="same_person",
        zh="这次盘点是您数的，须由另一位工作人员批准。",
        en="You counted this yourself; somebody else has to approve it.",
    )
    approved = created(shared_office.post(path, "coordinator2"), "count_id", "status", "lines")
    assert (approved["count_id"], approved["status"]) == (count["count_id"], "booked")
    assert in_stock(shared_office, oil) == 999
    refused(
        shared_office,
        path,
        "supervisor",
        code="already_decided",
        zh="这次盘点已经处理过了。",
        en="This count has been decided already.",
    )
    assert in_stock(shared_office, oil) == 999


@pytest.mark.parametrize("pieces", [0, 4, 5])
def test_what_a_cashier_counts_waits_whatever_they_saw(shared_office: Office, pieces: int) -> None:
    rice = list_item(shared_office, stock=5)
    count = created_by(shared_office, COUNTS, "cashier", seen(rice, pieces))
    assert count["status"] == "pending"
    assert in_stock(shared_office, rice) == 5
    created_by(shared_office, f"{COUNTS}/{count['count_id']}/approval", "supervisor")
    assert in_stock(shared_office, rice) == pieces


def test_who_may_not_approve_is_told_so(shared_office: Office) -> None:
    rice = list_item(shared_office, stock=5)
    count = created_by(shared_office, COUNTS, "cashier", seen(rice, 4))
    for act in ("approval", "refusal"):
        path = f"{COUNTS}/{count['count_id']}/{act}"
        for who in ("cashier", "volunteer", "admin"):
            problem(shared_office.post(path, who, {"reason": "不对"}), 403, "not_permitted")
    for path in (f"{COUNTS}/none/approval", f"{COUNTS}/none/refusal"):
        answer = shared_office.post(path, "supervisor", {"reason": "不对"})
        problem(answer, 404, "unknown_count")
    assert in_stock(shared_office, rice) == 5


def test_a_refused_count_leaves_the_books_and_says_why(shared_office: Office) -> None:
    rice = list_item(shared_office, stock=50)
    count = created_by(shared_office, COUNTS, "coordinator", seen(rice, 5))
    path = f"{COUNTS}/{count['count_id']}/refusal"
    malformed(shared_office.post(path, "supervisor", {}), "/reason")
    answer = shared_office.post(path, "supervisor", {"reason": "漏数了一箱"})
    assert created(answer, "count_id", "status")["status"] == "refused"
    problem(
        shared_office.post(f"{COUNTS}/{count['count_id']}/approval", "supervisor"),
        409,
        "already_decided",
    )
    assert in_stock(shared_office, rice) == 50
    assert "漏数" not in str(found(shared_office, "/api/audit/facts", "supervisor"))


def test_counted_100_three_sold_then_sent_is_no_difference(shared_office: Office) -> None:
    rice = list_item(shared_office, 10, stock=100)
    position = head(shared_office)
    sell(shared_office, rice, 3)
    body = seen(rice, 100, counted_at_position=position)
    count = created_by(shared_office, COUNTS, "coordinator", body)
    (line,) = count["lines"]
    assert (line["booked"], line["difference"], count["status"]) == (100, 0, "booked")
    assert in_stock(shared_office, rice) == 97


def test_a_pending_count_is_approved_by_its_difference_then(shared_office: Office) -> None:
    rice = list_item(shared_office, 10, stock=100)
    position = head(shared_office)
    sell(shared_office, rice, 3)
    body = seen(rice, 60, counted_at_position=position)
    count = created_by(shared_office, COUNTS, "coordinator", body)
    assert count["status"] == "pending"
    sell(shared_office, rice, 2)
    created_by(shared_office, f"{COUNTS}/{count['count_id']}/approval", "coordinator2")
    assert in_stock(shared_office, rice) == 55


def test_a_position_that_the_log_has_not_reached_is_malformed(shared_office: Office) -> None:
    rice = list_item(shared_office, stock=5)
    body = seen(rice, 5, counted_at_position=head(shared_office) + 1_000)
    malformed(shared_office.post(COUNTS, "coordinator", body), "/counted_at_position")


def test_boxes_found_again_expire_when_they_would_have(shared_office: Office) -> None:
    milk = list_item(shared_office)
    soon = (today(1)).isoformat()
    goods = {"goods": [{"item_id": milk, "quantity": 10, "expires_on": soon}]}
    created_by(shared_office, "/api/donations", "coordinator", goods)
    for pieces in (1, 10):
        created_by(shared_office, COUNTS, "coordinator", seen(milk, pieces))
    settle(shared_office)
    (row,) = (
        it for it in listed(shared_office, "/api/items", "coordinator") if it["item_id"] == milk
    )
    assert (row["in_stock"], row["first_expiry"]) == (10, soon)
    lots = found(shared_office, "/api/audit/facts", "supervisor", params={"about": f"item:{milk}"})
    changes = [it for line in lots["items"][0]["data"]["lines"] for it in line["lots"]]
    assert [(it["pieces"], it["expires_on"]) for it in changes] == [(9, soon)]


def test_who_looks_after_counts_sees_what_waits(shared_office: Office) -> None:
    rice, oil = list_item(shared_office, stock=5), list_item(shared_office, stock=7)
    waits = created_by(shared_office, COUNTS, "cashier", seen(rice, 4))
    booked = created_by(shared_office, COUNTS, "coordinator", seen(oil, 6))
    pending = listed(shared_office, COUNTS, "supervisor", status="pending")
    assert waits["count_id"] in {it["count_id"] for it in pending}
    assert booked["count_id"] not in {it["count_id"] for it in pending}
    by_id = {it["count_id"]: it for it in listed(shared_office, COUNTS, "coordinator")}
    row = by_id[booked["count_id"]]
    assert (row["status"], row["counted_by"], row["decided_by"]) == ("booked", "coordinator", None)
    assert row["lines"] == booked["lines"]
    problem(shared_office.get(COUNTS, "cashier"), 403, "not_permitted")
