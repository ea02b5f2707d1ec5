"""Somebody is asked with one button, and answers with one of two."""

from tests.api.answers import created_by, enrol, found, problem, settle
from tests.clock import today
from tests.office import TEAM, Office
from tests.pages.browsing import browser_of
from tests.pages.needs.asking import ORIGINAL, PUBLIC, put_up
from tests.pages.people import join
from tests.pages.recorded import facts_about, words


def test_the_desk_asks_who_fits_with_one_button_and_sees_the_answer(office: Office) -> None:
    wang = enrol(office, "王桂英", kind="assisted", grid="第一网格")
    li = join(office, "李桂珍", grid="第一网格")
    request_id = put_up(office, wang)
    with browser_of(office, "coordinator") as browser:
        page = words(browser.open(f"/desk/requests/{request_id}").text)
        assert "在什么地方" not in page
        assert "李桂珍" in page and "最近 90 天没有问过；住在同一个网格" in page
        form = browser.form("/offers")
        page = browser.send(form, to=f"member:{li}", answer_by="明天")
        assert page.status_code == 422 and "“哪天前答复”" in page.text
        for _ in range(2):
            page = browser.send(form, to=f"member:{li}")
        assert "问过了" in page.text and "等答复" in page.text
        assert f'value="member:{li}"' not in page.text
    assert len(facts_about(office, f"need:{request_id}", "request.dispatched")) == 1
    with browser_of(office, li) as browser:
        browser.open("/me")
        browser.send(browser.form(f"/{request_id}/refusal"))
    with browser_of(office, "coordinator") as browser:
        page = browser.open(f"/desk/requests/{request_id}").text
        assert "不能去" in words(page) and "登记不能去" not in page
        assert f'value="member:{li}"' not in page


def test_who_says_no_on_the_phone_is_written_down_by_the_desk(office: Office) -> None:
    wang, li = enrol(office, "王桂英", kind="assisted"), join(office, "李桂珍")
    request_id = put_up(office, wang)
    path = f"/api/requests/{request_id}/offers"
    created_by(office, path, "coordinator", {"to": f"member:{li}"})
    settle(office)
    with browser_of(office, "coordinator2") as browser:
        browser.open(f"/desk/requests/{request_id}")
        assert "已登记不能去" in browser.send(browser.form("/offers/refusal")).text
    (no,) = facts_about(office, f"need:{request_id}", "offer.declined")
    assert no["data"]["member_id"] == li and no["on_behalf_of"] == li


def test_a_team_is_asked_and_each_of_it_sees_that(office: Office) -> None:
    wang, team = enrol(office, "王桂英", kind="assisted"), TEAM
    li, zhao = join(office, "李桂珍", team=team), join(office, "赵志强")
    request_id = put_up(office, wang)
    with browser_of(office, "coordinator") as browser:
        browser.open(f"/desk/requests/{request_id}")
        assert f'value="team:{team}"' in browser.page.text
        (_, form) = [it for it in browser.forms() if it.action.endswith("/offers")]
        assert team in words(browser.send(form, to=f"team:{team}").text)
    with browser_of(office, li) as browser:
        page = words(browser.open("/me").text)
        assert "想请您帮忙" in page and PUBLIC in page and team in page
    with browser_of(office, zhao) as browser:
        assert "想请您帮忙" not in browser.open("/me").text


def test_an_offer_is_on_the_first_screen_and_takes_one_tap_either_way(office: Office) -> None:
    wang, li = enrol(office, "王桂英", kind="assisted"), join(office, "李桂珍")
    can, cannot = put_up(office, wang), put_up(office, wang, "给老人理发", need="理发")
    for request_id in (can, cannot):
        path = f"/api/requests/{request_id}/offers"
        created_by(office, path, "coordinator", {"to": f"member:{li}"})
    settle(office)
    with browser_of(office, li) as browser:
        page = browser.open("/me").text
        assert PUBLIC in page and "给老人理发" in page
        assert "王桂英" not in page and ORIGINAL not in page
        page = browser.send(browser.form(f"/{cannot}/refusal")).text
        assert "记下了，不打扰您" in page and "给老人理发" not in page
        assert "您答应了，谢谢" in browser.send(browser.form(f"/{can}/claim")).text
        assert "想请您帮忙" not in browser.open("/me").text
    assert facts_about(office, f"need:{cannot}", "offer.declined")
    assert facts_about(office, f"need:{can}", "request.claimed")


