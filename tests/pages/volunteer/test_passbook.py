"""The passbook reads like a bank book, on the screen and on paper."""

import re

import pytest

from tests.api.answers import created_by, list_item, settle
from tests.office import Office
from tests.pages.browsing import browser_of
from tests.pages.paper_text import text_of
from tests.pages.people import join, served


def volunteer(office: Office, name: str = "李桂珍", *days_ago: int) -> str:
    """Somebody who served two hours on each of these days."""
    member_id = join(office, name)
    served(office, member_id, *days_ago)
    return member_id


def test_a_volunteer_reads_one_line_an_act_with_the_reason_and_the_balance(
    shared_office: Office,
) -> None:
    member_id = volunteer(shared_office, "李桂珍", 20, 10)
    rice = list_item(shared_office, 30, stock=5)
    served(shared_office, member_id, 40, hours=8)
    lines = {"member_id": member_id, "lines": [{"item_id": rice, "quantity": 1}]}
    created_by(shared_office, "/api/redemptions", "cashier", lines)
    other = volunteer(shared_office, "王建国", 12)
    settle(shared_office)
    with browser_of(shared_office, member_id) as browser:
        page = browser.open("/me/passbook")
    assert page.status_code == 200
    text = " ".join(re.sub(r"<[^>]+>", " ", page.text).split())
    assert page.text.count('<li class="act">') == 4
    assert "李桂珍" in text and "王建国" not in text
    balances = [int(it) for it in re.findall(r"结余 (\d+) 分", text)]
    assert balances == [90, 120, 100, 80]
    assert "用去30分" in text and "积分 -30" in text and "积分 +20" in text
    assert "“真情系夕阳”服务2小时" in text
    assert other not in page.text


def test_a_month_can_be_looked_at_by_itself(shared_office: Office) -> None:
    member_id = volunteer(shared_office, "李桂珍", 3, 75)
    with browser_of(shared_office, member_id) as browser:
        page = browser.open("/me/passbook")
        months = re.findall(r'<option value="(\d{4}-\d\d)"', page.text)
        assert len(months) == 2
        for month in months:
            page = browser.send(browser.form("/me/passbook"), month=month)
            assert page.text.count('<li class="act">') == 1
        nothing = browser.open("/me/passbook?month=2001-01")
        assert "这段时间没有变动。" in nothing.text
        for wrong in ("2026-13", "now", "1"):
            assert browser.open(f"/me/passbook?month={wrong}").status_code == 422


def test_a_long_book_has_pages(shared_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.pages.volunteer.people.passbook.ACTS_PER_PAGE", 2)
    member_id = volunteer(shared_office, "李桂珍", 2, 3, 4)
    with browser_of(shared_office, member_id) as browser:
        first = browser.open("/me/passbook")
        assert first.text.count('<li class="act">') == 2 and "回到最新" not in first.text
        (older,) = re.findall(r'href="(/me/passbook\?before=\d+)"', first.text)
        last = browser.open(older)
    assert last.text.count('<li class="act">') == 1
    assert "回到最新" in last.text and "更早的" not in last.text


def test_the_book_can_be_printed_with_every_character_in_it(shared_office: Office) -> None:
    member_id = volunteer(shared_office, "欧阳𠮷龘䶶", 3)
    with browser_of(shared_office, member_id) as browser:
        answer = browser.open("/me/passbook.pdf")
        english = browser.open("/me/passbook.pdf", headers={"Accept-Language": "en"})
        empty = browser.open("/me/passbook.pdf?month=2001-01")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    text = text_of(answer.content)
    assert "存折" in text and "欧阳＿龘" in text and "䶶" in text and "U+20BB7" in text
    assert "真情系夕阳" in text and "+2小时" in text
    assert "Passbook" in text_of(english.content)
    assert "这段时间没有变动。" in text_of(empty.content)


def test_an_english_reader_reads_it_in_english(shared_office: Office) -> None:
    member_id = volunteer(shared_office, "李桂珍", 3)
    with browser_of(shared_office, member_id) as browser:
        page = browser.open("/me/passbook", headers={"Accept-Language": "en"})
    assert "2 h of" in page.text and "Points +20" in page.text and "20 points after" in page.text


def test_only_who_is_signed_in_has_a_passbook(shared_office: Office) -> None:
    with browser_of(shared_office) as browser:
        for path in ("/me/passbook", "/me/passbook.pdf"):
            page = browser.open(path)
            assert page.url.path == "/sign-in"
            assert page.url.params["next"] == path
