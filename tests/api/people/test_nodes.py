"""Grids and buildings are founded by administrators, and known to everybody."""

from typing import Any
from uuid import uuid4

from tests.api.answers import created, enrol, listed, malformed, problem
from tests.clock import today
from tests.office import Office

LISTED = ("members", "volunteers", "aged_60_and_over", "service_minutes")
FIELDS = ("node_id", "level", "label", "parent")


def figures(row: dict[str, Any]) -> tuple[Any, ...]:
    """What a row of the list counts, after seeing that it has nothing else."""
    assert {*row} == {*FIELDS, "position", *LISTED}
    return tuple(row[name] for name in LISTED)


def founded(office: Office, label: str | None = None, parent: str | None = None) -> tuple[str, str]:
    """The id and the name of a new grid, or of a building in one."""
    body = {"level": "building" if parent else "grid", "label": label or uuid4().hex}
    body |= {"parent": parent} if parent else {}
    made = created(office.post("/api/nodes", "admin", body), *FIELDS)
    return made["node_id"], made["label"]


def rows_of(office: Office, **query: Any) -> dict[str, dict[str, Any]]:
    """The rows of the list by their ids."""
    return {it["node_id"]: it for it in listed(office, "/api/nodes", **query)}


def test_a_grid_is_known_to_everybody_with_who_lives_there(shared_office: Office) -> None:
    label = uuid4().hex
    body = {"level": "grid", "label": label}
    grid = created(shared_office.post("/api/nodes", "admin", body), *FIELDS)
    inside = {"level": "building", "label": "3栋", "parent": grid["node_id"]}
    building = created(shared_office.post("/api/nodes", "admin", inside), *FIELDS)
    for _ in range(3):
        enrol(shared_office, grid=label)
    rows = {it["node_id"]: it for it in listed(shared_office, "/api/nodes")}
    assert figures(rows[grid["node_id"]]) == (3, 3, 0, 0)
    assert figures(rows[building["node_id"]]) == (0, 0, None, None)


def test_how_many_live_in_a_grid_is_not_told_where_it_would_name_them(
    shared_office: Office,
) -> None:
    label = uuid4().hex
    body = {"level": "grid", "label": label}
    grid = created(shared_office.post("/api/nodes", "admin", body), *FIELDS)
    enrol(shared_office, grid=label)
    rows = {it["node_id"]: it for it in listed(shared_office, "/api/nodes")}
    assert figures(rows[grid["node_id"]]) == (None, None, None, 0)


def test_who_is_alone_among_volunteers_is_not_told_by_what_the_figures_leave(
    shared_office: Office,
) -> None:
    label = uuid4().hex
    grid = created(
        shared_office.post("/api/nodes", "admin", {"level": "grid", "label": label}), *FIELDS
    )
    for kind in ("volunteer", "volunteer", "volunteer", "assisted"):
        enrol(shared_office, kind=kind, grid=label)
    rows = {it["node_id"]: it for it in listed(shared_office, "/api/nodes")}
    assert figures(rows[grid["node_id"]]) == (4, None, 0, 0)


def test_who_moves_away_lives_in_the_other_grid(shared_office: Office) -> None:
    labels = [uuid4().hex, uuid4().hex]
    for label in labels:
        founded(shared_office, label)
    people = [enrol(shared_office, grid=labels[0]) for _ in range(4)]
    move = {"grid": labels[1], "from_day": f"{today():%Y-%m-%d}"}
    for one in people[:3]:
        created(shared_office.post(f"/api/members/{one}/moves", "coordinator", move), "member_id")
    rows = {it["label"]: it["members"] for it in listed(shared_office, "/api/nodes")}
    assert [rows[it] for it in labels] == [None, 3]


def test_a_grid_has_a_name_of_its_own(shared_office: Office) -> None:
    body = {"level": "grid", "label": uuid4().hex}
    created(shared_office.post("/api/nodes", "admin", body), *FIELDS)
    problem(shared_office.post("/api/nodes", "admin", body), 409, "node_exists")
    nowhere = {"level": "building", "label": "3栋", "parent": "nowhere"}
    problem(shared_office.post("/api/nodes", "admin", nowhere), 404, "unknown_node")
    problem(shared_office.post("/api/nodes", "coordinator", body), 403, "not_permitted")
    malformed(shared_office.post("/api/nodes", "admin", body | {"level": "x"}), "/level")


def test_what_was_given_counts_where_it_was_by_either_map(shared_office: Office) -> None:
    office = shared_office
    (old, old_label), (new, _) = founded(office), founded(office)
    for _ in range(3):
        office.has_served(enrol(office, grid=old_label, birth_date="1950-01-01"), 2, days_ago=10)
    # Volunteers are left out where what is left of their sum would tell of one or two elsewhere.
    assert figures(rows_of(office)[old])[0::2] == (3, 3)
    assert figures(rows_of(office)[old])[3] == 360
    closing = {"into": new, "from_day": today(-5).isoformat()}
    created(office.post(f"/api/nodes/{old}/closing", "admin", closing), "node_id")
    for _ in range(3):
        office.has_served(enrol(office, grid=old_label), 1, days_ago=2)
    then, now = rows_of(office), rows_of(office, map="today")
    assert old not in then
    assert figures(then[new])[0::3] == (6, 180)
    assert figures(now[new])[0::3] == (6, 540)
    month = f"{today():%Y}"
    assert rows_of(office, period=month)[new]["members"] == 6
    malformed(office.get("/api/nodes", params={"period": "x"}), "/query/period")


