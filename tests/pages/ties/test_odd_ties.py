"""Supervisors see ties worth a second look, and members what the year's bound leaves them."""

from tests.api.answers import created_by, enrol, list_item, settle
from tests.clock import today
from tests.office import Office
from tests.pages.browsing import browser_of
from tests.pages.people import join, served
from tests.pages.recorded import words
from tests.pages.ties.test_family import helps, tie


def give(office: Office, giver_id: str, taker_id: str, minutes: int) -> None:
    body = {"to": taker_id, "unit": "credit", "amount": minutes, "relation": "sibling"}
    created_by(office, "/api/transfers", "coordinator2", body | {"from": giver_id})
    settle(office)


def bound(office: Office, minutes: int) -> None:
    """From today on so many minutes a year may be given to relatives."""
    body = {"version": "kin-1", "in_force_from": today().isoformat()}
    terms = {"gift_minutes_per_year_max": minutes}
    asked = created_by(office, "/api/rules/kin", "admin", body | {"terms": terms})
    path = f"/api/rules/kin/proposals/{asked['rules_id']}/approval"
    created_by(office, path, "supervisor")
    settle(office)


def test_supervisors_see_rings_fresh_ties_and_who_ended_what(office: Office) -> None:
    li, wang = join(office, "李桂珍"), join(office, "王建国")
    for it in (li, wang):
        served(office, it, 5)
    with browser_of(office, "supervisor") as browser:
        assert words(browser.open("/ledger/ties").text).count("没有。") == 8
    tie(office, li, wang, "told")
    give(office, li, wang, 60)
    give(office, wang, li, 30)
    for number in range(3):
        helps(office, wang, join(office, f"老人{number}"), "see")
    created_by(office, f"/api/members/{li}/kin/{wang}/end", "coordinator", {"reason": "登记错了"})
    settle(office)
    with browser_of(office, "supervisor") as browser:
        page = words(browser.open("/ledger/ties?days=30").text)
        assert "共 2 次：" in page and "1小时" in page and "30分钟" in page
        assert "只是口头说的" in page and "3 位，其中 0 位是在服务台同意的" in page
        assert "由" in page and "登记错了" in page and "王建国" not in page
    for who in ("coordinator", "volunteer"):
        with browser_of(office, who) as browser:
            assert browser.open("/ledger/ties").status_code == 403


def test_a_cashier_serves_no_relative_and_what_was_sold_before_is_seen(office: Office) -> None:
    li, rice = enrol(office, "李桂珍"), list_item(office, 1, stock=9)
    office.has_served(li, 8)
    settle(office)
    sale = {"member_id": li, "lines": [{"item_id": rice, "quantity": 1}]}
    created_by(office, "/api/redemptions", "cashier", sale)
    tie(office, li, "cashier")
    answer = office.post("/api/redemptions", "cashier", sale)
    assert (answer.status_code, answer.json()["code"]) == (409, "served_by_kin")
    created_by(office, "/api/redemptions", "cashier2", sale)
    settle(office)
    with browser_of(office, "supervisor") as browser:
        page = words(browser.open("/ledger/ties").text)
    served_kin = page.partition("收银员给亲属办的兑换")[2].partition("别人替他们终止的")[0]
    assert served_kin.count("→") == 1


def test_the_form_for_gifts_tells_what_the_year_leaves(office: Office) -> None:
    li, wang = join(office, "李桂珍"), join(office, "王建国")
    served(office, li, 5)
    with browser_of(office, li) as browser:
        assert "一年最多转给亲属" not in browser.open("/me/give").text
    tie(office, li, wang)
    give(office, li, wang, 30)
    bound(office, 90)
    with browser_of(office, li) as browser:
        page = browser.open("/me/give").text
        assert "一年最多转给亲属 1小时30分钟，今年已经转了 30分钟，还可以转 1小时" in page
        assert "捐给公益池不限" in page
    with browser_of(office, "coordinator") as browser:
        assert "还可以转 1小时" in browser.open(f"/desk/members/{li}/credit").text
