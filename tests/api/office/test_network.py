"""The network: each grid with its keepers and buildings; a keeper sees and changes their own."""

from typing import Any
from uuid import uuid4

from domain.people.roles import GrantRole
from tests.api.answers import created_by, enrol, found, problem, settle
from tests.clock import today
from tests.office import Office
from tests.pages.people import join

GRID = (
    *("node_id", "label", "covers", "households", "keepers", "members", "volunteers"),
    *("aged_60_and_over", "hardship", "service_minutes", "requests_open", "visits_overdue"),
    "buildings",
)


def founded(office: Office, parent: str | None = None, label: str = "") -> str:
    """The id of a new grid, or of a building in one."""
    body: dict[str, Any] = {"level": "building" if parent else "grid"}
    body |= {"label": label or f"格{uuid4().hex[:8]}"}
    body |= {"parent": parent, "households": 48} if parent else {}
    return str(created_by(office, "/api/nodes", "admin", body)["node_id"])


def label_of(office: Office, node_id: str) -> str:
    listed = found(office, "/api/network", "admin", params={"limit": 200})["items"]
    return str(next(it["label"] for it in listed if it["node_id"] == node_id))


def rows(office: Office, who: str = "coordinator") -> dict[str, dict[str, Any]]:
    """The grids that somebody sees, by their ids."""
    settle(office)
    listed = found(office, "/api/network", who, params={"limit": 200})["items"]
    assert all({*it} == {*GRID} for it in listed)
    return {it["node_id"]: it for it in listed}


def keeper_of(office: Office, grid_id: str, name: str = "钱管家") -> str:
    member_id = join(office, name)
    office.record(GrantRole(member_id=member_id, role="coordinator", within=grid_id))
    settle(office)
    return member_id


def see_hardship(office: Office, member_id: str) -> None:
    body = {
        "kind": "hardship:a",
        "from_day": today().isoformat(),
        "until_day": today(90).isoformat(),
        "evidence": "seen",
        "paper": "低保证",
    }
    created_by(office, f"/api/members/{member_id}/standings", "coordinator2", body)


def test_a_grid_tells_who_lives_there_and_what_waits(shared_office: Office) -> None:
    office = shared_office
    grid_id = founded(office)
    house_id, label = founded(office, grid_id, "8号楼"), label_of(office, grid_id)
    keeper = keeper_of(office, grid_id)
    lives = [enrol(office, grid=label, building="8号楼") for _ in range(3)]
    old = enrol(office, grid=label, kind="assisted", building="9号楼")
    office.has_served(lives[0], 2)
    asked = {"kind": "service", "need": "陪诊", "text": "想去医院"}
    asked |= {"minutes_wanted": 60, "terms": "free", "for_member": old}
    created_by(office, "/api/requests", "coordinator2", asked)
    promise = {"volunteer_id": lives[0], "assisted_id": old, "cause": "illness"}
    promise |= {"visit_every_days": 7, "starts_on": today(-30).isoformat()}
    created_by(office, "/api/pairings", "coordinator2", promise)
    row = rows(office)[grid_id]
    assert (row["members"], row["volunteers"]) == (4, 3)
    assert (row["requests_open"], row["visits_overdue"]) == (1, 1)
    assert row["service_minutes"] in {0, 120}  # served yesterday, which may be last month
    assert row["keepers"] == [{"member_id": keeper, "name": "钱管家"}]
    (house,) = row["buildings"]
    assert (house["node_id"], house["members"], house["households"]) == (house_id, 3, 48)


def test_hardship_is_told_of_no_grid_where_it_would_name_somebody(office: Office) -> None:
    few, more, none = (founded(office) for _ in range(3))
    for grid_id, number, in_hardship in ((few, 6, 2), (more, 9, 4), (none, 5, 0)):
        label = label_of(office, grid_id)
        people = [enrol(office, grid=label) for _ in range(number)]
        for it in people[:in_hardship]:
            see_hardship(office, it)
    told = {it: row["hardship"] for it, row in rows(office).items()}
    assert told[few] is None and told[none] == 0
    assert told[more] is None  # the sum of all, less four, would be two


def test_hardship_is_not_told_where_all_but_a_few_are_in_it(office: Office) -> None:
    grid_id, large = founded(office), founded(office)
    people = [enrol(office, grid=label_of(office, grid_id)) for _ in range(5)]
    others = [enrol(office, grid=label_of(office, large)) for _ in range(9)]
    for it in (*people[:4], *others[:4]):
        see_hardship(office, it)
    told = {it: row["hardship"] for it, row in rows(office).items()}
    assert told[grid_id] is None


def test_a_keeper_sees_their_own_grid_alone(shared_office: Office) -> None:
    office, own = shared_office, founded(shared_office)
    other = founded(office)
    keeper = keeper_of(office, own)
    assert {*rows(office, keeper)} == {own}
    assert {own, other} <= {*rows(office, "supervisor")}
    problem(office.get("/api/network", "volunteer"), 403, "not_permitted")


def test_a_keeper_changes_buildings_of_their_own_grid_alone(shared_office: Office) -> None:
    office, own, other = shared_office, founded(shared_office), founded(shared_office)
    mine, second, theirs = founded(office, own), founded(office, own), founded(office, other)
    keeper, label = keeper_of(office, own), label_of(office, own)
    lead, stranger = enrol(office, grid=label), enrol(office)
    for change in ({"label": "新8号楼"}, {"households": 52}, {"lead": lead}):
        assert office.post(f"/api/nodes/{mine}/changes", keeper, change).status_code == 201
    for node_id, change in ((theirs, {"households": 52}), (own, {"label": "我的网格"})):
        answer = office.post(f"/api/nodes/{node_id}/changes", keeper, change)
        problem(answer, 403, "outside_your_node")
    answer = office.post(f"/api/nodes/{mine}/changes", keeper, {"lead": stranger})
    problem(answer, 403, "outside_your_node")
    answer = office.post(f"/api/nodes/{mine}/moves", keeper, {"parent": other})
    problem(answer, 403, "outside_your_node")
    answer = office.post(f"/api/nodes/{mine}/closing", keeper, {"into": theirs})
    problem(answer, 403, "outside_your_node")
    closing = office.post(f"/api/nodes/{mine}/closing", keeper, {"into": second})
    assert closing.status_code == 201
    assert [it["node_id"] for it in rows(office, keeper)[own]["buildings"]] == [second]


def test_grids_themselves_are_drawn_by_administrators(shared_office: Office) -> None:
    office, grid_id, other = shared_office, founded(shared_office), founded(shared_office)
    house = founded(office, grid_id)
    settle(office)
    answer = office.post(f"/api/nodes/{grid_id}/changes", "coordinator", {"label": "乱改"})
    problem(answer, 403, "not_permitted")
    answer = office.post(f"/api/nodes/{grid_id}/closing", "coordinator", {"into": other})
    problem(answer, 403, "not_permitted")
    moved = office.post(f"/api/nodes/{house}/moves", "coordinator", {"parent": other})
    assert moved.status_code == 201
    assert [it["node_id"] for it in rows(office)[other]["buildings"]] == [house]