def test_a_building_takes_its_people_along_from_a_day_on(shared_office: Office) -> None:
    office, house = shared_office, f"{uuid4().int % 10**6}栋"
    (old, label), (new, new_label) = founded(office), founded(office)
    building, _ = founded(office, house, old)
    people = [enrol(office, grid=label, building=house) for _ in range(6)]
    stays = enrol(office, grid=label, building=f"{house}后")
    for it in (*people, stays):
        office.has_served(it, 1, days_ago=10)
        office.has_served(it, 2, days_ago=2)
    moves_away = {"grid": label, "building": f"{house}旁", "from_day": today(-3).isoformat()}
    for it in people[3:]:
        created(office.post(f"/api/members/{it}/moves", "coordinator", moves_away), "member_id")
    move = {"parent": new, "from_day": today(-5).isoformat()}
    created(office.post(f"/api/nodes/{building}/moves", "admin", move), "node_id")
    then, now = rows_of(office), rows_of(office, map="today")
    assert then[new]["members"] == 3
    assert then[new]["service_minutes"] == 3 * 120
    assert now[new]["service_minutes"] == 6 * 60 + 3 * 120
    names = {it["name"]: it for it in listed(office, "/api/rankings", of="grid")}
    assert names[new_label]["service_minutes"] == 3 * 120
    facts = office.get("/api/audit/facts", "supervisor", params={"about": f"node:{building}"})
    assert not [it for it in people if it in facts.text]


def test_a_familys_month_counts_where_they_lived_in_it(shared_office: Office) -> None:
    office = shared_office
    (before, label), (after, later) = founded(office), founded(office)
    family = [enrol(office, grid=label) for _ in range(3)]
    for it in family:
        office.has_served(it, 1, days_ago=40)
        office.has_served(it, 2, days_ago=2)
        move = {"grid": later, "from_day": today(-20).isoformat()}
        created(office.post(f"/api/members/{it}/moves", "coordinator", move), "member_id")
    rows = rows_of(office)
    assert [rows[it]["service_minutes"] for it in (before, after)] == [180, 360]
    assert [rows[it]["members"] for it in (before, after)] == [0, 3]


def test_what_two_people_gave_is_not_told(shared_office: Office) -> None:
    office = shared_office
    grid, label = founded(office)
    for it in [enrol(office, grid=label) for _ in range(4)][:2]:
        office.has_served(it, 1)
    assert figures(rows_of(office)[grid]) == (4, 4, 0, None)


def test_a_grid_is_drawn_anew_by_an_administrator_alone(shared_office: Office) -> None:
    office = shared_office
    (grid, label), (other, _) = founded(office), founded(office)
    building, _ = founded(office, "3栋", grid)
    path = f"/api/nodes/{grid}"
    problem(office.post(f"{path}/closing", "admin", {}), 409, "node_not_empty")
    problem(office.post(f"{path}/moves", "admin", {"parent": other}), 409, "node_level_wrong")
    problem(
        office.post(f"/api/nodes/{other[::-1]}/changes", "admin", {"label": "x"}),
        404,
        "unknown_node",
    )
    problem(office.post(f"{path}/changes", "coordinator", {"label": "x"}), 403, "not_permitted")
    renamed = {"label": f"新{label}"}
    created(office.post(f"{path}/changes", "admin", renamed), "node_id")
    assert rows_of(office)[grid]["label"] == renamed["label"]
    enrol(office, grid=label)
    (row,) = listed(office, "/api/members", "coordinator", grid=renamed["label"])
    assert row["grid"] == renamed["label"]
    created(office.post(f"{path}/closing", "admin", {"into": other}), "node_id")
    problem(office.post(f"{path}/closing", "admin", {"into": other}), 409, "node_closed")
    assert grid not in rows_of(office)
    assert rows_of(office)[building]["parent"] == other


def test_an_empty_building_is_closed_and_one_where_people_live_is_not(
    shared_office: Office,
) -> None:
    office, house = shared_office, f"{uuid4().int % 10**6}栋"
    grid, label = founded(office)
    building, _ = founded(office, house, grid)
    lives = enrol(office, grid=label, building=house)
    path = f"/api/nodes/{building}/closing"
    problem(office.post(path, "admin", {}), 409, "node_not_empty")
    move = {"building": f"{house}后", "from_day": today(-3).isoformat()}
    created(office.post(f"/api/members/{lives}/moves", "coordinator", move), "member_id")
    created(office.post(path, "admin", {}), "node_id")
