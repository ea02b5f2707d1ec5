"""Who lives here is registered, looked up again, and forgotten when they move away."""

from typing import Any

import pytest

from tests.api.answers import created, created_by, enrol, found, listed, problem, settle
from tests.api.every_post import fresh_id_number
from tests.clock import today
from tests.office import Office

HERE = {"name": "流动居民", "residence": "floating", "grid": "第二网格", "building": "3栋"}


def registered(office: Office, **more: Any) -> str:
    """The id of somebody who lives here."""
    return str(created_by(office, "/api/register", "coordinator", HERE | more)["member_id"])


def row_of(office: Office, member_id: str, **query: Any) -> Any:
    rows = listed(office, "/api/register", "coordinator", **query)
    return next((it for it in rows if it["member_id"] == member_id), None)


def test_somebody_who_is_no_member_is_registered(shared_office: Office) -> None:
    answer = shared_office.post("/api/register", "coordinator", HERE)
    made = created(answer, "member_id", "kind", "checked_on")
    row = row_of(shared_office, made["member_id"])
    assert row == {
        "member_id": made["member_id"],
        "name": "流动居民",
        "kind": "resident:floating",
        "called": "流动居民",
        "grid": "第二网格",
        "building": "3栋",
        "is_member": False,
        "from_day": today().isoformat(),
        "checked_on": today().isoformat(),
        "stale": False,
    }
    balance = shared_office.get(f"/api/members/{made['member_id']}/balance", "coordinator")
    problem(balance, 404, "unknown_member")


def test_the_same_person_is_known_by_the_id_number(shared_office: Office) -> None:
    number = fresh_id_number()
    long_ago = today(-40).isoformat()
    first = registered(shared_office, id_number=number, checked_on=long_ago)
    again = registered(shared_office, id_number=number, checked_on=today(-1).isoformat())
    assert first == again
    assert row_of(shared_office, first)["checked_on"] == today(-1).isoformat()
    body = HERE | {"id_number": number, "checked_on": long_ago}
    problem(shared_office.post("/api/register", "coordinator", body), 409, "standing_held")
    member = {"name": "流动居民", "kind": "volunteer", "id_number": number}
    assert created_by(shared_office, "/api/members", "coordinator", member)["member_id"] == first
    assert row_of(shared_office, first)["is_member"]


def test_who_was_not_looked_up_for_too_long_is_found_by_place(shared_office: Office) -> None:
    grid = created_by(shared_office, "/api/nodes", "admin", {"level": "grid", "label": "底册网格"})
    house = {"level": "building", "label": "8栋", "parent": grid["node_id"]}
    node = created_by(shared_office, "/api/nodes", "admin", house)["node_id"]
    old = registered(
        shared_office, grid="底册网格", building="8栋", checked_on=today(-91).isoformat()
    )
    new = registered(shared_office, grid="底册网格", building="8栋")
    other = registered(shared_office, grid="底册网格", building="9栋")
    rows = listed(shared_office, "/api/register", "coordinator", node=node)
    assert [it["member_id"] for it in rows] == [old, new]
    assert row_of(shared_office, other, node=grid["node_id"])
    rows = listed(shared_office, "/api/register", "coordinator", node=node, stale=True)
    assert [it["member_id"] for it in rows] == [old]
    answer = shared_office.get("/api/register?node=nowhere", "coordinator")
    problem(answer, 404, "unknown_node")
    counted = found(shared_office, "/api/register/figures", "supervisor")
    (row,) = (it for it in counted["grids"] if it["grid"] == "底册网格")
    assert (row["floating"], row["stale"], row["permanent"]) == (3, 1, 0)
    assert row["oldest_check"] == today(-91).isoformat()


def test_who_moves_away_is_forgotten_unless_they_are_a_member(shared_office: Office) -> None:
    over = {"on": today().isoformat(), "why": "moved"}
    stranger = registered(shared_office)
    member = enrol(shared_office, "李桂珍")
    path = f"/api/members/{member}/standings"
    body = {"kind": "resident:floating", "from_day": today(-9).isoformat(), "evidence": "seen"}
    created_by(shared_office, path, "coordinator", body)
    for one in (stranger, member):
        ending = f"/api/members/{one}/standings/resident:floating/ending"
        created_by(shared_office, ending, "coordinator", over)
    known = shared_office.client.portal.call(
        shared_office.community.vault.people, [stranger, member]
    )
    assert {*known} == {member}
    assert row_of(shared_office, stranger) is None


@pytest.mark.parametrize("who", ["volunteer", "cashier", "supervisor", "admin"])
def test_the_register_is_the_coordinators(shared_office: Office, who: str) -> None:
    problem(shared_office.post("/api/register", who, HERE), 403, "not_permitted")
    problem(shared_office.get("/api/register", who), 403, "not_permitted")


def test_who_is_of_age_is_counted_by_kind_and_who_has_no_birthday_apart(office: Office) -> None:
    before = found(office, "/api/register/figures", "supervisor")
    assert (before["permanent"], before["floating"], before["grids"]) == (0, 0, [])
    registered(office, id_number=fresh_id_number())
    registered(office, id_number=fresh_id_number(), residence="permanent")
    registered(office)
    settle(office)
    told = found(office, "/api/register/figures", "supervisor")
    assert (told["permanent"], told["floating"]) == (1, 2)
    assert (told["adults_permanent"], told["adults_floating"], told["birthday_unknown"]) == (
        1,
        1,
        1,
    )


def test_a_grid_that_was_renamed_is_counted_once(office: Office) -> None:
    grid = created_by(office, "/api/nodes", "admin", {"level": "grid", "label": "旧名网格"})
    registered(office, grid="旧名网格", checked_on=today(-91).isoformat())
    path = f"/api/nodes/{grid['node_id']}/changes"
    renamed = {"label": "新名网格", "from_day": today().isoformat()}
    assert office.post(path, "admin", renamed).status_code == 201
    registered(office, grid="新名网格")
    settle(office)
    told = found(office, "/api/register/figures", "supervisor")
    (row,) = (it for it in told["grids"] if it["grid"] == "新名网格")
    assert (row["floating"], row["stale"], row["oldest_check"]) == (2, 1, today(-91).isoformat())
    assert "旧名网格" not in str(told)
    rows = listed(office, "/api/register", "coordinator", node=grid["node_id"])
    assert len(rows) == 2
