"""An activity of one grid: its keeper publishes it, signs people in and confirms; no other does."""

from datetime import datetime, timedelta
from typing import Any

from domain.people.roles import GrantRole
from tests.api.answers import created_by, enrol, found, problem, settle
from tests.api.every_post import activity_now, published
from tests.api.office.test_network import founded, label_of
from tests.clock import now
from tests.office import Office
from tests.pages.browsing import browser_of
from tests.pages.people import join


def keeper_of(office: Office, grid_id: str) -> str:
    keeper = join(office, "钱管家", grid=label_of(office, grid_id))
    office.record(GrantRole(member_id=keeper, role="coordinator", within=grid_id))
    settle(office)
    return keeper


def sign(
    office: Office, path: str, keeper: str, member_id: str, *, at: datetime | None = None
) -> Any:
    """Have a coordinator do what a path says for a member, now or at a time that is typed in."""
    body = {"member_id": member_id} | ({"at": at.isoformat()} if at else {})
    return office.post(path, keeper, body)


def test_a_keeper_publishes_for_their_own_grid_alone(shared_office: Office) -> None:
    office, own, other = shared_office, founded(shared_office), founded(shared_office)
    keeper, body = keeper_of(office, own), activity_now()
    for node in ({}, {"node": other}):
        problem(office.post("/api/activities", keeper, body | node), 403, "outside_your_node")
    made = created_by(office, "/api/activities", keeper, body | {"node": own})
    settle(office)
    rows = found(office, "/api/activities", "volunteer", params={"limit": 200})["items"]
    (row,) = [it for it in rows if it["activity_id"] == made["activity_id"]]
    assert row["node"] == own
    house = founded(office, own)
    for node_id, status, code in (
        ("nowhere", 404, "unknown_node"),
        (house, 409, "node_level_wrong"),
    ):
        answer = office.post("/api/activities", "coordinator", body | {"node": node_id})
        problem(answer, status, code)


def test_a_keeper_runs_an_activity_of_their_grid_and_confirms_its_hours(office: Office) -> None:
    own, other = founded(office), founded(office)
    keeper, helper = keeper_of(office, own), enrol(office, grid=label_of(office, own))
    mine, theirs, of_all = (published(office, it) for it in (own, other, None))
    settle(office)
    for path in (theirs, of_all):
        problem(office.get(f"{path}/code", keeper), 403, "outside_your_node")
        calling_off = office.post(f"{path}/calling-off", keeper, {"reason": "下雨"})
        problem(calling_off, 403, "outside_your_node")
    assert office.get(f"{mine}/code", keeper).status_code == 200
    problem(sign(office, f"{theirs}/sign-ins", keeper, helper), 403, "outside_your_node")
    assert sign(office, f"{of_all}/sign-ups", keeper, helper).status_code == 201
    assert sign(office, f"{mine}/sign-ins", keeper, helper).status_code == 201
    assert sign(office, f"{mine}/sign-outs", keeper, helper).status_code == 201
    stranger = enrol(office)
    problem(sign(office, f"{mine}/sign-ins", keeper, stranger), 403, "outside_your_node")


def test_hours_given_in_another_grids_activity_are_confirmed_there_or_by_all(
    office: Office,
) -> None:
    own, other = founded(office), founded(office)
    label = label_of(office, own)
    keeper, helpers = keeper_of(office, own), {it: enrol(office, grid=label) for it in (own, other)}
    ids, came_at = {}, now() - timedelta(minutes=40)
    for node_id in (own, other):
        body = activity_now() | {"node": node_id, "starts_at": came_at.isoformat()}
        made = created_by(office, "/api/activities", "coordinator", body)
        path = f"/api/activities/{made['activity_id']}"
        came = sign(office, f"{path}/sign-ins", "coordinator", helpers[node_id], at=came_at)
        went = sign(office, f"{path}/sign-outs", "coordinator", helpers[node_id])
        assert (came.status_code, went.status_code) == (201, 201)
        ids[node_id] = went.json()["service_id"]
    settle(office)
    with browser_of(office, keeper) as browser:
        page = browser.open("/desk/confirm").text
        assert ids[own] in page and ids[other] not in page
    theirs = office.post(f"/api/services/{ids[other]}/confirmation", keeper)
    problem(theirs, 403, "outside_your_node")
    assert office.post(f"/api/services/{ids[own]}/confirmation", keeper).status_code == 201
    settle(office)
    for who, code in ((keeper, 403), ("coordinator2", 201)):
        answer = office.post(f"/api/services/{ids[other]}/confirmation", who)
        assert answer.status_code == code


def test_for_themselves_a_keeper_joins_any_activity(shared_office: Office) -> None:
    office = shared_office
    own, other = founded(office), founded(office)
    keeper, path = keeper_of(office, own), published(office, other)
    settle(office)
    assert office.post(f"{path}/sign-ups", keeper).status_code == 201


def test_a_keepers_pages_have_their_own_activities(office: Office) -> None:
    own, other = founded(office), founded(office)
    label, others_label = label_of(office, own), label_of(office, other)
    keeper = keeper_of(office, own)
    mine, theirs = (published(office, it).rpartition("/")[2] for it in (own, other))
    settle(office)
    with browser_of(office, keeper) as browser:
        page = browser.open("/desk/activities")
        assert mine in page.text and theirs not in page.text and label in page.text
        assert browser.open(f"/desk/activities/{theirs}").status_code == 403
        page = browser.open("/desk/activities/new")
        assert label in page.text and others_label not in page.text
        assert "整个社区" not in page.text
        page = browser.send(
            browser.form("/desk/activities/new"),
            node=own,
            title="清扫",
            programme="环境美化",
            place="门口",
            day="2099-03-05",
            starts="09:00",
            ends="11:00",
        )
        assert "活动已发布" in page.text and label in page.text
    with browser_of(office, "coordinator") as browser:
        assert "整个社区" in browser.open("/desk/activities/new").text
