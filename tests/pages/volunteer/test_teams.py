"""Volunteers see their teams; who leads one answers for it and says that hours were given."""

from urllib.parse import quote

from tests.api.answers import created_by, settle
from tests.api.every_post import request_up, team_of
from tests.api.people.test_leads import attended
from tests.clock import today
from tests.office import TEAM, Office
from tests.pages.browsing import browser_of
from tests.pages.people import join


def test_a_volunteer_sees_their_teams_and_those_to_join(shared_office: Office) -> None:
    office = shared_office
    lead_id, member_id = join(office, "钱队长"), join(office, "李队员")
    team = team_of(office, member_id, lead=lead_id)
    settle(office)
    with browser_of(office, member_id) as browser:
        page = browser.open("/me/teams")
        own, _, others = page.text.partition("还可以参加")
        assert team in own and "队长：钱队长" in own and "看队里的事" not in own
        assert TEAM in others and team not in others
        assert "您还没有参加服务队。" not in page.text
        assert browser.open(f"/me/teams/{quote(team)}").status_code == 403
    with browser_of(office, lead_id) as browser:
        assert f"/me/teams/{quote(team)}" in browser.open("/me/teams").text
        assert '/me/teams"' in browser.open("/me/more").text


def test_who_is_in_no_team_is_told_how_to_join_one(shared_office: Office) -> None:
    with browser_of(shared_office, join(shared_office)) as browser:
        page = browser.open("/me/teams", headers={"Accept-Language": "en"})
        assert "You are in no service team yet." in page.text


def test_a_lead_says_for_the_team_that_hours_were_given_or_not(shared_office: Office) -> None:
    office = shared_office
    lead_id, first, second = (join(office, it) for it in ("钱队长", "李真去", "王没去"))
    team = team_of(office, first, second, lead=lead_id)
    was, was_not = (attended(office, team, it).rpartition("/")[2] for it in (first, second))
    own = attended(office, team, lead_id).rpartition("/")[2]
    settle(office)
    with browser_of(office, lead_id) as browser:
        page = browser.open(f"/me/teams/{quote(team)}")
        assert own not in page.text and "李真去：环境美化" in page.text
        page = browser.send(browser.form(f"/words/{was}/yes"))
        assert "已经记下您的话" in page.text and "李真去：环境美化" not in page.text
        page = browser.send(browser.form(f"/words/{was_not}/no"))
        assert page.status_code == 422 and "请写明哪里不对" in page.text
        page = browser.send(browser.form(f"/words/{was_not}/no"), reason="那天没有来")
        assert "已经记下，工作人员会核实。" in page.text and "仍可确认" in page.text


def test_a_lead_answers_what_the_team_was_asked(shared_office: Office) -> None:
    office, lead_id = shared_office, join(shared_office, "钱队长")
    team, path = team_of(office, lead=lead_id), request_up(office)
    created_by(office, f"{path}/offers", "coordinator", {"to": f"team:{team}"})
    settle(office)
    with browser_of(office, lead_id) as browser:
        page = browser.open(f"/me/teams/{quote(team)}")
        assert "陪一位老人看病" in page.text
        page = browser.send(browser.form(f"/offers/{path.rpartition('/')[2]}/no"))
        assert "已经替本队答复" in page.text and "现在没有等本队答复的事。" in page.text


def test_a_lead_reads_what_the_team_gave_in_a_month(shared_office: Office) -> None:
    office, lead_id = shared_office, join(shared_office, "钱队长")
    team = team_of(office, lead=lead_id)
    office.has_served(lead_id, 3, days_ago=4)
    settle(office)
    with browser_of(office, lead_id) as browser:
        page = browser.open(f"/me/teams/{quote(team)}", params={"month": f"{today(-4):%Y-%m}"})
        assert "3小时" in page.text and "1 次" in page.text
        page = browser.open(f"/me/teams/{quote(team)}", params={"month": "2020-01"})
        assert "0 次" in page.text
        assert browser.open(f"/me/teams/{quote(team)}", params={"month": "?"}).status_code == 200
