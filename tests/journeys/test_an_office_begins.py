"""An office that has never seen us: from an empty folder to its own books, and back from a backup.

Nothing but commands at a terminal and pages without JavaScript.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from shutil import copytree
from time import sleep
from typing import Any, Final
from urllib.parse import urlencode

import httpx
import pytest
import xlsxwriter

from api.capabilities import workbook_of
from tests.clock import today
from tests.conftest import temporary_folder
from tests.journeys.running import Running, running
from tests.pages.browsing import Browser
from tests.pages.desk.test_importing import bring
from tests.pages.recorded import words

DAY: Final = today(-3).isoformat()
SHEET: Final = f"""\
name = "廖家湾社区"
desk = "一楼大厅"
teams = ["爱心帮扶"]
grids = ["第一网格"]
[admin]
username = "boss"
[rules]
pack = "community"
in_force_from = {today(-30).isoformat()}
service_minutes_before_redeeming = 120
"""
CHOSEN: Final = "correct horse battery"
STAFF: Final = {
    "chenjing": ("陈静", "coordinator"),
    "zhoumin": ("周敏", "coordinator"),
    "sunlan": ("孙兰", "cashier"),
    "zhengyi": ("郑毅", "supervisor"),
}
LI: Final = ["李桂珍", "11010519491231002X", "13800137777", "女", "第一网格", "3栋", "爱心帮扶", ""]
RICE: Final = ["", "大米5kg", "袋", 10, "", ""]


class Patient(Browser):
    """Somebody who opens a page once it has all that happened, also on a busy machine."""

    def open(self, path: str, **options: Any) -> httpx.Response:
        """Open an address and follow where it leads."""
        while any(self.client.get("/readyz").json()["lag"].values()):
            sleep(0.05)
        return super().open(path, **options)


@contextmanager
def browser_at(program: Running, username: str = "", password: str = CHOSEN) -> Iterator[Browser]:
    """Somebody's browser, signed in where a name is given."""
    with httpx.Client(base_url=program.address, timeout=30) as client:
        browser = Patient(client)
        if username:
            page = browser.sign_in(username, password)
            assert page.status_code == 200 and page.url.path != "/sign-in", words(page.text)
        yield browser


def brought(browser: Browser, kind: str, row: list[object]) -> None:
    """A workbook of one row is looked at and taken in, on pages."""
    written = BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, workbook_of(kind).columns)
        sheet.write_row(1, 0, row)
    bring(browser, kind, written.getvalue())
    assert "可以导入 1 行" in words(browser.page.text), words(browser.page.text)
    page = browser.send(browser.form("/desk/import/record"))
    assert "已导入 1 行" in words(page.text), words(page.text)


def chooses_a_password(browser: Browser, now: str = "") -> None:
    """Who was let in, or has a password that was made up, takes one of their own."""
    browser.open("/me/settings")
    form = browser.form("/me/settings/password")
    typed = {"current": now} if "current" in form.fields else {}
    page = browser.send(form, new=CHOSEN, again=CHOSEN, **typed)
    assert page.status_code == 200, words(page.text)


def the_staff_come_in(program: Running) -> None:
    """The administrator enrols them, says what they do, and lets each in from their own phone."""
    with browser_at(program, "boss") as boss:
        for username, (name, role) in STAFF.items():
            boss.open("/ledger/roles")
            assert "/desk/members/new" in boss.page.text
            boss.open("/desk/members/new")
            page = boss.send(boss.form("/desk/members/new"), name=name, kind="volunteer")
            assert "已登记" in page.text, words(page.text)
            found = f"/ledger/roles?{urlencode({'q': name})}"
            boss.open(found)
            page = boss.send(boss.form("/ledger/roles/grant"), role=role)
            assert "已授予角色" in page.text, words(page.text)
            boss.open(found)
            (door,) = re.findall(rf'href="(/desk/members/\w+/sign-in)">让 {name} ', boss.page.text)
            with browser_at(program) as phone:
                phone.open("/sign-in")
                shown = phone.send(phone.form("/sign-in/asking"))
                digits = "".join(re.findall(r">(\d{3}) (\d{3})<", shown.text)[0])
                boss.open(door)
                boss.send(boss.form("/sign-in"), code=digits, username=username)
                phone.open("/sign-in/asking")
                chooses_a_password(phone)


