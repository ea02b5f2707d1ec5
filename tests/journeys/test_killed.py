"""A power cut at the till: what was answered is kept, what is repeated is recorded once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Timer

import httpx
import pytest

from tests.conftest import temporary_folder
from tests.journeys.running import Running, created, running

pytestmark = pytest.mark.whole

GIFTS = 400
CUTS = 3


def test_power_cuts_lose_no_answered_donation_and_double_none_on_repeat() -> None:
    with temporary_folder() as folder, running(folder, "demo", "--empty") as program:
        coordinator = program.sign_in("coordinator")
        soap = {"name": "肥皂", "unit": "块", "points": 10}
        item_id = created(coordinator.post("/api/items", json=soap))["item_id"]
        answered: dict[str, int] = {}
        for _ in range(CUTS):
            _give_until_the_power_is_cut(program, coordinator, item_id, answered)
            program.start("demo", "--empty")
        assert answered, "nothing was answered before the first cut: the test shows nothing"
        repeated = {key: created(_give(coordinator, item_id, key))["position"] for key in _keys()}

        assert {key: repeated[key] for key in answered} == answered
        shelf = coordinator.get(
            "/api/items", headers={"Read-After": str(max(repeated.values()))}
        ).json()["items"]
        assert [item["in_stock"] for item in shelf] == [GIFTS]
        assert program.run("check-books").returncode == 0


def _keys() -> list[str]:
    return [f"gift-{number}" for number in range(GIFTS)]


def _give(client: httpx.Client, item_id: str, key: str) -> httpx.Response:
    body = {"goods": [{"item_id": item_id, "quantity": 1}]}
    return client.post("/api/donations", json=body, headers={"Idempotency-Key": key})


def _give_until_the_power_is_cut(
    program: Running, client: httpx.Client, item_id: str, answered: dict[str, int]
) -> None:
    """Eight people hand things over at once; the power goes after the first answers."""
    cut, first_answers = Event(), Event()

    def hand_over(key: str) -> None:
        if cut.is_set() or key in answered:
            return
        try:
            answer = _give(client, item_id, key)
        except httpx.TransportError:
            return
        if answer.status_code == 201:
            answered[key] = answer.json()["position"]
            first_answers.set()

    def pull_the_plug() -> None:
        first_answers.wait(timeout=30)
        Timer(0.1, lambda: (cut.set(), program.kill())).start()

    with ThreadPoolExecutor(9) as people:
        people.submit(pull_the_plug)
        for key in _keys():
            people.submit(hand_over, key)
    cut.wait(timeout=60)
    assert program.process
    program.process.wait(timeout=30)
