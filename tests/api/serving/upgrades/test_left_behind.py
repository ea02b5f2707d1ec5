"""Who had no connection while a later version took over comes back and says nothing wrong."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from typing import Any, Final

import pytest

from tests.api.answers import head, problem, serve
from tests.api.serving.test_upgrading import BALANCE, LATER_FACT
from tests.broken_line import BrokenLine, broken_line
from tests.office import Office, open_office

ROOT: Final = Path(__file__).parents[4]
GIFT: Final = {"money_fen": 1}


@pytest.fixture
def line(database: str) -> Iterator[BrokenLine]:
    with broken_line(database) as it:
        yield it


@pytest.fixture
def office(line: BrokenLine, tmp_path: Path) -> Iterator[Office]:
    """A server and a runner of the projections at the far end of the line."""
    with open_office(line.database, tmp_path) as opened:
        try:
            yield opened
        finally:
            line.mend()


@contextmanager
def later_version(database: str) -> Iterator[Callable[[int], int]]:
    """It records a day's service of so many days ago; what the volunteer holds by it."""
    command = [sys.executable, "-m", "tests.api.serving.upgrades.later_version", database]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        asked, answered = process.stdin, process.stdout
        assert asked and answered

        def record(days_ago: int) -> int:
            asked.write(f"{days_ago}\n")
            asked.flush()
            return int(answered.readline())

        try:
            yield record
        finally:
            process.kill()


def once_back(ask: Callable[[], Any]) -> Any:
    """What is answered when the connections that were cut have been made anew."""
    while (answer := ask()).status_code == 503 and answer.json()["code"] == "busy":
        sleep(0.01)
    return answer


def test_who_comes_back_from_being_away_neither_tells_nor_records_what_is_not_so(
    office: Office, database: str, line: BrokenLine
) -> None:
    serve(office, "volunteer", 8)
    assert office.get(BALANCE, "volunteer").json()["points"] == 80
    assert office.post("/api/donations", "cashier", GIFT).status_code == 201
    line.break_off()
    with later_version(database) as record:
        assert record(9) == 160
        line.mend()

        answer = once_back(lambda: office.get(BALANCE, "volunteer"))
        assert problem(answer, 503, "outdated") and answer.headers["Retry-After"] == "60"
        before = head(office)
        answer = once_back(lambda: office.post("/api/donations", "cashier", GIFT))
        assert problem(answer, 503, "outdated")
        assert head(office) == before
        assert record(8) == 240, "nobody stands in its way"
        problem(office.get(BALANCE, "volunteer"), 503, "outdated")
        assert once_back(lambda: office.get("/api/items", "volunteer")).status_code == 200

        while not (ready := office.get("/readyz")).json()["failures"].get("balances"):
            sleep(0.01)
        assert (ready.status_code, ready.json()["status"]) == (503, "not ready")
        assert ready.json()["unknown_facts"] == [LATER_FACT]
        assert f"is a {LATER_FACT}" in ready.json()["failures"]["balances"]
