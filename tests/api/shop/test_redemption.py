"""The till: goods for points, and goods that come back."""

from typing import Any

import pytest

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
)
from tests.office import Office

SALE = "redemption_id", "points", "balance_after", "lines"


def wants(member_id: str, *lines: tuple[str, int]) -> dict[str, Any]:
    return {"member_id": member_id, **goods(*lines)}


def goods(*lines: tuple[str, int]) -> dict[str, Any]:
    return {"lines": [{"item_id": it, "quantity": quantity} for it, quantity in lines]}


def served(office: Office, hours: int = 8) -> str:
    """Somebody who has served so many hours and got ten points for each, 80 at most."""
    member_id = enrol(office)
    serve(office, member_id, hours)
    return member_id


def redeem(office: Office, member_id: str, *lines: tuple[str, int]) -> str:
    """The path of a redemption."""
    sale = created_by(office, "/api/redemptions", "cashier", wants(member_id, *lines))
    return f"/api/redemptions/{sale['redemption_id']}"


def points_of(office: Office, member_id: str) -> int:
    return int(found(office, f"/api/members/{member_id}/balance", "cashier")["points"])


def in_stock(office: Office, item_id: str) -> int:
    rows = listed(office, "/api/items", "cashier")
    return next(int(row["in_stock"]) for row in rows if row["item_id"] == item_id)


def test_a_volunteer_takes_two_things_home_for_their_points(shared_office: Office) -> None:
    li, wang = served(shared_office), served(shared_office)
    rice = list_item(shared_office, 20, stock=10)
    oil, salt = (list_item(shared_office, it, stock=10) for it in (15, 1))

    sale = created(
        shared_office.post("/api/redemptions", "cashier", wants(li, (rice, 2), (oil, 1))), *SALE
    )

    assert sale["redemption_id"]
    assert (sale["points"], sale["balance_after"]) == (55, 25)
    assert sale["lines"] == [
        {"item_id": rice, "quantity": 2, "points": 40},
        {"item_id": oil, "quantity": 1, "points": 15},
    ]
    assert (points_of(shared_office, li), points_of(shared_office, wang)) == (25, 80)
    assert [in_stock(shared_office, it) for it in (rice, oil, salt)] == [8, 9, 10]


def test_lines_of_one_item_are_one_line(shared_office: Office) -> None:
    li, rice = served(shared_office), list_item(shared_office, 20, stock=10)

    sale = created_by(shared_office, "/api/redemptions", "cashier", wants(li, (rice, 1), (rice, 2)))

    assert sale["lines"] == [{"item_id": rice, "quantity": 3, "points": 60}]


def test_the_person_at_the_till_and_the_person_served_are_both_in_the_fact(
    shared_office: Office,
) -> None:
    li, rice = served(shared_office), list_item(shared_office, 20, stock=1)

    sale = created_by(shared_office, "/api/redemptions", "cashier2", wants(li, (rice, 1)))

    fact = found(shared_office, f"/api/audit/facts/{sale['position']}", "supervisor")
    assert (fact["actor"], fact["on_behalf_of"]) == ("cashier2", li)


def test_only_members_redeem(shared_office: Office) -> None:
    refused(
        shared_office,
        "/api/redemptions",
        "cashier",
        wants("nobody", ("nothing", 1)),
        code="unknown_member",
        status=404,
        zh="没有这位成员。",
        en="There is no such member.",
        field="member_id",
    )


def test_only_what_the_catalogue_has_is_redeemed(shared_office: Office) -> None:
    rice = list_item(shared_office, 20, stock=1)
    refused(
        shared_office,
        "/api/redemptions",
        "cashier",
        wants("cashier", (rice, 1), ("nothing", 1)),
        code="unknown_item",
        status=404,
        zh="商品目录里没有这件商品。",
        en="The catalogue has no such item.",
        field="item_id",
    )


def test_nobody_serves_themselves_at_the_till(shared_office: Office) -> None:
    rice = list_item(shared_office, 20, stock=1)
    refused(
        shared_office,
        "/api/redemptions",
        "cashier",
        wants("cashier", (rice, 1)),
        code="self_served",
        zh="收银员不能给自己兑换，请由另一位收银员办理。",
        en="Nobody serves themselves at the till; another cashier has to.",
    )


def test_redeeming_needs_five_hours_of_service(shared_office: Office) -> None:
    rice = list_item(shared_office, 20, stock=2)
    refused(
        shared_office,
        "/api/redemptions",
        "cashier",
        wants(served(shared_office, 4), (rice, 1)),
        code="not_yet_eligible",
        zh="服务满 5小时 才能兑换，目前 4小时。",
        en="Redeeming needs 5 h of service; there are 4 h.",
    )
    redeem(shared_office, served(shared_office, 5), (rice, 1))


