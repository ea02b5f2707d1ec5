"""The code that a volunteer shows at the till, on a phone or on a card."""

import asyncio
import re

from api.serving.codes import member_of_code
from api.serving.composition import open_community
from tests.api.answers import head, settle
from tests.office import Office
from tests.pages.browsing import browser_of
from tests.pages.people import join, url_of


def whose(office: Office, code: str) -> str | None:
    async def ask() -> str | None:
        async with open_community(url_of(office), office.settings) as community:
            return await member_of_code(community, code)

    return asyncio.run(ask())


def code_on(page: str) -> str:
    (code,) = re.findall(r'class="code">([0-9A-Z]{4}-[0-9A-Z]{4})<', page)
    return str(code)


def test_a_phone_shows_a_code_that_the_till_takes(shared_office: Office) -> None:
    li, wang = join(shared_office), join(shared_office, "王建国")
    codes = []
    for member_id, masked in ((li, "李*珍"), (wang, "王*国")):
        with browser_of(shared_office, member_id) as browser:
            page = browser.open("/me/code")
        assert masked in page.text and "前都能用" in page.text
        assert page.text.count('class="qr"') == 1 and 'role="img"' in page.text
        assert 0 < int(page.headers["refresh"]) <= 121
        assert page.headers["cache-control"] == "no-store"
        codes.append(code_on(page.text))
    assert [whose(shared_office, it) for it in codes] == [li, wang]
    assert "李桂珍" not in page.text


def test_a_card_is_had_once_and_void_once_lost(shared_office: Office) -> None:
    li = join(shared_office)
    with browser_of(shared_office, li) as browser:
        page = browser.open("/me/card")
        assert 'class="qr"' not in page.text
        form = browser.form("/me/card")
        page = browser.send(form)
        assert "兑换卡已经办好" in page.text
        code = code_on(page.text)
        before = head(shared_office)
        assert code_on(browser.send(form).text) == code
        assert head(shared_office) == before
        assert whose(shared_office, code) == li
        browser.open("/me/card")
        page = browser.send(browser.form("/me/card/lost"))
        assert "兑换卡已经挂失" in page.text and 'class="qr"' not in page.text
        settle(shared_office)
        assert whose(shared_office, code) is None
        assert code_on(browser.send(browser.form("/me/card")).text) != code


def test_nobody_gets_two_cards_or_cancels_somebody_elses(shared_office: Office) -> None:
    with browser_of(shared_office, join(shared_office, "王建国")) as browser:
        browser.open("/me/card")
        browser.send(browser.form("/me/card"))
        wangs = browser.form("/me/card/lost").fields["card_id"]
    with browser_of(shared_office, join(shared_office)) as browser:
        browser.open("/me/card")
        form = browser.form("/me/card")
        browser.send(form)
        again = browser.send(form, key="another key")
        assert again.status_code == 409 and "已经有一张有效的兑换卡" in again.text
        browser.open("/me/card")
        lost = browser.form("/me/card/lost")
        page = browser.send(lost, card_id=wangs)
        assert page.status_code == 404 and "没有这张兑换卡" in page.text
        assert browser.send(lost, card_id="<x>").status_code == 422
        assert browser.send(lost, csrf="").status_code == 403


def test_codes_are_in_english_too(shared_office: Office) -> None:
    with browser_of(shared_office, join(shared_office)) as browser:
        page = browser.open("/me/code", headers={"Accept-Language": "en"})
        assert "Let the cashier scan it" in page.text
        assert "Get a card" in browser.open("/me/card", headers={"Accept-Language": "en"}).text


def test_only_who_is_signed_in_has_a_code(shared_office: Office) -> None:
    with browser_of(shared_office) as browser:
        assert browser.open("/me/code").url.path == "/sign-in"
        assert browser.open("/me/card").url.path == "/sign-in"
