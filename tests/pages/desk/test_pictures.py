"""A photograph of a good, from the desk to the till, the shelf and the board."""

import re
from datetime import UTC, datetime
from io import BytesIO
from random import Random
from time import sleep
from uuid import uuid4

import psycopg
import pytest
from httpx import Response
from PIL import Image
from starlette.testclient import TestClient

from api.application import create_application
from api.pages.goods_pictures import drawing_of
from api.serving.composition import open_community
from tests.api.answers import enrol, head, list_item, settle
from tests.clock import now
from tests.office import Office
from tests.pages.browsing import Browser, browser_of
from tests.pages.people import join
from tests.pages.recorded import facts_about
from tests.pages.till.at_the_till import begin, cashier

LOOKS_MAX = 300
PHOTOGRAPH = re.compile(r'<img class="good-picture" src="(/pictures/[0-9a-f]{64})"')


def photograph() -> bytes:
    """One that nobody has taken before."""
    file = BytesIO()
    pixels = Random(uuid4().hex).randbytes(3 * 400 * 300)
    Image.frombytes("RGB", (400, 300), pixels).save(file, "PNG")
    return file.getvalue()


def upload(browser: Browser, item_id: str, content: bytes, **more: str) -> Response:
    """Choose a file on the item's page and send it."""
    page = browser.open(f"/desk/items/{item_id}")
    form = next(it for it in browser.forms() if it.action == "/desk/pictures")
    fields = {name: it for name, it in (form.fields | more).items() if name != "photograph"}
    assert 'enctype="multipart/form-data"' in page.text
    file = {"photograph": ("photo.png", content, "image/png")}
    browser.page = browser.client.post(
        "/desk/pictures", data=fields, files=file, follow_redirects=True
    )
    return browser.page


def take_away(browser: Browser, item_id: str) -> Response:
    browser.open(f"/desk/items/{item_id}")
    form = next(it for it in browser.forms() if "away" in it.fields)
    return browser.send(form)


def test_a_photograph_is_on_till_shelf_and_board_until_it_is_taken_away(office: Office) -> None:
    item_id, member_id = list_item(office, stock=5), enrol(office)
    settle(office)
    with browser_of(office, "coordinator") as browser:
        page = upload(browser, item_id, photograph())
        assert "照片已换上。" in page.text
        (address,) = set(PHOTOGRAPH.findall(page.text))
        for path in ("/shelf", "/board"):
            assert PHOTOGRAPH.findall(browser.open(path).text) == [address]
    with cashier(office) as till:
        assert PHOTOGRAPH.findall(begin(till, member_id).text) == [address]
    answer = office.client.get(address)  # nobody has to be signed in
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert len(answer.content) <= 15_000
    with browser_of(office, "coordinator") as browser:
        page = take_away(browser, item_id)
        assert "照片已去掉。" in page.text and not PHOTOGRAPH.search(page.text)
        assert not PHOTOGRAPH.search(browser.open("/shelf").text)
    assert office.client.get(address).status_code == 404
    taken, shown = facts_about(office, f"item:{item_id}", "item.pictured")
    assert taken["mends"] == shown["fact_id"]
    assert {it["actor"] for it in (taken, shown)} == {"coordinator"}


def test_another_photograph_takes_the_place_of_the_one_before(shared_office: Office) -> None:
    item_id = list_item(shared_office)
    settle(shared_office)
    with browser_of(shared_office, "coordinator") as browser:
        addresses = []
        for content in (photograph(), photograph()):
            (address,) = PHOTOGRAPH.findall(upload(browser, item_id, content).text)
            addresses.append(address)
        first, second = (shared_office.client.get(it).status_code for it in addresses)
        assert (first, second) == (404, 200)
        assert "没有任何改动" in upload(browser, item_id, content).text
        assert shared_office.client.get(addresses[1]).status_code == 200


def test_one_photograph_of_two_goods_stays_while_one_of_them_has_it(shared_office: Office) -> None:
    items, content = [list_item(shared_office) for _ in range(2)], photograph()
    settle(shared_office)
    with browser_of(shared_office, "coordinator") as browser:
        (address,) = {*(PHOTOGRAPH.findall(upload(browser, it, content).text)[0] for it in items)}
        take_away(browser, items[0])
        assert shared_office.client.get(address).status_code == 200
        take_away(browser, items[1])
        assert shared_office.client.get(address).status_code == 404


