"""Terms of each book are told to everybody, and changed by two people."""

from typing import Any
from uuid import uuid4

from tests.api.answers import created, created_by, listed, problem
from tests.clock import today
from tests.office import Office


def proposal(office: Office, **terms: Any) -> dict[str, Any]:
    body = {"version": uuid4().hex, "in_force_from": today(30).isoformat(), "terms": terms}
    fields = ("rules_id", "book", "version", "in_force_from", "status")
    return created(office.post("/api/rules/notice", "admin", body), *fields)


def book(office: Office, name: str = "notice") -> dict[str, Any]:
    (found,) = (it for it in listed(office, "/api/rules/books") if it["book"] == name)
    return dict(found)


def test_everybody_reads_what_each_book_says_and_what_a_term_may_be(shared_office: Office) -> None:
    row = book(shared_office)
    (answer,) = (it for it in row["terms"] if it["name"] == "answer_days")
    assert answer == {
        "name": "answer_days",
        "words": "收到异议后多少天内须答复",
        "value": 3,
        "kind": "number",
        "least": 0,
        "most": 100_000,
        "choices": [],
        "may_be_none": False,
    }
    assert row["about"] == "公示"


def test_a_version_waits_until_somebody_else_approves_it(office: Office) -> None:
    proposed = proposal(office, answer_days=9)
    assert (proposed["status"], proposed["book"]) == ("proposed", "notice")
    (row,) = listed(office, "/api/rules/books/proposals", "supervisor")
    assert (row["terms"]["answer_days"], row["terms"]["slip_days"]) == (9, 2)
    assert (row["proposed_by"], row["overtaken"]) == ("admin", False)
    path = f"/api/rules/notice/proposals/{proposed['rules_id']}/approval"
    problem(office.post(path, "admin"), 409, "own_rules")
    assert book(office)["versions"] == []
    approved = created_by(office, path, "supervisor")
    assert approved == proposed | {"status": "adopted", "position": approved["position"]}
    (version,) = book(office)["versions"]
    assert (version["proposed_by"], version["adopted_by"]) == ("admin", "supervisor")
    assert version["terms"]["answer_days"] == 9
    assert book(office)["version"] is None  # its first day is yet to come
    assert listed(office, "/api/rules/books/proposals", "supervisor") == []


def test_a_proposal_is_declined_or_taken_back(office: Office) -> None:
    for who in ("supervisor", "admin"):
        proposed = proposal(office, answer_days=9)
        path = f"/api/rules/notice/proposals/{proposed['rules_id']}"
        declined = created_by(office, f"{path}/refusal", who)
        assert (declined["status"], declined["version"]) == ("declined", proposed["version"])
        problem(office.post(f"{path}/approval", "supervisor2"), 409, "rules_decided")


def test_what_is_no_term_is_refused(shared_office: Office) -> None:
    body = {"version": uuid4().hex, "in_force_from": today(30).isoformat()}
    for terms in ({"answer_days": "soon"}, {"no_such": 1}, {"answer_days": [1, 2]}):
        answer = shared_office.post("/api/rules/notice", "admin", body | {"terms": terms})
        problem(answer, 409, "terms_invalid")
    wanted = body | {"terms": {"answer_days": 9}}
    problem(shared_office.post("/api/rules/weather", "admin", wanted), 404, "unknown_book")
    problem(shared_office.post("/api/rules/notice", "coordinator", wanted), 403, "not_permitted")
