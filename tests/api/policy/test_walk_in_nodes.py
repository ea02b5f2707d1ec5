"""Who has a role for one grid sees and does nothing of another one, on whatever route."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import pytest

from api.openness.notice_rows import NewNotice
from api.policy.act import Gate
from domain.openness.notice_draft import Drafts
from domain.people.roles import GrantRole
from tests.api.answers import created, created_by, problem, settle
from tests.api.every_post import fresh_id_number, node_called, notice, published, service_of
from tests.api.policy.asked import BODIES, FORMS, QUERIES
from tests.api.policy.test_walk import GATES, PAGES, PLACE, UPLOADS
from tests.api.policy.walkers import Places, Walk, everybodys, things_of
from tests.clock import today
from tests.office import Office, open_office
from tests.pages.people import join
from tests.pages.recorded import day

KEEPER, OWN, OTHER, NONE = "keeper", "own", "other", "none"
COORDINATOR: Final = frozenset({"coordinator"})
OUTSIDE: Final = "这不属于您负责的网格"

OF_A_MEMBER: Final = frozenset(
    {
        *("member_id", "service_id", "pairing_id", "objection_id", "request_id", "taken_id"),
        *("calls_id", "household_id", "notice_id", "notice_number", "draft_id", "activity_id"),
    }
)
WHO: Final = (
    "member_id",
    "for_member",
    "volunteer_id",
    "assisted_id",
    "from",
    "grid",
    "services[]",
    "parent",
    "subjects",
    "node",
    "into",
    "members",
    "members[]",
    "head",
    "relative_id",
)
"""What a body or a form calls those whom it is about."""

CHOSEN: Final = {
    "GET /api/services": ("member_id",),
    "GET /desk/backfill": ("member_id",),
    "GET /desk/pairings/new": ("volunteer_id", "assisted_id"),
    "GET /desk/contact-card": ("grid",),
}
"""Whom a page is about by what stands behind the question mark."""

OF_ALL: Final = frozenset({"POST /api/notices/hours", "POST /desk/hours-notice"})
"""What is about all of one's people, and names none of them."""

GRIDS: Final = frozenset(
    {
        *("POST /api/members", "POST /desk/members/new"),
        *("POST /api/register", "POST /desk/register/new"),
    }
)
"""Where somebody becomes one of a grid's people."""

ROUTES: Final = {
    route: gate
    for route, gate in GATES.items()
    if gate.act.lets(COORDINATOR, own=False)
    and not gate.act.lets(frozenset(), own=False)
    and not gate.for_oneself
}


