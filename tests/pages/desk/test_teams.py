"""The desk lists teams, names who leads them and gives out their month; admins end them."""

from io import BytesIO
from urllib.parse import quote

import python_calamine

from tests.api.answers import created_by, settle
from tests.api.every_post import fresh, request_up, team_of
from tests.clock import today
from tests.office import Office
from tests.pages.browsing import browser_of
from tests.pages.people import join


def cells_of(content: bytes) -> list[tuple[object, ...]]:
    book = python_calamine.load_workbook(BytesIO(content))
    return [tuple(it) for it in book.get_sheet_by_index(0).to_python()]


def test_teams_are_listed_with_who_leads_them_and_come_out_as_they_go_in(
    shared_office: Office,
) -> None:
    office = shared_office
    lead_id, member_id = join(office, "钱队长"), join(office, "李队员")
    team = team_of(office, member_id, lead=lead_id)
    settle(office)
    with browser_of(office, "coordinator") as browser:
        page = browser.open("/desk/teams")
        row = page.text.partition(f">{team}</a>")[2].partition("</tr>")[0]
        assert "钱队长" in row and ">2<" in row
        rows = cells_of(browser.open("/desk/teams.xlsx").content)
    assert rows[0] == ("队名", "姓名", "电话后四位", "职务")
    own = [(it[1], it[3]) for it in rows if it[0] == team]
    assert own == [("钱队长", "队长"), ("李队员", "队员")]


def test_the_desk_names_who_follows_a_lead(shared_office: Office) -> None:
    office = shared_office
    first, second = join(office, "钱老队长"), join(office, "李新队长")
    team = team_of(office, second, lead=first)
    settle(office)
    with browser_of(office, "coordinator") as browser:
        page = browser.open(f"/desk/teams/{quote(team)}")
        form = browser.form(f"/desk/teams/{quote(team)}/leads")
        chosen = {"member_id": second, "from_day": today().isoformat(), "instead_of": second}
        page = browser.send(form, **chosen)
        assert page.status_code == 409 and "不是" in page.text
        page = browser.send(form, **(chosen | {"from_day": "", "instead_of": first}))
        assert page.status_code == 422
        page = browser.send(form, **(chosen | {"instead_of": first}))
        assert "队长已登记。" in page.text
        leads = page.text.partition('id="leads"')[2].partition("</ul>")[0]
        assert "李新队长" in leads and "钱老队长" not in leads


def test_a_second_lead_stops(shared_office: Office) -> None:
    office = shared_office
    first, second = join(office, "钱队长"), join(office, "李队长")
    team = team_of(office, second, lead=first)
    settle(office)
    also = {"member_id": second, "from_day": today().isoformat()}
    created_by(office, f"/api/teams/{team}/leads", "coordinator", also)
    settle(office)
    with browser_of(office, "coordinator") as browser:
        browser.open(f"/desk/teams/{quote(team)}")
        page = browser.send(browser.form(f"/leads/{first}/end"), on=today(1).isoformat())
        assert "已登记不再担任队长。" in page.text


def test_the_months_sheet_has_what_each_gave_in_the_team(shared_office: Office) -> None:
    office, lead_id = shared_office, join(shared_office, "钱队长")
    team = team_of(office, lead=lead_id)
    office.has_served(lead_id, 3, days_ago=4)
    settle(office)
    with browser_of(office, "supervisor") as browser:
        page = browser.open(f"/desk/teams/{quote(team)}")
        assert "确定队长" not in page.text
        month = {"month": f"{today(-4):%Y-%m}"}
        answer = browser.open(f"/desk/teams/{quote(team)}/month.xlsx", params=month)
    head, row, total = cells_of(answer.content)
    assert head[5:7] == ("服务次数", "小时")
    assert row[3:] == ("钱队长", "队长", 1, 3, 3)
    assert total[3:7] == ("合计", "", 1, 3)


def test_the_desk_notes_that_a_team_cannot_help(shared_office: Office) -> None:
    office, lead_id = shared_office, join(shared_office, "钱队长")
    team, path = team_of(office, lead=lead_id), request_up(office)
    created_by(office, f"{path}/offers", "coordinator", {"to": f"team:{team}"})
    settle(office)
    with browser_of(office, "coordinator") as browser:
        assert "陪一位老人看病" in browser.open(f"/desk/teams/{quote(team)}").text
        page = browser.send(browser.form(f"/offers/{path.rpartition('/')[2]}/no"))
        assert "已登记：这支队去不了。" in page.text
        assert "陪一位老人看病" not in page.text


def test_an_administrator_founds_a_team_by_skill_and_ends_it(shared_office: Office) -> None:
    team = f"电器队{fresh()}"
    with browser_of(shared_office, "admin") as browser:
        browser.open("/ledger/settings")
        said = {"team": team, "kind": "by_skill", "skills": "家电维修、电工"}
        page = browser.send(browser.form("/ledger/settings/teams"), **said)
        assert "服务队已成立。" in page.text
        page = browser.open(f"/desk/teams/{quote(team)}")
        assert "自选服务队" in page.text and "家电维修、电工" in page.text
        browser.open("/ledger/settings")
        ended = {"team": team, "from_day": today().isoformat()}
        page = browser.send(browser.form("/ledger/settings/teams/closing"), **ended)
        assert "已登记撤销服务队。" in page.text
        assert f"<option>{team}</option>" not in page.text
        assert "起撤销" in browser.open(f"/desk/teams/{quote(team)}").text
