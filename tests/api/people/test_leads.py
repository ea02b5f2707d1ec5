"""Teams are founded, led and closed over HTTP, and their leads speak for them."""

from typing import Any

from tests.api.answers import created, created_by, found, listed, problem, settle
from tests.api.every_post import fresh, request_up, team_of
from tests.clock import now, today
from tests.office import Office
from tests.pages.people import join

SINCE = today(-8).isoformat()


def page_of(office: Office, team: str, who: str, **asked: Any) -> dict[str, Any]:
    return found(office, f"/api/teams/{team}/page", who, params=asked)


def attended(office: Office, team: str, member_id: str) -> str:
    """The path of a service in an activity of a team."""
    plan = {
        "title": "清扫楼道",
        "programme": "环境美化",
        "team": team,
        "place": "3栋门口",
        "starts_at": now().replace(hour=0, minute=0).isoformat(),
        "ends_at": now().replace(hour=23, minute=59).isoformat(),
    }
    made = created_by(office, "/api/activities", "coordinator", plan)
    path = f"/api/activities/{made['activity_id']}"
    came = {"member_id": member_id, "at": now().replace(hour=0, minute=0).isoformat()}
    created_by(office, f"{path}/sign-ins", "coordinator", came)
    left = created_by(office, f"{path}/sign-outs", "coordinator", {"member_id": member_id})
    return f"/api/services/{left['service_id']}"


def test_a_team_is_founded_of_a_kind_and_listed_with_who_leads_it(shared_office: Office) -> None:
    office, team, lead_id = shared_office, f"队{fresh()}", join(shared_office, "钱队长")
    body = {"team": team, "kind": "by_skill", "skills": ["家电维修"]}
    created(office.post("/api/teams", "admin", body), "team")
    bad = body | {"team": fresh(), "skills": ["13812345678"]}
    problem(office.post("/api/teams", "admin", bad), 404, "unknown_skill")
    joined = {"teams": {"join": [team]}, "from_day": SINCE}
    created_by(office, f"/api/members/{lead_id}/moves", "coordinator", joined)
    named = {"member_id": lead_id, "from_day": SINCE, "until_day": today(90).isoformat()}
    created(office.post(f"/api/teams/{team}/leads", "coordinator", named), "team", "member_id")
    settle(office)
    rows = found(office, "/api/teams/known", "supervisor")["items"]
    assert next(it for it in rows if it["team"] == team) == {
        "team": team,
        "kind": "by_skill",
        "skills": ["家电维修"],
        "closed_from": None,
        "leads": [
            {
                "member_id": lead_id,
                "name": "钱队长",
                "from_day": SINCE,
                "until_day": today(90).isoformat(),
            }
        ],
        "members": 1,
    }


def test_nobody_names_themselves_and_one_follows_the_other(shared_office: Office) -> None:
    office = shared_office
    first, second = join(office), join(office)
    team = team_of(office, second, "coordinator", lead=first)
    path = f"/api/teams/{team}/leads"
    own = {"member_id": "coordinator", "from_day": SINCE}
    problem(office.post(path, "coordinator", own), 409, "own_lead")
    leave = {"teams": {"leave": [team]}, "from_day": today().isoformat()}
    problem(office.post(f"/api/members/{first}/moves", "coordinator", leave), 409, "lead_leaves")
    followed = {"member_id": second, "from_day": today().isoformat(), "instead_of": first}
    created_by(office, path, "coordinator", followed)
    created_by(office, f"/api/members/{first}/moves", "coordinator", leave)
    settle(office)
    assert [it["member_id"] for it in page_of(office, team, "coordinator")["leads"]] == [second]