def test_what_somebody_is_known_to_be_able_to_do_is_set_apart_from_the_rest(
    office: Office,
) -> None:
    wang, li = enrol(office, "王桂英", kind="assisted"), join(office, "李桂珍")
    skill = {"kind": "skill:理发", "from_day": "2026-01-01", "evidence": "told"}
    created_by(office, f"/api/members/{li}/standings", "coordinator", skill)
    hair, walk = put_up(office, wang, "给老人理发", need="理发"), put_up(office, wang)
    with browser_of(office, li) as browser:
        page = browser.open("/me/today").text
        mine, rest = page.split('id="open"')
        assert "缺您这样的人" in mine and "给老人理发" in mine and PUBLIC not in mine
        assert PUBLIC in rest
        page = browser.send(browser.form(f"/{hair}/refusal")).text
        assert "随时来这里看" in page and "给老人理发" not in page
        browser.open("/me/today")
        form = browser.form(f"/{walk}/refusal")
        browser.send(form)
        form.fields["key"] = "again"
        assert browser.send(form).status_code == 409


def test_somebody_says_when_they_are_free_or_the_desk_for_them(office: Office) -> None:
    li = join(office, "李桂珍")
    with browser_of(office, li) as browser:
        assert "/me/free-times" in browser.open("/me/today").text
        page = browser.open("/me/free-times").text
        assert "星期日" in page and "checked" not in page
        form = browser.form("/me/free-times")
        page = browser.send(form, **{"halves[]": ["1-morning", "7-afternoon"]}).text
        assert "记下了" in page and page.count(" checked") == 2
        assert browser.send(form, **{"halves[]": "8-morning"}).status_code == 422
    with browser_of(office, "coordinator") as browser:
        assert f"/desk/members/{li}/free-times" in browser.open(f"/desk/members/{li}").text
        page = browser.open(f"/desk/members/{li}/free-times").text
        assert 'value="7-afternoon" checked' in page and page.count(" checked") == 2
        page = browser.send(browser.form(f"/{li}/free-times"), **{"halves[]": []}).text
        assert "记下了" in page and " checked" not in page
        assert browser.open("/desk/members/none/free-times").status_code == 404


def test_who_mends_a_matter_reads_where_it_is_and_nobody_else(office: Office) -> None:
    li, zhao = join(office, "李桂珍"), join(office, "赵志强")
    grid = created_by(office, "/api/nodes", "admin", {"level": "grid", "label": "第九网格"})
    house = {"level": "building", "label": "3栋", "parent": grid["node_id"]}
    node_id = created_by(office, "/api/nodes", "admin", house)["node_id"]
    settle(office)
    with browser_of(office, "coordinator") as browser:
        browser.open("/desk/requests/new?nobody=1")
        (form,) = [it for it in browser.forms() if it.method == "post" and "new" in it.action]
        lamp = {"kind": "matter", "need": "路灯不亮", "text": "3栋的路灯不亮", "node": node_id}
        page = browser.send(form, **lamp, place="二单元门口")
        assert "第九网格 3栋 二单元门口" in words(page.text)
        request_id = str(page.url).partition("?")[0].rpartition("/")[2]
    up = {"public_text": "修一盏路灯", "open_until": today(9).isoformat()}
    created_by(office, f"/api/requests/{request_id}/publication", "coordinator2", up)
    settle(office)
    with browser_of(office, li) as browser:
        page = browser.open("/me/today").text
        assert "修一盏路灯" in page and "二单元门口" not in page
        page = browser.send(browser.form(f"/{request_id}/claim")).text
        assert "在这里：第九网格 3栋 二单元门口" in page
        assert "二单元门口" in browser.open(f"/me/promises/{request_id}").text
    one = found(office, f"/api/requests/{request_id}", li)
    assert (one["node"], one["place"], one["grid"]) == (node_id, "二单元门口", "第九网格")
    assert problem(office.get(f"/api/requests/{request_id}", zhao), 404, "unknown_request")
    (fact,) = facts_about(office, f"need:{request_id}", "request.made")
    assert "二单元门口" not in str(fact)
