"""What an administrator sees to on the first day ticks itself, and is gone when all is done."""

import re
from pathlib import Path

from api.pages.language import english
from api.pages.ledger.first_day import STEPS
from tests.api.answers import created_by, enrol, list_item, settle
from tests.api.backup.conftest import back_up
from tests.office import Office
from tests.pages.browsing import Browser, browser_of
from tests.pages.ledger.test_overview import wait_for_the_check

SECTION = re.compile(r'<section class="first-day".*?</section>', re.DOTALL)
OPEN = re.compile(r'<a href="([^"]+)">([^<]+)</a>')


def left_to_do(browser: Browser) -> dict[str, str]:
    """What is not ticked yet, with where it leads."""
    found = SECTION.search(browser.open("/ledger").text)
    return {words: path for path, words in OPEN.findall(found[0])} if found else {}


def test_each_step_ticks_itself_and_the_list_goes_when_all_are_done(
    office: Office, tmp_path: Path
) -> None:
    with browser_of(office, "admin") as admin:
        before = left_to_do(admin)
        assert before["写好社区的名称和服务台"] == "/ledger/settings"
        assert before["货架上有了商品"] == "/help/coordinators#goods", "others do that"
        assert "请好收银员、网格员和监事" not in before, "they are there"
        assert "定好一小时值几分" not in before

        admin.open("/ledger/settings")
        admin.send(admin.form("/ledger/settings"), desk="3栋一楼")
        admin.send(admin.form("/ledger/settings/nodes"), label="第一网格")
        settle(office)
        after = left_to_do(admin)
        assert {*before} - {*after} == {"写好社区的名称和服务台", "添加服务队和网格"}

        item = list_item(office, 30)
        gift = {"goods": [{"item_id": item, "quantity": 10}]}
        created_by(office, "/api/donations", "coordinator", gift)
        member = enrol(office, "李桂珍")
        office.has_served(member, 8)
        settle(office)
        sale = {"member_id": member, "lines": [{"item_id": item, "quantity": 1}]}
        created_by(office, "/api/redemptions", "cashier", sale)
        settle(office)
        assert {*left_to_do(admin)} == {"做了第一次备份", "核对过一次账"}

        back_up(office, tmp_path / "backup")
        with browser_of(office, "supervisor") as supervisor:
            assert not left_to_do(supervisor), "it is the administrator's"
            supervisor.open("/ledger")
            supervisor.send(supervisor.form("/ledger/check"))
            wait_for_the_check(supervisor)
        assert "第一天要做的事" not in admin.open("/ledger").text


def test_every_step_is_told_in_english_too() -> None:
    assert [it.words for it in STEPS if it.words not in english()] == []
