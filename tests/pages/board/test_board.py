"""The notice board: what anybody may know, and what nobody may."""

import re
from datetime import date, timedelta

import pytest

from api.pages.board.content import period_of
from api.pages.rules_in_words import rules_in_words
from domain.rules.rules import Terms
from projections.service.rankings import ALWAYS, Period
from tests.api.answers import created_by, settle
from tests.clock import now
from tests.office import TEAM, Office
from tests.pages.browsing import browser_of
from tests.pages.people import join
from tests.pages.story import tell


def plain(text: str) -> str:
    """The words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_anybody_finds_the_figures_without_signing_in(office: Office) -> None:
    tell(office)
    with browser_of(office) as browser:
        page = browser.open("/")

    words = plain(page.text)
    assert page.url.path == "/board"
    assert 'href="/sign-in"' in page.text
    assert "累计服务 24 小时 3 次" in words
    assert "240 分已发放 已兑换 60 分，2 次" in words
    assert "2 笔 物资 14 件，善款 123.45 元" in words
    assert "捐来的物资已送到 2 户家庭" in words


def test_members_are_masked_teams_are_named_and_grids_of_few_people_are_not(office: Office) -> None:
    tell(office)
    with browser_of(office) as browser:
        page = browser.open("/board?period=all")

    words = plain(page.text)
    assert words.index("1. 王*国") < words.index("2. 李*珍")
    assert f"1. {TEAM} （1 人）" in words
    assert "1. 第二网格" not in words and "1. 第一网格" not in words
    for name in ("李桂珍", "王建国", "嘉和商行"):
        assert name not in page.text


def test_gifts_are_told_by_receipt_and_never_by_giver(office: Office) -> None:
    story = tell(office)
    with browser_of(office) as browser:
        page = browser.open("/board")

    assert f"{story.rice_name}×10、123.45 元" in plain(page.text)
    assert story.receipt in page.text
    assert story.gift not in page.text


def test_what_was_redeemed_this_month_is_told_less_what_came_back(office: Office) -> None:
    story = tell(office)
    with browser_of(office) as browser:
        page = browser.open("/board")

    redeemed = page.text[page.text.index('id="redeemed"') :]
    assert f"{story.rice_name} 2 " in plain(redeemed)


def test_the_board_follows_what_happens(office: Office) -> None:
    story = tell(office)
    with browser_of(office) as browser:
        before = plain(browser.open("/board?period=all").text)
        assert plain(browser.open("/board?period=all").text) == before
        office.has_served(story.li, 3, days_ago=20)
        settle(office)
        after = plain(browser.open("/board?period=all").text)

    assert "服务 3 次，共 24小时" in before
    assert "服务 4 次，共 27小时" in after


def test_a_new_community_has_a_board_too(office: Office) -> None:
    with browser_of(office) as browser:
        words = plain(browser.open("/board").text)
        assert browser.open("/board/screen").status_code == 200

    assert "这段时间还没有确认的服务" in words
    assert "还没有收到捐赠" in words
    assert "本月还没有兑换" in words
    assert "规则 2026-01" in words


def test_a_period_that_does_not_exist_is_refused(office: Office) -> None:
    with browser_of(office) as browser:
        assert browser.open("/board?period=week").status_code == 422


@pytest.mark.parametrize(
    ("name", "period"),
    [
        ("month", Period(date(2026, 5, 1), date(2026, 6, 1))),
        ("quarter", Period(date(2026, 4, 1), date(2026, 7, 1))),
        ("year", Period(date(2026, 1, 1), date(2027, 1, 1))),
        ("all", ALWAYS),
    ],
)
def test_a_period_is_the_one_that_today_is_in(name: str, period: Period) -> None:
    assert period_of(name, date(2026, 5, 31)) == period  # type: ignore[arg-type]


def test_the_screen_on_the_wall_refreshes_itself_and_can_be_told_not_to(office: Office) -> None:
    tell(office)
    with browser_of(office) as browser:
        screen = browser.open("/board/screen?period=all")
        still = browser.open("/board/screen?period=all&still=true")

    assert 1 <= int(screen.headers["refresh"]) <= 60
    assert 'class="clock"' in screen.text
    assert "refresh" not in still.headers
    assert 'class="clock"' not in still.text  # it would soon be wrong
    assert "<nav" not in screen.text
    assert "王*国" in screen.text
    assert "王建国" not in screen.text


def test_the_board_says_what_comes_next_and_nothing_that_was_called_off(office: Office) -> None:
    starts_at = now() + timedelta(hours=20)
    body = {
        "title": "陪老人读报",
        "programme": "真情系夕阳",
        "place": "日间照料中心",
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + timedelta(hours=2)).isoformat(),
        "capacity": 12,
    }
    created_by(office, "/api/activities", "coordinator", body)
    off = created_by(office, "/api/activities", "coordinator", body | {"title": "小区清扫"})
    path = f"/api/activities/{off['activity_id']}/calling-off"
    created_by(office, path, "coordinator", {"reason": "下雨"})
    settle(office)
    with browser_of(office) as browser:
        for path in ("/board", "/board/screen"):
            page = plain(browser.open(path).text)
            assert "陪老人读报 日间照料中心 还有 12 个名额" in page
            assert re.search(r"(今天|明天) \d\d:\d\d –\d\d:\d\d 陪老人读报", page)
            assert "小区清扫" not in page


def test_the_board_names_grid_workers_and_keeps_their_phones_for_the_card(office: Office) -> None:
    join(office, "网格员张", role="coordinator", grid="第一网格", phone="13800139999")
    with browser_of(office) as browser:
        for path in ("/board", "/board/screen"):
            page = browser.open(path).text
            assert "第一网格 网格员张" in plain(page) and "13800139999" not in page
            assert 'aria-label="公示栏的二维码"' in page


def test_the_board_tells_the_way_from_a_gift_to_a_household(office: Office) -> None:
    story = tell(office)
    with browser_of(office) as browser:
        board, screen = (plain(browser.open(it).text) for it in ("/board", "/board/screen"))
    for page in (board, screen):
        assert "14 件捐来" in page and "2 户家庭收到" in page
    assert f"{story.rice_name} 捐来 10 件 → 送到 2 户" in screen


def test_who_is_signed_in_keeps_their_places_on_the_board(office: Office) -> None:
    with browser_of(office, "supervisor") as browser:
        page = browser.open("/board")

    assert 'href="/ledger"' in page.text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_rules_are_said_in_words(language: str) -> None:
    said = rules_in_words(Terms(), language)  # type: ignore[arg-type]
    strict = Terms(
        service_minutes_before_redeeming=0,
        presence_minutes_after_end_max=30,
        earning_classes=("attested",),
        transfer_relations=(),
        star_hours=(),
    )
    other = rules_in_words(strict, language)  # type: ignore[arg-type]

    assert len(said) == 10
    assert not any("{" in it for it in (*said, *other))
    assert ("8小时" if language == "zh" else "8 h") in " ".join(said)
    assert len(other) == 10
