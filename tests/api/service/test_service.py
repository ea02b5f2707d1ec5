"""Services: entered afterwards, confirmed by somebody else, rejected, released by an audit."""

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
    serve,
)
from tests.api.every_post import published, revoked_without_refill
from tests.clock import at
from tests.office import Office

ROW = {
    "service_id",
    "member_id",
    "name",
    "programme",
    "class",
    "status",
    "starts_at",
    "ends_at",
    "minutes",
    "credited_minutes",
    "points",
    "entered_by",
    "decided_by",
    "reason",
}
CONFIRMED = "service_id", "minutes", "credited_minutes", "points", "rule_version"


def service(member_id: str, begins: str = at(9), ends: str = at(11), **more: Any) -> dict[str, Any]:
    return {
        "member_id": member_id,
        "programme": "真情系夕阳",
        "starts_at": begins,
        "ends_at": ends,
    } | more


def enter(
    office: Office, member_id: str, *times: str, who: str = "coordinator", **more: Any
) -> str:
    """The path of a service that a coordinator has entered."""
    body = service(member_id, *times, **more)
    return f"/api/services/{created_by(office, '/api/services', who, body)['service_id']}"


def attend(office: Office, member_id: str) -> str:
    """The path of two hours that the clock attests; a coordinator only let the volunteer in."""
    body = {
        "title": "陪护",
        "programme": "真情系夕阳",
        "place": "日间照料中心",
        "starts_at": at(9),
        "ends_at": at(11),
    }
    activity = created_by(office, "/api/activities", "coordinator2", body)["activity_id"]
    path, who = f"/api/activities/{activity}", {"member_id": member_id}
    created_by(office, f"{path}/sign-ins", "coordinator2", who | {"at": at(9)})
    finished = created_by(office, f"{path}/sign-outs", "coordinator2", who | {"at": at(11)})
    return f"/api/services/{finished['service_id']}"


def services_of(office: Office, member_id: str, **query: Any) -> list[dict[str, Any]]:
    return listed(office, "/api/services", "supervisor", member_id=member_id, **query)


def test_what_is_entered_afterwards_waits_for_a_second_person(shared_office: Office) -> None:
    body = service(enrol(shared_office), place="3栋", evidence="签到表照片")

    entered = created(
        shared_office.post("/api/services", "coordinator", body), "service_id", "class", "status"
    )

    assert (entered["class"], entered["status"]) == ("backfilled", "pending")
    assert "签到表照片" not in shared_office.get("/api/audit/facts", "supervisor").text


def test_a_list_of_services_tells_all_about_each(shared_office: Office) -> None:
    li, wang = enrol(shared_office, "李桂珍"), enrol(shared_office, "王建国")
    for member_id in (li, wang):
        path = enter(shared_office, member_id)

    (row,) = services_of(shared_office, wang)

    assert {*row} == ROW
    assert path.endswith(row.pop("service_id"))
    assert moment(row.pop("starts_at")) == moment(at(9))
    assert moment(row.pop("ends_at")) == moment(at(11))
    assert row == {
        "member_id": wang,
        "name": "王建国",
        "programme": "真情系夕阳",
        "class": "backfilled",
        "status": "pending",
        "minutes": 120,
        "credited_minutes": 0,
        "points": 0,
        "entered_by": "coordinator",
        "decided_by": None,
        "reason": None,
    }


def test_services_are_found_by_status_and_person(shared_office: Office) -> None:
    li, wang = enrol(shared_office, "李一"), enrol(shared_office, "王二")
    waiting, good, bad = (enter(shared_office, li, at(h), at(h + 1)) for h in (8, 10, 12))
    other = enter(shared_office, wang)
    created_by(shared_office, f"{good}/confirmation", "coordinator2")
    created_by(shared_office, f"{bad}/rejection", "coordinator2", {"reason": "时间不对"})

    def paths(**query: Any) -> list[str]:
        rows = listed(shared_office, "/api/services", "coordinator", **query)
        mine = [row for row in rows if row["member_id"] in {li, wang}]
        return [f"/api/services/{row['service_id']}" for row in mine]

    assert paths() == [other, bad, good, waiting]
    assert paths(member_id=li) == [bad, good, waiting]
    assert paths(status="pending") == [other, waiting]
    assert paths(status="confirmed") == [good]
    assert paths(status="rejected", member_id=li) == [bad]
    assert paths(status="rejected", member_id=wang) == []
    answer = shared_office.get("/api/services?status=lost", "coordinator")
    malformed(answer, "/query/status")


