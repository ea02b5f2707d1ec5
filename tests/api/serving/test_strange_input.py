"""What is strange but well-formed is recorded or refused, and everything goes on as before."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.answers import found, problem, settle
from tests.api.every_post import EVERY_POST, Post, replaced, sent
from tests.office import Office

KEPT = {"/in_force_from", "/id_number"}
"""Fields that stay: rules in force today would be another community's in the next example."""

words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40)
moments = st.datetimes(datetime(1901, 1, 2), datetime(2199, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001 (hypothesis adds the zone)
offsets = st.integers(-1_439, 1_439).map(lambda it: timezone(timedelta(minutes=it)))
days = st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(date.isoformat)
WELL_FORMED = {
    "text": st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=500),
    "line": words,
    "word": words,
    "name": words,
    "id": st.from_regex(r"[0-9A-Za-z_-]{1,64}", fullmatch=True)
    | st.sampled_from(["volunteer", "cashier", "coordinator", "welfare_pool"]),
    "phone": st.from_regex(r"[0-9+() -]{5,30}", fullmatch=True),
    "amount": st.integers(1, 10**9),
    "count": st.integers(0, 10**9),
    "minutes": st.integers(0, 100_000),
    "moment": st.builds(lambda it, zone: it.astimezone(zone).isoformat(), moments, offsets),
    "day": days,
}


@pytest.mark.parametrize("route", [route for route, it in EVERY_POST.items()])
def test_strange_requests_break_nothing(shared_office: Office, route: str) -> None:
    post = EVERY_POST[route](shared_office)
    fields = [
        (pointer, kind.removesuffix("?"))
        for pointer, kind in post.kinds.items()
        if kind.removesuffix("?") in WELL_FORMED and pointer not in KEPT
    ]

    @settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def each(data: st.DataObject) -> None:
        body = changed(post, fields, data)
        answer = sent(shared_office, post, body)
        if answer.status_code != 201:
            is_told_why = answer.json()["code"] in {"not_for_you", "not_the_caller", "too_many"}
            assert answer.status_code in {404, 409, 422} or is_told_why, answer.text
            problem(answer, answer.status_code, answer.json()["code"])

    if fields:
        each()
    settle(shared_office)
    ready = found(shared_office, "/readyz")
    assert (ready["status"], ready["failures"]) == ("ready", {})
    books = found(shared_office, "/api/audit/trial-balance", "supervisor")
    assert {unit["sum"] for unit in books["units"].values()} <= {0}
    for path in ("/api/community", "/api/rankings", "/api/rules", "/api/teams"):
        found(shared_office, path)
    for path in ("members", "activities", "services", "items", "donations", "pairings"):
        found(shared_office, f"/api/{path}", "coordinator", params={"limit": 200})
    found(shared_office, "/api/audit/facts", "supervisor", params={"limit": 200})


def changed(post: Post, fields: list[tuple[str, str]], data: st.DataObject) -> Any:
    """The body with other values in some of its fields."""
    body = post.body
    for pointer, kind in data.draw(st.lists(st.sampled_from(fields), min_size=1, max_size=4)):
        body = replaced(body, pointer, data.draw(WELL_FORMED[kind]))
    return body
