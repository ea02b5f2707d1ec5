"""What a till fetches for the time without the network, and what becomes of the sales it sends."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any
from uuid import uuid4

import pytest

from api.pages.till.allowance import card_digest, is_signed, sign
from api.serving.codes import card_code
from domain.people.card import IssueCard
from domain.shop.offline_sale import Allowance
from tests.api.answers import list_item, problem, settle
from tests.clock import SHANGHAI
from tests.office import Office
from tests.pages.browsing import Browser, browser_of
from tests.pages.people import join, served
from tests.pages.till.at_the_till import cashier, new_till, points_of, words

PATIENCE_SECONDS = 20


def shopper(office: Office, *, hours: int = 8) -> tuple[str, str]:
    """Somebody with 80 points, and rice for 30."""
    li = join(office)
    served(office, li, 5, hours=hours)
    rice = list_item(office, 30, stock=9)
    settle(office)
    return li, rice


def fetched(browser: Browser, member_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The snapshot, and what it has of somebody."""
    snapshot = browser.client.get("/till/snapshot").json()
    (person,) = (it for it in snapshot["people"] if it["member"] == member_id)
    return snapshot, person


def slip(browser: Browser, member_id: str, item_id: str, pieces: int = 1) -> dict[str, Any]:
    """A sale as the till writes it down."""
    snapshot, person = fetched(browser, member_id)
    return {
        "id": uuid4().hex,
        "shift_id": snapshot["shift"],
        "member_id": member_id,
        "lines": [{"item_id": item_id, "quantity": pieces}],
        "points": 30 * pieces,
        "sold_at": datetime.now(UTC).isoformat(),
        "allowance": {
            "window": snapshot["window"],
            "points": person["points"],
            "expires_at": snapshot["expires_at"],
            "token": person["token"],
        },
    }


def send(browser: Browser, sale: dict[str, Any], *, handed_over: bool = True, **more: str) -> Any:
    """Send a sale as the till does."""
    headers = {
        "X-CSRF": browser.client.get("/till/pulse").json()["csrf"],
        "Idempotency-Key": sale["id"],
        "Handed-Over": "true" if handed_over else "false",
    } | more
    return browser.client.post("/till/sales", json=sale, headers=headers)


def test_a_snapshot_has_what_a_till_needs_and_nothing_more(shared_office: Office) -> None:
    dialled = "13912345678"
    li = join(shared_office, "李桂珍", phone=dialled, id_number="11010519491231002X")
    served(shared_office, li, *range(3, 13), hours=8)
    poor, newcomer = join(shared_office), join(shared_office)
    served(shared_office, newcomer, 5, hours=4)
    rice = list_item(shared_office, 30, stock=9, limit_per_member_month=2)
    gone = list_item(shared_office, 30)
    card = shared_office.record(IssueCard(member_id=li)).fact
    settle(shared_office)
    with cashier(shared_office) as browser:
        answer = browser.client.get("/till/snapshot")
        snapshot = answer.json()
        people = {it["member"]: it for it in snapshot["people"]}
        assert people[li]["name"] == "李*珍"
        assert people[li]["points"] == shared_office.settings.offline_points_max == 100
        assert not {poor, newcomer} & people.keys()
        shelf = {it["id"]: it for it in snapshot["shelf"]}
        assert (shelf[rice]["limit"], shelf[rice]["redeemable"]) == (2, 9)
        assert gone not in shelf
        assert answer.headers["cache-control"] == "no-store"
        for secret in ("李桂珍", dialled, f'"{dialled[-4:]}"', "1101051949"):
            assert secret not in answer.text
        code = card_code(shared_office.community.vault, card.number)
        assert people[li]["card"] == card_digest(snapshot["salt"], code)
        assert code.replace("-", "") not in answer.text


