"""Who is let in by the desk chooses a password, and nothing of it is lost on the way."""

from typing import Any
from uuid import uuid4

import pytest

from tests.api.answers import created_by, enrol, found, give_role, problem, settle
from tests.api.every_post import asking
from tests.office import Office

WORDS, OTHER = "lantern-river-seven", "window-carpet-ninety"


@pytest.fixture
def li(shared_office: Office) -> str:
    member_id = enrol(shared_office, "李桂珍")
    settle(shared_office)
    return member_id


def arrival(office: Office, token: str) -> Any:
    return office.client.post("/api/sign-in-requests/session", json={"token": token})


def let_in(office: Office, member_id: str, **more: Any) -> dict[str, str]:
    """The headers of who was let in."""
    asked = asking(office)
    body = {"code": asked["code"]} | more
    created_by(office, f"/api/members/{member_id}/sign-in", "coordinator", body)
    token = arrival(office, asked["token"]).json()["access_token"]
    return {"Authorization": f"Bearer {token}"}


def choose(office: Office, headers: dict[str, str], key: str, **body: str) -> Any:
    headers = headers | {"Idempotency-Key": key}
    return office.client.post("/api/me/password", json=body, headers=headers)


def test_who_asked_waits_until_the_desk_lets_them_in(shared_office: Office, li: str) -> None:
    asked = asking(shared_office)
    problem(arrival(shared_office, asked["token"]), 409, "not_let_in_yet")
    problem(arrival(shared_office, "x" * 40), 409, "not_let_in_yet")
    body = {"code": asked["code"]}
    created_by(shared_office, f"/api/members/{li}/sign-in", "coordinator", body)
    first, again = (arrival(shared_office, asked["token"]) for _ in range(2))
    assert first.status_code == again.status_code == 200


def test_a_password_is_chosen_once_however_often_it_is_asked(
    shared_office: Office, li: str
) -> None:
    headers, key = let_in(shared_office, li), uuid4().hex
    first, again = (choose(shared_office, headers, key, new=WORDS) for _ in range(2))
    assert first.status_code == 201, first.text
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["Idempotency-Replayed"] == "true"


def test_the_ledger_says_who_might_have_been_behind_a_sign_in(
    shared_office: Office, li: str
) -> None:
    colleague = enrol(shared_office, "陈姐")
    headers = let_in(shared_office, colleague)
    choose(shared_office, headers, uuid4().hex, new=WORDS)
    give_role(shared_office, colleague, "coordinator")
    settle(shared_office)
    path, body = f"/api/members/{li}/sign-in", {"code": asking(shared_office)["code"]}
    headers |= {"Idempotency-Key": uuid4().hex}
    answer = shared_office.client.post(path, json=body, headers=headers)
    assert answer.status_code == 201, answer.text
    settle(shared_office)

    about = {"about": f"member:{li}"}
    facts = shared_office.get("/api/audit/facts", "supervisor", params=about).json()["items"]
    (given,) = (it for it in facts if it["type"] == "sign_in.given")
    assert (given["actor"], given["data"]["behind_ids"]) == (colleague, ["coordinator"])


def test_a_password_that_was_changed_before_its_note_was_lost_is_noted_again(
    shared_office: Office, li: str
) -> None:
    headers = let_in(shared_office, li)
    assert choose(shared_office, headers, uuid4().hex, new=WORDS).status_code == 201
    assert choose(shared_office, headers, uuid4().hex, new=WORDS).status_code == 201


def test_another_password_under_the_same_key_is_not_said_to_be_chosen(
    shared_office: Office, li: str
) -> None:
    headers, key = let_in(shared_office, li), uuid4().hex
    assert choose(shared_office, headers, key, new=WORDS).status_code == 201
    problem(choose(shared_office, headers, key, new=OTHER), 409, "wrong_password")


def test_weak_passwords_lock_nobody_out_who_was_just_let_in(shared_office: Office, li: str) -> None:
    headers = let_in(shared_office, li)
    for _ in range(12):
        weak = choose(shared_office, headers, uuid4().hex, new="12345678")
        problem(weak, 409, "weak_password")
    assert choose(shared_office, headers, uuid4().hex, new=WORDS).status_code == 201


def test_a_name_that_is_taken_and_a_member_who_is_none_are_told(
    shared_office: Office, li: str
) -> None:
    body = {"code": asking(shared_office)["code"], "username": "cashier"}
    answer = shared_office.post(f"/api/members/{li}/sign-in", "coordinator", body)
    problem(answer, 409, "name_taken")
    nobody = shared_office.post("/api/members/nobody/sign-in", "coordinator", body)
    problem(nobody, 404, "unknown_member")
    trail = found(shared_office, "/api/audit/facts", "supervisor", params={"about": li})
    assert "sign_in.given" not in {it["type"] for it in trail["items"]}


def test_letting_somebody_in_does_not_give_back_what_an_administrator_took(
    shared_office: Office, li: str
) -> None:
    let_in(shared_office, li)
    settle(shared_office)
    taken = shared_office.ask("DELETE", f"/api/members/{li}/roles/volunteer", "admin")
    assert taken.status_code == 200, taken.text
    settle(shared_office)
    headers = let_in(shared_office, li)
    choose(shared_office, headers, uuid4().hex, new=WORDS)
    settle(shared_office)
    assert shared_office.client.get("/api/me", headers=headers).json()["roles"] == []


def test_who_was_let_in_by_mistake_comes_back_no_more(shared_office: Office, li: str) -> None:
    wrong, right = asking(shared_office), asking(shared_office)
    for asked in (wrong, right):
        body = {"code": asked["code"]}
        created_by(shared_office, f"/api/members/{li}/sign-in", "coordinator", body)
        assert arrival(shared_office, asked["token"]).status_code == 200
    problem(arrival(shared_office, wrong["token"]), 409, "not_let_in_yet")
