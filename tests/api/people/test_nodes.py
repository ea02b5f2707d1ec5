"""Grids and buildings are founded by administrators, and known to everybody."""

from uuid import uuid4

from tests.api.answers import created, enrol, listed, malformed, problem
from tests.clock import today
from tests.office import Office

FIELDS = ("node_id", "level", "label", "parent")


def test_a_grid_is_known_to_everybody_with_who_lives_there(shared_office: Office) -> None:
    label = uuid4().hex
    body = {"level": "grid", "label": label}
    grid = created(shared_office.post("/api/nodes", "admin", body), *FIELDS)
    inside = {"level": "building", "label": "3栋", "parent": grid["node_id"]}
    building = created(shared_office.post("/api/nodes", "admin", inside), *FIELDS)
    for _ in range(3):
        enrol(shared_office, grid=label)
    rows = {it["node_id"]: it for it in listed(shared_office, "/api/nodes")}
    assert rows[grid["node_id"]] == grid | {"members": 3, "volunteers": 3}
    assert rows[building["node_id"]] == building | {"members": 0, "volunteers": 0}


def test_how_many_live_in_a_grid_is_not_told_where_it_would_name_them(
    shared_office: Office,
) -> None:
    label = uuid4().hex
    body = {"level": "grid", "label": label}
    grid = created(shared_office.post("/api/nodes", "admin", body), *FIELDS)
    enrol(shared_office, grid=label)
    rows = {it["node_id"]: it for it in listed(shared_office, "/api/nodes")}
    assert rows[grid["node_id"]] == grid | {"members": None, "volunteers": None}


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
    assert rows[grid["node_id"]] == grid | {"members": 4, "volunteers": None}


def test_who_moves_away_lives_in_the_other_grid(shared_office: Office) -> None:
    labels = [uuid4().hex, uuid4().hex]
    for label in labels:
        grid = {"level": "grid", "label": label}
        created(shared_office.post("/api/nodes", "admin", grid), *FIELDS)
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