def li_serves_two_hours(program: Running) -> None:
    """One coordinator publishes an activity and writes down who came, the other confirms it."""
    with browser_at(program, "chenjing") as desk:
        brought(desk, "roster", LI)
        brought(desk, "items", RICE)
        desk.open("/desk/activities/new")
        page = desk.send(
            desk.form("/desk/activities/new"),
            title="陪老人读报",
            programme="真情系夕阳",
            place="日间照料中心",
            day=DAY,
            starts="09:00",
            ends="11:00",
        )
        assert "活动已发布。" in page.text, words(page.text)
        path = page.url.path
        for deed, moment in (("sign-in", "09:00"), ("sign-out", "11:00")):
            desk.open(f"{path}?{urlencode({'q': '李桂珍'})}" if deed == "sign-in" else path)
            page = desk.send(desk.form(f"{path}/{deed}"), at=moment)
            assert page.status_code == 200, words(page.text)
        desk.open("/desk/donations")
        (item_id,) = {*re.findall(r'<option value="([^"]+)">大米5kg', desk.page.text)}
        gift = {"item_id_1": item_id, "quantity_1": "10", "donor": "湘江商贸"}
        page = desk.send(desk.form("/desk/donations"), **gift)
        assert "湘江商贸" in page.text, words(page.text)
    with browser_at(program, "zhoumin") as desk:
        desk.open("/desk/confirm")
        waiting = re.findall(r'name="services\[\]" value="(\w+)"', desk.page.text)
        page = desk.send(desk.form("/desk/confirm"), **{"services[]": waiting})
        assert "已确认 1 条" in words(page.text), words(page.text)


def li_takes_rice_home(program: Running) -> None:
    with browser_at(program, "sunlan") as till:
        till.open("/till")
        till.send(till.form("/till/open"), till="A1")
        till.open("/till")
        page = till.send(till.form("/till/person"), who="lgz")
        (path,) = {*re.findall(r"/till/sale\?member=\w+", page.text + str(page.url))}
        till.open(path)
        till.send(till.form("/till/sale"), scan="大米5kg")
        form = till.form("/till/sale")
        form.action = "/till/sell"
        kept = re.findall(r'name="lines\[\]" value="([^"]+)"', till.page.text)
        page = till.send(form, **{"lines[]": kept})
        assert "兑换已记录。" in page.text, words(page.text)
        assert "兑换后还有 10 分" in words(page.text)


def what_is_in_the_books(program: Running) -> str:
    """What a supervisor reads of every account."""
    with browser_at(program, "zhengyi") as supervisor:
        form = {"username": "zhengyi", "password": CHOSEN}
        token = supervisor.client.post("/api/token", data=form).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        trial = supervisor.client.get("/api/audit/trial-balance", headers=headers).json()
        assert {it["sum"] for it in trial["units"].values()} == {0}
        assert trial["units"]["points"]["accounts"]
        return str(trial["units"])


@pytest.mark.whole
def test_from_an_empty_folder_to_ones_own_books_and_back_from_a_backup() -> None:
    with temporary_folder() as folder:
        home, elsewhere, file = folder / "home", folder / "elsewhere", folder / "monday.chengyin"
        for place in (home, elsewhere):
            place.mkdir(mode=0o711)
        (home / "community.toml").write_text(SHEET, encoding="utf-8")
        founded = Running(home).run("found", home / "community.toml")
        assert founded.returncode == 0, founded.stderr
        (made_up,) = re.findall(r"密码 password  (\S+)", founded.stdout)
        with running(home, "serve") as program:
            with browser_at(program, "boss", made_up) as boss:
                chooses_a_password(boss, made_up)
            the_staff_come_in(program)
            li_serves_two_hours(program)
            li_takes_rice_home(program)
            before = what_is_in_the_books(program)
            exported = program.run("export", "csv").stdout
            saved = program.run("backup", file)
            assert saved.returncode == 0, saved.stderr
        copytree(home / "keys", elsewhere / "keys")
        restored = Running(elsewhere).run("restore", file)
        assert restored.returncode == 0, restored.stderr
        with running(elsewhere, "serve") as program:
            assert program.run("check-books").returncode == 0
            assert what_is_in_the_books(program) == before
            assert program.run("export", "csv").stdout.startswith(exported)
            with browser_at(program, "chenjing") as desk:
                found = desk.open(f"/desk/members?{urlencode({'q': '李桂珍'})}")
                assert "李桂珍" in found.text and "第一网格" in found.text
