"""What people do over HTTP while the containers are tried: sign in, serve hours, sell rice."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from docker.trial.kernel import Failed

PATIENCE_SECONDS: Final = 120
PAUSE_SECONDS: Final = 0.2


def headers_over(address: str, scheme: str) -> Mapping[str, str]:
    """What an answer comes with where a proxy says how it was asked."""
    asked = Request(f"{address}/livez", headers={"X-Forwarded-Proto": scheme})
    with urlopen(asked, timeout=30) as answer:
        return {name.lower(): value for name, value in answer.headers.items()}


class Person:
    """Somebody who is signed in."""

    def __init__(self, address: str, username: str, password: str) -> None:
        self._address = address
        form = urlencode({"username": username, "password": password}).encode()
        token = _answer(Request(f"{address}/api/token", form))["access_token"]
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def post(self, path: str, body: object = None) -> Any:
        told = json.dumps(body).encode() if body is not None else b""
        try:
            return _answer(Request(f"{self._address}{path}", told, self._headers, method="POST"))
        except HTTPError as error:
            raise Failed(_told(error)) from None

    def get(self, path: str, after: int) -> Any:
        """What is there once the projections have come to a position of the log."""
        headers = {**self._headers, "Read-After": str(after)}
        return patiently(lambda: _answer(Request(f"{self._address}{path}", headers=headers)))


def _answer(request: Request) -> Any:
    with urlopen(request, timeout=30) as answer:
        return json.load(answer)


def _told(error: HTTPError) -> str:
    return f"{error.url}: {error.code} {error.read().decode(errors='replace')[:500]}"


def patiently(ask: Callable[[], Any]) -> Any:
    """An answer, once whoever is asked is there and ready; raises Failed."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return ask()
        except HTTPError as error:
            if error.code != 503 or time.monotonic() > deadline:
                raise Failed(_told(error)) from None
        except (URLError, OSError) as error:
            if time.monotonic() > deadline:
                raise Failed(f"no answer: {error}") from None
        time.sleep(PAUSE_SECONDS)


class Office:
    """The demo community's people at the address of the service."""

    def __init__(self, address: str, password: str) -> None:
        self.address = address
        self._password = password

    def person(self, username: str) -> Person:
        return Person(self.address, username, self._password)

    def sells(self) -> tuple[str, int]:
        """Hours become points and points leave with rice: who bought, and their points after it."""
        member, item = self._eight_hours(), self._rice()
        lines = [{"item_id": item, "quantity": 2}]
        sale = self.person("cashier").post(
            "/api/redemptions", {"member_id": member, "lines": lines}
        )
        if sale["points"] != 60 or sale["balance_after"] != 20:
            raise Failed(f"80 points less 60 are 20: {sale}")
        return member, int(sale["position"])

    def balance(self, member: str, after: int) -> Mapping[str, Any]:
        told: Mapping[str, Any] = self.person("supervisor").get(
            f"/api/members/{member}/balance", after
        )
        return {name: value for name, value in told.items() if "position" not in name}

    def _eight_hours(self) -> str:
        coordinator, second = self.person("coordinator"), self.person("coordinator2")
        li = {"name": "李桂珍", "phone": "19910001234"}
        li |= {"kind": "volunteer", "team": "爱心帮扶"}
        member = str(coordinator.post("/api/members", li)["member_id"])
        now = datetime.now(UTC)
        begun = (now - timedelta(hours=8)).isoformat()
        activity = {
            "title": "敬老院读报",
            "programme": "真情系夕阳",
            "place": "日间照料中心",
            "starts_at": begun,
            "ends_at": (now + timedelta(hours=1)).isoformat(),
        }
        held = coordinator.post("/api/activities", activity)
        path = f"/api/activities/{held['activity_id']}"
        coordinator.post(f"{path}/sign-ins", {"member_id": member, "at": begun})
        ended = coordinator.post(f"{path}/sign-outs", {"member_id": member, "at": now.isoformat()})
        second.post(f"/api/services/{ended['service_id']}/confirmation")
        return member

    def _rice(self) -> str:
        coordinator = self.person("coordinator")
        rice = {"name": "大米5kg", "unit": "袋", "points": 30}
        item = str(coordinator.post("/api/items", rice)["item_id"])
        gift = {"donor": {"name": "湘江商贸"}, "goods": [{"item_id": item, "quantity": 10}]}
        coordinator.post("/api/donations", gift)
        return item

    @contextmanager
    def busy(self) -> Iterator[list[int]]:
        """Somebody puts goods on the list without a pause: the positions that were answered."""
        desk, answered = self.person("coordinator"), list[int]()
        enough, ended = threading.Event(), list[Exception]()

        def work() -> None:
            while not enough.is_set():
                item = {"name": f"肥皂{token_hex(4)}", "unit": "块", "points": 5}
                try:
                    answered.append(int(desk.post("/api/items", item)["position"]))
                except (Failed, OSError) as error:  # the service stops: nothing was promised
                    ended.append(error)
                    return

        worker = threading.Thread(target=work)
        worker.start()
        try:
            while len(answered) < 20 and worker.is_alive():
                time.sleep(PAUSE_SECONDS)
            if not worker.is_alive():
                raise Failed(f"after {len(answered)} acts nobody answered any more: {ended}")
            yield answered
        finally:
            enough.set()
            worker.join()
