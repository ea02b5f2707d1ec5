"""Donations: what was given, the receipt, and where it went without naming anybody."""

import re
from typing import Any

import pytest

from domain.shop.donation import DonatedGoods, ReceiveDonation
from tests.api.answers import (
    created,
    created_by,
    enrol,
    found,
    list_item,
    listed,
    malformed,
    moment,
    problem,
    refused,
    serve,
)
from tests.clock import today
from tests.office import Office

DONATIONS = "/api/donations"
LOT = {
    "lot",
    "item_id",
    "name",
    "expires_on",
    "received",
    "on_shelf",
    "redeemed",
    "counted_off",
    "households",
    "expired",
    "difference",
}


def goods(*lines: tuple[str, int], **more: Any) -> dict[str, Any]:
    given = [{"item_id": item_id, "quantity": quantity} | more for item_id, quantity in lines]
    return {"goods": given}


def give(office: Office, body: dict[str, Any], who: str = "coordinator") -> dict[str, Any]:
    return created_by(office, DONATIONS, who, body)


def take_home(office: Office, member_id: str, item_id: str, quantity: int) -> str:
    """The path of a redemption."""
    body = {"member_id": member_id, "lines": [{"item_id": item_id, "quantity": quantity}]}
    sale = created_by(office, "/api/redemptions", "cashier", body)
    return f"/api/redemptions/{sale['redemption_id']}"


@pytest.mark.parametrize("who", ["coordinator", "cashier"])
def test_two_gifts_get_two_receipts(shared_office: Office, who: str) -> None:
    first, second = (
        created(
            shared_office.post(DONATIONS, who, {"money_fen": fen}), "donation_id", "receipt_number"
        )
        for fen in (1, 20_000)
    )

    assert re.fullmatch(r"R\d{8}-\d{4,}", first["receipt_number"])
    assert first["receipt_number"] != second["receipt_number"]
    assert first["donation_id"] != second["donation_id"]


def test_what_was_given_is_told_in_full_to_staff(shared_office: Office) -> None:
    rice, oil = list_item(shared_office), list_item(shared_office)
    names = {it["item_id"]: it["name"] for it in listed(shared_office, "/api/items", "cashier")}
    expires_on = today(90).isoformat()
    body = goods((rice, 5), (oil, 3), expires_on=expires_on)
    body |= {"donor": {"name": "好又多超市"}, "money_fen": 12_345, "purpose": "助老"}
    gift = give(shared_office, body)
    give(shared_office, goods((rice, 9)) | {"donor": {"name": "另一家"}})

    for who in ("coordinator", "supervisor"):
        told = found(shared_office, f"{DONATIONS}/{gift['donation_id']}", who)

        assert moment(told.pop("happened_at")) and told.pop("said_id")
        assert told == {
            "corrections": [],
            "donation_id": gift["donation_id"],
            "receipt_number": gift["receipt_number"],
            "donor": "好又多超市",
            "goods": [
                {"item_id": it, "name": names[it], "quantity": count, "expires_on": expires_on}
                for it, count in ((rice, 5), (oil, 3))
            ],
            "money_fen": 12_345,
            "purpose": "助老",
        }


def test_a_member_gives_and_an_anonymous_gift_stays_anonymous(shared_office: Office) -> None:
    li = enrol(shared_office, "李桂珍")
    by_member = give(shared_office, {"donor": {"member_id": li}, "money_fen": 100})
    by_nobody = give(shared_office, {"donor": None, "money_fen": 200})

    rows = listed(shared_office, DONATIONS, "supervisor")[:2]

    assert [{**row, "happened_at": ""} for row in rows] == [
        {
            "donation_id": gift["donation_id"],
            "receipt_number": gift["receipt_number"],
            "happened_at": "",
            "donor": donor,
            "money_fen": fen,
            "purpose": "general",
        }
        for gift, donor, fen in ((by_nobody, None, 200), (by_member, "李桂珍", 100))
    ]


