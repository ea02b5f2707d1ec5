"""Activities: publishing, taking a place, beginning and finishing."""

from datetime import timedelta
from typing import Any

import pytest

from tests.api.answers import (
    created,
    created_by,
    enrol,
    found,
    head,
    listed,
    malformed,
    moment,
    problem,
    refused,
)
from tests.clock import SHANGHAI, now
from tests.office import TEAM, Office

HOUR = timedelta(hours=1)
ROW = {
    "activity_id",
    "plan_id",
    "title",
    "programme",
    "team",
    "place",
    "node",
    "starts_at",
    "ends_at",
    "capacity",
    "moved",
    "called_off_at",
    "called_off_because",
    "signed_up",
    "signed_in",
    "i_signed_up",
    "i_signed_in_at",
    "i_signed_out_at",
}


def activity(**more: Any) -> dict[str, Any]:
    """An activity that has just begun, as a coordinator types it in."""
    return {
        "title": "清扫楼道",
        "programme": "环境美化",
        "place": "3栋门口",
        "starts_at": now().isoformat(),
        "ends_at": (now() + 2 * HOUR).isoformat(),
    } | more


def past(begins: float, ends: float) -> dict[str, str]:
    """Its times, in hours before now."""
    return {
        "starts_at": (now() - begins * HOUR).isoformat(),
        "ends_at": (now() - ends * HOUR).isoformat(),
    }


def publish(office: Office, **more: Any) -> str:
    published = created_by(office, "/api/activities", "coordinator", activity(**more))
    return f"/api/activities/{published['activity_id']}"


def with_code(office: Office, path: str) -> dict[str, str]:
    """What somebody sends for themselves who is there and was told the code of the day."""
    return {"code": found(office, f"{path}/code", "coordinator")["code"]}


def row_of(office: Office, path: str, who: str) -> dict[str, Any]:
    rows = listed(office, "/api/activities", who)
    return next(row for row in rows if path.endswith(row["activity_id"]))


def test_a_coordinator_publishes_two_activities_which_everybody_sees(
    shared_office: Office,
) -> None:
    whole = activity(title="楼道清扫", team=TEAM, capacity=12)
    post = shared_office.post
    first = created(post("/api/activities", "coordinator", whole), "activity_id")
    second = created(post("/api/activities", "coordinator", activity()), "activity_id")

    rows = listed(shared_office, "/api/activities", "cashier")
    newest, older = rows[:2]

    assert all({*row} == ROW for row in rows)
    assert [newest["activity_id"], older["activity_id"]] == [
        second["activity_id"],
        first["activity_id"],
    ]
    assert {key: older[key] for key in whole if key not in {"starts_at", "ends_at"}} == {
        "title": "楼道清扫",
        "programme": "环境美化",
        "place": "3栋门口",
        "team": TEAM,
        "capacity": 12,
    }
    assert moment(older["starts_at"]) == moment(whole["starts_at"])
    assert moment(older["ends_at"]).astimezone(SHANGHAI).isoformat() == whole["ends_at"]
    assert (newest["team"], newest["capacity"]) == (None, None)
    assert (newest["signed_up"], newest["signed_in"], newest["i_signed_up"]) == (0, 0, False)
    assert (newest["i_signed_in_at"], newest["i_signed_out_at"]) == (None, None)


def test_activities_that_are_over_can_be_left_out(shared_office: Office) -> None:
    over, coming = publish(shared_office, **past(3, 1)), publish(shared_office)

    rows = listed(shared_office, "/api/activities", "volunteer", ending_after=now().isoformat())

    paths = {f"/api/activities/{row['activity_id']}" for row in rows}
    assert coming in paths and over not in paths
    answer = shared_office.get("/api/activities?ending_after=yesterday", "volunteer")
    malformed(answer, "/query/ending_after")


def test_an_activity_needs_a_known_team_and_an_end_after_its_start(shared_office: Office) -> None:
    refused(
        shared_office,
        "/api/activities",
        "coordinator",
        activity(team="夜跑队"),
        code="unknown_team",
        status=404,
        zh="没有“夜跑队”这支服务队。",
        en="There is no service team “夜跑队”.",
        field="team",
    )
    begun = now().isoformat()
    refused(
        shared_office,
        "/api/activities",
        "coordinator",
        activity(starts_at=begun, ends_at=begun),
        code="ends_before_start",
        zh="结束时间必须晚于开始时间。",
        en="The end has to be after the start.",
        field="ends_at",
    )


