"""The contenders: the time bank as it ships, and others that do the same work or none."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlencode
from urllib.request import urlopen

from benchmarks import updates
from benchmarks.community import COMMUNITY, PASSWORD, as_serving, bodies, found_community
from benchmarks.databases import Databases, ask
from benchmarks.load import Answers, Load, put
from benchmarks.processes import free_port, served
from benchmarks.shares import shares

REDEEM: Final = "/api/redemptions"


class Asked(NamedTuple):
    """Where a contender answers, and what it wants to see besides the body."""

    port: int
    headers: dict[str, str]


class Contender(NamedTuple):
    """Somebody to ask for redemptions; `recorded` counts what a database then has."""

    name: str
    seed: str
    serve: Callable[[str, Path], AbstractContextManager[Asked]]
    recorded: Callable[[str], int] | None


class Round(NamedTuple):
    """One measurement. `facts_behind`: how far the projections had still to come at its end.

    `used`: seconds of the processors by kind of process.
    """

    answers: Answers
    facts_behind: int
    used: Mapping[str, float]


class NotTheTruth(Exception):
    """Wrong answers, or answers without a record: such a measurement is worth nothing."""


@contextmanager
def _time_bank(url: str, folder: Path) -> Iterator[Asked]:
    """The real service with its projections beside it, and a cashier who has signed in."""
    port = free_port()
    environment = {
        "CHENGYIN_DATABASE_URL": as_serving(url),
        "CHENGYIN_NIGHTLY_CHECK_HOUR": "",
        "CHENGYIN_COMMUNITY": COMMUNITY,
        "CHENGYIN_DATA": str(folder),
        "CHENGYIN_PORT": str(port),
    }
    with served("api.command_line", "serve", port=port, environment=environment):
        token = sign_in(port, "cashier", PASSWORD)
        while not ask(url, "projections_are_followed"):
            time.sleep(0.05)
        yield Asked(port, {"Authorization": f"Bearer {token}"})


def _other(name: str) -> Callable[[str, Path], AbstractContextManager[Asked]]:
    @contextmanager
    def serve(url: str, _folder: Path) -> Iterator[Asked]:
        port = free_port()
        with served("benchmarks.contend", name, str(port), url, port=port):
            yield Asked(port, {})

    return serve


def _in_log(url: str) -> int:
    return int(ask(url, "redemptions_in_log"))


def _facts_behind(url: str) -> int:
    return int(ask(url, "facts_behind"))


LOG: Final = "benchmark_log"
TABLES: Final = "benchmark_tables"

TIME_BANK: Final = Contender("time_bank", LOG, _time_bank, _in_log)
EMPTY: Final = Contender("empty", TABLES, _other("empty"), None)
UPDATES: Final = Contender("updates", TABLES, _other("updates"), updates.count_redemptions)
ONE_AT_A_TIME: Final = Contender("one_at_a_time", LOG, _other("one_at_a_time"), _in_log)
CONTENDERS: Final = (TIME_BANK, EMPTY, UPDATES, ONE_AT_A_TIME)


def sign_in(port: int, username: str, password: str) -> str:
    """The token of a session."""
    form = urlencode({"username": username, "password": password}).encode()
    with urlopen(f"http://127.0.0.1:{port}/api/token", form) as answer:
        return str(json.load(answer)["access_token"])


def make_seeds(databases: Databases, folder: Path) -> None:
    """The same community as a log and as tables of current amounts."""
    found_community(databases.make(LOG), folder)
    updates.create_tables(databases.make(TABLES))


def measure(
    contender: Contender,
    databases: Databases,
    folder: Path,
    *,
    seconds: float,
    warm_up_seconds: float = 1.5,
) -> Round:
    """Ask a contender that starts afresh. Raises NotTheTruth."""
    with databases.fresh(contender.seed) as url:
        with contender.serve(url, folder) as asked, shares() as used:
            answers = put(
                Load(
                    port=asked.port,
                    path=REDEEM,
                    headers=asked.headers,
                    bodies=bodies(),
                    warm_up_seconds=warm_up_seconds,
                    seconds=seconds,
                )
            )
            behind = _facts_behind(url) if contender is TIME_BANK else 0
        _check(contender, answers, url)
    return Round(answers, behind, used)


def _check(contender: Contender, answers: Answers, url: str) -> None:
    if answers.wrong:
        raise NotTheTruth(f"{contender.name}: {answers.wrong} times {answers.first_wrong}")
    if contender.recorded and contender.recorded(url) != answers.right_in_all:
        counts = f"{answers.right_in_all} answers, {contender.recorded(url)} records"
        raise NotTheTruth(f"{contender.name}: {counts}")