def test_what_nobody_recorded_is_forgotten_and_what_is_shown_or_under_way_is_not(
    shared_office: Office, shared_database: str
) -> None:
    shown, other = list_item(shared_office), list_item(shared_office)
    settle(shared_office)
    cut_off, under_way, repeated = "c0" * 32, "d0" * 32, photograph()
    with browser_of(shared_office, "coordinator") as browser:
        key = {"key": uuid4().hex}
        (gone,) = PHOTOGRAPH.findall(upload(browser, shown, repeated, **key).text)
        (address,) = PHOTOGRAPH.findall(upload(browser, shown, photograph()).text)
        assert PHOTOGRAPH.findall(upload(browser, shown, repeated, **key).text) == [address]
        with psycopg.connect(shared_database) as connection:
            connection.execute("SET search_path TO yanwuping")
            connection.execute("UPDATE item_photographs SET kept_at = '2026-01-01'")
            connection.cursor().executemany(
                "INSERT INTO item_photographs VALUES (%s, %s, 'left over', %s)",
                [(cut_off, other, datetime(2026, 1, 1, tzinfo=UTC)), (under_way, other, now())],
            )
        upload(browser, other, photograph())
    paths = (address, f"/pictures/{under_way}", f"/pictures/{cut_off}", gone)
    answers = [shared_office.client.get(it).status_code for it in paths]
    assert answers == [200, 200, 404, 404]


def test_what_was_left_over_is_forgotten_when_the_service_starts(
    shared_office: Office, shared_database: str
) -> None:
    item_id, cut_off = list_item(shared_office), "e0" * 32
    settle(shared_office)
    with browser_of(shared_office, "coordinator") as browser:
        (address,) = PHOTOGRAPH.findall(upload(browser, item_id, photograph()).text)
    with psycopg.connect(shared_database) as connection:
        connection.execute("SET search_path TO yanwuping")
        connection.execute(
            "INSERT INTO item_photographs VALUES (%s, %s, 'left over', '2026-01-01')",
            [cut_off, item_id],
        )
        connection.execute("UPDATE item_photographs SET kept_at = '2026-01-01'")
    application = create_application(
        lambda: open_community(shared_database, shared_office.settings)
    )
    with TestClient(application) as starting:
        for _ in range(LOOKS_MAX):
            if starting.get(f"/pictures/{cut_off}").status_code == 404:
                break
            sleep(0.1)
        else:
            pytest.fail("it is there still")
        assert starting.get(address).status_code == 200


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "不是能打开的照片"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "不是能打开的照片"),
        (photograph()[:2_000], "不是能打开的照片"),
        (photograph() + b"\0" * 10_000_000, "太大"),
        (b"\0" * 11_000_000, "太大"),
    ],
    ids=["nothing", "svg", "half", "long", "too long to be read"],
)
def test_what_is_no_photograph_is_said_to_be_none(
    shared_office: Office, content: bytes, told: str
) -> None:
    item_id = list_item(shared_office)
    settle(shared_office)
    before = head(shared_office)
    with browser_of(shared_office, "coordinator") as browser:
        page = upload(browser, item_id, content)
        assert page.status_code >= 400 and told in page.text
    assert head(shared_office) == before


def test_only_the_desk_changes_pictures(shared_office: Office) -> None:
    for username in ("volunteer", join(shared_office, role="cashier"), "supervisor", "admin"):
        with browser_of(shared_office, username) as browser:
            browser.open("/me/settings")
            csrf = browser.forms()[0].fields["csrf"]
            file = {"photograph": ("photo.png", photograph(), "image/png")}
            fields = {"csrf": csrf, "item": "any"}
            answer = browser.client.post("/desk/pictures", data=fields, files=file)
            assert answer.status_code == 403


@pytest.mark.parametrize(
    ("name", "drawing"),
    [
        *(("东北大米 5kg", "rice"), ("花生油", "oil"), ("抽纸", "paper"), ("洗衣液", "bottle")),
        *(("香皂", "soap"), ("牙膏", "toothpaste"), ("食盐", "salt"), ("挂面", "noodles")),
        *(("Toothbrush", "brush"), ("毛巾", "towel"), ("鸡蛋", "egg"), ("纯牛奶", "milk")),
        ("雨伞", None),
    ],
)
def test_a_kind_of_goods_has_its_drawing(name: str, drawing: str | None) -> None:
    assert drawing_of(name) == drawing


def test_what_has_no_photograph_is_drawn_once_or_told_by_its_first_character(
    office: Office,
) -> None:
    for name in ("大米甲", "大米乙", "雨伞"):
        list_item(office, name=name)
    settle(office)
    with browser_of(office, "coordinator") as browser:
        page = browser.open("/shelf").text
    assert page.count('<symbol id="drawn-rice"') == 1 and page.count("<symbol") == 1
    assert page.count('<use href="#drawn-rice"/>') == 2
    assert '<span class="good-picture" aria-hidden="true">雨</span>' in page
