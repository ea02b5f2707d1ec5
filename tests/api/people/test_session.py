"""Signing in and out, and being told who one is."""

import asyncio
from typing import Any

import psycopg
import pytest

from api.serving.composition import open_community
from tests.api.answers import enrol, malformed, problem
from tests.office import PASSWORD, STAFF, Office


def sign_in(office: Office, username: str, password: str = PASSWORD, **headers: str) -> Any:
    form = {"username": username, "password": password}
    return office.client.post("/api/token", data=form, headers=headers)


def me(office: Office, token: str) -> Any:
    return office.client.get("/api/me", headers={"Authorization": f"Bearer {token}"})


def let_sign_in(office: Office, database: str, member_id: str, username: str) -> None:
    """What the office does for a member who has not signed in before."""

    async def set_password() -> None:
        async with open_community(database, office.settings) as community:
            await community.credentials.set(member_id, username, PASSWORD)

    asyncio.run(set_password())


def test_who_signs_in_is_given_a_token_and_told_how_long_it_is_good(shared_office: Office) -> None:
    answer = sign_in(shared_office, "cashier")

    assert answer.status_code == 200
    assert answer.json() | {"access_token": ""} == {
        "access_token": "",
        "token_type": "bearer",
        "expires_in": 12 * 60 * 60,
    }
    assert me(shared_office, answer.json()["access_token"]).status_code == 200
    assert answer.json() != sign_in(shared_office, "cashier").json()


@pytest.mark.parametrize("username", STAFF)
def test_everybody_is_told_who_they_are(shared_office: Office, username: str) -> None:
    answer = shared_office.get("/api/me", username)

    assert answer.status_code == 200
    assert answer.json() == {
        "member_id": username,
        "username": username,
        "name": None,
        "roles": [STAFF[username]],
        "within": [],
    }


def test_who_has_a_phone_signs_in_with_it_and_is_called_by_name(
    shared_office: Office, shared_database: str
) -> None:
    li = enrol(shared_office, "李桂珍", phone="13900001111")
    enrol(shared_office, "王建国", phone="13900002222")
    let_sign_in(shared_office, shared_database, li, "li")

    token = sign_in(shared_office, "13900001111").json()["access_token"]

    assert me(shared_office, token).json() == {
        "member_id": li,
        "username": "li",
        "name": "李桂珍",
        "roles": [],
        "within": [],
    }
    problem(sign_in(shared_office, "13900002222"), 401, "wrong_credentials")


def test_a_wrong_password_is_refused_in_the_readers_language(shared_office: Office) -> None:
    in_chinese = sign_in(shared_office, "cashier", PASSWORD + "x")
    in_english = sign_in(shared_office, "cashier", PASSWORD + "x", **{"Accept-Language": "en"})

    assert problem(in_chinese, 401, "wrong_credentials")["detail"] == "用户名或密码不对。"
    document = problem(in_english, 401, "wrong_credentials")
    assert document["detail"] == "The username or the password is wrong."


def test_a_wrong_name_and_a_wrong_password_cannot_be_told_apart(shared_office: Office) -> None:
    wrong_name = sign_in(shared_office, "nobody-at-all")
    wrong_password = sign_in(shared_office, "volunteer2", "wrong")

    assert wrong_name.json() == wrong_password.json()
    assert wrong_name.status_code == wrong_password.status_code == 401
    assert wrong_name.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("token", ["", "made-up", "x" * 5_000, "é", "a b"])
def test_who_is_not_signed_in_is_told_to_sign_in(shared_office: Office, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}".encode()} if token else {}
    answer = shared_office.client.get("/api/me", headers=headers)

    assert problem(answer, 401, "not_signed_in")["detail"] == "请先登录再操作。"
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_after_signing_out_the_token_is_worth_nothing(shared_office: Office) -> None:
    mine, other = (
        sign_in(shared_office, "cashier").json()["access_token"] for _ in ("mine", "other")
    )
    headers = {"Authorization": f"Bearer {mine}"}
    assert me(shared_office, mine).status_code == 200

    assert shared_office.client.delete("/api/token", headers=headers).status_code == 204

    problem(me(shared_office, mine), 401, "not_signed_in")
    problem(shared_office.client.delete("/api/token", headers=headers), 401, "not_signed_in")
    assert me(shared_office, other).status_code == 200


def test_a_session_ends_by_itself(shared_office: Office, shared_database: str) -> None:
    token = sign_in(shared_office, "coordinator2").json()["access_token"]
    other = sign_in(shared_office, "supervisor").json()["access_token"]

    with psycopg.connect(shared_database) as connection:
        expire = "UPDATE yanwuping.sessions SET expires_at = now() WHERE member_id = %s"
        connection.execute(expire, ["coordinator2"])

    problem(me(shared_office, token), 401, "not_signed_in")
    assert me(shared_office, other).status_code == 200


def test_after_ten_wrong_passwords_the_name_has_to_wait(
    shared_office: Office, shared_database: str
) -> None:
    let_sign_in(shared_office, shared_database, enrol(shared_office), "forgetful")
    for _ in range(10):
        assert sign_in(shared_office, "forgetful", "wrong").status_code == 401

    right, other = sign_in(shared_office, "forgetful"), sign_in(shared_office, "admin")
    in_english = sign_in(shared_office, "forgetful", **{"Accept-Language": "en"})

    assert problem(right, 429, "too_many")["detail"] == "尝试次数过多，请稍后再试。"
    document = problem(in_english, 429, "too_many")
    assert document["detail"] == "Too many attempts; try again later."
    assert int(right.headers["Retry-After"]) > 0
    assert other.status_code == 200


def test_a_form_without_name_or_password_is_pointed_out(shared_office: Office) -> None:
    post = shared_office.client.post

    malformed(post("/api/token"), "/username", "/password")
    malformed(post("/api/token", data={"username": "cashier"}), "/password")
    malformed(post("/api/token", data={"password": PASSWORD}), "/username")
    malformed(post("/api/token", json={"username": "cashier", "password": PASSWORD}), "/username")
    malformed(post("/api/token", files={"username": b"a", "password": b"b"}), "/username")
    multipart = {"Content-Type": "multipart/form-data; boundary=x"}
    malformed(post("/api/token", content=b"nonsense", headers=multipart), "")


@pytest.mark.parametrize(
    "content",
    [
        b"username=%00&password=%00",
        b"username=%FF&password=%FF",
        b"username=\xff&password=\xff",
        b"username=%ED%A0%80&password=x",
        b"username=" + b"x" * 10_000 + b"&password=x",
        b"username=x&password=" + b"x" * 10_000,
        "username=😀&password=😀".encode(),
    ],
)
def test_strange_names_and_passwords_are_wrong_ones(shared_office: Office, content: bytes) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}

    answer = shared_office.client.post("/api/token", content=content, headers=headers)

    problem(answer, 401, "wrong_credentials")
