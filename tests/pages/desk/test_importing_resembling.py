"""The desk decides in the preview what a row is that resembles an earlier one."""

import pytest

from tests.api.answers import head, list_item, listed, settle
from tests.clock import today
from tests.office import Office
from tests.pages.browsing import browser_of
from tests.pages.desk.test_importing import bring, confirm, workbook
from tests.pages.people import join, served
from tests.pages.recorded import balance, words


@pytest.mark.parametrize(
    ("choice", "left", "told"), [("same", 50, 1), ("another", 20, 0), ("", 50, 0)]
)
def test_a_corrected_sale_is_what_the_desk_says_it_is(
    office: Office, choice: str, left: int, told: int
) -> None:
    li = join(office, "李桂珍")
    served(office, li, 5, hours=8)
    rice = list_item(office, 30, stock=9)
    settle(office)
    names = {it["item_id"]: it["name"] for it in listed(office, "/api/items", "coordinator")}
    row = [today(-1).isoformat(), "李桂珍", "", names[rice], 1, 30, "小王"]
    with browser_of(office, "coordinator") as browser:
        page = bring(browser, "redemptions", workbook("redemptions", [row]))
        confirm(office, str(page.url))
        settle(office)
        corrected = workbook("redemptions", [[*row[:-1], "小李"]])
        page = bring(browser, "redemptions", corrected)
        assert "4 ✗ 这一行像以前导入过的一行" in words(page.text)
    before = head(office)
    with browser_of(office, "coordinator2") as other:
        other.open(str(page.url))
        assert "另一笔，再记一笔" in other.page.text and "改过的，更正旧的一笔" in other.page.text
        answer = other.send(other.form("/desk/import/record"), like_0_4=choice)
        assert f"以前导入过 {told} 行" in words(answer.text)
    settle(office)
    assert balance(office, li)["points"] == left
    assert head(office) == before + 1 + (choice != "")