def test_a_volunteer_sees_their_own_services_and_nobody_elses(shared_office: Office) -> None:
    mine = enter(shared_office, "volunteer", at(9, days_ago=30), at(10, days_ago=30))
    enter(shared_office, "volunteer2", at(9, days_ago=30), at(10, days_ago=30))

    for query in ({}, {"member_id": "volunteer"}, {"status": "pending"}):
        rows = listed(shared_office, "/api/services", "volunteer", **query)
        assert [f"/api/services/{row['service_id']}" for row in rows] == [mine]
    answer = shared_office.get("/api/services?member_id=volunteer2", "volunteer")
    problem(answer, 403, "not_permitted")
    assert listed(shared_office, "/api/services", "cashier") == []


@pytest.mark.parametrize(
    ("times", "code", "zh", "en"),
    [
        (
            (at(9), at(9)),
            "ends_before_start",
            "结束时间必须晚于开始时间。",
            "The end has to be after the start.",
        ),
        (
            (at(9), at(9, 14)),
            "too_short",
            "服务时间不足 15分钟，不予记录。",
            "Services shorter than 15 min are not recorded.",
        ),
        (
            (at(9), at(21, 1)),
            "too_long",
            "一次服务超过 12小时，请核对起止时间。",
            "One service may not be longer than 12 h; check its times.",
        ),
        (
            (at(9, days_ago=-2), at(10, days_ago=-2)),
            "in_the_future",
            "服务时间在将来，请核对日期。",
            "The service lies in the future; check the date.",
        ),
        # Of several things that are wrong, the first in the office's order is told.
        ((at(10, days_ago=-2), at(9, days_ago=-2)), "ends_before_start", None, None),
        ((at(9, days_ago=-2), at(9, 1, days_ago=-2)), "too_short", None, None),
        ((at(0, days_ago=-1), at(23, days_ago=-1)), "too_long", None, None),
    ],
)
def test_times_that_no_service_can_have_are_refused(
    shared_office: Office, *, times: tuple[str, str], code: str, zh: str | None, en: str | None
) -> None:
    body = service("volunteer", *times)
    if zh is None or en is None:
        problem(shared_office.post("/api/services", "coordinator", body), 409, code)
        return
    refused(
        shared_office,
        "/api/services",
        "coordinator",
        body,
        code=code,
        zh=zh,
        en=en,
        field="ends_at",
    )


def test_only_members_serve(shared_office: Office) -> None:
    refused(
        shared_office,
        "/api/services",
        "coordinator",
        service("nobody", at(10), at(9)),
        code="unknown_member",
        status=404,
        zh="没有这位成员。",
        en="There is no such member.",
        field="member_id",
    )


def test_nobody_serves_in_two_places_at_once_but_one_service_may_follow_another(
    shared_office: Office,
) -> None:
    li, wang = enrol(shared_office), enrol(shared_office)
    serve(shared_office, li, 2, days_ago=20)  # from 8 to 10 by the community's clock
    overlaps = {
        "code": "overlaps",
        "zh": "与该志愿者已记录的另一次服务时间重叠。",
        "en": "It overlaps another recorded service of this volunteer.",
        "field": "starts_at",
    }
    inside = at(9, 30, days_ago=20), at(10, 30, days_ago=20)

    refused(shared_office, "/api/services", "coordinator", service(li, *inside), **overlaps)

    enter(shared_office, li, at(10, days_ago=20), at(11, days_ago=20))
    enter(shared_office, wang, *inside)


