"""Repeats: the same request again is answered again and recorded once."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from tests.api.answers import enrol, give_role, head, malformed, problem, settle
from tests.api.every_post import EVERY_POST, Post, fresh, routes_of
from tests.office import Office

RECORDING_NOTHING = {
    *("/api/token", "/api/sign-in-requests", "/api/sign-in-requests/session"),
    "/api/members/{member_id}/free-times",
}
"""Who says when they are free says it to the vault alone: see needs/test_free_times."""
KNOWN_BY_THE_ACT = {
    "/api/me/password",
    "/api/me/second-factor",
    "/api/me/second-factor/removal",
}
"""What one does with one's own sign-in: see people/test_sign_in and test_second_factor."""
SENTENCES = {
    "zh": "这个请求编号已经用于另一项内容，请换一个编号再提交。",
    "en": "This idempotency key was used for a different request; use a new one.",
}


def ask(office: Office, post: Post, key: str, body: Any = None, **headers: str) -> Any:
    return office.post(post.path, post.who, body or post.body, key=key, headers=headers)


def test_every_route_that_records_is_tried_here(shared_office: Office) -> None:
    posts = {name.removeprefix("POST ") for name, _ in routes_of(shared_office) if "POST " in name}

    assert posts - RECORDING_NOTHING - KNOWN_BY_THE_ACT == EVERY_POST.keys()


@pytest.mark.parametrize("route", EVERY_POST)
def test_a_request_that_comes_again_is_answered_as_before_and_recorded_once(
    shared_office: Office, route: str
) -> None:
    post, key = EVERY_POST[route](shared_office), uuid4().hex

    first = ask(shared_office, post, key)
    before = head(shared_office)
    again = [ask(shared_office, post, key) for _ in range(2)]

    assert first.status_code == 201, first.text
    assert "Idempotency-Replayed" not in first.headers
    for answer in again:
        assert (answer.status_code, answer.json()) == (201, first.json())
        assert answer.headers["Idempotency-Replayed"] == "true"
    assert head(shared_office) == before == first.json()["position"]


@pytest.mark.parametrize("route", EVERY_POST)
def test_a_key_stands_for_one_content(shared_office: Office, route: str) -> None:
    post, key = EVERY_POST[route](shared_office), uuid4().hex
    first = ask(shared_office, post, key)
    before = head(shared_office)
    if post.body is None:
        # The route takes no body, so what it is about is told by the path alone.
        post = Post(EVERY_POST[route](shared_office).path, post.who)
        before = head(shared_office)

    for language, sentence in SENTENCES.items():
        answer = ask(shared_office, post, key, post.other, **{"Accept-Language": language})
        document = problem(answer, 422, "idempotency_key_reused")
        assert document["detail"] == sentence

    assert first.status_code == 201
    assert head(shared_office) == before


@pytest.mark.parametrize("route", EVERY_POST)
def test_the_same_key_from_somebody_else_is_another_request(
    shared_office: Office, route: str
) -> None:
    """The second person is refused, at most, for what the first one did."""
    second = {
        "admin": "coordinator2",
        "supervisor": "coordinator2",
        "cashier": "cashier2",
        "volunteer": "volunteer2",
        "coordinator": "coordinator2",
    }
    post, key = EVERY_POST[route](shared_office), uuid4().hex
    ask(shared_office, post, key)

    answer = shared_office.post(post.path, second.get(post.who, "volunteer2"), post.other, key=key)

    assert "Idempotency-Replayed" not in answer.headers
    assert answer.status_code in {201, 403, 409}, answer.text


def test_two_coordinators_with_one_key_found_two_activities(shared_office: Office) -> None:
    post, key = EVERY_POST["/api/activities"](shared_office), uuid4().hex

    ids = {
        shared_office.post(post.path, who, post.body, key=key).json()["activity_id"]
        for who in ("coordinator", "coordinator2")
    }

    assert len(ids) == 2


@pytest.mark.parametrize("route", ["/api/redemptions", "/api/members", "/api/donations"])
def test_many_requests_at_once_with_one_key_are_recorded_once(
    shared_office: Office, route: str
) -> None:
    post, key = EVERY_POST[route](shared_office), uuid4().hex
    shared_office.token(post.who)
    before = head(shared_office)

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: ask(shared_office, post, key), range(24)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert sum("Idempotency-Replayed" not in answer.headers for answer in answers) == 1
    assert head(shared_office) == before + 1


