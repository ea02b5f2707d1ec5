"""Who has a second factor signs in with a code too, and whoever lost it is helped by another."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest

from domain.ledger.decision import OFFICE, Decision, Receipt
from domain.people.second_factor import SetUpSecondFactor, TakeSecondFactorAway
from tests.api.answers import enrol, give_role, problem, settle
from tests.api.every_post import asking
from tests.api.people.test_session import let_sign_in
from tests.api.second_factors import PATH, Phone, as_if_unused, set_up
from tests.api.sessions import asked, opened_before, signed_in
from tests.journeys.running import Running
from tests.office import PASSWORD, Office


@pytest.fixture
def li(shared_office: Office, shared_database: str) -> str:
    """A member who signs in under their id."""
    member_id = enrol(shared_office, "李桂珍")
    let_sign_in(shared_office, shared_database, member_id, f"li-{member_id[:9]}")
    settle(shared_office)
    return member_id


def name_of(member_id: str) -> str:
    return f"li-{member_id[:9]}"


def entered(office: Office, member_id: str, **more: str) -> Any:
    form = {"username": name_of(member_id), "password": PASSWORD} | more
    return office.client.post("/api/token", data=form)


def test_with_a_second_factor_a_password_alone_opens_nothing(
    shared_office: Office, li: str
) -> None:
    phone = set_up(shared_office, signed_in(shared_office, name_of(li)))

    for more in ({}, {"otp": ""}, {"otp": "000000"}, {"otp": "x" * 300}):
        problem(entered(shared_office, li, **more), 401, "second_factor_required")
    problem(entered(shared_office, li, password="wrong"), 401, "wrong_credentials")
    token = entered(shared_office, li, otp=phone.code()).json()["access_token"]
    assert asked(shared_office, token, "GET /api/me").json()["member_id"] == li


def test_a_code_opens_one_session(shared_office: Office, li: str) -> None:
    phone = set_up(shared_office, signed_in(shared_office, name_of(li)))
    code = phone.code()
    assert entered(shared_office, li, otp=code).status_code == 200
    problem(entered(shared_office, li, otp=code), 401, "second_factor_required")


def test_codes_are_not_guessed_more_often_than_passwords(shared_office: Office, li: str) -> None:
    phone = set_up(shared_office, signed_in(shared_office, name_of(li)))
    for _ in range(10):
        problem(entered(shared_office, li, otp="000000"), 401, "second_factor_required")
    answer = entered(shared_office, li, otp=phone.code())
    problem(answer, 429, "too_many")
    assert int(answer.headers["Retry-After"]) > 0


def test_other_sessions_of_who_sets_one_up_have_to_show_a_code(
    shared_office: Office, li: str
) -> None:
    other, here = (signed_in(shared_office, name_of(li)) for _ in range(2))
    assert asked(shared_office, other, "GET /api/me").status_code == 200
    set_up(shared_office, here)

    assert asked(shared_office, here, "GET /api/me").status_code == 200
    problem(asked(shared_office, other, "GET /api/me"), 401, "second_factor_required")


def test_it_is_set_up_with_a_right_code_only_and_once(shared_office: Office, li: str) -> None:
    token = signed_in(shared_office, name_of(li))
    offered = asked(shared_office, token, f"GET {PATH}").json()
    wrong = {"draft": offered["draft"], "otp": "000000"}
    problem(asked(shared_office, token, f"POST {PATH}", wrong), 409, "wrong_one_time_code")
    assert entered(shared_office, li).status_code == 200

    body = wrong | {"otp": Phone(offered["secret"]).code()}
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": uuid4().hex}
    first, again = (shared_office.client.post(PATH, json=body, headers=headers) for _ in range(2))
    assert (first.status_code, again.json()) == (201, first.json())
    assert again.headers["Idempotency-Replayed"] == "true"
    answer = asked(shared_office, token, f"POST {PATH}", body)
    problem(answer, 409, "second_factor_held")
    assert asked(shared_office, token, f"GET {PATH}").json() == {
        "in_use": True,
        "draft": None,
        "secret": None,
        "address": None,
    }


def test_who_turned_it_off_signs_in_with_the_password_alone(shared_office: Office, li: str) -> None:
    token = signed_in(shared_office, name_of(li))
    set_up(shared_office, token)
    assert asked(shared_office, token, f"POST {PATH}/removal").status_code == 201
    assert entered(shared_office, li).status_code == 200


def test_nobody_turns_their_own_off_without_signing_in_anew(
    shared_office: Office, shared_database: str, li: str
) -> None:
    token = signed_in(shared_office, name_of(li))
    set_up(shared_office, token)
    opened_before(shared_office, shared_database, token, 16)
    answer = asked(shared_office, token, f"POST {PATH}/removal")
    problem(answer, 403, "reauthentication_required")
    problem(entered(shared_office, li), 401, "second_factor_required")


def test_an_administrator_takes_it_away_but_never_their_own(shared_office: Office, li: str) -> None:
    phone = set_up(shared_office, signed_in(shared_office, name_of(li)))
    path = f"/api/members/{li}/second-factor/removal"
    problem(shared_office.post(path, "coordinator"), 403, "not_permitted")
    assert shared_office.post(path, "admin").status_code == 201
    assert entered(shared_office, li).status_code == 200
    assert phone.secret

    own = shared_office.post("/api/members/admin/second-factor/removal", "admin")
    problem(own, 409, "own_second_factor")
    problem(shared_office.post(path, "admin"), 409, "no_second_factor")


def test_who_is_let_in_by_the_desk_shows_a_code_all_the_same(
    shared_office: Office, shared_database: str, li: str
) -> None:
    phone = set_up(shared_office, signed_in(shared_office, name_of(li)))
    as_if_unused(shared_database, li)
    asks = asking(shared_office)
    path = f"/api/members/{li}/sign-in"
    assert shared_office.post(path, "coordinator", {"code": asks["code"]}).status_code == 201

    session = "/api/sign-in-requests/session"
    without = shared_office.client.post(session, json={"token": asks["token"]})
    problem(without, 401, "second_factor_required")
    body = {"token": asks["token"], "otp": phone.code()}
    assert shared_office.client.post(session, json=body).status_code == 200


def test_neither_the_log_nor_any_answer_after_it_has_the_secret(
    shared_office: Office, li: str
) -> None:
    token = signed_in(shared_office, name_of(li))
    phone = set_up(shared_office, token)
    settle(shared_office)
    facts = shared_office.get("/api/audit/facts", "supervisor", params={"about": f"member:{li}"})

    assert "second_factor.set_up" in facts.text
    assert phone.secret not in facts.text
    assert phone.secret not in asked(shared_office, token, f"GET {PATH}").text


def noted_only(office: Office, decision: Decision, actor: str) -> None:
    """What is left where the service was killed after the log had it, and before all else."""
    assert isinstance(office.record(decision, actor), Receipt)


def test_a_setting_up_that_was_cut_off_is_done_again_with_another_secret(
    shared_office: Office, li: str
) -> None:
    token = signed_in(shared_office, name_of(li))
    noted_only(shared_office, SetUpSecondFactor(member_id=li), li)
    assert entered(shared_office, li).status_code == 200

    phone = set_up(shared_office, token)
    problem(entered(shared_office, li), 401, "second_factor_required")
    assert entered(shared_office, li, otp=phone.code()).status_code == 200


@pytest.mark.parametrize("by_oneself", [True, False])
def test_a_taking_away_that_was_cut_off_is_done_again(
    shared_office: Office, li: str, by_oneself: bool
) -> None:
    token = signed_in(shared_office, name_of(li))
    set_up(shared_office, token)
    decision = TakeSecondFactorAway(member_id=li, by_oneself=by_oneself)
    noted_only(shared_office, decision, li if by_oneself else "admin")
    problem(entered(shared_office, li), 401, "second_factor_required")

    if by_oneself:
        answer = asked(shared_office, token, f"POST {PATH}/removal")
    else:
        answer = shared_office.post(f"/api/members/{li}/second-factor/removal", "admin")
    assert answer.status_code == 201, answer.text
    assert entered(shared_office, li).status_code == 200


def test_whoever_has_the_machine_helps_an_administrator_who_is_alone(
    shared_office: Office, shared_database: str, li: str
) -> None:
    set_up(shared_office, signed_in(shared_office, name_of(li)))
    folder = shared_office.settings.data
    log = folder / "security.log"
    machine = Running(folder, database_url=shared_database, security_log=str(log))

    helped = machine.run("second-factor", "remove", name_of(li))
    assert (helped.returncode, "已取消" in helped.stdout) == (0, True), helped.stderr
    assert entered(shared_office, li).status_code == 200
    settle(shared_office)
    about = {"about": f"member:{li}"}
    facts = shared_office.get("/api/audit/facts", "supervisor", params=about).json()["items"]
    (fact,) = (it for it in facts if it["type"] == "second_factor.taken_away")
    assert fact["actor"] == OFFICE
    (line,) = map(json.loads, log.read_text().splitlines())
    assert (line["act"], line["touches"]) == ("second_factor.take_away", [f"member:{li}"])
    assert name_of(li) not in log.read_text()

    for name, words in ((name_of(li), "没有打开两步验证"), ("nobody", "member")):
        ended = machine.run("second-factor", "remove", name)
        assert ended.returncode == 1 and words in ended.stderr
        assert "Traceback" not in ended.stderr


@contextmanager
def asked_of_staff(office: Office) -> Iterator[None]:
    """The setting that asks for it."""
    settings = office.community.settings
    settings.second_factor = "staff"
    yield
    settings.second_factor = "offered"


def test_where_a_setting_says_so_staff_do_nothing_before_they_set_one_up(
    shared_office: Office, li: str
) -> None:
    give_role(shared_office, li, "cashier")
    settle(shared_office)
    volunteer, token = (signed_in(shared_office, it) for it in ("volunteer", name_of(li)))
    with asked_of_staff(shared_office):
        assert asked(shared_office, volunteer, "GET /api/activities").status_code == 200
        problem(asked(shared_office, token, "GET /api/members"), 403, "second_factor_required")
        assert asked(shared_office, token, "GET /api/me").status_code == 200
        set_up(shared_office, token)
        assert asked(shared_office, token, "GET /api/members").status_code == 200


def test_the_people_of_the_demo_need_none(shared_office: Office, li: str) -> None:
    give_role(shared_office, li, "cashier")
    settle(shared_office)
    token = signed_in(shared_office, name_of(li))
    assert shared_office.client.portal
    shared_office.client.portal.call(shared_office.community.session_use.exempt, li)
    with asked_of_staff(shared_office):
        assert asked(shared_office, token, "GET /api/members").status_code == 200
