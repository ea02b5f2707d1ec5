"""Time credit goes to family or to the pool, after a look at who is meant."""

import psycopg

from domain.people.credentials import FAILURES_MAX
from tests.api.answers import found, head, settle
from tests.office import Office
from tests.pages.browsing import Browser, browser_of
from tests.pages.people import join, phone, served


def credit(office: Office, member_id: str) -> int:
    settle(office)
    balance = found(office, f"/api/members/{member_id}/balance", "coordinator")
    return int(balance["time_credit_minutes"])


def rich(office: Office) -> str:
    """Somebody with two hours of time credit."""
    member_id = join(office)
    served(office, member_id, 5)
    return member_id


def check(browser: Browser, **filled: str) -> int:
    """Fill the form in and go on to the look; the status."""
    browser.open("/me/give")
    fields = {"target": "family", "relation": "spouse", "hours": "1", "minutes": "30"} | filled
    return browser.send(browser.form("/me/give/check"), **fields).status_code


def test_a_volunteer_gives_time_to_a_relative_known_by_phone(shared_office: Office) -> None:
    giver, number = rich(shared_office), phone()
    taker = join(shared_office, "王建国", phone=number)
    with browser_of(shared_office, giver) as browser:
        before = head(shared_office)
        assert check(browser, receiver=f"{number[:3]} {number[3:]}") == 200
        text = browser.page.text
        assert "王*国（爱人）" in text and "王建国" not in text and "1小时30分钟" in text
        assert head(shared_office) == before
        form = browser.form("/me/give")
        page = browser.send(form)
        assert page.url.path == "/me" and "时间存款已经转出" in page.text
        assert head(shared_office) == before + 1
        browser.send(form)
        assert head(shared_office) == before + 1
    assert (credit(shared_office, giver), credit(shared_office, taker)) == (30, 90)


def test_a_relative_is_known_by_volunteer_number_too(shared_office: Office) -> None:
    giver, taker = rich(shared_office), join(shared_office, "王建国")
    members = found(shared_office, "/api/members", "coordinator", params={"limit": 200})["items"]
    (number,) = (it["volunteer_number"] for it in members if it["member_id"] == taker)
    with browser_of(shared_office, giver) as browser:
        assert check(browser, receiver=number.lower()) == 200
        browser.send(browser.form("/me/give"))
    assert credit(shared_office, taker) == 90


def test_who_was_kept_and_never_enrolled_takes_nobodys_place(
    shared_office: Office, shared_database: str
) -> None:
    giver, number = rich(shared_office), phone()
    taker = join(shared_office, "王建国", phone=number)
    with psycopg.connect(shared_database) as connection:
        connection.execute(
            "INSERT INTO yanwuping.vault_people (member_id, name, sort_key, initials, phone)"
            " SELECT 'never ' || member_id, name, sort_key, initials, phone"
            " FROM yanwuping.vault_people WHERE member_id = %s",
            [taker],
        )
    with browser_of(shared_office, giver) as browser:
        assert check(browser, receiver=number) == 200
        browser.send(browser.form("/me/give"))
    assert credit(shared_office, taker) == 90


def test_the_pool_takes_it_without_a_name(shared_office: Office) -> None:
    giver = rich(shared_office)
    with browser_of(shared_office, giver) as browser:
        assert check(browser, target="pool", relation="", receiver="") == 200
        assert "公益池" in browser.page.text
        assert browser.send(browser.form("/me/give")).url.path == "/me"
    assert credit(shared_office, giver) == 30


def test_what_is_wrong_is_said_beside_what_was_typed(shared_office: Office) -> None:
    giver, shared = rich(shared_office), phone()
    for name in ("王建国", "王小丽"):
        join(shared_office, name, phone=shared)
    mine = found(shared_office, f"/api/members?query={'李桂珍'}", "coordinator")["items"]
    (own,) = (it["volunteer_number"] for it in mine if it["member_id"] == giver)
    with browser_of(shared_office, giver) as browser:
        before = head(shared_office)
        for filled, sentence in (
            ({"receiver": "13800000000"}, "没有找到这位家人"),
            ({"receiver": "李桂珍"}, "没有找到这位家人"),
            ({"receiver": shared}, "有两位成员用这个手机号"),
            ({"receiver": own}, "这是您自己"),
            ({"receiver": ""}, "请选择关系"),
            ({"receiver": shared, "relation": ""}, "请选择关系"),
            ({"target": "pool", "hours": "0", "minutes": "0"}, "请填写要转多少时间。"),
            ({"target": "pool", "hours": "3"}, "时间存款不够"),
            ({"target": "pool", "hours": "-1"}, "时长填整数"),
            ({"target": "shop"}, "请选择转给谁"),
        ):
            assert check(browser, **filled) == 409, filled
            assert sentence in browser.page.text
        assert head(shared_office) == before


def test_nobody_gives_what_they_gave_already(shared_office: Office) -> None:
    with browser_of(shared_office, rich(shared_office)) as browser:
        assert check(browser, target="pool") == 200
        form = browser.form("/me/give")
        browser.send(form)
        page = browser.send(form, key="another key")
        assert (
            page.status_code == 409 and "时间存款不足：需要 1小时30分钟，现有 30分钟。" in page.text
        )


def test_the_roster_cannot_be_read_through_the_form(shared_office: Office) -> None:
    with browser_of(shared_office, rich(shared_office)) as browser:
        statuses = [check(browser, receiver=f"V{it:06d}") for it in range(1, FAILURES_MAX + 3)]
    assert set(statuses[:FAILURES_MAX]) <= {200, 409}
    assert statuses[FAILURES_MAX:] == [429, 429]


def test_others_do_not_give(shared_office: Office) -> None:
    with browser_of(shared_office, rich(shared_office)) as browser:
        browser.open("/me/give")
        form = browser.form("/me/give/check")
        assert browser.send(form, csrf="", target="pool").status_code == 403
        assert (
            "Give time credit" in browser.open("/me/give", headers={"Accept-Language": "en"}).text
        )
    with browser_of(shared_office, "cashier") as browser:
        browser.open("/me/give")
        form.fields |= {"csrf": browser.form("/sign-out").fields["csrf"], "target": "pool"}
        assert browser.send(form).status_code == 403
    with browser_of(shared_office) as browser:
        assert browser.open("/me/give").url.path == "/sign-in"
