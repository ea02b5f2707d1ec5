"""The community's own page: an administrator says what it is called, and of what it consists."""

from datetime import timedelta

from tests.api.answers import created, enrol, settle
from tests.clock import today
from tests.office import NAME, Office
from tests.pages.board.test_board import plain
from tests.pages.browsing import browser_of

PAGE = "/ledger/settings"


def test_who_moves_tomorrow_is_counted_where_they_live_today(office: Office) -> None:
    li = enrol(office, grid="第七网格")
    tomorrow = (today() + timedelta(days=1)).isoformat()
    with browser_of(office, "admin") as browser:
        for label in ("第七网格", "第八网格"):
            browser.open(PAGE)
            browser.send(browser.form(f"{PAGE}/nodes"), label=label)
        move = {"grid": "第八网格", "from_day": tomorrow}
        created(office.post(f"/api/members/{li}/moves", "coordinator", move), "member_id")
        settle(office)
        told = plain(browser.open(PAGE).text)
    assert "第七网格 志愿者 1 人" in told
    assert "第八网格 志愿者 0 人" in told


def test_what_the_community_is_called_is_read_wherever_it_stands(office: Office) -> None:
    with browser_of(office, "admin") as browser:
        assert NAME in plain(browser.open("/board").text)
        browser.open(PAGE)
        fields = {"name": "廖家湾社区", "issuer": "廖家湾居委会", "desk": "一楼大厅"}
        page = browser.send(browser.form(PAGE), **fields)
        told = plain(page.text)
        assert "已保存" in told and told.index("廖家湾社区") < told.index(NAME)
        assert browser.form(PAGE).fields["issuer"] == "廖家湾居委会"
        assert "廖家湾社区" in plain(browser.open("/board").text)
        browser.open(PAGE)
        assert "没有任何改动" in plain(browser.send(browser.form(PAGE)).text)
    with browser_of(office, "coordinator") as browser:
        assert "一楼大厅" in plain(browser.open("/desk/contact-card").text)


def test_teams_and_grids_are_founded_on_the_page_and_offered_at_the_desk(office: Office) -> None:
    with browser_of(office, "admin") as browser:
        browser.open(PAGE)
        told = plain(browser.send(browser.form(f"{PAGE}/teams"), team="邻里互助").text)
        assert "服务队已成立" in told and "邻里互助" in told
        told = plain(browser.send(browser.form(f"{PAGE}/nodes"), label="第七网格").text)
        assert "第七网格 志愿者 0 人" in told
        (grid,) = office.get("/api/nodes").json()["items"]
        inside = browser.send(browser.form(f"{PAGE}/nodes"), label="9栋", parent=grid["node_id"])
        assert "9栋" in plain(inside.text)
        again = browser.send(browser.form(f"{PAGE}/teams"), team="邻里互助")
        assert again.status_code == 409 and "已经有了" in plain(again.text)
        wrong = browser.send(browser.form(f"{PAGE}/teams"), team="x" * 41)
        assert wrong.status_code == 422
    with browser_of(office, "coordinator") as browser:
        page = browser.open("/desk/members/new").text
        assert "邻里互助" in page and "第七网格" in page
        assert browser.open(PAGE).status_code == 403
