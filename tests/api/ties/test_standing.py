"""What members were shown to be is recorded, looked at again, and shown to those who may know."""

from typing import Any

import pytest

from tests.api.answers import created, created_by, enrol, found, head, listed, problem
from tests.clock import today
from tests.office import Office

NEW = {"kind": "training:急救", "from_day": today(-9).isoformat(), "evidence": "seen"}
CHECK = {"seen_on": today(-1).isoformat(), "by_way": "visit"}


def granted(office: Office, member_id: str | None = None, **more: Any) -> str:
    """The path of a standing of somebody new."""
    path = f"/api/members/{member_id or enrol(office)}/standings"
    made = created_by(office, path, "coordinator", NEW | more)
    return f"{path}/{made['kind']}"


def of(office: Office, path: str, who: str = "coordinator") -> list[dict[str, Any]]:
    return listed(office, path.partition("/standings")[0] + "/standings", who)


def test_a_coordinator_records_what_somebody_was_shown_to_be(shared_office: Office) -> None:
    path = f"/api/members/{enrol(shared_office)}/standings"
    body = NEW | {"until_day": today(300).isoformat(), "paper": "红十字会急救证"}
    answer = shared_office.post(path, "coordinator", body)
    made = created(answer, "member_id", "kind", "from_day", "until_day", "evidence")
    granted(shared_office, kind="insured")
    assert made["until_day"] == body["until_day"]
    (row,) = of(shared_office, path)
    assert row == {
        "kind": "training:急救",
        "called": "培训：急救",
        "from_day": body["from_day"],
        "until_day": body["until_day"],
        "evidence": "seen",
        "checked_on": today().isoformat(),
        "holds": True,
        "paper": "红十字会急救证",
    }
    assert [it["paper"] for it in of(shared_office, path, "supervisor")] == [None]


def test_a_look_and_an_end_are_recorded(shared_office: Office) -> None:
    path = granted(shared_office, kind="resident:floating")
    looked = shared_office.post(f"{path}/checks", "coordinator", CHECK)
    created(looked, "member_id", "kind", "seen_on")
    assert [it["checked_on"] for it in of(shared_office, path)] == [today().isoformat()]
    over = {"on": today().isoformat(), "why": "moved"}
    created(shared_office.post(f"{path}/ending", "coordinator", over), "member_id", "kind", "on")
    assert [it["holds"] for it in of(shared_office, path)] == [False]


def test_what_stands_in_the_way_is_said(shared_office: Office) -> None:
    path = granted(shared_office)
    standings, who = path.rpartition("/")[0], "coordinator"

    def no(where: str, body: dict[str, Any], code: str, status: int = 409) -> None:
        before = head(shared_office)
        problem(shared_office.post(where, who, body), status, code)
        assert head(shared_office) == before

    no(standings, NEW, "standing_held")
    no(standings, NEW | {"kind": "nurse"}, "unknown_standing", 404)
    no(standings, NEW | {"kind": "insured", "evidence": "told"}, "evidence_missing")
    no("/api/members/coordinator/standings", NEW, "grants_own")
    no(f"{path}/checks", CHECK | {"seen_on": today(1).isoformat()}, "checked_in_the_future")
    no(f"{standings}/insured/checks", CHECK, "standing_missing")
    lapsed = granted(shared_office, until_day=today(-5).isoformat())
    no(f"{lapsed}/checks", CHECK, "standing_lapsed")


@pytest.mark.parametrize("who", ["volunteer", "cashier", "supervisor", "admin"])
def test_only_coordinators_record_it(shared_office: Office, who: str) -> None:
    path = granted(shared_office)
    answers = [
        shared_office.post(path.rpartition("/")[0], who, NEW),
        shared_office.post(f"{path}/checks", who, CHECK),
        shared_office.post(f"{path}/ending", who, {"on": today().isoformat(), "why": "moved"}),
    ]
    for answer in answers:
        problem(answer, 403, "not_permitted")


def test_hardship_is_seen_by_coordinators_alone(shared_office: Office) -> None:
    path = granted(shared_office, "volunteer", kind="hardship:b")
    granted(shared_office, "volunteer", kind="skill:木工", evidence="told")
    kinds = {who: {it["kind"] for it in of(shared_office, path, who)} for who in READERS}
    assert kinds.pop("coordinator") == {"hardship:b", "skill:木工"}
    assert set(map(frozenset, kinds.values())) == {frozenset({"skill:木工"})}
    assert listed(shared_office, "/api/standings", "coordinator", kind="hardship:b")
    assert not listed(shared_office, "/api/standings", "supervisor", kind="hardship:b")


READERS = ("coordinator", "supervisor", "cashier", "admin", "volunteer")


def test_nobody_sees_another_volunteers_standings(shared_office: Office) -> None:
    path = granted(shared_office).rpartition("/")[0]
    problem(shared_office.get(path, "volunteer"), 403, "not_permitted")
    problem(shared_office.get("/api/standings", "volunteer"), 403, "not_permitted")
    answer = shared_office.get("/api/members/nobody-at-all/standings", "coordinator")
    problem(answer, 404, "unknown_member")


def test_what_ends_soon_and_who_holds_a_kind_are_found(office: Office) -> None:
    soon = enrol(office, "李桂珍")
    granted(office, soon, kind="insured", until_day=today(60).isoformat())
    granted(office, kind="insured", until_day=today(61).isoformat())
    (row,) = listed(office, "/api/standings", "coordinator")
    assert (row["member_id"], row["name"], row["called"]) == (soon, "李桂珍", "保险")
    assert len(listed(office, "/api/standings", "supervisor", within_days=61)) == 2
    assert len(listed(office, "/api/standings", "supervisor", kind="insured")) == 2
    first = found(office, "/api/standings?kind=insured&limit=1", "coordinator")
    rest = found(office, f"/api/standings?kind=insured&after={first['next']}", "coordinator")
    assert {it["member_id"] for it in first["items"] + rest["items"]} >= {soon}
    assert len(rest["items"]) == 1
