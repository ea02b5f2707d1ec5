"""Signing in, and being told who one is."""

from tests.office import PASSWORD, Office


def test_a_cashier_signs_in_and_is_told_who_they_are(office: Office) -> None:
    answer = office.get("/api/me", "cashier")

    assert answer.status_code == 200
    assert answer.json() | {"name": None} == {
        "member_id": "cashier",
        "username": "cashier",
        "name": None,
        "roles": ["cashier"],
    }


def test_a_wrong_password_is_refused_in_the_readers_language(office: Office) -> None:
    form = {"username": "cashier", "password": PASSWORD + "x"}

    in_chinese = office.client.post("/api/token", data=form)
    in_english = office.client.post("/api/token", data=form, headers={"Accept-Language": "en"})

    assert in_chinese.status_code == in_english.status_code == 401
    assert in_chinese.json()["detail"] == "用户名或密码不对。"
    assert in_english.json()["detail"] == "The username or the password is wrong."


def test_who_is_not_signed_in_is_told_to_sign_in(office: Office) -> None:
    answer = office.get("/api/me")

    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "not_signed_in"


def test_after_signing_out_the_token_is_worth_nothing(office: Office) -> None:
    assert office.ask("DELETE", "/api/token", "cashier").status_code == 204

    assert office.get("/api/me", "cashier").status_code == 401
    assert office.get("/api/me", "supervisor").status_code == 200


def test_after_ten_wrong_passwords_the_name_has_to_wait(office: Office) -> None:
    wrong = {"username": "cashier", "password": "wrong"}
    for _ in range(10):
        assert office.client.post("/api/token", data=wrong).status_code == 401

    right = office.client.post("/api/token", data={"username": "cashier", "password": PASSWORD})
    other = office.client.post("/api/token", data={"username": "admin", "password": PASSWORD})

    assert right.status_code == 429
    assert right.headers["Retry-After"]
    assert other.status_code == 200
