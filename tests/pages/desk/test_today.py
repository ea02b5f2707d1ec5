"""The desk's first screen, who may come behind it, and what it says in both languages."""

import re
from datetime import timedelta

import psycopg
import pytest

from api.pages.desk.forms import LABELS
from api.pages.desk.people import member as desk_member
from api.pages.desk.people import members as desk_members
from api.pages.desk.people import papers as desk_papers
from api.pages.desk.service import activities as desk_activities
from api.pages.desk.service import backfill as desk_backfill
from api.pages.desk.service import confirming as desk_confirming
from api.pages.desk.service import pairings as desk_pairings
from api.pages.desk.shop import goods as desk_goods
from api.pages.language import english
from tests.api.answers import created_by, enrol, settle
from tests.clock import at, now, today
from tests.office import STAFF, Office
from tests.pages.browsing import browser_of
from tests.pages.people import url_of
from tests.pages.recorded import facts_about, published, waiting_service, words

SCREENS = (
    *("/desk", "/desk/confirm", "/desk/backfill", "/desk/members", "/desk/members/new"),
    *("/desk/members/export", "/desk/members/volunteer", "/desk/members/volunteer/activities"),
    *("/desk/members/volunteer/credit", "/desk/members/volunteer/sign-in"),
    *("/desk/members/volunteer/card", "/desk/members/volunteer/passbook"),
    "/desk/members/volunteer/details",
    *("/desk/activities", "/desk/activities/new", "/desk/pairings", "/desk/pairings/new"),
    *(
        "/desk/import",
        "/desk/import/template/roster",
        "/desk/items",
        "/desk/donations",
        "/desk/labels",
    ),
    "/desk/contact-card",
)


OPEN_TOO = {
    "supervisor": {"/desk/import"},
    "supervisor2": {"/desk/import"},
    "admin": {"/desk/members/new", "/desk/members/volunteer/sign-in"},
}
"""What others are let in to: who approves a workbook, who enrols staff and lets them in."""


@pytest.mark.parametrize("who", sorted({*STAFF} - {"coordinator", "coordinator2"}))
def test_nobody_but_a_coordinator_works_at_the_desk(shared_office: Office, who: str) -> None:
    with browser_of(shared_office, who) as browser:
        shut = {*SCREENS} - OPEN_TOO.get(who, set())
        assert {browser.open(path).status_code for path in shut} == {403}


def test_who_is_not_signed_in_signs_in_first(shared_office: Office) -> None:
    with browser_of(shared_office) as browser:
        assert {browser.open(path).url.path for path in SCREENS} == {"/sign-in"}


@pytest.mark.parametrize("path", SCREENS)
def test_every_screen_opens(shared_office: Office, path: str) -> None:
    with browser_of(shared_office, "coordinator") as browser:
        page = browser.open(path)
    assert page.status_code == 200, page.text
    if page.headers["content-type"].startswith("text/html"):
        assert len(page.content) < 200_000
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=", page.text)
        assert page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", SCREENS)
def test_every_screen_is_there_in_english(shared_office: Office, path: str) -> None:
    with browser_of(shared_office, "coordinator") as browser:
        browser.client.cookies.set("language", "en")
        page = browser.open(path)
    if page.headers["content-type"].startswith("text/html"):
        text = words(re.sub(r'<(\w+)[^>]* lang="zh-CN".*?</\1>', " ", page.text))
        left = set(re.findall(r"[\u4e00-\u9fff]+", text))
        assert not left - known_names(shared_office), left


def known_names(office: Office) -> set[str]:
    """What the people of the tests are called, and what they named."""
    return {"爱心帮扶", "真情系夕阳", "第一网格", "李桂珍", "大米", "袋", "签到表第三页"}


def test_what_is_said_after_a_form_has_its_english() -> None:
    said = {*LABELS.values(), *desk_members.KIND_WORDS.values()}
    for module in (
        desk_activities,
        desk_backfill,
        desk_confirming,
        desk_goods,
        desk_member,
        desk_pairings,
        desk_papers,
    ):
        said |= set(module.DONE.values())
    assert said <= english().keys()


def test_the_address_cannot_put_words_on_the_page(shared_office: Office) -> None:
    with browser_of(shared_office, "coordinator") as browser:
        page = browser.open("/desk/pairings?done=您中奖了")
        assert "中奖" not in page.text
        page = browser.open("/desk/pairings?done=formed")
        assert "已结对。" in page.text


def test_the_day_begins_with_what_waits(office: Office) -> None:
    li, wang = enrol(office, "李桂珍"), enrol(office, "王建国", kind="assisted")
    waiting_service(office, li, at(9, days_ago=5), at(11, days_ago=5))
    waiting_service(office, li, at(9, days_ago=2), at(11, days_ago=2))
    promise = {
        "volunteer_id": li,
        "assisted_id": wang,
        "cause": "illness",
        "visit_every_days": 7,
        "starts_on": today(-20).isoformat(),
    }
    created_by(office, "/api/pairings", "coordinator", promise)
    in_time = promise | {"assisted_id": enrol(office), "starts_on": today().isoformat()}
    created_by(office, "/api/pairings", "coordinator", in_time)
    settle(office)
    with browser_of(office, "coordinator") as browser:
        text = words(browser.open("/desk").text)
    assert "等待确认的服务 2 条" in text
    assert re.search(r"最久的已等 [45] 天", text)
    assert "逾期未走访 1 户" in text
    assert "李桂珍 走访 王建国" in text and "逾期 13 天" in text


def test_nothing_has_waited_for_less_than_no_time_after_a_clock_was_set_back(
    office: Office,
) -> None:
    waiting_service(office, "volunteer", at(9, days_ago=5), at(11, days_ago=5))
    settle(office)
    with psycopg.connect(url_of(office)) as connection:
        later = now() + timedelta(hours=1)
        connection.execute("UPDATE yanwuping.services_1 SET ends_at = %s", [later])
    with browser_of(office, "coordinator") as browser:
        text = words(browser.open("/desk").text)
    assert "等待确认的服务 1 条" in text and "都是今天的" in text


def test_activities_short_of_people_and_forgotten_sign_outs_are_told(office: Office) -> None:
    li, wang = enrol(office, "李桂珍"), enrol(office, "王建国")
    soon = (now() + timedelta(hours=1)).isoformat()
    later = (now() + timedelta(hours=2)).isoformat()
    short = published(office, soon, later, capacity=3)
    full = published(office, soon, later, capacity=1)
    beyond = (now() + timedelta(days=9)).isoformat()
    far = published(office, beyond, (now() + timedelta(days=9, hours=1)).isoformat(), capacity=9)
    for activity in (short, full):
        created_by(office, f"/api/activities/{activity}/sign-ups", "coordinator", {"member_id": li})
    over = published(office, at(9), at(11))
    for who in (li, wang):
        body = {"member_id": who, "at": at(9)}
        created_by(office, f"/api/activities/{over}/sign-ins", "coordinator", body)
    body = {"member_id": wang, "at": at(11)}
    created_by(office, f"/api/activities/{over}/sign-outs", "coordinator", body)
    settle(office)
    with browser_of(office, "coordinator") as browser:
        page = browser.open("/desk")
    text = words(page.text)
    assert "一周内缺人的活动 1 场" in text and "还缺 2 人" in text
    assert "报名 1 / 1" in text and far not in page.text
    assert "已签到未签退 1 人" in text and "李桂珍：" in text and "王建国" not in text
    assert "活动已结束" in text
    assert len(facts_about(office, f"member:{li}", "activity.signed_up")) == 2