def test_a_volunteer_takes_a_place_and_only_they_are_told_so(shared_office: Office) -> None:
    path, other = publish(shared_office), publish(shared_office)

    attendance = created(
        shared_office.post(f"{path}/sign-ups", "volunteer"), "activity_id", "member_id"
    )

    assert attendance["member_id"] == "volunteer"
    assert path.endswith(attendance["activity_id"])
    mine, theirs = (row_of(shared_office, path, it) for it in ("volunteer", "volunteer2"))
    assert mine["i_signed_up"] and not theirs["i_signed_up"]
    assert mine["signed_up"] == theirs["signed_up"] == 1
    assert row_of(shared_office, other, "volunteer")["signed_up"] == 0


def test_a_coordinator_gives_a_place_to_somebody_without_a_phone(shared_office: Office) -> None:
    path, member_id = publish(shared_office), enrol(shared_office)

    attendance = created_by(
        shared_office, f"{path}/sign-ups", "coordinator", {"member_id": member_id}
    )

    assert attendance["member_id"] == member_id
    fact = found(shared_office, f"/api/audit/facts/{attendance['position']}", "supervisor")
    assert (fact["actor"], fact["on_behalf_of"]) == ("coordinator", member_id)


@pytest.mark.parametrize("step", ["sign-ups", "cancellations", "sign-ins", "sign-outs"])
def test_a_volunteer_acts_for_nobody_else(shared_office: Office, step: str) -> None:
    path = publish(shared_office)
    before = head(shared_office)

    answer = shared_office.post(f"{path}/{step}", "volunteer", {"member_id": "volunteer2"})

    problem(answer, 403, "not_permitted")
    assert head(shared_office) == before


@pytest.mark.parametrize("step", ["sign-ins", "sign-outs"])
def test_only_a_coordinator_types_times_in(shared_office: Office, step: str) -> None:
    path = publish(shared_office)

    answer = shared_office.post(f"{path}/{step}", "volunteer", {"at": now().isoformat()})

    problem(answer, 403, "not_permitted")


def test_a_place_is_taken_once(shared_office: Office) -> None:
    path = publish(shared_office)
    created_by(shared_office, f"{path}/sign-ups", "volunteer")

    refused(
        shared_office,
        f"{path}/sign-ups",
        "volunteer",
        code="already_signed_up",
        zh="已经报过名了。",
        en="Signed up already.",
    )
    created_by(shared_office, f"{path}/sign-ups", "volunteer2")


def test_a_place_is_given_back_and_taken_by_somebody_else(shared_office: Office) -> None:
    path = publish(shared_office, capacity=1)
    created_by(shared_office, f"{path}/sign-ups", "volunteer")

    given_back = created(
        shared_office.post(f"{path}/cancellations", "volunteer"), "activity_id", "member_id"
    )

    assert given_back["member_id"] == "volunteer"
    refused(
        shared_office,
        f"{path}/cancellations",
        "volunteer",
        code="not_signed_up",
        zh="没有报名，不用取消。",
        en="Not signed up, so there is nothing to cancel.",
    )
    created_by(shared_office, f"{path}/sign-ups", "volunteer2")
    created_by(shared_office, f"{path}/cancellations", "coordinator", {"member_id": "volunteer2"})


def test_a_full_activity_takes_nobody_more(shared_office: Office) -> None:
    path, roomy = publish(shared_office, capacity=1), publish(shared_office, capacity=2)
    for it in (path, roomy):
        created_by(shared_office, f"{it}/sign-ups", "volunteer")

    refused(
        shared_office,
        f"{path}/sign-ups",
        "volunteer2",
        code="activity_full",
        zh="报名人数已满（1 人）。",
        en="All 1 places are taken.",
    )
    created_by(shared_office, f"{roomy}/sign-ups", "volunteer2")


@pytest.mark.parametrize("step", ["sign-ups", "cancellations", "sign-ins", "sign-outs"])
def test_there_has_to_be_such_an_activity(shared_office: Office, step: str) -> None:
    refused(
        shared_office,
        f"/api/activities/nothing/{step}",
        "volunteer",
        code="unknown_activity",
        status=404,
        zh="没有这项活动。",
        en="There is no such activity.",
    )


@pytest.mark.parametrize("step", ["sign-ups", "sign-ins", "sign-outs"])
def test_there_has_to_be_such_a_person(shared_office: Office, step: str) -> None:
    refused(
        shared_office,
        f"{publish(shared_office)}/{step}",
        "coordinator",
        {"member_id": "nobody"},
        code="unknown_member",
        status=404,
        zh="没有这位成员。",
        en="There is no such member.",
        field="member_id",
    )