def test_a_backfilled_service_is_honoured_and_earns_nothing(shared_office: Office) -> None:
    li, wang = enrol(shared_office), enrol(shared_office)
    paths = [enter(shared_office, it) for it in (li, wang)]

    confirmed = created(shared_office.post(f"{paths[0]}/confirmation", "coordinator2"), *CONFIRMED)

    assert paths[0].endswith(confirmed["service_id"])
    assert (confirmed["minutes"], confirmed["credited_minutes"], confirmed["points"]) == (120, 0, 0)
    assert confirmed["rule_version"] == "2026-01"
    (row,), (other,) = services_of(shared_office, li), services_of(shared_office, wang)
    assert (row["status"], row["decided_by"]) == ("confirmed", "coordinator2")
    assert (other["status"], other["decided_by"]) == ("pending", None)
    held = found(shared_office, f"/api/members/{li}/balance", "coordinator")
    assert (held["service_minutes"], held["points"], held["time_credit_minutes"]) == (120, 0, 0)


def test_a_service_that_the_clock_attests_earns_credit_and_points(shared_office: Office) -> None:
    li = enrol(shared_office)

    confirmed = created_by(
        shared_office, f"{attend(shared_office, li)}/confirmation", "coordinator"
    )

    assert confirmed["minutes"] == confirmed["credited_minutes"] == 120
    assert confirmed["points"] == 20
    held = found(shared_office, f"/api/members/{li}/balance", "coordinator")
    assert (held["service_minutes"], held["points"], held["time_credit_minutes"]) == (120, 20, 120)
    (row,) = services_of(shared_office, li)
    assert (row["class"], row["points"], row["credited_minutes"]) == ("attested", 20, 120)


DECISIONS: list[tuple[str, Any]] = [("confirmation", None), ("rejection", {"reason": "核对不上"})]


@pytest.mark.parametrize(("decision", "body"), DECISIONS)
def test_nobody_decides_about_their_own_hours(
    shared_office: Office, decision: str, body: Any
) -> None:
    day = {"confirmation": 40, "rejection": 41}[decision]
    times = at(9, days_ago=day), at(10, days_ago=day)
    path = enter(shared_office, "coordinator", *times, who="coordinator2")

    refused(
        shared_office,
        f"{path}/{decision}",
        "coordinator",
        body,
        code="self_confirmed",
        zh="不能确认自己的服务时长，请由别人确认。",
        en="Nobody confirms their own hours; somebody else has to.",
    )


@pytest.mark.parametrize(("decision", "body"), DECISIONS)
def test_who_typed_hours_in_does_not_decide_about_them(
    shared_office: Office, decision: str, body: Any
) -> None:
    path = enter(shared_office, enrol(shared_office))

    refused(
        shared_office,
        f"{path}/{decision}",
        "coordinator",
        body,
        code="same_person",
        zh="这条服务是您录入、确认或放行的，须由另一位工作人员办理。",
        en="You entered, confirmed or released this service yourself; somebody else has to.",
    )
    created_by(shared_office, f"{path}/{decision}", "coordinator2", body)


@pytest.mark.parametrize(("first", "said"), DECISIONS)
@pytest.mark.parametrize(("decision", "body"), DECISIONS)
def test_a_service_is_decided_once(
    shared_office: Office, *, first: str, said: Any, decision: str, body: Any
) -> None:
    path, other = (enter(shared_office, enrol(shared_office)) for _ in range(2))
    created_by(shared_office, f"{path}/{first}", "coordinator2", said)

    refused(
        shared_office,
        f"{path}/{decision}",
        "coordinator2",
        body,
        code="already_decided",
        zh="这条服务已经处理过了。",
        en="This service has been decided already.",
    )
    created_by(shared_office, f"{other}/{decision}", "coordinator2", body)


AUDITS = [("release", None), ("revocation", {"reason": "签到表上没有"})]


@pytest.mark.parametrize(("decision", "body"), [*DECISIONS, *AUDITS])
def test_there_has_to_be_such_a_service(shared_office: Office, decision: str, body: Any) -> None:
    refused(
        shared_office,
        f"/api/services/nothing/{decision}",
        "supervisor" if (decision, body) in AUDITS else "coordinator",
        body,
        code="unknown_service",
        status=404,
        zh="没有这条服务记录。",
        en="There is no such service.",
    )


