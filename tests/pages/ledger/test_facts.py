"""The audit trail: found by whom it is about, told in words, opened, and taken away."""

import csv
import json
import re
from datetime import datetime
from io import BytesIO, StringIO

import pytest
from python_calamine import CalamineWorkbook

from api.pages.language import english
from api.pages.ledger.export import harmless
from api.pages.ledger.words import Words
from domain.ledger.fact import Fact
from tests.clock import today
from tests.controls import ZONE
from tests.examples import EXAMPLES
from tests.office import Office
from tests.pages.board.test_board import plain
from tests.pages.browsing import browser_of
from tests.pages.story import Story, tell


@pytest.fixture(scope="module")
def story(shared_office: Office) -> Story:
    return tell(shared_office)


def positions(text: str) -> list[int]:
    """The facts that a page leads to, in its order."""
    return [int(it) for it in re.findall(r'href="/ledger/facts/(\d+)"', text)]


def test_facts_come_newest_first_in_words_and_masked(shared_office: Office, story: Story) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        page = browser.open("/ledger/facts")

    found = positions(page.text)
    assert found == sorted(found, reverse=True)
    assert f"李*珍 用 60 分兑换 {story.rice_name}×2，余 20 分。" in plain(page.text)
    assert "李桂珍" not in page.text


def test_a_long_trail_comes_a_page_at_a_time(shared_office: Office, story: Story) -> None:
    found: list[int] = []
    with browser_of(shared_office, "supervisor") as browser:
        path = "/ledger/facts"
        while path:
            page = browser.open(path)
            found += positions(page.text)
            following = re.search(r'href="(/ledger/facts\?[^"]*after=[^"]+)"', page.text)
            path = following.group(1).replace("&amp;", "&") if following else ""

    assert len(found) > 15
    assert len(set(found)) == len(found)
    assert found == sorted(found, reverse=True)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"about": "李桂珍"}, ("position", "other_position")),
        ({"about": "lgz"}, ("position", "other_position")),
        ({"type": "goods.returned"}, ("back", "position")),
        ({"type": "points.redeemed", "actor": "cashier"}, ("position", "back")),
    ],
    ids=["name", "initials", "type", "type and actor"],
)
def test_facts_are_found_by_what_is_known(
    shared_office: Office, story: Story, query: dict[str, str], found: tuple[str, str]
) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        listed = positions(browser.open("/ledger/facts", params=query).text)

    there, not_there = (getattr(story, it) for it in found)
    assert there in listed
    assert not_there not in listed


def test_facts_are_found_by_item_receipt_id_and_tag(shared_office: Office, story: Story) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        by_item = positions(browser.open(f"/ledger/facts?about={story.rice_name}").text)
        by_receipt = positions(browser.open(f"/ledger/facts?about={story.receipt}").text)
        by_id = positions(browser.open(f"/ledger/facts?about={story.wang}").text)
        by_tag = positions(browser.open(f"/ledger/facts?about=member:{story.wang}").text)
        by_donor = positions(browser.open("/ledger/facts?about=嘉和商行").text)

    assert {story.position, story.other_position, story.back} < set(by_item)
    assert by_receipt == by_donor
    assert len(by_receipt) == 1
    assert by_id == by_tag
    assert story.other_position in by_id
    assert story.position not in by_id


def test_days_are_those_of_the_community_and_both_are_in(
    shared_office: Office, story: Story
) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        day = f"since={today()}&until={today()}"
        assert story.position in positions(browser.open(f"/ledger/facts?{day}").text)
        assert not positions(browser.open(f"/ledger/facts?until={today(-1)}").text)
        assert not positions(browser.open(f"/ledger/facts?since={today(1)}").text)


@pytest.mark.parametrize("query", ["since=yesterday", "until=1e9", "about=" + "x" * 200, "after=x"])
def test_a_filter_that_makes_no_sense_is_said(shared_office: Office, query: str) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        assert browser.open(f"/ledger/facts?{query}").status_code == 422


def test_nothing_found_is_said(shared_office: Office, story: Story) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        assert "没有符合的记录" in browser.open("/ledger/facts?about=没有这个人").text


def test_a_fact_opens_to_who_did_what_for_whom_and_what_it_posted(
    shared_office: Office, story: Story
) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        page = browser.open(f"/ledger/facts/{story.position}")

    words = plain(page.text)
    assert "李桂珍 用 60 分兑换" in words
    assert "经办人" in words
    assert "代谁办理 李桂珍" in words
    assert "李桂珍 积分 -60" in words
    assert "爱心超市 积分 +60" in words
    assert f"货架：{story.rice_name} {story.rice_name}（件） -2" in words
    assert f'href="/ledger/members/{story.li}"' in page.text
    assert f'href="/ledger/goods/{story.rice}"' in page.text
    assert story.back in positions(page.text[page.text.index("后来的更正") :])