@pytest.mark.parametrize("step", ["sign-ups", "sign-ins"])
def test_nobody_joins_what_is_over(shared_office: Office, step: str) -> None:
    path = publish(shared_office, **past(0.5, 0.1))
    refused(
        shared_office,
        f"{path}/{step}",
        "volunteer",
        with_code(shared_office, path) if step == "sign-ins" else None,
        code="activity_over",
        zh="活动已经结束。",
        en="The activity is over.",
    )


def test_signing_in_begins_on_the_activitys_day(shared_office: Office) -> None:
    path = publish(shared_office, **past(-48, -50))
    refused(
        shared_office,
        f"{path}/sign-ins",
        "volunteer",
        with_code(shared_office, path),
        code="not_yet_open",
        zh="还没到活动当天，不能签到。",
        en="Signing in begins on the day of the activity.",
    )


def test_a_volunteer_serves_and_their_time_waits_for_confirmation(shared_office: Office) -> None:
    path = publish(shared_office)
    body = with_code(shared_office, path)
    signed_in = created(
        shared_office.post(f"{path}/sign-ins", "volunteer", body), "activity_id", "member_id"
    )
    assert signed_in["member_id"] == "volunteer"
    assert row_of(shared_office, path, "volunteer2")["signed_in"] == 1
    refused(
        shared_office,
        f"{path}/sign-ins",
        "volunteer",
        body,
        code="already_signed_in",
        zh="已经签过到了。",
        en="Signed in already.",
    )

    finished = created(
        shared_office.post(f"{path}/sign-outs", "volunteer", body),
        "service_id",
        "minutes",
        "status",
    )

    assert (finished["minutes"], finished["status"]) == (0, "pending")
    row = row_of(shared_office, path, "volunteer")
    assert row["signed_in"] == 0
    assert moment(row["i_signed_in_at"]) <= moment(row["i_signed_out_at"])
    assert row_of(shared_office, path, "volunteer2")["i_signed_in_at"] is None


def test_who_is_not_signed_in_to_an_activity_cannot_sign_out_of_it(shared_office: Office) -> None:
    path = publish(shared_office)
    body = with_code(shared_office, path)
    created_by(shared_office, f"{path}/sign-ins", "volunteer2", body)
    answer = {
        "zh": "还没有签到，不能签退。",
        "en": "Not signed in, so there is nothing to sign out of.",
    }

    refused(shared_office, f"{path}/sign-outs", "volunteer", body, code="not_signed_in", **answer)
    created_by(shared_office, f"{path}/sign-outs", "volunteer2", body)
    refused(shared_office, f"{path}/sign-outs", "volunteer2", body, code="not_signed_in", **answer)


def test_a_forgotten_sign_out_counts_to_the_planned_end(shared_office: Office) -> None:
    times = past(5, 3)
    path, member_id = publish(shared_office, **times), enrol(shared_office)
    begun = {"member_id": member_id, "at": times["starts_at"]}
    created_by(shared_office, f"{path}/sign-ins", "coordinator", begun)

    finished = created_by(
        shared_office, f"{path}/sign-outs", "coordinator", {"member_id": member_id}
    )

    assert finished["minutes"] == 120


def test_a_coordinator_types_in_when_somebody_came_and_went(shared_office: Office) -> None:
    times = past(5, 3)
    path, member_id = publish(shared_office, **times), enrol(shared_office)
    begun, ended = now() - 4.5 * HOUR, now() - 4 * HOUR
    body = {"member_id": member_id}
    created_by(shared_office, f"{path}/sign-ins", "coordinator", body | {"at": begun.isoformat()})
    refused(
        shared_office,
        f"{path}/sign-outs",
        "coordinator",
        body | {"at": (begun - HOUR / 2).isoformat()},
        code="ends_before_start",
        zh="结束时间必须晚于开始时间。",
        en="The end has to be after the start.",
        field="ends_at",
    )

    finished = created_by(
        shared_office, f"{path}/sign-outs", "coordinator", body | {"at": ended.isoformat()}
    )

    assert finished["minutes"] == 30
    (waiting,) = listed(shared_office, "/api/services", "coordinator", member_id=member_id)
    assert moment(waiting["starts_at"]) == begun and moment(waiting["ends_at"]) == ended
