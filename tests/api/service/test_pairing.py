"""One volunteer, one person in hardship, and visits at an agreed rhythm."""

from datetime import timedelta
from typing import Any

import pytest

from tests.api.answers import (
    created,
    created_by,
    enrol,
    found,
    listed,
    malformed,
    moment,
    problem,
    refused,
)
from tests.clock import at, now, today
from tests.office import Office

PAIRINGS = "/api/pairings"
ROW = {
    "pairing_id",
    "volunteer_id",
    "volunteer_name",
    "assisted_id",
    "assisted_name",
    "visit_every_days",
    "starts_on",
    "visits",
    "last_visit_at",
    "next_visit_due",
    "overdue",
    "ended_at",
}
VISIT = {"starts_at": at(9, days_ago=2), "ends_at": at(10, days_ago=2)}


def promise(volunteer_id: str, assisted_id: str, **more: Any) -> dict[str, Any]:
    return {
        "volunteer_id": volunteer_id,
        "assisted_id": assisted_id,
        "cause": "illness",
        "visit_every_days": 7,
        "starts_on": today(-3).isoformat(),
    } | more


def pair(office: Office, volunteer_id: str | None = None, **more: Any) -> str:
    """The path of a new pairing, of new people unless the volunteer is named."""
    assisted = enrol(office, "赵阿姨", kind="assisted")
    body = promise(volunteer_id or enrol(office), assisted, **more)
    return f"{PAIRINGS}/{created_by(office, PAIRINGS, 'coordinator', body)['pairing_id']}"


def row_of(office: Office, path: str, who: str = "coordinator", **query: Any) -> Any:
    rows = listed(office, PAIRINGS, who, **query)
    return next((row for row in rows if path.endswith(row["pairing_id"])), None)


def test_a_coordinator_pairs_two_people_and_sees_when_a_visit_is_due(
    shared_office: Office,
) -> None:
    li, aunt = enrol(shared_office, "李桂珍"), enrol(shared_office, "赵阿姨", kind="assisted")
    body = promise(li, aunt, cause="living_hardship", visit_every_days=10)

    formed = created(shared_office.post(PAIRINGS, "coordinator", body), "pairing_id")
    pair(shared_office)

    row = row_of(shared_office, f"{PAIRINGS}/{formed['pairing_id']}")
    assert {*row} == ROW
    told = {name: it for name, it in body.items() if name != "cause"}
    assert row == told | {
        "pairing_id": formed["pairing_id"],
        "volunteer_name": "李桂珍",
        "assisted_name": "赵阿姨",
        "visits": 0,
        "last_visit_at": None,
        "next_visit_due": today(7).isoformat(),
        "overdue": False,
        "ended_at": None,
    }


def test_a_promise_that_is_not_kept_is_overdue(shared_office: Office) -> None:
    last_day = pair(shared_office, starts_on=today(-7).isoformat())
    too_late = pair(shared_office, starts_on=today(-8).isoformat())

    assert not row_of(shared_office, last_day)["overdue"]
    assert row_of(shared_office, too_late)["overdue"]
    assert row_of(shared_office, too_late)["next_visit_due"] == today(-1).isoformat()
    assert row_of(shared_office, too_late, overdue=True)
    assert not row_of(shared_office, last_day, overdue=True)
    assert row_of(shared_office, last_day, overdue=False)
    assert not row_of(shared_office, too_late, overdue=False)


def test_a_volunteer_sees_only_whom_they_help(shared_office: Office) -> None:
    mine, theirs = pair(shared_office, "volunteer"), pair(shared_office, "volunteer2")

    assert row_of(shared_office, mine, "volunteer")
    assert not row_of(shared_office, theirs, "volunteer")
    assert row_of(shared_office, mine, "supervisor") and row_of(shared_office, theirs, "supervisor")


def test_a_person_in_hardship_is_helped_by_one_volunteer_at_a_time(shared_office: Office) -> None:
    first, second = enrol(shared_office), enrol(shared_office)
    aunt, uncle = (enrol(shared_office, kind="assisted") for _ in range(2))
    formed = created_by(shared_office, PAIRINGS, "coordinator", promise(first, aunt))

    refused(
        shared_office,
        PAIRINGS,
        "coordinator2",
        promise(second, aunt),
        code="already_paired",
        zh="这位帮扶对象已经有结对志愿者。",
        en="This person already has a paired volunteer.",
        field="assisted_id",
    )

    created_by(shared_office, PAIRINGS, "coordinator", promise(first, uncle))
    end = f"{PAIRINGS}/{formed['pairing_id']}/end"
    created_by(shared_office, end, "coordinator", {"reason": "搬走了"})
    created_by(shared_office, PAIRINGS, "coordinator", promise(second, aunt))


def test_nobody_is_paired_with_themselves_or_with_a_stranger(shared_office: Office) -> None:
    li = enrol(shared_office)
    refused(
        shared_office,
        PAIRINGS,
        "coordinator",
        promise(li, li),
        code="paired_with_self",
        zh="志愿者不能与自己结对。",
        en="Nobody can be paired with themselves.",
        field="assisted_id",
    )
    for body in (promise(li, "nobody"), promise("nobody", li)):
        refused(
            shared_office,
            PAIRINGS,
            "coordinator",
            body,
            code="unknown_member",
            status=404,
            zh="没有这位成员。",
            en="There is no such member.",
        )


