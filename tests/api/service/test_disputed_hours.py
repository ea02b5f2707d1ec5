"""No hours stand that were found to be wrong without somebody being told to revoke them."""

from typing import Any

from tests.api.answers import created, created_by, found, problem, settle
from tests.api.every_post import disputed, visited
from tests.office import Office


def rows(office: Office, path: str, state: str) -> list[dict[str, Any]]:
    """The rows of one service in a state."""
    settle(office)
    answer = found(office, "/api/attestations/disputes", "supervisor", params={"state": state})
    service_id = path.rpartition("/")[2]
    return [it for it in answer["items"] if it["service_id"] == service_id]


def test_a_dispute_is_followed_from_the_word_to_the_revocation(shared_office: Office) -> None:
    path = disputed(shared_office)
    (row,) = rows(shared_office, path, "open")
    assert (row["reason"], row["name"], row["outcome"]) == ("那天没有人来", "李桂珍", None)
    body = {"outcome": "upheld", "answer": "邻居也说没人来"}
    done = created_by(shared_office, f"{path}/dispute/answer", "supervisor", body)
    assert done["outcome"] == "upheld"
    assert rows(shared_office, path, "open") == []
    (row,) = rows(shared_office, path, "upheld")
    assert (row["answer"], row["revoked_position"]) == ("邻居也说没人来", None)
    reason = {"reason": "没有来过"}
    revoked = created_by(shared_office, f"{path}/revocation", "supervisor", reason)
    assert rows(shared_office, path, "upheld") == []
    (row,) = rows(shared_office, path, "revoked")
    assert row["revoked_position"] == revoked["position"]


def test_what_was_found_in_order_is_revoked_by_nobody(shared_office: Office) -> None:
    path = disputed(shared_office)
    body = {"outcome": "dismissed", "answer": "来过，签到表上有"}
    answered = shared_office.post(f"{path}/dispute/answer", "supervisor", body)
    created(answered, "service_id", "outcome")
    (row,) = rows(shared_office, path, "dismissed")
    assert row["answer"] == "来过，签到表上有"
    again = shared_office.post(f"{path}/dispute/answer", "supervisor2", body)
    problem(again, 409, "dispute_decided")


def test_supervisors_alone_look_into_it(shared_office: Office) -> None:
    path = disputed(shared_office)
    body = {"outcome": "dismissed", "answer": "来过"}
    for who in ("coordinator", "volunteer", "admin"):
        assert shared_office.get("/api/attestations/disputes", who).status_code == 403
        assert shared_office.post(f"{path}/dispute/answer", who, body).status_code == 403
    waits, _ = visited(shared_office)
    nothing = shared_office.post(f"{waits}/dispute/answer", "supervisor", body)
    problem(nothing, 409, "not_disputed")
