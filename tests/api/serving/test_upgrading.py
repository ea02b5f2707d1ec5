"""While versions change places nobody is told what is not so, and nothing is recorded blindly."""

from typing import Final

import pytest

from domain.ledger.log import Log
from tests.api.answers import head, problem, serve
from tests.api.serving.upgraded import catch_up, next_version
from tests.conftest import COMMUNITY_NAME
from tests.office import TEAM, Office
from tests.roles import later_version_sets_up

BALANCE: Final = "/api/members/volunteer/balance"
LATER_FACT: Final = "team.renamed"


def test_a_question_whose_tables_are_not_there_yet_is_answered_later(
    office: Office, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who holds 80 points is not told that they hold none."""
    serve(office, "volunteer", 8)
    with next_version(office, database, monkeypatch, "balances") as upgraded:
        answer = upgraded.get(BALANCE, "volunteer")
        assert problem(answer, 503, "lagging") and answer.headers["Retry-After"] == "1"
        ready = upgraded.get("/readyz")
        assert (ready.status_code, ready.json()["status"]) == (503, "not ready")
        assert ready.json()["growing"] == ["balances"]
        assert upgraded.get("/api/items", "volunteer").status_code == 200
        assert office.get(BALANCE, "volunteer").json()["points"] == 80
        assert office.get("/readyz").json()["growing"] == []

        catch_up(database)

        assert upgraded.get(BALANCE, "volunteer").json()["points"] == 80
        ready = upgraded.get("/readyz")
        assert (ready.status_code, ready.json()["growing"]) == (200, [])


def test_nobody_has_lost_their_role_because_an_upgrade_has_just_begun(
    office: Office, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = office.token("cashier")
    with next_version(office, database, monkeypatch, "members") as upgraded:
        asked = {"headers": {"Authorization": f"Bearer {token}"}}
        answer = upgraded.get("/api/items", **asked)
        assert problem(answer, 503, "lagging") and answer.headers["Retry-After"]
        assert upgraded.get("/readyz").json()["growing"] == ["members"]
        form = {"username": "cashier", "password": "wrong"}
        problem(upgraded.client.post("/api/token", data=form), 401, "wrong_credentials")

        catch_up(database)

        assert upgraded.get("/api/items", **asked).status_code == 200


def has_recorded_what_only_it_knows(database: str) -> None:
    """A later version has, on the same log."""
    later_version_sets_up(database, COMMUNITY_NAME, LATER_FACT)
    log = Log(database, COMMUNITY_NAME)
    found = (data for _, data in log.after(0, limit=10) if TEAM.encode() in data)
    newer = next(found).replace(b"team.founded", LATER_FACT.encode())
    log.append([(LATER_FACT, newer, ["other:1"])], unless=["other:1"], after=log.head())
    log.close()


def test_a_process_that_an_upgrade_left_behind_records_nothing_and_says_so(
    office: Office, database: str
) -> None:
    gift = {"money_fen": 1}
    assert office.post("/api/donations", "cashier", gift).status_code == 201
    has_recorded_what_only_it_knows(database)
    before = head(office)

    for _ in range(2):
        answer = office.post("/api/donations", "cashier", gift)
        assert problem(answer, 503, "outdated") and answer.headers["Retry-After"] == "60"

    ready = office.get("/readyz")
    assert (ready.status_code, ready.json()["status"]) == (503, "not ready")
    assert ready.json()["unknown_facts"] == [LATER_FACT]
    assert head(office) == before
