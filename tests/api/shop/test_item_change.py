"""Items change from a day on over the interface and at the desk, and the till reads that."""

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


def row_of(office: Office, item_id: str) -> dict[str, object]:
    rows = listed(office, "/api/items", "cashier")
    return next(it for it in rows if it["item_id"] == item_id)


def test_a_change_is_read_from_its_day_on(shared_office: Office) -> None:
    item_id, barcodes = list_item(shared_office, 30, stock=5), ["6901111000017", "K7"]
    path = f"/api/items/{item_id}/changes"
    now, later = today().isoformat(), today(1).isoformat()
    first = {"points": 40, "barcodes": barcodes, "from_day": now}
    created(shared_office.post(path, "coordinator", first), "item_id")
    tomorrow = {"points": 50, "withdrawn": True, "from_day": later}
    created(shared_office.post(path, "coordinator", tomorrow), "item_id")
    row = row_of(shared_office, item_id)
    assert (row["points"], row["barcodes"], row["barcode"]) == (40, barcodes, barcodes[0])
    assert (row["withdrawn"], row["redeemable"]) == (False, 5)
    for code in barcodes:
        (found,) = listed(shared_office, "/api/items", "cashier", barcode=code)
        assert found["item_id"] == item_id


def test_what_is_withdrawn_today_is_not_sold(shared_office: Office) -> None:
    item_id = list_item(shared_office, 30, stock=5)
    li = enrol(shared_office)
    serve(shared_office, li, 8)
    body = {"withdrawn": True, "from_day": today().isoformat()}
    created(shared_office.post(f"/api/items/{item_id}/changes", "coordinator", body), "item_id")
    name = row_of(shared_office, item_id)["name"]
    refused(
        shared_office,
        "/api/redemptions",
        "cashier",
        {"member_id": li, "lines": [{"item_id": item_id, "quantity": 1}]},
        code="item_withdrawn",
        zh=f"“{name}”已经下架，不再兑换。",
        en=f"“{name}” was withdrawn and is not given out any more.",
        field="item_id",
    )


def test_a_change_that_cannot_be_is_refused(shared_office: Office) -> None:
    item_id = list_item(shared_office)
    path, body = f"/api/items/{item_id}/changes", {"from_day": today().isoformat()}
    assert shared_office.post(path, "coordinator", body).json()["code"] == "nothing_changed"
    assert shared_office.post(path, "cashier", body).status_code == 403
    unknown = shared_office.post("/api/items/none/changes", "coordinator", body | {"points": 3})
    assert unknown.status_code == 404
    malformed(shared_office.post(path, "coordinator", {"points": 3}), "/from_day")
    malformed(shared_office.post(path, "coordinator", body | {"points": 0}), "/points")


def test_the_desk_changes_an_item_and_reads_its_changes(shared_office: Office) -> None:
    item_id = list_item(shared_office, 30, cash_price_fen=250, limit_per_member_month=2)
    with browser_of(shared_office, "coordinator") as browser:
        browser.open("/desk/items")
        assert f'href="/desk/items/{item_id}"' in browser.page.text
        browser.open(f"/desk/items/{item_id}")
        form = browser.form("/changes")
        assert (form.fields["cash_price"], form.fields["from_day"]) == (
            "2.50",
            today(1).isoformat(),
        )
        page = browser.send(form)
        assert page.status_code == 409 and "没有任何改动" in page.text
        page = browser.send(browser.form("/changes"), points="abc")
        assert page.status_code == 422 and "“积分”" in page.text and 'value="abc"' in page.text
        filled = {"points": "35", "barcodes": "6902222000014，6902222000021 K9"}
        gone = {"limit_per_member_month": "", "cash_price": ""}
        page = browser.send(
            browser.form("/changes"), **filled, **gone, from_day=today().isoformat()
        )
        assert "商品已更改。" in page.text and "6902222000014 6902222000021 K9" in page.text
        assert "历次更改" in browser.open(f"/desk/items/{item_id}").text
        assert browser.open("/desk/items/none").status_code == 404
    row = row_of(shared_office, item_id)
    assert (row["points"], row["cash_price_fen"], row["limit_per_member_month"]) == (35, None, None)
    assert row["barcodes"] == ["6902222000014", "6902222000021", "K9"]


def test_what_was_to_come_is_kept_where_the_form_says_nothing_else(shared_office: Office) -> None:
    item_id = list_item(shared_office, 30)
    later = {"points": 40, "from_day": today(30).isoformat()}
    created_by(shared_office, f"/api/items/{item_id}/changes", "coordinator", later)
    settle(shared_office)
    with browser_of(shared_office, "coordinator") as browser:
        browser.open(f"/desk/items/{item_id}")
        browser.send(browser.form(f"/desk/items/{item_id}/changes"), barcodes="6901234567892")
    trail = found(shared_office, "/api/audit/facts", "supervisor", params={"about": item_id})
    (newest, *_) = trail["items"]
    assert newest["data"]["barcodes"] == ["6901234567892"]
    assert not {"points", "name", "withdrawn", "cash_price_fen"} & newest["data"].keys()


def test_two_who_change_an_item_at_once_do_not_undo_each_other(shared_office: Office) -> None:
    item_id = list_item(shared_office, 30)
    path, now = f"/api/items/{item_id}/changes", today().isoformat()
    seen = {"points": 35, "from_day": now, "terms_id": row_of(shared_office, item_id)["terms_id"]}
    with browser_of(shared_office, "coordinator") as browser:
        browser.open(f"/desk/items/{item_id}")
        form = browser.form("/changes")
        created(shared_office.post(path, "coordinator2", seen), "item_id")
        page = browser.send(form, limit_per_member_month="2", from_day=now)
        assert page.status_code == 409 and "已经有人改过" in page.text
        assert browser.form("/changes").fields["points"] == "35"
        page = browser.send(browser.form("/changes"), limit_per_member_month="2", from_day=now)
        assert "商品已更改。" in page.text
    row = row_of(shared_office, item_id)
    assert (row["points"], row["limit_per_member_month"]) == (35, 2)
    refused(
        shared_office,
        path,
        "coordinator",
        seen,
        code="changed_meanwhile",
        zh=ChangedMeanwhile.zh,
        en=ChangedMeanwhile.en,
    )