@pytest.fixture(scope="module")
def walk(shared_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    folder: Path = tmp_path_factory.mktemp("nodes")
    with open_office(shared_database, folder) as office:
        yield _set_out(office)


def _grid(office: Office) -> tuple[str, str]:
    body = {"level": "grid", "label": f"格{uuid4().hex[:8]}"}
    made = created(office.post("/api/nodes", "admin", body), "node_id", "level", "label", "parent")
    return made["node_id"], made["label"]


def _set_out(office: Office) -> Walk:
    """A keeper of a grid; somebody there, in another grid and in none, each with their things."""
    walk = Walk(office)
    shared = everybodys(office)
    (own, label), (_, other_label) = _grid(office), _grid(office)
    walk.members[KEEPER] = join(office, "钱管家", grid=label)
    office.record(GrantRole(member_id=walk.members[KEEPER], role="coordinator", within=own))
    for node, name, said in (
        (OWN, "周本格", {"grid": label}),
        (OTHER, "吴邻格", {"grid": other_label}),
        (NONE, "郑无格", {"grid": f"未划分{uuid4().hex[:8]}"}),
    ):
        member_id = join(office, name, **said)
        things = things_of(office, member_id, shared, **said)
        things |= _notice_about(office, member_id) | {"draft_id": _draft_about(office, member_id)}
        things |= _placed(office, said["grid"])
        walk.own[node] = shared | things | {"name": name, **said}
    settle(office)
    return walk


def _notice_about(office: Office, member_id: str) -> Places:
    """A notice that lists somebody, and an objection to it."""
    listed = {"subjects": [f"member:{member_id}"], "wording": "本月之星：1 号"}
    posted = created_by(office, "/api/notices", "coordinator2", notice(office) | listed)
    path = f"/api/notices/{posted['notice_id']}/objections"
    objected = created_by(office, path, "volunteer", {"grounds": "不对"})
    return {
        "notice_id": posted["notice_id"],
        "notice_number": str(posted["number"]),
        "against_id": objected["objection_id"],
    }


def _draft_about(office: Office, member_id: str) -> str:
    """What a coordinator wrote about somebody."""
    hangs = notice(office) | {"kind": "star", "subjects": [f"member:{member_id}"]}
    draft_id, portal = uuid4().hex, office.client.portal
    assert portal
    content = NewNotice(**hangs).model_dump_json()
    portal.call(Drafts(office.community.reader).keep, draft_id, "coordinator2", content)
    return draft_id


def _placed(office: Office, label: str) -> Places:
    """An activity of the grid of a name, which is founded where there is none."""
    node_id = node_called(office, label)
    return {"activity_id": published(office, node_id).rpartition("/")[2], "node": node_id}


def _about(route: str, said: Any, places: Places) -> Any:
    """The same said of somebody's things: whoever a body or a form names."""
    told = {**(said or {})}
    known = places | {
        "volunteer_id": places["member_id"],
        "from": places["member_id"],
        "for_member": places["member_id"],
        "services[]": places["service_id"],
        "subjects": [f"member:{places['member_id']}"],
        "into": places["node_id"],
        "members": [places["member_id"]],
        "members[]": [places["member_id"]],
        "head": places["member_id"],
        "relative_id": places["assisted_id"],
    }
    told |= {name: known[name] for name in WHO if name in told and name in known}
    if route in GRIDS:
        told["grid"] = places["grid"]
    return told


def ask(walk: Walk, route: str, places: Places) -> Any:
    """A request by the keeper about somebody's things."""
    method, path = route.split(" ")
    options: dict[str, Any] = {}
    filled = walk.places(KEEPER, own=False) | places
    if "{draft_id}" in path:
        filled["draft_id"] = _draft_about(walk.office, places["member_id"])
    if route in QUERIES:
        options["params"] = QUERIES[route](filled, False)
    if route in CHOSEN:
        options["params"] = {
            name: filled["member_id" if name == "volunteer_id" else name] for name in CHOSEN[route]
        }
    if route in BODIES:
        options["json"] = _about(route, BODIES[route](filled), filled)
    elif route in FORMS:
        options["data"] = _about(route, FORMS[route](filled), filled)
        if route in UPLOADS:
            options["files"] = UPLOADS[route]()
    elif method == "POST":
        options["json"] = _about(route, walk.post(path).body, filled) or None
    return walk.send(KEEPER, method, path.format(**filled), **options)


def names_somebody(route: str) -> bool:
    """Whether a request says whom it is about."""
    return (
        not OF_A_MEMBER.isdisjoint(PLACE.findall(route))
        or route in CHOSEN
        or (route.startswith("POST ") and route not in OF_ALL)
    )


def is_outside(answer: Any, route: str) -> bool:
    """Whether one is told that it is not of one's grid."""
    if route in PAGES:
        return answer.status_code == 403 and OUTSIDE in answer.text
    return answer.status_code == 403 and answer.json()["code"] == "outside_your_node"


def test_lists_show_their_own_people(walk: Walk) -> None:
    for path in ("/api/members", "/api/services", "/api/pairings", "/api/objections"):
        page = walk.send(KEEPER, "GET", path, params={"limit": 200})
        assert walk.own[OWN]["member_id"] in page.text
    for path in ("/desk/members", "/desk/confirm", "/desk/pairings", "/desk/objections"):
        assert walk.own[OWN]["name"] in walk.send(KEEPER, "GET", path).text


@pytest.mark.parametrize("route", ROUTES)
def test_a_keeper_of_a_grid_does_nothing_of_another(walk: Walk, route: str) -> None:
    gate: Gate = ROUTES[route]
    walk.anothers = walk.own[OWN]
    for node in (OTHER, NONE, OWN):
        answer = ask(walk, route, walk.own[node])
        said = f"{node}: {answer.status_code} {answer.text[:300]}"
        assert answer.status_code < 500, said
        if not gate.act.in_node:
            refused_as_anybody = bool(gate.act.own) and answer.status_code == 403
            assert is_outside(answer, route) or refused_as_anybody, said
        elif not names_somebody(route):
            assert answer.status_code == 200 or route in OF_ALL, said
            assert not is_outside(answer, route), said
            strangers = [walk.own[it] for it in (OTHER, NONE)]
            told = [it[what] for it in strangers for what in ("member_id", "name")]
            assert not [it for it in told if it in answer.text], said
        else:
            assert is_outside(answer, route) == (node != OWN), said


def test_what_is_of_the_whole_is_not_for_who_has_a_role_for_a_grid(walk: Walk) -> None:
    whole = {route for route, gate in ROUTES.items() if not gate.act.in_node}
    for route in ("POST /api/items", "POST /desk/import", "POST /api/donations"):
        assert route in whole
    assert len(ROUTES) - len(whole) > 40


def test_nobody_is_taken_into_another_grid_or_moved_there(walk: Walk) -> None:
    keeper, own, other = walk.members[KEEPER], walk.own[OWN], walk.own[OTHER]
    office = walk.office
    for grid in (other["grid"], None):
        body = {"name": "冯新人", "kind": "volunteer", "grid": grid}
        problem(office.post("/api/members", keeper, body), 403, "outside_your_node")
    path = f"/api/members/{own['member_id']}/moves"
    move = {"grid": other["grid"], "from_day": "2026-01-01"}
    problem(office.post(path, keeper, move), 403, "outside_your_node")


def test_their_menu_leads_nowhere_where_they_may_not_go(walk: Walk) -> None:
    page = walk.send(KEEPER, "GET", "/desk")
    assert page.status_code == 200
    for address in {*re.findall(r'href="(/[^/"?#][^"]*)"', page.text)}:
        assert walk.send(KEEPER, "GET", address).status_code < 400, address


def test_for_themselves_they_do_what_everybody_does(walk: Walk) -> None:
    me = walk.send(KEEPER, "GET", "/api/me").json()
    assert (me["roles"], len(me["within"])) == (["coordinator", "volunteer"], 1)
    for path in ("/me", "/me/passbook", "/activities", "/board"):
        assert walk.send(KEEPER, "GET", path).status_code == 200


def test_a_keeper_puts_up_the_hours_of_their_own_people_alone(walk: Walk) -> None:
    office, keeper = walk.office, walk.members[KEEPER]
    said = {"first_day": day(40), "until_day": day(0), "opens_on": day(0), "last_day": day(-9)}
    for node, name in ((OWN, "郑待时"), (OTHER, "卫待时")):
        service_of(office, join(office, name, grid=walk.own[node]["grid"]))
    settle(office)
    page = walk.send(KEEPER, "GET", "/desk/hours-notice")
    assert "郑*时" in page.text
    assert "卫*时" not in page.text
    posted = created_by(office, "/api/notices/hours", keeper, said)
    settle(office)
    told = office.get(f"/api/notices/{posted['notice_id']}").json()
    assert "郑*时" in told["wording"]
    assert "卫*时" not in told["wording"]


def test_a_keeper_answers_what_another_posted_about_their_people(walk: Walk) -> None:
    office, keeper, own = walk.office, walk.members[KEEPER], walk.own[OWN]["member_id"]
    listed = {"kind": "certificate", "subjects": [f"member:{own}"]}
    body = {"outcome": "dismissed", "answer": "核对过了"}
    for who, status in ((keeper, 409), ("coordinator2", 201)):
        posted = created_by(office, "/api/notices", who, notice(office) | listed)
        path = f"/api/notices/{posted['notice_id']}"
        against = created_by(office, f"{path}/objections", "volunteer", {"grounds": "不对"})
        settle(office)
        asked = body | {"objection_id": against["objection_id"]}
        answer = office.post(f"{path}/answers", keeper, asked)
        assert answer.status_code == status, answer.text
        created_by(office, f"{path}/withdrawal", "supervisor", {"reason": "换一份"})
        settle(office)


def test_what_waits_for_an_answer_is_told_of_ones_own_people(walk: Walk) -> None:
    page = walk.send(KEEPER, "GET", "/desk/notices").text
    own, other = (walk.own[it]["notice_number"] for it in (OWN, OTHER))
    assert f'href="/desk/notices/{own}' in page
    assert f'href="/desk/notices/{other}"' not in page
    assert f'href="/desk/notices/{other}#' not in page


def test_what_is_about_nobody_is_not_for_who_has_a_role_for_a_grid(walk: Walk) -> None:
    office, keeper = walk.office, walk.members[KEEPER]
    for subjects in ([], ["rules:community"], [f"member:{walk.own[OTHER]['member_id']}"]):
        body = notice(office) | {"kind": "result", "subjects": subjects}
        problem(office.post("/api/notices", keeper, body), 403, "outside_your_node")


def test_who_is_only_registered_in_their_grid_is_theirs_to_look_up(walk: Walk) -> None:
    office, keeper = walk.office, walk.members[KEEPER]
    body = {"name": "韩租户", "residence": "floating", "building": "9栋"}
    looked = {"seen_on": today().isoformat(), "by_way": "visit"}
    for node in (OWN, OTHER):
        there = body | {"grid": walk.own[node]["grid"], "checked_on": today(-9).isoformat()}
        one = created_by(office, "/api/register", "coordinator2", there)["member_id"]
        settle(office)
        answer = office.post(
            f"/api/members/{one}/standings/resident:floating/checks", keeper, looked
        )
        listed = walk.send(KEEPER, "GET", "/api/register", params={"limit": 200}).text
        page = walk.send(KEEPER, "GET", "/desk/register?building=9栋").text
        if node == OWN:
            assert answer.status_code == 201 and one in listed and "韩租户" in page
        else:
            problem(answer, 403, "outside_your_node")
            assert one not in listed and one not in page


def test_who_is_known_elsewhere_is_not_registered_into_their_grid(walk: Walk) -> None:
    office, keeper = walk.office, walk.members[KEEPER]
    number = fresh_id_number()
    body = {"name": "秦邻居", "residence": "permanent", "id_number": number}
    body |= {"checked_on": today(-9).isoformat()}
    there = body | {"grid": walk.own[OTHER]["grid"]}
    created_by(office, "/api/register", "coordinator2", there)
    here = body | {"grid": walk.own[OWN]["grid"], "checked_on": today().isoformat()}
    problem(office.post("/api/register", keeper, here), 403, "outside_your_node")


def test_ties_that_reach_into_another_grid_are_the_whole_offices(walk: Walk) -> None:
    office, keeper = walk.office, walk.members[KEEPER]
    own, other = walk.own[OWN], walk.own[OTHER]
    relative = {"relative_id": other["member_id"], "relation": "child", "evidence": "seen"}
    path = f"/api/members/{own['member_id']}/kin"
    problem(office.post(path, keeper, relative), 403, "outside_your_node")
    assert office.post(path, "coordinator2", relative).status_code == 201
    settle(office)
    assert other["member_id"] in walk.send(KEEPER, "GET", path).text
    untied = office.post(f"{path}/{other['member_id']}/end", keeper, {"reason": "不是"})
    problem(untied, 403, "outside_your_node")
    taken = {"members": [own["assisted_id"]], "head": own["assisted_id"]}
    changed = office.post(f"/api/households/{other['household_id']}/changes", keeper, taken)
    problem(changed, 403, "outside_your_node")
    shown = f"/desk/members/{own['member_id']}/household"
    page = {"members[]": [own["member_id"]], "head": own["member_id"]}
    page |= {"household_id": other["household_id"]}
    assert walk.send(KEEPER, "POST", shown, data=page).status_code == 403


def test_a_class_of_hardship_is_nothing_for_who_looks_after_one_grid(walk: Walk) -> None:
    office, keeper, own = walk.office, walk.members[KEEPER], walk.own[OWN]["member_id"]
    path = f"/api/members/{own}/standings"
    body = {"kind": "hardship:a", "from_day": today().isoformat(), "evidence": "seen"}
    problem(office.post(path, keeper, body), 403, "not_permitted")
    assert office.post(path, "coordinator2", body).status_code == 201
    settle(office)
    looked = {"seen_on": today().isoformat(), "by_way": "visit"}
    ended = {"on": today().isoformat(), "why": "withdrawn"}
    for what, said in (("checks", looked), ("ending", ended)):
        problem(office.post(f"{path}/hardship:a/{what}", keeper, said), 403, "not_permitted")
    for shown in (path, f"/desk/members/{own}/standings", f"/desk/members/{own}"):
        text = walk.send(KEEPER, "GET", shown).text
        assert "hardship" not in text and "困难家庭甲类" not in text, shown
    whole = walk.send(KEEPER, "GET", "/api/standings", params={"within_days": 3660}).text
    assert "hardship" not in whole
