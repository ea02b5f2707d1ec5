"""A donation is corrected by another over the interface and at the desk, and all figures follow."""

from typing import Any

from domain.rules.changes import ChangedMeanwhile
from tests.api.answers import (
    created,
    created_by,
    enrol,
    found,
    list_item,
    listed,
    malformed,
    refused,
    serve,
    settle,
)
from tests.clock import today
from tests.office import Office
from tests.pages.browsing import browser_of
from tests.pages.recorded import words

RECORDED = ("donation_id", "money_fen", "purpose", "lots")


def gift(office: Office, **said: Any) -> dict[str, Any]:
    return created_by(office, "/api/donations", "coordinator2", said)


def path_of(given: dict[str, Any]) -> str:
    return f"/api/donations/{given['donation_id']}"


def figures(office: Office) -> dict[str, int]:
    return dict(found(office, "/api/community", "volunteer"))


def test_a_thousand_for_a_hundred_thousand(shared_office: Office) -> None:
    before = figures(shared_office)
    given = gift(shared_office, money_fen=10_000_000)
    body = {"reason": "多写了两个零", "money_fen": 100_000, "purpose": "助学"}
    corrections = f"{path_of(given)}/corrections"
    created(shared_office.post(corrections, "coordinator", body), *RECORDED)
    for who, name in (("supervisor", "coordinator"), (None, None)):
        query = {} if who else {"receipt_number": given["receipt_number"]}
        gifted = found(shared_office, path_of(given), who, params=query)
        assert (gifted["money_fen"], gifted["purpose"]) == (100_000, "助学")
        (correction,) = gifted["corrections"]
        assert (correction["money_fen_before"], correction["money_fen"]) == (10_000_000, 100_000)
        assert (correction["corrected_by"], correction["reason"]) == (
            name,
            body["reason"] if who else None,
        )
    after = figures(shared_office)
    assert after["donated_fen"] - before["donated_fen"] == 100_000
    assert after["donations"] - before["donations"] == 1
    none = {"reason": "根本没有收到", "money_fen": 0}
    created(shared_office.post(corrections, "coordinator", none), *RECORDED)
    assert figures(shared_office)["donations"] == before["donations"]
    created(shared_office.post(corrections, "coordinator", body), *RECORDED)
    assert figures(shared_office) | {"position": 0} == after | {"position": 0}


def test_goods_that_left_stay_left_and_the_shelf_follows(shared_office: Office) -> None:
    item_id = list_item(shared_office, 10)
    given = gift(shared_office, goods=[{"item_id": item_id, "quantity": 100}])
    li = enrol(shared_office)
    serve(shared_office, li, 8)
    sale = {"member_id": li, "lines": [{"item_id": item_id, "quantity": 6}]}
    sold = created_by(shared_office, "/api/redemptions", "cashier", sale)
    body = {"reason": "一共 4 件", "goods": [{"item_id": item_id, "quantity": 4}]}
    made = created(
        shared_office.post(f"{path_of(given)}/corrections", "coordinator", body), *RECORDED
    )
    assert [(it["before"], it["received"], it["difference"]) for it in made["lots"]] == [
        (100, 4, 2)
    ]
    row = next(
        it for it in listed(shared_office, "/api/items", "cashier") if it["item_id"] == item_id
    )
    assert row["in_stock"] == 0
    query = {"receipt_number": given["receipt_number"]}
    (lot,) = found(shared_office, f"{path_of(given)}/trail", params=query)
    numbers = "received", "redeemed", "on_shelf", "counted_off", "difference", "households"
    assert [lot[it] for it in numbers] == [4, 6, 0, 0, 2, 1]
    back = {"lines": [{"item_id": item_id, "quantity": 1}], "reason": "不要了"}
    created_by(shared_office, f"/api/redemptions/{sold['redemption_id']}/returns", "cashier", back)
    (lot,) = found(shared_office, f"{path_of(given)}/trail", params=query)
    assert [lot[it] for it in numbers] == [4, 5, 1, 0, 2, 1]


def test_the_expiry_of_a_lot_is_corrected(shared_office: Office) -> None:
    item_id = list_item(shared_office, 10)
    line = {"item_id": item_id, "quantity": 10, "expires_on": today(30).isoformat()}
    given = gift(shared_office, goods=[line])
    line["expires_on"] = today(60).isoformat()
    body = {"reason": "保质期看错了", "goods": [line]}
    created(shared_office.post(f"{path_of(given)}/corrections", "coordinator", body), *RECORDED)
    (goods,) = found(shared_office, path_of(given), "supervisor")["goods"]
    assert (goods["quantity"], goods["expires_on"]) == (10, line["expires_on"])


def test_who_received_it_does_not_correct_it(shared_office: Office) -> None:
    given = gift(shared_office, money_fen=500)
    refused(
        shared_office,
        f"{path_of(given)}/corrections",
        "coordinator2",
        {"reason": "少写了", "money_fen": 5_000},
        code="same_person",
        zh="这笔捐赠是您收下、导入或捐出的，须由另一位工作人员更正。",
        en="You received, imported or gave this donation yourself; somebody else has to correct "
        "it.",
    )
    for who in ("cashier", "supervisor", "admin"):
        answer = shared_office.post(f"{path_of(given)}/corrections", who, {"reason": "少写了"})
        assert answer.status_code == 403


