"""The security log tells what happened at the doors, and names nobody."""

import json
import logging
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from api.serving.doors import security_log
from tests.api.answers import enrol, problem, settle
from tests.api.every_post import EVERY_POST, asking
from tests.api.people.test_session import let_sign_in
from tests.api.second_factors import PATH, set_up
from tests.api.sessions import asked, opened_before, signed_in
from tests.office import PASSWORD, Office
from tests.pages.browsing import browser_of

Lines = list[dict[str, Any]]
ALWAYS = {"at", "event", "place", "method", "route"}


@dataclass(frozen=True)
class Told:
    """What was written, line by line."""

    caplog: pytest.LogCaptureFixture

    def of(self, event: str) -> Lines:
        """The lines of one kind."""
        records = (it for it in self.caplog.records if it.name == "chengyin.security")
        read = [json.loads(it.getMessage()) for it in records]
        return [it for it in read if it["event"] == event]


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Told:
    caplog.set_level(logging.INFO, "chengyin.security")
    return Told(caplog)


def guess(office: Office, username: str, password: str = "hunter2-hunter2") -> Any:
    form = {"username": username, "password": password}
    return office.client.post("/api/token", data=form)


def test_a_wrong_password_is_told_with_the_id_of_who_was_meant(
    shared_office: Office, lines: Told
) -> None:
    phone = "13912345678"
    guess(shared_office, "cashier")
    guess(shared_office, phone)

    known, unknown = lines.of("sign_in.failed")
    assert {*known} == ALWAYS | {"about"} and {*unknown} == ALWAYS
    assert known["about"] == "cashier"
    assert (known["method"], known["route"]) == ("POST", "/api/token")
    for secret in (phone, "hunter2", "testclient"):
        assert secret not in lines.caplog.text


def test_a_sign_in_and_a_sign_out_are_told(shared_office: Office, lines: Told) -> None:
    token = signed_in(shared_office, "volunteer2")
    asked(shared_office, token, "DELETE /api/token")
    assert [it["about"] for it in lines.of("sign_in.succeeded")] == ["volunteer2"]
    assert [it["member"] for it in lines.of("sign_out")] == ["volunteer2"]
    assert PASSWORD not in lines.caplog.text and token not in lines.caplog.text


def test_who_is_locked_out_is_told(shared_office: Office, lines: Told) -> None:
    name = f"u{uuid4().hex[:12]}"
    for _ in range(11):
        answer = guess(shared_office, name)
    problem(answer, 429, "too_many")
    assert len(lines.of("sign_in.failed")) == 10
    assert len(lines.of("locked_out")) == 1
    assert name not in lines.caplog.text


def test_a_right_that_somebody_does_not_have_is_told_on_pages_too(
    shared_office: Office, lines: Told
) -> None:
    shared_office.get("/api/audit/facts", "cashier")
    with browser_of(shared_office, "volunteer") as browser:
        assert browser.open("/desk").status_code == 403
    by_interface, by_page = lines.of("refused")
    assert (by_interface["member"], by_interface["code"]) == ("cashier", "not_permitted")
    assert (by_page["member"], by_page["route"]) == ("volunteer", "/desk")


def test_what_is_typed_into_an_address_is_not_told(shared_office: Office, lines: Told) -> None:
    shared_office.get("/api/members/李桂珍/statement", "volunteer")
    (refused,) = lines.of("refused")
    assert refused["route"] == "/api/members/{member_id}/statement"
    assert "李桂珍" not in lines.caplog.text


@pytest.mark.parametrize(
    "route",
    [
        "/api/members/{member_id}/roles",
        "/api/members/{member_id}/sign-in",
        "/api/members/{member_id}/second-factor/removal",
        "/api/members/{member_id}/leaving",
        "/api/rules",
    ],
)
def test_what_an_administrator_does_is_told(shared_office: Office, lines: Told, route: str) -> None:
    post = EVERY_POST[route](shared_office)
    answer = shared_office.post(post.path, post.who, post.body)
    assert answer.status_code == 201, answer.text
    act = lines.of("act")[-1]
    assert (act["member"], act["route"]) == (post.who, route)
    assert act["position"] == answer.json()["position"]
    assert all(it.partition(":")[2] for it in act["touches"])


def test_a_password_that_was_asked_for_again_is_told(
    office: Office, database: str, lines: Told
) -> None:
    li = enrol(office, "李桂珍")
    settle(office)
    with browser_of(office, "admin") as browser:
        opened_before(office, database, browser.client.cookies["chengyin"], 20)
        browser.open("/ledger/roles?q=李桂珍")
        browser.send(browser.form("/ledger/roles/grant"), role="cashier")
        browser.send(browser.form("/ledger/roles/grant"), **{"proof-password": "wrong-one"})
        browser.send(browser.form("/ledger/roles/grant"), **{"proof-password": PASSWORD})
    for event in ("asked", "failed", "succeeded"):
        (line,) = lines.of(f"reauthentication.{event}")
        assert line["member"] == "admin"
    assert f"member:{li}" in lines.of("act")[-1]["touches"]
    assert "wrong-one" not in lines.caplog.text and "李桂珍" not in lines.caplog.text


