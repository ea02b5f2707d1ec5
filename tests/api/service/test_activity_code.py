"""The code of the day: whoever signs themselves in or out is there, and was told it."""

from typing import Any

import pytest

from domain.people.credentials import FAILURES_MAX
from tests.api.answers import created_by, enrol, found, head, malformed, problem, refused
from tests.api.every_post import published
from tests.clock import today
from tests.office import Office
from tests.pages.browsing import browser_of
from tests.pages.people import join

STEPS = ["sign-ins", "sign-outs"]


def code_of(office: Office, path: str) -> str:
    return str(found(office, f"{path}/code", "coordinator")["code"])


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_a_coordinator_is_told_the_code_that_the_desk_shows(shared_office: Office) -> None:
    path, other = published(shared_office), published(shared_office)

    told = found(shared_office, f"{path}/code", "coordinator")

    activity_id = path.rpartition("/")[2]
    assert told == {
        "activity_id": activity_id,
        "code": told["code"],
        "day": today().isoformat(),
    }
    assert len(told["code"]) == 6 and told["code"].isdecimal()
    assert told["code"] != code_of(shared_office, other)
    with browser_of(shared_office, "coordinator2") as browser:
        shown = browser.open(f"/desk/activities/{activity_id}").text
    assert told["code"] in shown.replace(" ", "")


@pytest.mark.parametrize("who", ["volunteer", "cashier", "supervisor", "admin"])
def test_nobody_else_is_told_the_code(shared_office: Office, who: str) -> None:
    answer = shared_office.get(f"{published(shared_office)}/code", who)

    problem(answer, 403, "not_permitted")


def test_there_is_no_code_without_an_activity(shared_office: Office) -> None:
    answer = shared_office.get("/api/activities/nothing/code", "coordinator")

    problem(answer, 404, "unknown_activity")


@pytest.mark.parametrize("who", ["volunteer", "coordinator"])
@pytest.mark.parametrize("step", STEPS)
def test_who_is_not_told_the_code_does_not_sign_themselves_in_or_out(
    shared_office: Office, step: str, who: str
) -> None:
    path, other = published(shared_office), published(shared_office)
    code = code_of(shared_office, path)
    if step == "sign-outs":
        created_by(shared_office, f"{path}/sign-ins", who, {"code": code})
    bodies: list[dict[str, Any] | None] = [
        None,
        {},
        {"member_id": who},
        {"code": wrong(code)},
        {"code": code_of(shared_office, other), "member_id": who},
    ]
    for body in bodies:
        refused(
            shared_office,
            f"{path}/{step}",
            who,
            body,
            status=422,
            code="wrong_activity_code",
            zh="签到码不对。请看带队人今天给的 6 位数字，再输一次。",
            en="The code is wrong. Ask the leader for today's six digits and try again.",
            field="code",
        )


@pytest.mark.parametrize("typed", ["", "1" * 41, 123456, ["123456"]])
def test_what_cannot_be_a_code_is_pointed_at(shared_office: Office, typed: Any) -> None:
    answer = shared_office.post(
        f"{published(shared_office)}/sign-ins", "volunteer", {"code": typed}
    )

    malformed(answer, "/code")


def test_a_coordinator_needs_no_code_for_a_member(shared_office: Office) -> None:
    path, body = published(shared_office), {"member_id": enrol(shared_office)}

    for step in STEPS:
        created_by(shared_office, f"{path}/{step}", "coordinator", body)


@pytest.mark.parametrize("step", STEPS)
def test_after_ten_wrong_codes_the_right_one_is_too_late_here_and_on_the_page(
    shared_office: Office, step: str
) -> None:
    path, member_id = published(shared_office), join(shared_office)
    code = code_of(shared_office, path)
    for _ in range(FAILURES_MAX):
        answer = shared_office.post(f"{path}/{step}", member_id, {"code": wrong(code)})
        problem(answer, 422, "wrong_activity_code")
    before = head(shared_office)

    problem(shared_office.post(f"{path}/{step}", member_id, {"code": code}), 429, "too_many")

    with browser_of(shared_office, member_id) as browser:
        browser.open(path.removeprefix("/api"))
        assert browser.send(browser.form("/sign-in"), code=code).status_code == 429
    assert head(shared_office) == before
    elsewhere = published(shared_office)
    body = {"code": code_of(shared_office, elsewhere)}
    created_by(shared_office, f"{elsewhere}/sign-ins", member_id, body)