def test_of_two_overlapping_services_the_second_is_not_confirmed(shared_office: Office) -> None:
    li, wang = enrol(shared_office), enrol(shared_office)
    first = enter(shared_office, li, at(9), at(11))
    second = enter(shared_office, li, at(10), at(12))
    others = enter(shared_office, wang, at(10), at(12))
    created_by(shared_office, f"{first}/confirmation", "coordinator2")

    refused(
        shared_office,
        f"{second}/confirmation",
        "coordinator2",
        code="overlaps",
        zh="与该志愿者已记录的另一次服务时间重叠。",
        en="It overlaps another recorded service of this volunteer.",
        field="starts_at",
    )
    created_by(shared_office, f"{others}/confirmation", "coordinator2")


def test_a_rejection_says_why_to_the_volunteer_and_never_in_the_log(shared_office: Office) -> None:
    days = at(9, days_ago=50), at(10, days_ago=50)
    path = enter(shared_office, "volunteer", *days)
    other = enter(shared_office, enrol(shared_office), *days)
    malformed(shared_office.post(f"{path}/rejection", "coordinator2", {}), "/reason")

    rejected = created(
        shared_office.post(f"{path}/rejection", "coordinator2", {"reason": "那天没有活动"}),
        "service_id",
        "status",
    )

    assert rejected["status"] == "rejected"
    rows = listed(shared_office, "/api/services", "volunteer", status="rejected")
    assert [row["reason"] for row in rows] == ["那天没有活动"]
    fact = found(shared_office, f"/api/audit/facts/{rejected['position']}", "supervisor")
    assert "那天没有活动" not in str(fact)
    created_by(shared_office, f"{other}/confirmation", "coordinator2")


def test_an_audit_lets_a_backfilled_service_earn_within_the_days_cap(
    shared_office: Office,
) -> None:
    li = enrol(shared_office)
    path = enter(shared_office, li, at(8), at(20))
    created_by(shared_office, f"{path}/confirmation", "coordinator2")

    released = created(shared_office.post(f"{path}/release", "supervisor"), *CONFIRMED)

    assert (released["credited_minutes"], released["points"]) == (480, 80)
    held = found(shared_office, f"/api/members/{li}/balance", "coordinator")
    assert (held["service_minutes"], held["points"], held["time_credit_minutes"]) == (720, 80, 480)


def test_only_what_is_confirmed_and_backfilled_is_released_and_once(shared_office: Office) -> None:
    waiting = enter(shared_office, enrol(shared_office))
    released = enter(shared_office, enrol(shared_office))
    attested = attend(shared_office, enrol(shared_office))
    created_by(shared_office, f"{released}/confirmation", "coordinator2")
    created_by(shared_office, f"{released}/release", "supervisor")
    created_by(shared_office, f"{attested}/confirmation", "coordinator")

    for path in (waiting, released, attested):
        refused(
            shared_office,
            f"{path}/release",
            "supervisor",
            code="not_releasable",
            zh="只有已确认、尚未释放的补录服务才能经核查释放积分。",
            en="Only a confirmed backfilled service that was not released yet can be released.",
        )


