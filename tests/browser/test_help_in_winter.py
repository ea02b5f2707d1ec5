"""An hour given in spring is help in winter, on the pages of everybody who has a part in it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.afternoon import Sits, program, recognise_all, sits
from tests.journeys.running import PASSWORD, Running, created

__all__ = ["program", "sits"]

pytestmark = pytest.mark.whole

SPRING_DAYS_AGO = 200
ORIGINAL = "腿脚不便，想请人陪我去医院拿药"
PUBLIC = "陪一位老人去医院拿药"


def enrolled(program: Running, **person: Any) -> str:
    return str(
        created(program.sign_in("coordinator").post("/api/members", json=person))["member_id"]
    )


def let_in(program: Running, member_id: str, username: str) -> None:
    """Somebody comes to the desk with a phone, and chooses a password on it."""
    asked = httpx.post(f"{program.address}/api/sign-in-requests").json()
    path = f"/api/members/{member_id}/sign-in"
    body = {"code": asked["code"], "username": username}
    created(program.sign_in("coordinator").post(path, json=body))
    session = httpx.post(
        f"{program.address}/api/sign-in-requests/session", json={"token": asked["token"]}
    ).json()
    created(
        httpx.post(
            f"{program.address}/api/me/password",
            headers={"Authorization": f"Bearer {session['access_token']}"},
            json={"new": PASSWORD},
        )
    )


def gave_hours_in_spring(program: Running, member_id: str, hours: int) -> None:
    """From a list on paper: entered, confirmed by another, released by a supervisor."""
    ended = datetime.now(UTC) - timedelta(days=SPRING_DAYS_AGO)
    paper = {
        "member_id": member_id,
        "programme": "助老",
        "starts_at": (ended - timedelta(hours=hours)).isoformat(),
        "ends_at": ended.isoformat(),
        "evidence": "签到表第 3 页",
    }
    service = created(program.sign_in("coordinator").post("/api/services", json=paper))
    path = f"/api/services/{service['service_id']}"
    created(program.sign_in("coordinator2").post(f"{path}/confirmation"))
    created(program.sign_in("supervisor").post(f"{path}/release", json={}))


def put_up(desk: Page) -> None:
    desk.goto("/desk/requests")
    desk.get_by_role("link", name="陪诊").first.click()
    desk.fill("#public_text", PUBLIC)
    desk.get_by_role("button", name="公布", exact=True).click()
    expect(desk.locator("main")).to_contain_text("已公布，大家都看得到了")


def take_on(phone: Page) -> None:
    phone.goto("/me")
    phone.get_by_role("link", name="我今天能做什么").click()
    card = phone.locator("li", has_text=PUBLIC)
    card.get_by_role("button", name="能去").click()
    expect(phone.locator("main")).to_contain_text("您答应了，谢谢")


def say_that_it_is_done(phone: Page, starts: int, ends: int) -> None:
    phone.goto("/me/promises")
    phone.get_by_role("link", name="做完了，或去不了").first.click()
    phone.fill("#starts", f"{starts:02d}:00")
    phone.fill("#ends", f"{ends:02d}:00")
    phone.get_by_role("button", name="我做完了").click()
    expect(phone.locator("main")).to_contain_text("记下了，辛苦了")


def pool(program: Running) -> int:
    return int(httpx.get(f"{program.address}/api/community").json()["credit_of_pool_minutes"])


def sums(program: Running) -> set[int]:
    books = program.sign_in("supervisor").get("/api/audit/trial-balance").json()
    return {unit["sum"] for unit in books["units"].values()}


def test_an_hour_of_spring_is_an_hour_of_help_in_winter_and_both_read_how(
    program: Running, sits: Sits
) -> None:
    zhou = enrolled(program, name="周奶奶", birth_date="1951-03-08", kind="volunteer")
    lin = enrolled(program, name="林小妹", birth_date="1996-05-01", kind="volunteer")
    let_in(program, zhou, "zhou-nainai")
    let_in(program, lin, "lin-xiaomei")
    gave_hours_in_spring(program, zhou, 2)

    old = sits("zhou-nainai", phone=True, scripts=False)
    old.get_by_role("link", name="请人帮忙").click()
    expect(old.locator("main")).to_contain_text("您有时间存款 2小时")
    old.fill("#need", "陪诊")
    old.fill("#text", ORIGINAL)
    old.select_option("#minutes_wanted", "120")
    old.get_by_role("button", name="请人帮忙").click()
    expect(old.locator("main")).to_contain_text("另一位工作人员看过就公布")
    put_up(sits("coordinator"))

    helper = sits("lin-xiaomei", phone=True, scripts=False)
    take_on(helper)
    old.goto("/me/ask")
    expect(old.locator("main")).to_contain_text("您有时间存款 0分钟")
    assert sums(program) == {0}
    say_that_it_is_done(helper, 9, 10)
    old.goto("/me/requests")
    old.get_by_role("link", name="去说一声").click()
    old.get_by_role("button", name="很满意").click()
    expect(old.locator("main")).to_contain_text("谢谢，记下了")
    recognise_all(sits("coordinator2"))
    old.goto("/me/ask")
    expect(old.locator("main")).to_contain_text("您有时间存款 1小时")

    old.goto("/me/passbook")
    for told in ("预留时间存款", "用去时间存款"):
        expect(old.locator("main")).to_contain_text(told)
    helper.goto("/me/passbook")
    expect(helper.locator("main")).to_contain_text("服务1小时")
    expect(helper.locator("main")).to_contain_text("周奶奶")
    assert sums(program) == {0}
    assert program.run("check-books").returncode == 0


def test_who_is_eighty_without_a_phone_is_helped_by_the_pool_and_a_revocation_refunds_it(
    program: Running, sits: Sits
) -> None:
    giver = enrolled(program, name="冯建国", birth_date="1962-02-01", kind="volunteer")
    gave_hours_in_spring(program, giver, 2)
    gift = {"from": giver, "to": "welfare_pool", "unit": "credit", "amount": 120}
    created(program.sign_in("coordinator").post("/api/transfers", json=gift))
    qian = enrolled(program, name="钱奶奶", birth_date="1941-06-09", kind="assisted")
    chen = enrolled(program, name="陈邻居", birth_date="1970-05-01", kind="volunteer")
    let_in(program, chen, "chen-linju")

    desk = sits("coordinator")
    desk.goto("/desk/requests/new?q=钱奶奶")
    desk.locator(f"a[href*='member_id={qian}']").first.click()
    desk.fill("#need", "陪诊")
    desk.fill("#text", ORIGINAL)
    desk.select_option("#minutes_wanted", "120")
    desk.select_option("#terms", "pool")
    desk.get_by_role("button", name="登记求助").click()
    expect(desk.locator("main")).to_contain_text("请另一位工作人员审核公布")
    put_up(sits("coordinator2"))
    neighbour = sits("chen-linju", phone=True, scripts=False)
    take_on(neighbour)
    assert sums(program) == {0}
    say_that_it_is_done(neighbour, 9, 11)
    recognise_all(sits("coordinator2"))
    desk.goto("/desk/requests")
    desk.get_by_role("link", name="陪诊").first.click()
    desk.select_option("#how", "phone_call")
    desk.get_by_role("button", name="确认", exact=True).click()
    expect(desk.locator("main")).to_contain_text("已登记确认")
    request = desk.url.partition("?")[0]
    neighbour.goto("/me/passbook")
    expect(neighbour.locator("main")).to_contain_text("服务2小时")
    assert pool(program) == 0
    assert sums(program) == {0}

    supervisor = sits("supervisor")
    asked = {"about": chen, "type": "service.confirmed"}
    (fact,) = program.sign_in("supervisor").get("/api/audit/facts", params=asked).json()["items"]
    supervisor.goto(f"/ledger/facts/{fact['position']}")
    supervisor.locator("summary", has_text="撤销这次服务").click()
    supervisor.locator("form[action$='/revocation'] input[name=reason]").fill("没有去")
    supervisor.locator("form[action$='/revocation'] button").click()
    expect(supervisor.locator("main")).to_contain_text("已撤销这次服务")
    neighbour.goto("/me/passbook")
    expect(neighbour.locator("main")).to_contain_text("撤销")
    assert pool(program) == 120
    assert sums(program) == {0}
    desk.goto(request)
    expect(desk.get_by_role("heading", name="有人来认领")).to_be_visible()
    assert program.run("check-books").returncode == 0
