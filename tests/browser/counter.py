"""A supermarket with people who come to its counter, as the browser tests meet it."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
from playwright.sync_api import Page, expect

from tests.journeys.running import PASSWORD, Running, created


@dataclass(frozen=True)
class Person:
    """Somebody who comes to the counter."""

    id: str
    number: str


@dataclass(frozen=True)
class Goods:
    """Something on the shelf."""

    id: str
    barcode: str
    name: str = ""


@dataclass(frozen=True)
class Shop:
    """A served community with three people and two kinds of goods of the test's own."""

    program: Running
    li: Person
    wang: Person
    zhao: Person
    rice: Goods
    soap: Goods

    def points_of(self, person: Person) -> int:
        """The points that somebody holds."""
        found = self.program.sign_in("coordinator").get(f"/api/members/{person.id}/balance")
        return int(found.json()["points"])

    def facts(self, kind: str, *people: Person) -> list[dict[str, Any]]:
        """The recorded facts of a type about these people, or about all three."""
        supervisor = self.program.sign_in("supervisor")
        about = [it.id for it in people or (self.li, self.wang, self.zhao)]
        asked = [{"type": kind, "about": member_id} for member_id in about]
        found = [supervisor.get("/api/audit/facts", params=it).json()["items"] for it in asked]
        return [fact for facts in found for fact in facts]

    def spend(self, person: Person, goods: Goods, quantity: int) -> None:
        """Let somebody redeem something elsewhere."""
        sale = {"member_id": person.id, "lines": [{"item_id": goods.id, "quantity": quantity}]}
        created(self.program.sign_in("cashier").post("/api/redemptions", json=sale))


def stocked(program: Running) -> Shop:
    """Ten bags of rice for 30, two a month; ten bars of soap for 10; 80 points for each person."""
    coordinator = program.sign_in("coordinator")
    rice = put_on_shelf(coordinator, "大米", points=30, limit=2)
    soap = put_on_shelf(coordinator, "肥皂", points=10, limit=None)
    people = [_enrol(coordinator, name) for name in ("李桂珍", "王建国", "赵秀英")]
    has_served_all_day(program, *(it.id for it in people))
    return Shop(program, *people, rice, soap)


def put_on_shelf(
    client: httpx.Client, name: str, *, points: int, limit: int | None = None
) -> Goods:
    """Ten pieces of something new, given by nobody in particular."""
    barcode = f"69{uuid4().int % 10**11:011d}"
    item: dict[str, Any] = {
        "name": f"{name}{barcode[-4:]}",
        "unit": "件",
        "points": points,
        "barcode": barcode,
    }
    listed = created(client.post("/api/items", json=item | {"limit_per_member_month": limit}))
    gift = {"goods": [{"item_id": listed["item_id"], "quantity": 10}]}
    created(client.post("/api/donations", json=gift))
    return Goods(listed["item_id"], barcode, item["name"])


def _enrol(coordinator: httpx.Client, name: str) -> Person:
    person = {"name": name, "phone": "19910001234", "kind": "volunteer"}
    answer = created(coordinator.post("/api/members", json=person))
    return Person(answer["member_id"], answer["volunteer_number"])


def has_served_all_day(program: Running, *member_ids: str) -> None:
    """Eight hours of one activity, signed in and out at the desk and confirmed by another."""
    first, second = program.sign_in("coordinator"), program.sign_in("coordinator2")
    now = datetime.now(UTC)
    times = {
        "starts_at": (now - timedelta(hours=8)).isoformat(),
        "ends_at": (now + timedelta(hours=1)).isoformat(),
    }
    told = {"title": "敬老院读报", "programme": "真情系夕阳", "place": "日间照料中心"}
    activity_id = created(first.post("/api/activities", json=told | times))["activity_id"]
    for member_id in member_ids:
        begun = {"member_id": member_id, "at": times["starts_at"]}
        created(first.post(f"/api/activities/{activity_id}/sign-ins", json=begun))
        ended = {"member_id": member_id, "at": now.isoformat()}
        answer = first.post(f"/api/activities/{activity_id}/sign-outs", json=ended)
        created(second.post(f"/api/services/{created(answer)['service_id']}/confirmation"))


def close_shift(program: Running) -> None:
    """Close the cashier's shift, if a test has left one open."""
    with httpx.Client(base_url=program.address, follow_redirects=True) as client:
        client.post("/sign-in", data={"username": "cashier", "password": PASSWORD})
        page = client.get("/till/shift").text
        fields = dict(re.findall(r'name="(csrf|key|shift)" value="(\w+)"', page))
        if "shift" in fields:
            client.post("/till/close", data=fields)


def sign_in(page: Page, username: str) -> None:
    """Sign in through the form."""
    page.goto("/sign-in")
    page.fill("#username", username)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def open_shift(page: Page) -> None:
    """Sign in as the cashier and open the first till, without a mouse."""
    sign_in(page, "cashier")
    expect(page.locator("#till")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#who")).to_be_focused()
    page.wait_for_load_state()  # the till's scripts listen


def lose_the_network(page: Page) -> None:
    """Let the network go, and come to the page that sells without it."""
    page.context.set_offline(True)
    page.goto("/till")
    expect(page.locator("#who")).to_be_focused()


def scan(page: Page, text: str) -> None:
    """As a scanner does: into whatever has the focus, fast, with Enter at the end."""
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def ready_to_lose_the_network(page: Page) -> None:
    """Wait until the till has kept its page, its scripts and its allowances."""
    page.evaluate(
        """async () => {
          const kept = async () =>
            (await caches.match('/till/offline')) && (await window.till.kept.get());
          await navigator.serviceWorker.ready;
          while (!(await kept())) await new Promise(later => setTimeout(later, 50));
        }"""
    )
