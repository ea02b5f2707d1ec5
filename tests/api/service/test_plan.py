"""Activities are moved and called off over the interface, and everybody reads what is in force."""

from datetime import timedelta

from tests.api.answers import created, enrol, head, malformed, moment, refused
from tests.api.service.test_activity import HOUR, past, publish, row_of
from tests.clock import now
from tests.office import Office


def test_an_activity_is_moved_and_says_that_it_was(shared_office: Office) -> None:
    path, other = publish(shared_office), publish(shared_office)
    later = now() + timedelta(days=2)
    plan = {"starts_at": later.isoformat(), "ends_at": (later + HOUR).isoformat()}
    answer = shared_office.post(f"{path}/changes", "coordinator", plan | {"place": "活动室"})
    created(answer, "activity_id")
    row = row_of(shared_office, path, "volunteer")
    assert (moment(row["starts_at"]), moment(row["ends_at"])) == (later, later + HOUR)
    assert (row["place"], row["moved"], row["called_off_at"]) == ("活动室", True, None)
    assert not row_of(shared_office, other, "volunteer")["moved"]


def test_a_larger_activity_takes_more_people_and_has_not_moved(shared_office: Office) -> None:
    path = publish(shared_office, capacity=1)
    body = {"member_id": enrol(shared_office)}
    assert shared_office.post(f"{path}/sign-ups", "coordinator", body).status_code == 201
    refused(
        shared_office,
        f"{path}/sign-ups",
        "coordinator",
        {"member_id": enrol(shared_office, "王建国")},
        code="activity_full",
        zh="报名人数已满（1 人）。",
        en="All 1 places are taken.",
    )
    created(shared_office.post(f"{path}/changes", "coordinator", {"capacity": 2}), "activity_id")
    body = {"member_id": enrol(shared_office, "王建国")}
    assert shared_office.post(f"{path}/sign-ups", "coordinator", body).status_code == 201
    row = row_of(shared_office, path, "volunteer")
    assert (row["capacity"], row["signed_up"], row["moved"]) == (2, 2, False)


def test_what_is_called_off_says_why_and_takes_nobody(shared_office: Office) -> None:
    path = publish(shared_office)
    answer = shared_office.post(f"{path}/calling-off", "coordinator", {"reason": "下大雨"})
    created(answer, "activity_id")
    row = row_of(shared_office, path, "volunteer")
    assert row["called_off_because"] == "下大雨" and moment(row["called_off_at"]) <= now()
    body = {"member_id": enrol(shared_office)}
    for step in ("sign-ups", "sign-ins"):
        refused(
            shared_office,
            f"{path}/{step}",
            "coordinator",
            body,
            code="activity_called_off",
            zh="活动已经取消。",
            en="The activity was called off.",
        )


def test_a_change_that_cannot_be_is_refused(shared_office: Office) -> None:
    path = publish(shared_office)
    refused(
        shared_office,
        f"{path}/changes",
        "coordinator",
        {},
        code="nothing_changed",
        zh="没有任何改动，不用保存。",
        en="Nothing is different, so there is nothing to record.",
    )
    refused(
        shared_office,
        f"{path}/changes",
        "coordinator",
        past(3, 2),
        code="planned_in_the_past",
        zh="改后的结束时间已经过去，请核对日期和时间。",
        en="The new end has passed already; check the day and the time.",
        field="ends_at",
    )
    before = head(shared_office)
    malformed(shared_office.post(f"{path}/changes", "coordinator", {"capacity": 0}), "/capacity")
    malformed(shared_office.post(f"{path}/calling-off", "coordinator", {}), "/reason")
    for step, body in (("changes", {"capacity": 3}), ("calling-off", {"reason": "下雨"})):
        assert shared_office.post(f"{path}/{step}", "volunteer", body).status_code == 403
        unknown = shared_office.post(f"/api/activities/none/{step}", "coordinator", body)
        assert unknown.status_code == 404
    assert head(shared_office) == before