@pytest.mark.parametrize("what", ["", "/trail"])
def test_who_holds_the_receipt_reads_of_their_gift_and_of_no_other(
    shared_office: Office, what: str
) -> None:
    mine, other = (
        give(shared_office, {"money_fen": 100, "donor": {"name": it}})
        for it in ("甲公司", "乙公司")
    )
    path = f"{DONATIONS}/{mine['donation_id']}{what}"

    for who in (None, "volunteer", "cashier", "admin"):
        params = {"receipt_number": mine["receipt_number"]}
        answer = shared_office.get(path, who, params=params)
        assert answer.status_code == 200
        assert "甲公司" not in answer.text
        wrong = shared_office.get(path, who, params={"receipt_number": other["receipt_number"]})
        document = problem(wrong, 404, "unknown_donation")
        assert document["detail"] == "没有这笔捐赠，或者收据号不对。"
        without = (403, "not_permitted") if who else (401, "not_signed_in")
        problem(shared_office.get(path, who), *without)


@pytest.mark.parametrize("what", ["", "/trail"])
def test_there_has_to_be_such_a_donation(shared_office: Office, what: str) -> None:
    path = f"{DONATIONS}/nothing{what}"
    english = {"Accept-Language": "en"}

    problem(shared_office.get(path, "coordinator"), 404, "unknown_donation")
    problem(shared_office.get(f"{path}?receipt_number=R1"), 404, "unknown_donation")
    answer = shared_office.get(path, "supervisor", headers=english)
    detail = problem(answer, 404, "unknown_donation")["detail"]
    assert detail == "There is no such donation, or its receipt has another number."


def test_the_trail_follows_each_lot_to_its_households_and_names_nobody(
    shared_office: Office,
) -> None:
    li, wang = (enrol(shared_office, it, phone="13912349876") for it in ("李桂珍", "王建国"))
    for member_id in (li, wang):
        serve(shared_office, member_id, 8)
    rice, oil = list_item(shared_office, 10), list_item(shared_office, 10)
    body = goods((rice, 8), (oil, 4)) | {"donor": {"name": "好又多超市"}}
    gift = give(shared_office, body)
    later = give(shared_office, goods((rice, 100)))
    take_home(shared_office, li, rice, 2)
    take_home(shared_office, li, rice, 1)
    sale = take_home(shared_office, wang, rice, 2)
    back = {"lines": [{"item_id": rice, "quantity": 1}], "reason": "拿多了"}
    created_by(shared_office, f"{sale}/returns", "cashier", back)
    count = {"lines": [{"item_id": oil, "counted": 1, "reason": "受潮"}]}
    created_by(shared_office, "/api/stock-counts", "coordinator", count)

    answer = shared_office.get(
        f"{DONATIONS}/{gift['donation_id']}/trail",
        params={"receipt_number": gift["receipt_number"]},
    )

    lots = answer.json()
    assert all({*lot} == LOT for lot in lots)
    numbers = "received", "on_shelf", "redeemed", "counted_off", "households"
    assert [(lot["item_id"], *(lot[it] for it in numbers)) for lot in lots] == [
        (rice, 8, 4, 4, 0, 2),
        (oil, 4, 1, 0, 3, 0),
    ]
    assert len({lot["lot"] for lot in lots}) == 2
    for personal in (li, wang, "李桂珍", "王建国", "9876", "好又多超市", "cashier"):
        assert personal not in answer.text
    (other,) = found(shared_office, f"{DONATIONS}/{later['donation_id']}/trail", "coordinator")
    assert (other["on_shelf"], other["redeemed"]) == (100, 0)


def test_who_brings_everything_back_is_no_household_any_more(shared_office: Office) -> None:
    li, rice = enrol(shared_office), list_item(shared_office, 10)
    serve(shared_office, li, 8)
    gift = give(shared_office, goods((rice, 3)))
    sale = take_home(shared_office, li, rice, 2)
    trail = f"{DONATIONS}/{gift['donation_id']}/trail"
    assert found(shared_office, trail, "supervisor")[0]["households"] == 1

    back = {"lines": [{"item_id": rice, "quantity": 2}], "reason": "不要了"}
    created_by(shared_office, f"{sale}/returns", "cashier", back)

    (lot,) = found(shared_office, trail, "supervisor")
    assert (lot["on_shelf"], lot["redeemed"], lot["households"]) == (3, 0, 0)


