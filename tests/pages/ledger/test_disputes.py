"""A supervisor settles what the books did not agree with: once, with a reason, never their own."""

from tests.api.answers import give_role, settle
from tests.office import Office
from tests.pages.browsing import Browser, Form, browser_of
from tests.pages.till.at_the_till import cashier, points_of, words
from tests.pages.till.test_offline import send, shopper, slip
from tests.pages.till.test_stock import in_stock


def a_dispute(office: Office, browser: Browser) -> tuple[str, str]:
    """Goods for 30 points left without an allowance; the member and the redemption."""
    li, rice = shopper(office)
    answer = send(browser, slip(browser, li, rice) | {"allowance": None}).json()
    assert answer["disputed"]
    settle(office)
    return li, answer["redemption_id"]


def form_of(browser: Browser, redemption_id: str) -> Form:
    """The form of one dispute."""
    forms = browser.forms()
    (form,) = (it for it in forms if it.fields.get("redemption") == redemption_id)
    return form


def test_the_page_is_for_supervisors(shared_office: Office) -> None:
    for who, status in (("cashier", 403), ("coordinator", 403), ("supervisor", 200)):
        with browser_of(shared_office, who) as browser:
            assert browser.open("/ledger/disputes").status_code == status
    with browser_of(shared_office) as nobody:
        assert nobody.open("/ledger/disputes").url.path == "/sign-in"


def test_the_member_pays_after_all_or_the_community_bears_it(shared_office: Office) -> None:
    with cashier(shared_office) as till, browser_of(shared_office, "supervisor") as browser:
        paying, one = a_dispute(shared_office, till)
        spared, other = a_dispute(shared_office, till)
        assert points_of(shared_office, paying) == points_of(shared_office, spared) == 80
        page = browser.open("/ledger/disputes")
        assert "李*珍 · 30 分" in page.text
        assert "李桂珍" not in page.text
        charge = form_of(browser, one)
        page = browser.send(charge, outcome="charged", reason="本人认可")
        assert "已从成员的积分里补扣" in page.text
        again = browser.client.post(
            charge.action, data=charge.fields | {"outcome": "charged", "reason": "本人认可"}
        )
        assert again.status_code == 200
        page = browser.send(form_of(browser, other), outcome="borne", reason="网络故障")
        assert "已记为由社区承担" in page.text
        assert "网络故障" in words(page)
    assert points_of(shared_office, paying) == 50
    assert points_of(shared_office, spared) == 80
    trial = shared_office.get("/api/audit/trial-balance", "supervisor").json()
    assert {unit["sum"] for unit in trial["units"].values()} == {0}


def test_a_sale_that_never_was_is_undone(shared_office: Office) -> None:
    with cashier(shared_office) as till, browser_of(shared_office, "supervisor") as browser:
        li, rice = shopper(shared_office)
        first, second = slip(till, li, rice, 2), slip(till, li, rice, 1)
        assert not send(till, first).json()["disputed"]
        answer = send(till, second).json()
        assert answer["disputed"]
        settle(shared_office)
        form = _opened(browser, answer["redemption_id"])
        assert "积分已经在别处用掉" in browser.page.text
        page = browser.send(form, outcome="did_not_happen", reason="问过本人，没有来过")
        assert "已记为没有发生" in page.text
        assert "没有发生：本人没有领走" in words(page)
        slip_page = till.open(f"/till/receipts/{answer['redemption_id']}")
        assert "这一笔断网时的兑换没有发生" in slip_page.text
        assert "退货并退还积分" not in slip_page.text
    assert points_of(shared_office, li) == 20


def _opened(browser: Browser, redemption_id: str) -> Form:
    browser.open("/ledger/disputes")
    return form_of(browser, redemption_id)


def test_what_no_allowance_covered_says_that_nothing_has_moved(shared_office: Office) -> None:
    with cashier(shared_office) as till, browser_of(shared_office, "supervisor") as browser:
        li, rice = shopper(shared_office)
        lines = [{"item_id": rice, "quantity": 9_999}]
        sale = slip(till, li, rice) | {"allowance": None, "lines": lines, "points": 299_970}
        answer = send(till, sale).json()
        assert answer["disputed"]
        settle(shared_office)
        page = browser.open("/ledger/disputes").text
        (card,) = (it for it in page.split('<li class="card">') if sale["id"][:6].upper() in it)
        assert "超出额度：物品还在账上" in card and "× 9999" in card
        assert in_stock(shared_office, rice) == 9
        browser.send(
            form_of(browser, answer["redemption_id"]), outcome="did_not_happen", reason="没有的事"
        )
    assert points_of(shared_office, li) == 80


def test_goods_of_a_charged_dispute_come_back_at_the_till(shared_office: Office) -> None:
    with cashier(shared_office) as till, browser_of(shared_office, "supervisor") as browser:
        li, one = a_dispute(shared_office, till)
        form = _opened(browser, one)
        browser.send(form, outcome="charged", reason="本人认可")
        settle(shared_office)
        assert points_of(shared_office, li) == 50
        page = till.open(f"/till/receipts/{one}")
        assert "已补扣积分" in page.text
        item_id = page.text.partition('<option value="')[2].partition(":")[0]
        filled = {"lines[]": f"{item_id}:1", "reason": "不需要了"}
        page = till.send(till.form("/returns"), **filled)
        assert "退货已记录" in page.text
    assert points_of(shared_office, li) == 80


def test_what_is_settled_is_not_settled_again(shared_office: Office) -> None:
    with cashier(shared_office) as till, browser_of(shared_office, "supervisor") as browser:
        li, one = a_dispute(shared_office, till)
        browser.open("/ledger/disputes")
        first, second = form_of(browser, one), form_of(browser, one)
        browser.send(first, outcome="borne", reason="网络故障")
        second.fields["key"] = "another"
        page = browser.send(second, outcome="charged", reason="网络故障")
        assert page.status_code == 409
        assert "已经处理过了" in page.text
        second.fields |= {"key": "a third", "redemption": "never-was"}
        assert browser.send(second, outcome="borne", reason="网络故障").status_code == 404
    assert points_of(shared_office, li) == 80


def test_a_settlement_needs_an_outcome_and_a_reason(shared_office: Office) -> None:
    with cashier(shared_office) as till, browser_of(shared_office, "supervisor") as browser:
        _, one = a_dispute(shared_office, till)
        for filled in (
            {"outcome": "borne"},
            {"reason": "网络故障"},
            {"outcome": "x", "reason": "y"},
        ):
            browser.open("/ledger/disputes")
            page = browser.send(form_of(browser, one), **filled)
            assert page.status_code == 422
            assert "请选择怎样处理" in page.text


def test_who_made_the_sale_does_not_settle_it(shared_office: Office) -> None:
    with cashier(shared_office) as till:
        _, one = a_dispute(shared_office, till)
        me = till.open("/till/pulse").json()["cashier"]
        give_role(shared_office, me, "supervisor")
        settle(shared_office)
        with browser_of(shared_office, me) as browser:
            browser.open("/ledger/disputes")
            page = browser.send(form_of(browser, one), outcome="borne", reason="网络故障")
        assert page.status_code == 409
        assert "不能处理自己经手的兑换" in page.text


def test_shifts_that_nobody_closed_are_shown(shared_office: Office) -> None:
    with cashier(shared_office, till="ZZ9"), browser_of(shared_office, "supervisor") as browser:
        assert "ZZ9 · 孙*兰" in words(browser.open("/ledger/disputes"))