def test_an_items_monthly_limit_is_each_members_own(shared_office: Office) -> None:
    li, wang = served(shared_office), served(shared_office)
    rice = list_item(shared_office, 10, stock=9, limit_per_member_month=2, name="限量大米")
    oil = list_item(shared_office, 10, stock=9)
    redeem(shared_office, li, (rice, 1), (oil, 3))

    refused(
        shared_office,
        "/api/redemptions",
        "cashier",
        wants(li, (rice, 2)),
        code="over_limit",
        zh="“限量大米”每人每月限 2 件，本月还可兑换 1 件。",
        en="“限量大米” is limited to 2 a month; 1 are left this month.",
    )
    redeem(shared_office, li, (rice, 1))
    redeem(shared_office, wang, (rice, 2))


def test_nobody_spends_more_points_than_they_have(shared_office: Office) -> None:
    li, rice = served(shared_office, 6), list_item(shared_office, 20, stock=9)
    refused(
        shared_office,
        "/api/redemptions",
        "cashier",
        wants(li, (rice, 4)),
        code="insufficient_points",
        zh="积分不够：需要 80 分，现有 60 分。",
        en="Not enough points: 80 are needed, 60 are there.",
    )
    redeem(shared_office, li, (rice, 3))
    assert points_of(shared_office, li) == 0


def test_nobody_takes_home_what_is_not_on_the_shelf_nor_half_of_it(shared_office: Office) -> None:
    li = served(shared_office)
    rice = list_item(shared_office, 10, stock=2, name="断货大米")
    oil = list_item(shared_office, 10, stock=9)
    refused(
        shared_office,
        "/api/redemptions",
        "cashier",
        wants(li, (oil, 1), (rice, 3)),
        code="out_of_stock",
        zh="“断货大米”库存不足：现有 2 件。",
        en="“断货大米”: only 2 on the shelf.",
    )
    assert (in_stock(shared_office, oil), points_of(shared_office, li)) == (9, 80)


def test_of_several_reasons_the_first_in_the_offices_order_is_told(shared_office: Office) -> None:
    """Whoever mends one thing after the other meets the reasons in this order."""
    cheap = list_item(shared_office, 10, stock=1, limit_per_member_month=5)
    dear = list_item(shared_office, 50)
    newcomer, poor, rich = served(shared_office, 1), served(shared_office, 5), served(shared_office)

    for body, code in (
        (wants("nobody", ("nothing", 9)), "unknown_member"),
        (wants("cashier", ("nothing", 9), (cheap, 9)), "unknown_item"),
        (wants("cashier", (cheap, 9), (dear, 9)), "self_served"),
        (wants(newcomer, (cheap, 9), (dear, 9)), "not_yet_eligible"),
        (wants(poor, (cheap, 9), (dear, 9)), "over_limit"),
        (wants(poor, (cheap, 5), (dear, 9)), "insufficient_points"),
        (wants(rich, (cheap, 2), (dear, 1)), "out_of_stock"),
    ):
        answer = shared_office.post("/api/redemptions", "cashier", body)
        assert answer.json()["code"] == code


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"lines": [{"item_id": "x", "quantity": 1}]}, "/member_id"),
        ({"member_id": "volunteer"}, "/lines"),
        ({"member_id": "volunteer", "lines": []}, "/lines"),
        (wants("volunteer", ("x", 0)), "/lines/0/quantity"),
        (wants("volunteer", ("x", 1), ("x", -1)), "/lines/1/quantity"),
        (wants("volunteer", ("x", 10**9 + 1)), "/lines/0/quantity"),
        (wants("volunteer", *[("x", 1)] * 51), "/lines"),
        (wants("volunteer", ("x", 1)) | {"points": 1}, "/points"),
    ],
)
def test_what_is_malformed_in_a_redemption_is_pointed_at(
    shared_office: Office, body: dict[str, Any], pointer: str
) -> None:
    malformed(shared_office.post("/api/redemptions", "cashier", body), pointer)


def test_nobody_takes_home_or_brings_back_more_than_9999_pieces_on_a_line(
    shared_office: Office,
) -> None:
    li, rice = served(shared_office), list_item(shared_office, 1, stock=9)
    path = redeem(shared_office, li, (rice, 1))
    for quantity, status in ((10_000, 422), (9_999, 409)):
        sold = shared_office.post("/api/redemptions", "cashier", wants(li, (rice, quantity)))
        back = goods((rice, quantity)) | {"reason": "不想要了"}
        returned = shared_office.post(f"{path}/returns", "cashier", back)
        for answer in (sold, returned):
            assert answer.status_code == status, answer.text
            if status == 422:
                malformed(answer, "/lines/0/quantity")
    assert in_stock(shared_office, rice) == 8