@pytest.mark.parametrize("who", ["volunteer", "coordinator"])
def test_a_visit_is_a_service_that_waits(shared_office: Office, who: str) -> None:
    days = {"volunteer": 4, "coordinator": 5}[who]
    path, other = pair(shared_office, "volunteer"), pair(shared_office, "volunteer")
    body = {"starts_at": at(9, days_ago=days), "ends_at": at(10, 30, days_ago=days)}

    visited = created(
        shared_office.post(f"{path}/visits", who, body | {"note_kind": "well"}),
        "service_id",
        "minutes",
        "status",
        "position",
    )

    assert (visited["minutes"], visited["status"]) == (90, "pending")
    fact = found(shared_office, f"/api/audit/facts/{visited['position']}", "supervisor")
    for_whom = None if who == "volunteer" else "volunteer"
    assert (fact["actor"], fact.get("on_behalf_of")) == (who, for_whom)
    row = row_of(shared_office, path)
    assert row["visits"] == 1
    assert moment(row["last_visit_at"]) == moment(body["starts_at"])
    assert row["next_visit_due"] == today(7 - days).isoformat()
    assert row_of(shared_office, other)["visits"] == 0
    services = listed(shared_office, "/api/services", "volunteer", status="pending")
    (service,) = (it for it in services if it["service_id"] == visited["service_id"])
    assert (service["programme"], service["class"]) == ("一对一结对帮扶", "attested")


def test_a_visit_is_confirmed_by_somebody_else_and_earns(shared_office: Office) -> None:
    li = enrol(shared_office)
    visited = created_by(shared_office, f"{pair(shared_office, li)}/visits", "coordinator", VISIT)
    path = f"/api/services/{visited['service_id']}/confirmation"
    problem(shared_office.post(path, "coordinator"), 409, "same_person")

    confirmed = created_by(shared_office, path, "coordinator2")

    assert (confirmed["minutes"], confirmed["points"]) == (60, 10)


@pytest.mark.parametrize("who", ["volunteer2", "cashier", "supervisor", "admin"])
def test_nobody_tells_of_somebody_elses_visit(shared_office: Office, who: str) -> None:
    refused(
        shared_office,
        f"{pair(shared_office, 'volunteer')}/visits",
        who,
        VISIT,
        code="not_permitted",
        status=403,
        zh="只有结对的志愿者本人或工作人员可以登记走访。",
        en="Only the paired volunteer or the office can record a visit.",
    )


def test_a_visit_took_place_and_took_its_time(shared_office: Office) -> None:
    path = f"{pair(shared_office)}/visits"
    later = (now() + timedelta(hours=1)).isoformat()
    for times, code in (
        ({"starts_at": at(9), "ends_at": at(9)}, "ends_before_start"),
        ({"starts_at": at(9), "ends_at": at(9, 10)}, "too_short"),
        ({"starts_at": at(0), "ends_at": at(13)}, "too_long"),
        ({"starts_at": now().isoformat(), "ends_at": later}, "in_the_future"),
    ):
        problem(shared_office.post(path, "coordinator", times), 409, code)


def test_a_pairing_that_has_ended_is_over(shared_office: Office) -> None:
    path, other = pair(shared_office), pair(shared_office)
    malformed(shared_office.post(f"{path}/end", "coordinator", {}), "/reason")

    ended = created(
        shared_office.post(f"{path}/end", "coordinator", {"reason": "赵阿姨去了养老院"}),
        "pairing_id",
    )

    assert path.endswith(ended["pairing_id"])
    row = row_of(shared_office, path)
    assert moment(row["ended_at"]) and row["next_visit_due"] is None and not row["overdue"]
    assert not row_of(shared_office, path, active=True)
    assert row_of(shared_office, path, active=False)
    assert row_of(shared_office, other, active=True)
    fact = found(shared_office, f"/api/audit/facts/{ended['position']}", "supervisor")
    assert "赵阿姨" not in str(fact)
    for step, body in (("visits", VISIT), ("end", {"reason": "又一次"})):
        refused(
            shared_office,
            f"{path}/{step}",
            "coordinator",
            body,
            code="pairing_ended",
            zh="这个结对已经结束。",
            en="This pairing has ended.",
        )


@pytest.mark.parametrize(("step", "body"), [("visits", VISIT), ("end", {"reason": "没有了"})])
def test_there_has_to_be_such_a_pairing(
    shared_office: Office, step: str, body: dict[str, Any]
) -> None:
    refused(
        shared_office,
        f"{PAIRINGS}/nothing/{step}",
        "coordinator",
        body,
        code="unknown_pairing",
        status=404,
        zh="没有这个结对。",
        en="There is no such pairing.",
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("cause", "生活困难"),
        ("visit_every_days", 0),
        ("visit_every_days", 367),
        ("visit_every_days", "7"),
        ("starts_on", "2026-13-01"),
        ("starts_on", 20_261_122),
        ("volunteer_id", ""),
        ("note", "长期卧床"),
    ],
)
def test_what_is_malformed_in_a_promise_is_pointed_at(
    shared_office: Office, field: str, value: Any
) -> None:
    body = promise("volunteer", "volunteer2") | {field: value}

    malformed(shared_office.post(PAIRINGS, "coordinator", body), f"/{field}")