def test_hours_that_were_confirmed_by_mistake_are_taken_back(shared_office: Office) -> None:
    li = enrol(shared_office)
    path = enter(shared_office, li, at(8), at(12))
    confirmation = created_by(shared_office, f"{path}/confirmation", "coordinator2")
    created_by(shared_office, f"{path}/release", "supervisor")
    malformed(shared_office.post(f"{path}/revocation", "supervisor", {}), "/reason")

    problem(
        shared_office.post(f"{path}/revocation", "supervisor", {"reason": "我自己放行的"}),
        409,
        "same_person",
    )
    revoked = created(
        shared_office.post(f"{path}/revocation", "supervisor2", {"reason": "签到表上没有她"}),
        "service_id",
        "minutes",
        "points",
        "points_borne",
        "points_refilled",
        "points_repaid",
        "status",
    )

    assert (revoked["minutes"], revoked["points"], revoked["points_borne"]) == (240, 40, 0)
    after = {"Read-After": str(revoked["position"])}
    held = shared_office.get(f"/api/members/{li}/balance", "coordinator", headers=after).json()
    assert (held["service_minutes"], held["points"], held["time_credit_minutes"]) == (0, 0, 0)
    rows = listed(shared_office, "/api/services", "coordinator", member_id=li)
    assert [(row["status"], row["reason"]) for row in rows] == [("revoked", "签到表上没有她")]
    lines = listed(shared_office, f"/api/members/{li}/statement", "coordinator")
    assert {line["why"].endswith("确认有误，已撤销") for line in lines[:3]} == {True}
    fact = found(shared_office, f"/api/audit/facts/{revoked['position']}", "supervisor")
    mended = found(shared_office, f"/api/audit/facts/{confirmation['position']}", "supervisor")
    assert fact["mends"] == mended["fact_id"]
    refused(
        shared_office,
        f"{path}/revocation",
        "supervisor2",
        {"reason": "再撤一次"},
        code="not_revocable",
        zh="只有已确认的服务才能撤销，而且只能撤销一次。",
        en="Only a service that is confirmed can be revoked, and only once.",
    )


def test_a_supervisor_does_not_release_their_own_hours(shared_office: Office) -> None:
    path = enter(shared_office, "supervisor")
    created_by(shared_office, f"{path}/confirmation", "coordinator2")

    answer = shared_office.post(f"{path}/release", "supervisor")

    problem(answer, 409, "self_confirmed")


def test_nothing_is_recognised_for_a_day_without_rules(shared_office: Office) -> None:
    refused(
        shared_office,
        "/api/services",
        "coordinator",
        service("volunteer", "2025-12-31T09:00:00+08:00", "2025-12-31T10:00:00+08:00"),
        code="no_rules_in_force",
        zh="2025-12-31 没有生效的规则，请先由管理员通过一版规则。",
        en="No rules are in force on 2025-12-31; an administrator has to adopt a version first.",
    )


def test_what_a_revocation_leaves_of_the_day_goes_to_its_other_services(
    shared_office: Office,
) -> None:
    li = enrol(shared_office)
    paths = [enter(shared_office, li, at(start), at(start + 8)) for start in (0, 8)]
    for path in paths:
        created_by(shared_office, f"{path}/confirmation", "coordinator2")
        created_by(shared_office, f"{path}/release", "supervisor2")
    body = {"reason": "签到表上没有她"}
    revoked = created_by(shared_office, f"{paths[0]}/revocation", "supervisor", body)
    assert (revoked["points"], revoked["points_borne"], revoked["points_refilled"]) == (80, 0, 80)
    after = {"Read-After": str(revoked["position"])}
    held = shared_office.get(f"/api/members/{li}/balance", "coordinator", headers=after).json()
    assert (held["service_minutes"], held["points"], held["time_credit_minutes"]) == (480, 80, 480)


def test_what_an_old_revocation_left_of_the_day_is_credited_once(shared_office: Office) -> None:
    path = f"{revoked_without_refill(shared_office)}/refill"
    refilled = created_by(shared_office, path, "supervisor")
    assert (refilled["credited_minutes"], refilled["points_refilled"]) == (480, 80)
    problem(shared_office.post(path, "supervisor2"), 409, "nothing_to_refill")


def test_one_coordinator_alone_makes_no_hours_of_an_absent_member(shared_office: Office) -> None:
    li = enrol(shared_office)
    path = published(shared_office)
    created_by(shared_office, f"{path}/sign-ins", "coordinator", {"member_id": li})
    ended = created_by(shared_office, f"{path}/sign-outs", "coordinator", {"member_id": li})
    problem(
        shared_office.post(f"/api/services/{ended['service_id']}/confirmation", "coordinator"),
        409,
        "same_person",
    )
