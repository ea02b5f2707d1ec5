"""A version of some terms hangs in words, and holds when nobody objected with reason."""

from datetime import timedelta
from typing import Any

from tests.api.answers import created_by, found, problem, settle
from tests.api.every_post import fresh
from tests.clock import today
from tests.office import Office


def propose(office: Office, book: str, terms: dict[str, Any]) -> str:
    body = {"version": fresh(), "in_force_from": today().isoformat(), "terms": terms}
    made = created_by(office, f"/api/rules/{book}", "admin", body)
    settle(office)
    return str(made["rules_id"])


def approve(office: Office, book: str, rules_id: str) -> Any:
    return office.post(f"/api/rules/{book}/proposals/{rules_id}/approval", "supervisor", None)


def hang(rules_id: str, days: int = 9) -> dict[str, str]:
    last = today() + timedelta(days=days)
    opens_on = today().isoformat()
    return {"rules_id": rules_id, "opens_on": opens_on, "last_day": last.isoformat()}


def test_rules_hang_in_words_and_wait_where_the_community_says_so(office: Office) -> None:
    wanted = propose(office, "needs", {"claims_open_max": 3})
    posted = created_by(office, "/api/notices/rules", "coordinator", hang(wanted))
    told = found(office, f"/api/notices/{posted['notice_id']}")
    assert (told["kind"], told["lines"]) == ("rules", 1)
    assert "”改为“3”" in told["wording"]
    assert "求助规则" in told["wording"]
    assert approve(office, "needs", wanted).status_code == 201
    first = propose(office, "rules_notice", {"days": 7})
    assert approve(office, "rules_notice", first).status_code == 201
    second = propose(office, "needs", {"claims_open_max": 4})
    problem(approve(office, "needs", second), 409, "notice_missing")
    created_by(office, "/api/notices/rules", "coordinator", hang(second))
    problem(approve(office, "needs", second), 409, "notice_running")
    again = office.post("/api/notices/rules", "coordinator", hang(second))
    problem(again, 409, "already_posted")


def test_only_what_waits_is_put_up(office: Office) -> None:
    nothing = office.post("/api/notices/rules", "coordinator", hang("nothing"))
    problem(nothing, 404, "unknown_rules")
    own = propose(office, "needs", {"claims_open_max": 3})
    assert office.post("/api/notices/rules", "admin", hang(own)).status_code == 403


def test_whatever_the_log_tells_of_is_put_up(shared_office: Office) -> None:
    about = created_by(shared_office, "/api/donations", "coordinator2", {"money_fen": 100})
    body = {
        "kind": "books",
        "subjects": [f"donation:{about['donation_id']}"],
        "opens_on": today().isoformat(),
        "last_day": (today() + timedelta(days=40)).isoformat(),
        "wording": "本月捐赠",
    }
    created_by(shared_office, "/api/notices", "coordinator", body)
    unknown = body | {"subjects": ["donation:nothing"]}
    problem(shared_office.post("/api/notices", "coordinator", unknown), 404, "unknown_subject")