def test_money_is_no_goods(shared_office: Office) -> None:
    given = gift(shared_office, money_fen=500)
    goods = [{"item_id": list_item(shared_office), "quantity": 1}]
    corrections = f"{path_of(given)}/corrections"
    wrong = shared_office.post(corrections, "coordinator", {"reason": "是物资", "goods": goods})
    assert wrong.json()["code"] == "money_was_given"
    given = gift(shared_office, goods=goods)
    corrections = f"{path_of(given)}/corrections"
    wrong = shared_office.post(corrections, "coordinator", {"reason": "是钱", "money_fen": 5})
    assert wrong.json()["code"] == "goods_were_given"
    malformed(shared_office.post(corrections, "coordinator", {"money_fen": -5}), "/reason")
    unknown = {"reason": "x", "money_fen": 5}
    answer = shared_office.post("/api/donations/none/corrections", "coordinator", unknown)
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_donation")


def test_the_desk_corrects_a_donation_on_its_page(shared_office: Office) -> None:
    item_id = list_item(shared_office, 10)
    line = {"item_id": item_id, "quantity": 100, "expires_on": "2100-07-01"}
    given = gift(shared_office, goods=[line], donor={"name": "好又多超市"})
    settle(shared_office)
    address = f"/desk/donations/{given['donation_id']}"
    with browser_of(shared_office, "coordinator") as browser:
        assert f'href="{address}"' in browser.open("/desk/donations").text
        page = browser.open(address)
        assert "2100-06-30" in page.text and "好又多超市" in page.text
        chosen = {"item_id_1": item_id}
        page = browser.send(browser.form("/corrections"), reason="没改", **chosen)
        assert page.status_code == 409 and "没有任何改动" in page.text
        page = browser.send(
            browser.form("/corrections"), quantity_1="40", reason="数错了", **chosen
        )
        said = words(page.text)
        assert "捐赠已更正。" in said and "100 件 → 40 件" in said and "数错了" in said
        page = browser.send(
            browser.form("/corrections"), quantity_1="0", reason="没有收到", **chosen
        )
        assert "40 件 → 0 件" in words(page.text)
        page = browser.send(
            browser.form("/corrections"),
            item_id_1=item_id,
            quantity_1="100",
            expires_on_1="2100-06-30",
            reason="收到了",
        )
        assert "0 件 → 100 件" in words(page.text)
        assert browser.open("/desk/donations/none").status_code == 404
    (lot,) = found(shared_office, f"{path_of(given)}/trail", "supervisor")
    assert (lot["received"], lot["on_shelf"]) == (100, 100)


def test_the_desk_corrects_money_on_the_page(shared_office: Office) -> None:
    given = gift(shared_office, money_fen=10_000_000, purpose="助老")
    settle(shared_office)
    with browser_of(shared_office, "coordinator") as browser:
        browser.open(f"/desk/donations/{given['donation_id']}")
        form = browser.form("/corrections")
        assert browser.send(form, money="一千", reason="多写了").status_code == 422
        page = browser.send(browser.form("/corrections"), money="1,000", reason="多写了")
        assert "金额 100,000.00 元 → 1,000.00 元" in words(page.text)
        page = browser.send(browser.form("/corrections"), money="0", reason="退了")
        assert "元 → 0.00 元" in words(page.text)
    with browser_of(shared_office, "supervisor") as browser:
        page = browser.open(f"/ledger/donations/{given['donation_id']}")
        assert "更正捐赠" in page.text


def test_two_who_correct_a_donation_at_once_do_not_undo_each_other(shared_office: Office) -> None:
    given = gift(shared_office, money_fen=10_000_000)
    settle(shared_office)
    said_id = found(shared_office, path_of(given), "coordinator")["said_id"]
    body = {"reason": "多写了两个零", "money_fen": 100_000, "said_id": said_id}
    with browser_of(shared_office, "coordinator") as browser:
        browser.open(f"/desk/donations/{given['donation_id']}")
        form = browser.form("/corrections")
        created(shared_office.post(f"{path_of(given)}/corrections", "coordinator", body), *RECORDED)
        page = browser.send(form, purpose="助学", reason="写错了用途")
        assert page.status_code == 409 and "已经有人改过" in page.text
        assert browser.form("/corrections").fields["money"] == "1000.00"
        page = browser.send(browser.form("/corrections"), purpose="助学", reason="写错了用途")
        assert "捐赠已更正。" in page.text
    stands = found(shared_office, path_of(given), "coordinator")
    assert (stands["money_fen"], stands["purpose"]) == (100_000, "助学")
    refused(
        shared_office,
        f"{path_of(given)}/corrections",
        "coordinator",
        body,
        code="changed_meanwhile",
        zh=ChangedMeanwhile.zh,
        en=ChangedMeanwhile.en,
    )


def test_what_was_counted_stays_on_the_shelf_when_a_donation_is_corrected(
    shared_office: Office,
) -> None:
    item_id = list_item(shared_office, 10)
    line = {"item_id": item_id, "quantity": 100}
    given = gift(shared_office, goods=[line])
    count = {"lines": [{"item_id": item_id, "counted": 95, "reason": "少了"}]}
    created_by(shared_office, "/api/stock-counts", "coordinator", count)
    body = {"reason": "数错了", "goods": [line | {"quantity": 97}]}
    created(shared_office.post(f"{path_of(given)}/corrections", "coordinator", body), *RECORDED)
    (lot,) = found(shared_office, f"{path_of(given)}/trail", "supervisor")
    names = ("received", "on_shelf", "counted_off", "difference")
    assert [lot[it] for it in names] == [97, 95, 2, 0]