def test_what_mends_leads_to_what_it_mends(shared_office: Office, story: Story) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        page = browser.open(f"/ledger/facts/{story.back}")

    assert story.position in positions(page.text[page.text.index("更正了") :])


def test_the_bytes_are_those_of_the_log(shared_office: Office, story: Story) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        page = browser.open(f"/ledger/facts/{story.position}")
        raw = browser.open(f"/ledger/facts/{story.position}/bytes")

    stored = json.loads(raw.content)
    assert stored["type"] == "points.redeemed"
    assert stored["data"]["member_id"] == story.li
    assert (
        raw.content
        == json.dumps(stored, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    )
    assert "points.redeemed" in page.text
    assert raw.headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize("position", [0, 10**9, 2**70])
def test_where_nothing_is_recorded_is_said(shared_office: Office, position: int) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        assert browser.open(f"/ledger/facts/{position}").status_code == 404
        assert browser.open(f"/ledger/facts/{position}/bytes").status_code == 404


def test_the_filtered_list_is_taken_away_as_csv(shared_office: Office, story: Story) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        answer = browser.open("/ledger/export?format=csv&type=points.redeemed")

    text = answer.content.decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(text)))
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert [int(row["位置"]) for row in rows] == [story.other_position, story.position]
    assert rows[1]["种类"] == "积分兑换"
    assert rows[1]["经过"].startswith("李*珍 用 60 分兑换")
    assert f"member/{story.li} points -60" in rows[1]["进出"]
    assert rows[1]["种类代码"] == "points.redeemed"
    assert json.loads(rows[1]["数据（JSON）"])["member_id"] == story.li
    assert "李桂珍" not in text
    assert "request:" not in text


def test_what_is_taken_away_is_in_the_readers_language_and_the_communitys_time(
    shared_office: Office, story: Story
) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        answer = browser.open(
            "/ledger/export?format=csv&type=points.redeemed", headers={"Accept-Language": "en"}
        )

    row = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))[1]
    stored = shared_office.get(f"/api/audit/facts/{story.position}", "supervisor").json()
    local = datetime.fromisoformat(stored["recorded_at"]).astimezone(ZONE)
    assert row["Recorded at"] == f"{local:%Y-%m-%d %H:%M:%S}"
    assert row["Kind"] == "Redemption"
    assert row["On behalf of"].startswith("李")


def test_days_of_recording_and_days_of_happening_are_told_apart(
    shared_office: Office, story: Story
) -> None:
    day = f"{today():%Y-%m-%d}"
    with browser_of(shared_office, "supervisor") as browser:
        recorded = plain(browser.open(f"/ledger/facts?since={day}").text)
        happened = plain(browser.open("/ledger/facts?happened_until=2020-01-01").text)

    assert "记录于" in recorded
    assert "发生于" not in recorded
    assert "发生于" in happened
    assert "没有符合的记录" in happened


def test_the_filtered_list_is_taken_away_as_a_workbook(shared_office: Office, story: Story) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        answer = browser.open("/ledger/export?format=xlsx&type=points.redeemed")

    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    assert book.sheet_names == ["账本", "说明"]
    rows = book.get_sheet_by_name("账本").to_python()
    assert rows[0][:2] == ["位置", "种类"]
    assert ["种类", "积分兑换"] in book.get_sheet_by_name("说明").to_python()
    assert [int(str(row[0]).removesuffix(".0")) for row in rows[1:]] == [
        story.other_position,
        story.position,
    ]


def test_the_filtered_list_is_taken_away_as_cloud_events(
    shared_office: Office, story: Story
) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        answer = browser.open("/ledger/export?format=cloudevents&about=李桂珍")

    events = [json.loads(line) for line in answer.text.splitlines()]
    assert {it["specversion"] for it in events} == {"1.0"}
    assert story.position in {it["position"] for it in events}
    assert story.other_position not in {it["position"] for it in events}


def test_an_unknown_format_is_refused(shared_office: Office) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        assert browser.open("/ledger/export?format=pdf").status_code == 422


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_no_text_becomes_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert harmless("大米") == "大米"
    assert harmless(-1) == -1


@pytest.mark.parametrize("type", sorted(EXAMPLES))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_fact_has_a_sentence_in_both_languages(type: str, language: str) -> None:
    words = Words(language, ZONE, {}, {}, {}, {})  # type: ignore[arg-type]
    told = words.told(EXAMPLES[type])

    assert told != type
    assert "{" not in told
    assert words.kind(type) != type


def test_what_a_fact_is_called_and_says_is_translated() -> None:
    kinds = [kind for kind in Fact.known.values() if kind.__module__.startswith("domain.")]
    assert all(kind.called and kind.told for kind in kinds)
    assert {words for kind in kinds for words in (kind.called, kind.told)} <= english().keys()
