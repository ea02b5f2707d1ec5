"""A sale that the books did not agree with is settled by a supervisor who did not make it."""

from typing import Any
from uuid import uuid4

import pytest

from domain.shop.offline_sale import AcceptOfflineSale
from domain.shop.redemption import RedeemPoints
from domain.shop.sale import Pieces
from tests.api.answers import (
    created,
    created_by,
    enrol,
    found,
    list_item,
    listed,
    malformed,
    problem,
    refused,
    serve,
    settle,
)
from tests.office import Office

DISPUTES = "/api/disputes"


def disputed(office: Office, item_id: str, pieces: int = 1) -> tuple[str, str]:
    """A member with 80 points, and a sale to them that no allowance covered."""
    li = enrol(office)
    serve(office, li, 8)
    sale = RedeemPoints(
        member_id=li,
        lines=(Pieces(item_id, pieces),),
        served_by="cashier",
        slip=uuid4().hex[:6].upper(),
        allowance_id="none",
    )
    fact = office.record(AcceptOfflineSale(sale=sale, allowance=None), "cashier").fact
    settle(office)
    return li, str(fact.redemption_id)


def held(office: Office, member_id: str) -> int:
    return int(found(office, f"/api/members/{member_id}/balance", "coordinator")["points"])


def in_stock(office: Office, item_id: str) -> int:
    (row,) = (it for it in listed(office, "/api/items", "coordinator") if it["item_id"] == item_id)
    return int(row["in_stock"])


def word(outcome: str) -> dict[str, Any]:
    return {"outcome": outcome, "reason": "问过本人"}


def test_one_cashier_alone_neither_empties_the_shelf_nor_burdens_a_member(
    shared_office: Office,
) -> None:
    rice = list_item(shared_office, 40, stock=12, limit_per_member_month=2)
    li, redemption_id = disputed(shared_office, rice, 9_999)
    assert in_stock(shared_office, rice) == 12
    about = {"about": f"redemption:{redemption_id}"}
    (fact,) = found(shared_office, "/api/audit/facts", "supervisor", params=about)["items"]
    assert (fact["type"], fact["postings"]) == ("offline_sale.disputed", [])
    (row,) = (
        it
        for it in listed(shared_office, DISPUTES, "supervisor")
        if it["redemption_id"] == redemption_id
    )
    assert (row["alleged"], row["points"], row["outcome"]) == (True, 399_960, None)
    assert row["lines"] == [{"item_id": rice, "quantity": 9_999, "points": 399_960, "booked": 0}]
    own = {"member_id": li, "lines": [{"item_id": rice, "quantity": 2}]}
    created_by(shared_office, "/api/redemptions", "cashier", own)
    path = f"{DISPUTES}/{redemption_id}/settlement"
    answer = shared_office.post(path, "supervisor", word("did_not_happen"))
    told = created(answer, "redemption_id", "outcome", "points", "balance_after")
    assert (told["outcome"], told["points"], told["balance_after"]) == ("did_not_happen", 0, 0)
    assert in_stock(shared_office, rice) == 10
    (row,) = (
        it
        for it in listed(shared_office, DISPUTES, "supervisor", settled=True)
        if it["redemption_id"] == redemption_id
    )
    assert (row["outcome"], row["settled_by"]) == ("did_not_happen", "supervisor")


def test_a_dispute_that_was_charged_comes_back_like_any_sale(shared_office: Office) -> None:
    rice = list_item(shared_office, 30, stock=9)
    before = found(shared_office, "/api/community")["points_redeemed"]
    li, redemption_id = disputed(shared_office, rice, 2)
    back = {"lines": [{"item_id": rice, "quantity": 2}], "reason": "拿错了"}
    path = f"/api/redemptions/{redemption_id}/returns"
    problem(shared_office.post(path, "cashier2", back), 404, "unknown_redemption")
    assert found(shared_office, "/api/community")["points_redeemed"] == before
    settlement = f"{DISPUTES}/{redemption_id}/settlement"
    created_by(shared_office, settlement, "supervisor", word("charged"))
    assert (held(shared_office, li), in_stock(shared_office, rice)) == (20, 7)
    assert found(shared_office, "/api/community")["points_redeemed"] == before + 60
    returned = created_by(shared_office, path, "cashier2", back)
    assert (returned["points"], returned["balance_after"]) == (60, 80)
    assert (held(shared_office, li), in_stock(shared_office, rice)) == (80, 9)
    assert found(shared_office, "/api/community")["points_redeemed"] == before
    problem(shared_office.post(path, "cashier2", back), 409, "more_than_redeemed")


def test_who_made_the_sale_and_who_is_no_supervisor_do_not_settle_it(
    shared_office: Office,
) -> None:
    rice = list_item(shared_office, 30, stock=9)
    _, redemption_id = disputed(shared_office, rice)
    path = f"{DISPUTES}/{redemption_id}/settlement"
    for who in ("cashier", "coordinator", "volunteer", "admin"):
        problem(shared_office.post(path, who, word("borne")), 403, "not_permitted")
        problem(shared_office.get(DISPUTES, who), 403, "not_permitted")
    malformed(shared_office.post(path, "supervisor", word("forgotten")), "/outcome")
    malformed(shared_office.post(path, "supervisor", {"outcome": "borne"}), "/reason")
    created_by(shared_office, path, "supervisor", word("borne"))
    refused(
        shared_office,
        path,
        "supervisor2",
        word("charged"),
        code="dispute_settled",
        zh="这笔断网兑换已经处理过了。",
        en="This sale has been settled already.",
    )
    never = f"{DISPUTES}/never-was/settlement"
    problem(shared_office.post(never, "supervisor", word("borne")), 404, "unknown_dispute")


@pytest.mark.parametrize("outcome", ["charged", "borne"])
def test_more_than_the_shelf_has_cannot_have_left(shared_office: Office, outcome: str) -> None:
    rice = list_item(shared_office, 30, stock=2)
    li, redemption_id = disputed(shared_office, rice, 50)
    path = f"{DISPUTES}/{redemption_id}/settlement"
    told = created_by(shared_office, path, "supervisor", word(outcome))
    assert told["points"] == 60
    assert held(shared_office, li) == (20 if outcome == "charged" else 80)
    assert in_stock(shared_office, rice) == 0