def test_goods_that_come_back_bring_points_and_allowance_back(shared_office: Office) -> None:
    li, wang = served(shared_office), served(shared_office)
    rice = list_item(shared_office, 20, stock=9, limit_per_member_month=2)
    path = redeem(shared_office, li, (rice, 2))
    redeem(shared_office, wang, (rice, 1))

    back = created(
        shared_office.post(f"{path}/returns", "cashier2", goods((rice, 1)) | {"reason": "拿多了"}),
        *SALE,
    )

    assert path.endswith(back["redemption_id"])
    assert (back["points"], back["balance_after"]) == (20, 60)
    assert back["lines"] == [{"item_id": rice, "quantity": 1, "points": 20}]
    assert (points_of(shared_office, li), points_of(shared_office, wang)) == (60, 60)
    assert in_stock(shared_office, rice) == 7
    redeem(shared_office, li, (rice, 1))


def test_what_the_community_bore_is_repaid_before_the_member_is(shared_office: Office) -> None:
    li = served(shared_office)
    oil = list_item(shared_office, 50, stock=3)
    sale = redeem(shared_office, li, (oil, 1))
    (service,) = listed(shared_office, "/api/services", "coordinator", member_id=li)
    path = f"/api/services/{service['service_id']}/revocation"
    revoked = created_by(shared_office, path, "supervisor", {"reason": "签到表上没有她"})
    assert (revoked["points"], revoked["points_borne"]) == (80, 50)
    assert points_of(shared_office, li) == 0

    back = goods((oil, 1)) | {"reason": "不要了"}
    returned = created_by(shared_office, f"{sale}/returns", "cashier", back)

    assert (returned["points"], returned["balance_after"]) == (50, 0)
    assert (points_of(shared_office, li), in_stock(shared_office, oil)) == (0, 3)
    serve(shared_office, li, 8, days_ago=20)
    assert points_of(shared_office, li) == 80


def test_no_more_comes_back_than_went(shared_office: Office) -> None:
    li = served(shared_office)
    rice, oil = (list_item(shared_office, 10, stock=9) for _ in range(2))
    path, other = redeem(shared_office, li, (rice, 2)), redeem(shared_office, li, (rice, 1))
    more = {
        "code": "more_than_redeemed",
        "zh": "退回数量超过了这笔兑换中尚未退回的数量。",
        "en": "More than was redeemed and has not come back already.",
    }
    reason = {"reason": "不要了"}

    for lines in ((rice, 3),), ((oil, 1),), ((rice, 1), (rice, 2)):
        refused(shared_office, f"{path}/returns", "cashier", goods(*lines) | reason, **more)
    created_by(shared_office, f"{path}/returns", "cashier", goods((rice, 2)) | reason)
    refused(shared_office, f"{path}/returns", "cashier", goods((rice, 1)) | reason, **more)
    created_by(shared_office, f"{other}/returns", "cashier", goods((rice, 1)) | reason)
    assert points_of(shared_office, li) == 80


def test_there_has_to_be_such_a_redemption(shared_office: Office) -> None:
    refused(
        shared_office,
        "/api/redemptions/nothing/returns",
        "cashier",
        goods(("x", 1)) | {"reason": "不要了"},
        code="unknown_redemption",
        status=404,
        zh="没有这笔兑换。",
        en="There is no such redemption.",
    )


def test_a_cashier_takes_nothing_back_from_themselves(shared_office: Office) -> None:
    serve(shared_office, "cashier2", 8)
    rice = list_item(shared_office, 10, stock=9)
    path = redeem(shared_office, "cashier2", (rice, 1))
    body = goods((rice, 1)) | {"reason": "不要了"}

    answer = shared_office.post(f"{path}/returns", "cashier2", body)

    problem(answer, 409, "self_served")
    created_by(shared_office, f"{path}/returns", "cashier", body)


def test_a_return_says_why_and_never_in_the_log(shared_office: Office) -> None:
    li, rice = served(shared_office), list_item(shared_office, 10, stock=9)
    path = redeem(shared_office, li, (rice, 1))
    malformed(shared_office.post(f"{path}/returns", "cashier", goods((rice, 1))), "/reason")

    back = created_by(
        shared_office, f"{path}/returns", "cashier", goods((rice, 1)) | {"reason": "王建国不吃米"}
    )

    fact = found(shared_office, f"/api/audit/facts/{back['position']}", "supervisor")
    assert "王建国" not in str(fact)
    assert fact["data"]["reason_text"]