@pytest.fixture
def li(shared_office: Office, shared_database: str) -> str:
    """A member who signs in under their id."""
    member_id = enrol(shared_office, "李桂珍")
    let_sign_in(shared_office, shared_database, member_id, f"li-{member_id[:9]}")
    settle(shared_office)
    return member_id


def test_a_wrong_code_is_told_from_one_that_is_missing(
    shared_office: Office, lines: Told, li: str
) -> None:
    name = f"li-{li[:9]}"
    phone = set_up(shared_office, signed_in(shared_office, name))
    form = {"username": name, "password": PASSWORD}
    shared_office.client.post("/api/token", data=form)
    assert lines.of("second_factor.failed") == []
    shared_office.client.post("/api/token", data=form | {"otp": "000000"})
    code = phone.code()
    shared_office.client.post("/api/token", data=form | {"otp": code})
    for event in ("missing", "failed", "shown"):
        assert [it["about"] for it in lines.of(f"second_factor.{event}")] == [li]
    assert code not in lines.caplog.text and "000000" not in lines.caplog.text


def test_a_wrong_password_and_a_wrong_first_code_are_told_by_both_doors(
    shared_office: Office, lines: Told, li: str
) -> None:
    name, new = f"li-{li[:9]}", f"violet {li[:12]}"
    token = signed_in(shared_office, name)
    asked(shared_office, token, "POST /api/me/password", {"old": "wrong-one", "new": new})
    first = {"draft": "d" * 32, "otp": "000000"}
    asked(shared_office, token, f"POST {PATH}", first)
    with browser_of(shared_office, name) as browser:
        browser.open("/me/settings")
        browser.send(browser.form("/password"), old="wrong-one", new=new, again=new)
        browser.open("/me/settings/second-factor")
        browser.send(browser.form("/me/settings/second-factor"), otp="000000")
    for event in ("password.failed", "second_factor.failed"):
        assert [it["member"] for it in lines.of(event)] == [li, li]
    for secret in ("wrong-one", new, "000000", name):
        assert secret not in lines.caplog.text


def test_a_phone_that_was_let_in_at_the_desk_is_told(
    shared_office: Office, lines: Told, li: str
) -> None:
    path = f"/api/members/{li}/sign-in"
    digits = asking(shared_office)
    wrong = {"code": f"{(int(digits['code']) + 1) % 10**6:06}"}
    problem(shared_office.post(path, "coordinator", wrong), 409, "wrong_sign_in_code")
    assert shared_office.post(path, "coordinator", {"code": digits["code"]}).status_code == 201
    body = {"token": digits["token"]}
    assert shared_office.client.post("/api/sign-in-requests/session", json=body).status_code == 200
    with browser_of(shared_office) as browser:
        browser.open("/sign-in")
        page = browser.send(browser.form("/sign-in/asking"))
        code = "".join(re.findall(r">(\d{3}) (\d{3})<", page.text)[0])
        assert shared_office.post(path, "coordinator", {"code": code}).status_code == 201
        assert browser.open("/sign-in/asking").url.path == "/me/settings"

    assert [it["about"] for it in lines.of("sign_in.arrived")] == [li, li]
    assert [it["member"] for it in lines.of("sign_in.wrong_digits")] == ["coordinator"]
    assert digits["code"] not in lines.caplog.text and code not in lines.caplog.text


def test_every_line_is_one_whatever_is_in_it(lines: Told) -> None:
    security_log.note_start(trusted_proxies="10.0.0.1\n{}\r\u2028forged")
    (record,) = lines.caplog.records
    assert len(record.getMessage().splitlines()) == 1
    (line,) = lines.of("started")
    assert line["trusted_proxies"] == "10.0.0.1\n{}\r\u2028forged"


def test_it_is_kept_in_a_file_for_its_owner_only(tmp_path: Path) -> None:
    place, logger = tmp_path / "security.log", security_log.LOGGER
    try:
        security_log.keep_log(place)
        security_log.note_start(idle_minutes=60)
        security_log.note_start(idle_minutes=30)
    finally:
        for handler in logger.handlers:
            handler.close()
        logger.handlers.clear()
        logger.propagate = True
    first, second = map(json.loads, place.read_text(encoding="ascii").splitlines())
    assert (first["idle_minutes"], second["idle_minutes"]) == (60, 30)
    assert place.stat().st_mode & 0o077 == 0