def test_a_closed_team_is_no_longer_offered_and_takes_nobody(shared_office: Office) -> None:
    office, member_id = shared_office, join(shared_office)
    team = team_of(office, member_id)
    ended = {"from_day": today().isoformat()}
    created_by(office, f"/api/teams/{team}/closing", "admin", ended)
    settle(office)
    assert team not in listed(office, "/api/teams", "volunteer")
    joined = {"teams": {"join": [team]}, "from_day": today().isoformat()}
    path = f"/api/members/{join(office)}/moves"
    problem(office.post(path, "coordinator", joined), 409, "team_closed")
    assert page_of(office, team, "admin")["people"] == []


def test_a_lead_sees_their_own_team_and_says_for_it_that_hours_were_given(
    shared_office: Office,
) -> None:
    office = shared_office
    lead_id, helper_id, other_id = (join(office, it) for it in ("钱队长", "李帮手", "别队长"))
    team, other = team_of(office, helper_id, lead=lead_id), team_of(office, lead=other_id)
    service, own = (attended(office, team, it) for it in (helper_id, lead_id))
    settle(office)
    seen = page_of(office, team, lead_id)
    assert [it["name"] for it in seen["people"]] == ["钱队长", "李帮手"]
    assert [it["leads"] for it in seen["people"]] == [True, False]
    assert [it["service_id"] for it in seen["words"]] == [service.rpartition("/")[2]]
    assert page_of(office, team, "coordinator")["words"] == []
    problem(office.get(f"/api/teams/{team}/page", other_id), 403, "not_permitted")
    problem(office.get(f"/api/teams/{other}/page", lead_id), 403, "not_permitted")
    path = f"{service}/attestation"
    problem(office.post(path, other_id, {}), 403, "not_for_you")
    problem(office.post(f"{own}/attestation", lead_id, {}), 409, "confirms_own")
    said = created_by(office, path, lead_id, {"satisfaction": 5})
    assert (said["said"], said["by"]) == ("attested", "team_lead")
    settle(office)
    assert page_of(office, team, lead_id)["words"] == []


def test_hours_count_in_the_team_while_somebody_is_in_it(shared_office: Office) -> None:
    office = shared_office
    lead_id, gone_id = join(office, "钱队长"), join(office, "赵走了")
    team = team_of(office, gone_id, lead=lead_id)
    office.has_served(lead_id, 2, days_ago=10)
    for member_id in (lead_id, gone_id):
        office.has_served(member_id, 1, days_ago=3)
    leave = {"teams": {"leave": [team]}, "from_day": today(-1).isoformat()}
    created_by(office, f"/api/members/{gone_id}/moves", "coordinator", leave)
    office.has_served(gone_id, 1, days_ago=1)
    settle(office)
    seen = page_of(office, team, lead_id, month=f"{today(-3):%Y-%m}")
    given = {it["name"]: (it["is_in"], it["month_minutes"], it["minutes"]) for it in seen["people"]}
    assert given == {"钱队长": (True, 60, 60), "赵走了": (False, 60, 60)}
    assert (seen["month_minutes"], seen["month_services"]) == (120, 2)


def test_a_team_that_was_asked_sees_it_and_its_lead_says_no(shared_office: Office) -> None:
    office, lead_id = shared_office, join(shared_office)
    team, other_id = team_of(office, lead=lead_id), join(office)
    path = request_up(office)
    created_by(office, f"{path}/offers", "coordinator", {"to": f"team:{team}"})
    settle(office)
    seen = page_of(office, team, lead_id)["asked"]
    open_id = path.rpartition("/")[2]
    assert [it["request"]["request_id"] for it in seen] == [open_id]
    answer = f"/api/teams/{team}/offers/{open_id}/refusal"
    problem(office.post(answer, other_id, {}), 403, "not_permitted")
    assert created_by(office, answer, lead_id, {})["team"] == team
    settle(office)
    assert page_of(office, team, lead_id)["asked"] == []
    problem(office.post(answer, lead_id, {}), 409, "said_no")
    nobodys = f"/api/teams/{team_of(office)}/offers/{open_id}/refusal"
    problem(office.post(nobodys, "coordinator", {}), 409, "not_the_lead")
