"""Server, projections and PostgreSQL are killed twenty times under load, and come back."""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import count, cycle
from pathlib import Path
from threading import Event
from time import monotonic, sleep

import httpx
import pytest

from tests.journeys.running import Running, created, running_copy

pytestmark = pytest.mark.whole

KILLS = 20
GIVERS = 4
BETWEEN_SECONDS = 0.5
PATIENCE_SECONDS = 120


def test_twenty_kills_lose_nothing_and_double_nothing(
    empty_demo: Path,
) -> None:
    with running_copy(empty_demo) as program:
        coordinator = program.sign_in("coordinator")
        soap = {"name": "肥皂", "unit": "块", "points": 10}
        item_id = created(coordinator.post("/api/items", json=soap))["item_id"]
        answered: dict[str, int] = {}
        with giving(coordinator, item_id, answered):
            for turn, kill in zip(range(KILLS), cycle((_projections, _server, _postgres))):
                before = len(answered)
                kill(program)
                _wait_until_ready(program)
                _wait_until(lambda than=before: len(answered) > than, f"nothing after kill {turn}")

        repeated = {key: created(_give(coordinator, item_id, key))["position"] for key in answered}
        assert repeated == answered
        after = {"Read-After": str(max(answered.values()))}
        shelf = coordinator.get("/api/items", headers=after).json()["items"]
        assert [item["in_stock"] for item in shelf] == [len(answered)]
        assert program.run("check-books").returncode == 0


@contextmanager
def giving(client: httpx.Client, item_id: str, answered: dict[str, int]) -> Iterator[None]:
    """People who hand things over, one after another, each until it is answered."""
    done, numbers = Event(), count()

    def hand_over() -> None:
        while not done.is_set():
            key = f"gift-{next(numbers)}"
            while key not in answered and not done.is_set():
                with suppress(httpx.TransportError):
                    answer = _give(client, item_id, key)
                    assert answer.status_code in {201, 503}, answer.text
                    if answer.status_code == 201:
                        answered[key] = answer.json()["position"]
                        break
                sleep(0.05)

    with ThreadPoolExecutor(GIVERS) as people:
        handing = [people.submit(hand_over) for _ in range(GIVERS)]
        try:
            yield
        finally:
            done.set()
    for it in handing:
        it.result()


def _give(client: httpx.Client, item_id: str, key: str) -> httpx.Response:
    body = {"goods": [{"item_id": item_id, "quantity": 1}]}
    return client.post("/api/donations", json=body, headers={"Idempotency-Key": key})


def _server(program: Running) -> None:
    """What looks after services starts it again, as systemd or a container's engine does."""
    program.kill()
    program.start("demo", "--empty")


def _projections(program: Running) -> None:
    """They are a moment later there than the service is ready: after a kill they begin again."""
    _wait_until(lambda: len(_projecting(program)) == 1, "no projections take their share")
    os.kill(_projecting(program)[0], signal.SIGKILL)


def _projecting(program: Running) -> list[int]:
    assert program.process
    own = Path(f"/proc/{program.process.pid}/task")
    children = " ".join(it.read_text() for it in own.glob("*/children")).split()
    return [int(it) for it in children if b"api.projecting" in _command(it)]


def _command(process: str) -> bytes:
    with suppress(FileNotFoundError):
        return Path(f"/proc/{process}/cmdline").read_bytes()
    return b""


def _postgres(program: Running) -> None:
    noted = program.folder / "postgres/postgresql/cluster/postmaster.pid"
    os.kill(int(noted.read_text().splitlines()[0]), signal.SIGKILL)


def _wait_until_ready(program: Running) -> None:
    sleep(BETWEEN_SECONDS)
    _wait_until(program._is_ready, "the service is not ready again")


def _wait_until(it_is_so: Callable[[], bool], otherwise: str) -> None:
    deadline = monotonic() + PATIENCE_SECONDS
    while not it_is_so():
        assert monotonic() < deadline, otherwise
        sleep(0.1)
