"""A member moves over the interface and at the desk, and services count where they belonged."""

from tests.api.answers import (
    created,
    created_by,
    enrol,
    found,
    listed,
    malformed,
    problem,
    refused,
    settle,
)
from tests.api.every_post import fresh
from tests.clock import today
from tests.office import TEAM, Office
from tests.pages.browsing import browser_of
from tests.pages.recorded import facts_about


def test_a_service_counts_where_its_giver_belonged_on_its_day(shared_office: Office) -> None:
    before, after, team = f"旧{fresh()}", f"新{fresh()}", f"队{fresh()}"
    created_by(shared_office, "/api/teams", "admin", {"team": team})
    enrol(shared_office, grid=after)
    family = [enrol(shared_office, grid=before, team=TEAM) for _ in range(3)]
    li = family[2]
    for one in family:
        shared_office.has_served(one, 1, days_ago=10)
        shared_office.has_served(one, 2, days_ago=3)
    body = {
        "grid": after,
        "building": "7栋",
        "teams": {"join": [team], "leave": [TEAM]},
        "from_day": today(-5).isoformat(),
    }
    path = f"/api/members/{li}/moves"
    for one in family:
        move = f"/api/members/{one}/moves"
        created(shared_office.post(move, "coordinator", body), "member_id")
    grids = {
        it["name"]: it["service_minutes"]
        for it in listed(shared_office, "/api/rankings", "volunteer", of="grid")
    }
    assert (grids[before], grids[after]) == (180, 360)
    teams = {
        it["name"]: it["service_minutes"]
        for it in listed(shared_office, "/api/rankings", "volunteer", of="team")
    }
    assert teams[team] == 360
    rows = listed(shared_office, "/api/members", "coordinator", grid=after, team=team)
    assert [(it["member_id"], it["team"]) for it in rows] == [(it, team) for it in family]
    (fact,) = facts_about(shared_office, f"member:{li}", "member.moved")
    assert "7栋" not in str(fact)
    refused(
        shared_office,
        path,
        "coordinator",
        body | {"building": None, "grid": None},
        code="already_in_team",
        zh=f"那天已经在“{team}”服务队里。",
        en=f"They are in the service team “{team}” on that day already.",
    )
    ahead = {"grid": before, "from_day": today(9).isoformat()}
    created(shared_office.post(path, "coordinator", ahead), "member_id")
    rows = listed(shared_office, "/api/members", "coordinator", grid=after)
    assert li in {it["member_id"] for it in rows}
    malformed(shared_office.post(path, "coordinator", {"grid": before}), "/from_day")


def test_the_building_is_kept_in_the_vault_alone(shared_office: Office) -> None:
    li = enrol(shared_office, building="1栋")
    path, body = f"/api/members/{li}/moves", {"building": "9栋", "from_day": today().isoformat()}
    created(shared_office.post(path, "coordinator", body), "member_id")
    assert shared_office.post(path, "coordinator", body).json()["code"] == "nothing_changed"
    settle(shared_office)
    with browser_of(shared_office, "coordinator") as browser:
        assert "9栋" in browser.open(f"/desk/members/{li}").text
        assert f'href="/desk/members/{li}/moves"' in browser.page.text
    trail = found(shared_office, "/api/audit/facts", "supervisor", params={"about": f"member:{li}"})
    assert "9栋" not in str(trail) and trail["items"][0]["data"]["other_building"]


def test_a_late_repeat_of_a_move_leaves_the_building_of_a_later_one(
    shared_office: Office,
) -> None:
    li, day = enrol(shared_office, building="1栋"), today().isoformat()
    path, first = f"/api/members/{li}/moves", {"building": "2栋", "from_day": day}
    moved = shared_office.post(path, "coordinator", first, key=f"move {li}")
    created(shared_office.post(path, "coordinator", first | {"building": "3栋"}), "member_id")
    again = shared_office.post(path, "coordinator", first, key=f"move {li}")
    assert again.json() == moved.json()
    with browser_of(shared_office, "coordinator") as browser:
        page = browser.open(f"/desk/members/{li}").text
    assert "3栋" in page and "2栋" not in page


def test_the_desk_moves_a_member_on_the_page(shared_office: Office) -> None:
    grid = f"格{fresh()}"
    enrol(shared_office, grid=grid)
    li = enrol(shared_office, grid="第一网格")
    settle(shared_office)
    with browser_of(shared_office, "coordinator") as browser:
        browser.open(f"/desk/members/{li}/moves")
        form = browser.form("/moves")
        assert browser.send(form).status_code == 409
        page = browser.send(browser.form("/moves"), grid=grid, join=TEAM)
        assert "搬家、换队已登记。" in page.text and grid in page.text and TEAM in page.text
        page = browser.open(f"/desk/members/{li}/moves")
        assert "登记时 · 第一网格 · 不在服务队" in page.text


def test_who_moved_and_was_enrolled_twice_counts_once(shared_office: Office) -> None:
    name, phone, grid = f"孙{fresh()}", "13900007002", f"格{fresh()}"
    stays, gone = (enrol(shared_office, name, phone=phone, grid=f"旧{fresh()}") for _ in range(2))
    shared_office.has_served(gone, 2, days_ago=3)
    first = {"building": "9栋", "from_day": today().isoformat()}
    created(shared_office.post(f"/api/members/{stays}/moves", "coordinator", first), "member_id")
    second = {"grid": grid, "from_day": today(-5).isoformat()}
    created(shared_office.post(f"/api/members/{gone}/moves", "coordinator", second), "member_id")
    made = created_by(shared_office, f"/api/members/{gone}/merge", "admin", {"into": stays})
    assert made["status"] == "merged"
    grids = listed(shared_office, "/api/rankings", "volunteer", of="grid")
    assert grid not in {it["name"] for it in grids}, "one person is not told of"
    (row,) = listed(shared_office, "/api/members", "coordinator", grid=grid)
    assert row["member_id"] == stays
    third = second | {"grid": f"格{fresh()}"}
    again = shared_office.post(f"/api/members/{gone}/moves", "coordinator", third)
    problem(again, 409, "merged_away")
    with browser_of(shared_office, "coordinator") as browser:
        browser.client.cookies.set("language", "en")
        page = browser.open(f"/desk/members/{stays}")
        assert "Where they belonged" in page.text and f"on · {grid} · in no team" in page.text