def test_many_different_requests_at_once_with_one_key_are_recorded_once(
    shared_office: Office,
) -> None:
    key, before = uuid4().hex, head(shared_office)
    shared_office.token("admin")

    with ThreadPoolExecutor(12) as pool:
        found = [{"team": fresh()} for _ in range(12)]
        answers = list(
            pool.map(lambda it: shared_office.post("/api/teams", "admin", it, key=key), found)
        )

    assert sorted(answer.status_code for answer in answers) == [201, *[422] * 11]
    assert head(shared_office) == before + 1


def test_how_a_body_is_spaced_and_ordered_makes_no_other_request(shared_office: Office) -> None:
    headers = {
        "Authorization": f"Bearer {shared_office.token('coordinator')}",
        "Idempotency-Key": uuid4().hex,
        "Content-Type": "application/json",
    }
    name = fresh()
    bodies = (
        f'{{"name":"{name}","unit":"袋","points":30}}',
        f'{{ "points": 30,\n "unit": "\\u888b", "name": "{name}" }}',
    )

    first, again = (
        shared_office.client.post("/api/items", content=body.encode(), headers=headers)
        for body in bodies
    )

    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.json() == first.json()


def test_a_key_of_one_route_is_not_taken_for_another(shared_office: Office) -> None:
    key, reason = uuid4().hex, {"reason": "搬走了"}
    parting = EVERY_POST["/api/pairings/{pairing_id}/end"]
    first, other = parting(shared_office), parting(shared_office)
    shared_office.post(first.path, "coordinator", reason, key=key)

    answer = shared_office.post(other.path, "coordinator", reason, key=key)

    problem(answer, 422, "idempotency_key_reused")


def test_a_refused_request_may_come_again_with_its_key(shared_office: Office) -> None:
    """Nothing was recorded under the key, so there is nothing to answer again."""
    post, key = EVERY_POST["/api/redemptions"](shared_office), uuid4().hex
    member_id = enrol(shared_office)
    body = post.body | {"member_id": member_id} if post.body else {}
    problem(shared_office.post(post.path, post.who, body, key=key), 409, "not_yet_eligible")

    shared_office.has_served(member_id, 8)
    answer = shared_office.post(post.path, post.who, body, key=key)

    assert answer.status_code == 201
    assert "Idempotency-Replayed" not in answer.headers


def test_taking_a_role_back_takes_a_key_too(shared_office: Office) -> None:
    member_id = enrol(shared_office)
    path = f"/api/members/{member_id}/roles"
    give_role(shared_office, member_id, "cashier")
    headers = {"Idempotency-Key": uuid4().hex}

    first, again = (
        shared_office.ask("DELETE", f"{path}/cashier", "admin", headers=headers) for _ in range(2)
    )

    assert first.status_code == again.status_code == 200
    assert again.json() == first.json()
    assert again.headers["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize("key", ["k", "k" * 200, "é!?;,", "till-1 0007"])
def test_a_key_is_any_short_text(shared_office: Office, key: str) -> None:
    body = {"team": fresh()}
    headers = {
        "Authorization": f"Bearer {shared_office.token('admin')}".encode(),
        "Idempotency-Key": key.encode("latin-1"),
    }

    first, again = (
        shared_office.client.post("/api/teams", json=body, headers=headers) for _ in range(2)
    )

    assert first.status_code == 201
    assert again.headers["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize("key", ["", "k" * 201])
def test_a_key_is_neither_empty_nor_long(shared_office: Office, key: str) -> None:
    headers = {"Idempotency-Key": key}

    answer = shared_office.ask("POST", "/api/teams", "admin", json={"team": "x"}, headers=headers)

    malformed(answer, "/header/idempotency-key")


def test_without_a_key_every_request_is_a_new_one(shared_office: Office) -> None:
    post = EVERY_POST["/api/activities"](shared_office)
    answers = [shared_office.ask("POST", post.path, post.who, json=post.body) for _ in range(2)]

    assert {answer.status_code for answer in answers} == {201}
    assert answers[0].json()["activity_id"] != answers[1].json()["activity_id"]
    settle(shared_office)