def test_others_are_answered_while_allowances_are_signed(
    shared_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thousands of them take a while, and the sales of other tills do not wait for it."""
    shopper(shared_office)
    begun, answered = Event(), Event()

    def sign_later(key: bytes, allowance: Allowance) -> str:
        begun.set()
        assert answered.wait(PATIENCE_SECONDS)
        return sign(key, allowance)

    monkeypatch.setattr("api.pages.till.allowance.sign", sign_later)
    with cashier(shared_office) as browser, ThreadPoolExecutor(1) as elsewhere:
        fetching = elsewhere.submit(browser.client.get, "/till/snapshot")
        assert begun.wait(PATIENCE_SECONDS)
        assert shared_office.get("/livez").status_code == 200
        answered.set()
        assert fetching.result().status_code == 200


def test_what_was_signed_by_an_earlier_version_still_holds() -> None:
    """A till may come back with it hours after an upgrade."""
    allowance = Allowance("w1", "m1", 80, datetime(2026, 3, 1, 20, tzinfo=SHANGHAI))
    token = "26e15366d1c4102d5dfcf4fbfa0a1fe925e811be"
    assert sign(b"k" * 32, allowance) == token
    assert is_signed(b"k" * 32, allowance, token)
    assert not is_signed(b"k" * 32, allowance._replace(points=81), token)


def test_who_has_no_open_shift_gets_no_allowances(shared_office: Office) -> None:
    with cashier(shared_office, opened=False) as browser:
        problem(browser.client.get("/till/snapshot"), 404, "not_found")
    with browser_of(shared_office, "volunteer") as volunteer:
        problem(volunteer.client.get("/till/snapshot"), 403, "not_permitted")
        problem(volunteer.client.get("/till/pulse"), 403, "not_permitted")
    with browser_of(shared_office) as nobody:
        problem(nobody.client.get("/till/snapshot"), 401, "not_signed_in")


def test_a_community_may_sell_online_only(shared_office: Office) -> None:
    li, _ = shopper(shared_office)
    settings = shared_office.community.settings
    with cashier(shared_office) as browser:
        settings.offline_points_max = 0
        try:
            assert browser.client.get("/till/snapshot").json()["people"] == []
        finally:
            settings.offline_points_max = 100
        assert fetched(browser, li)[1]["points"] == 80


def test_a_sale_that_arrives_later_is_recorded_once(shared_office: Office) -> None:
    (li, rice), (wang, _) = shopper(shared_office), shopper(shared_office)
    with cashier(shared_office) as browser:
        sale = slip(browser, li, rice)
        answers = [send(browser, sale) for _ in range(3)]
        assert {it.status_code for it in answers} == {201}
        first, again, _ = (it.json() for it in answers)
        assert first["receipt_number"].endswith(f"-F{sale['id'][:6].upper()}")
        assert (first["disputed"], first["replayed"], first["balance_after"]) == (False, False, 50)
        assert again == first | {"replayed": True}
        told = words(browser.open("/till/shift"))
        assert "其中断网时兑换 1 笔" in told
    assert points_of(shared_office, li) == 50
    assert points_of(shared_office, wang) == 80


def test_an_answer_that_was_lost_online_may_be_asked_for_again_after_the_goods_have_left(
    shared_office: Office,
) -> None:
    li, rice = shopper(shared_office)
    with cashier(shared_office) as browser:
        sale = slip(browser, li, rice)
        first = send(browser, sale, handed_over=False).json()
        assert first["receipt_number"].endswith("-0001")
        assert send(browser, sale).json() == first | {"replayed": True}
        other = sale | {"points": 60, "lines": [{"item_id": rice, "quantity": 2}]}
        problem(send(browser, other), 422, "idempotency_key_reused")
    assert points_of(shared_office, li) == 50


def test_goods_on_the_counter_are_refused_like_any_other(shared_office: Office) -> None:
    li, rice = shopper(shared_office)
    with cashier(shared_office) as browser:
        answer = send(browser, slip(browser, li, rice, 3), handed_over=False)
        assert "积分不够" in problem(answer, 409, "insufficient_points")["detail"]
    assert points_of(shared_office, li) == 80


def disputed(office: Office, browser: Browser, sale: dict[str, Any]) -> str:
    """The reason that the supervisor reads."""
    answer = send(browser, sale)
    assert answer.status_code == 201
    assert answer.json()["disputed"]
    settle(office)
    with browser_of(office, "supervisor") as supervisor:
        page = supervisor.open("/ledger/disputes").text
        (card,) = (it for it in page.split('<li class="card">') if sale["id"][:6].upper() in it)
        return card


def test_a_sale_beyond_the_allowance_waits_for_a_supervisor(shared_office: Office) -> None:
    li, rice = shopper(shared_office)
    with cashier(shared_office) as browser:
        first, second = slip(browser, li, rice, 2), slip(browser, li, rice, 2)
        second["allowance"] = first["allowance"]
        assert not send(browser, first).json()["disputed"]
        card = disputed(shared_office, browser, second)
        assert "超过了断网时的额度" in card
        assert "签发的额度 80 分" in card
    assert points_of(shared_office, li) == 20


@pytest.mark.parametrize(
    ("field", "value"), [("points", 100_000), ("token", "0" * 40), ("window", "another")]
)
def test_an_allowance_that_was_changed_is_worth_nothing(
    shared_office: Office, field: str, value: object
) -> None:
    li, rice = shopper(shared_office)
    with cashier(shared_office) as browser:
        sale = slip(browser, li, rice)
        sale["allowance"][field] = value
        assert "不是这台服务器签发的" in disputed(shared_office, browser, sale)
    assert points_of(shared_office, li) == 80


def test_somebody_elses_allowance_is_worth_nothing(shared_office: Office) -> None:
    (li, rice), (wang, _) = shopper(shared_office), shopper(shared_office)
    with cashier(shared_office) as browser:
        sale = slip(browser, li, rice) | {"allowance": slip(browser, wang, rice)["allowance"]}
        assert "不是这台服务器签发的" in disputed(shared_office, browser, sale)
        without = slip(browser, li, rice) | {"allowance": None}
        assert "不是这台服务器签发的" in disputed(shared_office, browser, without)
    assert points_of(shared_office, li) == points_of(shared_office, wang) == 80


def test_points_that_are_gone_meanwhile_and_a_closed_shift_lose_no_sale(
    shared_office: Office,
) -> None:
    (li, rice), (wang, _) = shopper(shared_office), shopper(shared_office)
    with cashier(shared_office) as browser:
        late, later = slip(browser, li, rice), slip(browser, wang, rice)
        sale = {"member_id": li, "lines": [{"item_id": rice, "quantity": 2}]}
        assert shared_office.post("/api/redemptions", "cashier", sale).status_code == 201
        assert "积分已经在别处用掉" in disputed(shared_office, browser, late)
        browser.open("/till/shift")
        browser.send(browser.form("/till/close"))
        assert "这个班已经交班" in disputed(shared_office, browser, later)
    assert points_of(shared_office, li) == 20


def test_a_closed_report_never_changes_and_the_next_one_tells_what_came_late(
    shared_office: Office,
) -> None:
    (li, rice), (wang, _) = shopper(shared_office), shopper(shared_office)
    with cashier(shared_office) as browser:
        late = slip(browser, li, rice)
        assert send(browser, slip(browser, wang, rice)).status_code == 201
        browser.open("/till/shift")
        closed = browser.send(browser.form("/till/close"))
        path, before = closed.url.path, words(browser.open(closed.url.path))
        assert "这个班已经交班" in disputed(shared_office, browser, late)
        assert words(browser.open(path)) == before
        browser.open("/till")
        browser.send(browser.form("/till/open"), till=new_till())
        told = words(browser.open("/till/shift"))
        assert "交班以后才传到的断网兑换" in told and f"F{late['id'][:6].upper()}" in told
        assert "待处理的断网兑换 0 0" in told
        browser.send(browser.form("/till/close"))
        browser.open("/till")
        browser.send(browser.form("/till/open"), till=new_till())
        assert "交班以后才传到的断网兑换" not in words(browser.open("/till/shift"))


def test_a_sale_in_a_shift_that_nobody_opened_waits_for_a_supervisor(
    shared_office: Office,
) -> None:
    (li, rice), (wang, _) = shopper(shared_office), shopper(shared_office)
    with cashier(shared_office) as browser:
        sale = slip(browser, li, rice) | {"shift_id": "nothing"}
        answer = send(browser, sale)
        assert answer.status_code == 201
        assert answer.json()["disputed"]
        assert answer.json()["receipt_number"] is None
        settle(shared_office)
        with browser_of(shared_office, "supervisor") as supervisor:
            assert answer.json()["redemption_id"] in supervisor.open("/ledger/disputes").text
        assert not send(browser, slip(browser, wang, rice)).json()["disputed"]
        settle(shared_office)
        assert "其中断网时兑换 1 笔" in words(browser.open("/till/shift"))
    assert points_of(shared_office, li) == 80
    assert points_of(shared_office, wang) == 50


def test_a_tills_wrong_clock_moves_a_sale_no_further_than_its_shift(shared_office: Office) -> None:
    li, rice = shopper(shared_office)
    with cashier(shared_office) as browser:
        began = datetime.now(UTC) - timedelta(minutes=5)
        for wrong in (timedelta(days=-400), timedelta(days=400)):
            sale = slip(browser, li, rice)
            sale["sold_at"] = (datetime.now(UTC) + wrong).isoformat()
            assert not send(browser, sale).json()["disputed"]
    settle(shared_office)
    facts = shared_office.get(
        "/api/audit/facts", "supervisor", params={"about": li, "type": "points.redeemed"}
    ).json()["items"]
    moments = [datetime.fromisoformat(it["happened_at"]) for it in facts]
    assert len(moments) == 2
    assert all(began < it <= datetime.now(UTC) for it in moments)


def test_only_the_tills_own_scripts_send_sales(shared_office: Office) -> None:
    li, rice = shopper(shared_office)
    with cashier(shared_office) as browser:
        sale = slip(browser, li, rice)
        problem(send(browser, sale, **{"X-CSRF": "guessed"}), 403, "forged")
        problem(send(browser, sale, Origin="https://elsewhere.example"), 403, "forged")
        problem(send(browser, sale, **{"Idempotency-Key": uuid4().hex}), 422, "malformed")
        problem(send(browser, sale | {"lines": []}), 422, "malformed")
        problem(send(browser, sale | {"id": "short"}), 422, "malformed")
        stranger = send(browser, sale | {"member_id": "never-enrolled"})
        problem(stranger, 404, "unknown_member")
    assert points_of(shared_office, li) == 80


def test_the_worker_stands_in_for_the_till_only(shared_office: Office) -> None:
    with browser_of(shared_office) as nobody:
        worker = nobody.client.get("/till/worker.js")
        assert worker.headers["service-worker-allowed"] == "/till"
        assert worker.headers["content-type"].startswith("text/javascript")
        page = nobody.open("/till/offline")
        assert "断网兑换" in page.text
        assert "csrf" not in page.text
        scripts = nobody.client.get("/till/scripts.js")
        again = nobody.client.get(
            "/till/scripts.js", headers={"If-None-Match": scripts.headers["etag"]}
        )
        assert (scripts.status_code, again.status_code) == (200, 304)
