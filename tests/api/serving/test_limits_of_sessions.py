"""A session that lies idle ends, and what matters most asks for the password once more."""

import pytest

from domain.shop.shift import CloseShift, OpenShift
from tests.api.answers import enrol, problem, settle
from tests.api.every_post import asking
from tests.api.sessions import asked, idle_minutes, left_alone, opened_before, signed_in
from tests.clock import today
from tests.office import PASSWORD, Office


def is_signed_in(office: Office, token: str) -> bool:
    return bool(asked(office, token, "GET /api/me").status_code == 200)


def test_who_acts_for_others_is_signed_out_after_an_hour_in_which_nothing_was_done(
    shared_office: Office, shared_database: str
) -> None:
    in_time, too_late = (signed_in(shared_office, "coordinator") for _ in range(2))
    left_alone(shared_office, shared_database, in_time, 58)
    left_alone(shared_office, shared_database, too_late, 62)

    assert is_signed_in(shared_office, in_time)
    problem(asked(shared_office, too_late, "GET /api/me"), 401, "not_signed_in")


def test_a_session_in_use_goes_on_for_another_hour(
    shared_office: Office, shared_database: str
) -> None:
    token = signed_in(shared_office, "coordinator")
    left_alone(shared_office, shared_database, token, 58)
    assert is_signed_in(shared_office, token)

    assert idle_minutes(shared_database, token) == 0


def test_a_volunteer_stays_signed_in_on_their_phone_for_an_activity_but_not_all_day(
    shared_office: Office, shared_database: str
) -> None:
    in_time, too_late = (signed_in(shared_office, "volunteer") for _ in range(2))
    left_alone(shared_office, shared_database, in_time, 238)
    left_alone(shared_office, shared_database, too_late, 242)

    assert is_signed_in(shared_office, in_time)
    assert not is_signed_in(shared_office, too_late)


def test_a_till_with_its_shift_open_is_never_thrown_out(
    shared_office: Office, shared_database: str
) -> None:
    opened = shared_office.record(OpenShift(till="S9", cashier_id="cashier2"), "cashier2").fact
    settle(shared_office)
    at_work = signed_in(shared_office, "cashier2")
    left_alone(shared_office, shared_database, at_work, 600)
    assert is_signed_in(shared_office, at_work)

    closing = CloseShift(shift_id=opened.shift_id, closed_by="cashier2")
    shared_office.record(closing, "cashier2")
    settle(shared_office)
    off_work = signed_in(shared_office, "cashier2")
    left_alone(shared_office, shared_database, off_work, 600)
    assert not is_signed_in(shared_office, off_work)


def test_what_a_till_asks_by_itself_is_no_use_of_a_session(
    shared_office: Office, shared_database: str
) -> None:
    token = signed_in(shared_office, "cashier")
    left_alone(shared_office, shared_database, token, 30)
    shared_office.client.cookies.set("chengyin", token)
    try:
        assert shared_office.client.get("/till/pulse").status_code == 200
        assert idle_minutes(shared_database, token) == 30
        assert shared_office.client.get("/till").status_code == 200
        assert idle_minutes(shared_database, token) == 0
    finally:
        shared_office.client.cookies.clear()


@pytest.fixture
def li(shared_office: Office) -> str:
    member_id = enrol(shared_office, "李桂珍")
    settle(shared_office)
    return member_id


def test_roles_rules_sign_ins_and_leaving_need_a_password_given_lately(
    shared_office: Office, shared_database: str, li: str
) -> None:
    admin = signed_in(shared_office, "admin")
    opened_before(shared_office, shared_database, admin, 16)
    body = {"role": "cashier"}
    for method, path, said in (
        ("POST", f"/api/members/{li}/roles", body),
        ("POST", f"/api/members/{li}/roles/cashier/approval", None),
        ("POST", f"/api/members/{li}/roles/cashier/refusal", None),
        ("DELETE", f"/api/members/{li}/roles/cashier", None),
        ("POST", f"/api/members/{li}/sign-in", {"code": asking(shared_office)["code"]}),
        ("POST", f"/api/members/{li}/leaving", {"volunteer_number": "V1"}),
        ("POST", "/api/rules", {"version": "v", "in_force_from": today(30).isoformat()}),
        ("POST", "/api/rules/some/approval", None),
        ("POST", "/api/rules/some/refusal", None),
    ):
        answer = asked(shared_office, admin, f"{method} {path}", said)
        problem(answer, 403, "reauthentication_required")
    assert is_signed_in(shared_office, admin)

    lately = signed_in(shared_office, "admin")
    opened_before(shared_office, shared_database, lately, 14)
    path = f"/api/members/{li}/roles"
    assert asked(shared_office, lately, f"POST {path}", body).status_code == 201
    assert asked(shared_office, admin, "GET /api/rules/proposals").status_code == 200


def test_no_limit_is_for_the_people_of_the_demo(
    shared_office: Office, shared_database: str, li: str
) -> None:
    token = signed_in(shared_office, "supervisor2")
    portal = shared_office.client.portal
    assert portal
    portal.call(shared_office.community.session_use.exempt, "supervisor2")
    left_alone(shared_office, shared_database, token, 300)
    opened_before(shared_office, shared_database, token, 300)

    path = f"/api/members/{li}/roles/cashier/approval"
    assert asked(shared_office, token, f"POST {path}").status_code in {404, 409}


@pytest.mark.parametrize("limit", ["idle_minutes", "reauthentication_minutes"])
def test_a_limit_of_0_is_none(
    shared_office: Office, shared_database: str, li: str, limit: str
) -> None:
    settings = shared_office.community.settings
    before = getattr(settings, limit)
    token = signed_in(shared_office, "admin")
    left_alone(shared_office, shared_database, token, 300 if limit == "idle_minutes" else 0)
    opened_before(shared_office, shared_database, token, 300 if limit != "idle_minutes" else 0)
    setattr(settings, limit, 0)
    try:
        answer = asked(shared_office, token, f"POST /api/members/{li}/roles", {"role": "cashier"})
        assert answer.status_code == 201, answer.text
    finally:
        setattr(settings, limit, before)


def test_who_signs_in_anew_gives_the_token_before_up_but_nobody_elses(
    shared_office: Office,
) -> None:
    old, anothers = (signed_in(shared_office, it) for it in ("coordinator", "supervisor"))
    for token in (old, anothers):
        form = {"username": "coordinator", "password": PASSWORD}
        headers = {"Authorization": f"Bearer {token}"}
        assert shared_office.client.post("/api/token", data=form, headers=headers).is_success

    assert not is_signed_in(shared_office, old)
    assert is_signed_in(shared_office, anothers)