def test_a_gift_has_goods_or_money(shared_office: Office) -> None:
    for body in ({}, {"goods": []}, {"donor": {"name": "好又多超市"}, "purpose": "助老"}):
        refused(
            shared_office,
            DONATIONS,
            "coordinator",
            body,
            code="nothing_given",
            zh="请填写捐赠的物资或金额。",
            en="A donation needs goods or money.",
        )


def test_only_what_the_catalogue_has_is_taken_in(shared_office: Office) -> None:
    rice = list_item(shared_office)
    refused(
        shared_office,
        DONATIONS,
        "cashier",
        goods((rice, 1), ("nothing", 1)) | {"money_fen": 1},
        code="unknown_item",
        status=404,
        zh="商品目录里没有这件商品。",
        en="The catalogue has no such item.",
        field="item_id",
    )


def test_a_giving_member_has_to_be_one(shared_office: Office) -> None:
    refused(
        shared_office,
        DONATIONS,
        "coordinator",
        {"donor": {"member_id": "nobody"}, "money_fen": 1},
        code="unknown_member",
        status=404,
        zh="没有这位成员。",
        en="There is no such member.",
        field="member_id",
    )


def test_goods_that_have_expired_are_not_taken_in(shared_office: Office) -> None:
    rice = list_item(shared_office)
    for days in (0, -1):
        refused(
            shared_office,
            DONATIONS,
            "coordinator",
            goods((rice, 1), expires_on=today(days).isoformat()),
            code="expired_on_receipt",
            zh="这批物资收到时已经过了保质期，请核对保质期和收到的日期。",
            en="The goods had expired when they were received; check both days.",
            field="expires_on",
        )
    give(shared_office, goods((rice, 1), expires_on=today(1).isoformat()))


def test_nobody_gives_more_than_999999_pieces_on_a_line(shared_office: Office) -> None:
    rice = list_item(shared_office)

    answer = shared_office.post(DONATIONS, "coordinator", goods((rice, 1_000_000)))

    malformed(answer, "/goods/0/quantity")
    give(shared_office, goods((rice, 999_999)))


def test_a_shelf_holds_no_more_than_a_thousand_million_pieces(shared_office: Office) -> None:
    rice = list_item(shared_office)
    gift = ReceiveDonation(goods=(DonatedGoods(rice, 10**9),))
    shared_office.record(gift)

    refused(
        shared_office,
        DONATIONS,
        "coordinator",
        goods((rice, 1)),
        code="too_many_pieces",
        zh="数量太大，请核对。",
        en="That is more than a shelf can hold; check the quantity.",
        field="quantity",
    )


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"donor": {}, "money_fen": 1}, "/donor"),
        ({"donor": {"name": "甲", "member_id": "volunteer"}, "money_fen": 1}, "/donor"),
        ({"donor": {"name": ""}, "money_fen": 1}, "/donor/name"),
        ({"donor": {"member_id": 7}, "money_fen": 1}, "/donor/member_id"),
        ({"donor": "甲公司", "money_fen": 1}, "/donor"),
        ({"money_fen": 0}, "/money_fen"),
        ({"money_fen": 1.5}, "/money_fen"),
        ({"goods": [{"item_id": "x", "quantity": 0}]}, "/goods/0/quantity"),
        ({"goods": [{"item_id": "x"}]}, "/goods/0/quantity"),
        ({"goods": {}}, "/goods"),
    ],
)
def test_what_is_malformed_in_a_gift_is_pointed_at(
    shared_office: Office, body: dict[str, Any], pointer: str
) -> None:
    malformed(shared_office.post(DONATIONS, "cashier", body), pointer)
