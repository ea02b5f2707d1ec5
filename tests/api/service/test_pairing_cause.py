"""What a hardship came of is in no log and on no list; who reads it stands in the log before."""

import tarfile
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from api.serving.recorder import Overloaded
from domain.people.roles import GrantRole
from domain.service.pairing import PairingFormed
from tests.api.answers import (
    created,
    created_by,
    enrol,
    found,
    head,
    listed,
    problem,
    refused,
    settle,
)
from tests.api.backup.conftest import back_up
from tests.clock import today
from tests.office import Office
from tests.pages.browsing import browser_of
from tests.pages.people import join, url_of
from tests.pages.recorded import facts_about

PAIRINGS = "/api/pairings"
CAUSE = "family_misfortune"
"""The word of the four that no fact, field or page has besides."""


def paired(office: Office, assisted_id: str | None = None, **more: Any) -> str:
    """The path of a new pairing."""
    body = {
        "volunteer_id": enrol(office),
        "assisted_id": assisted_id or enrol(office, "赵阿姨", kind="assisted"),
        "cause": CAUSE,
        "visit_every_days": 7,
        "starts_on": today(-3).isoformat(),
    }
    return f"{PAIRINGS}/{created_by(office, PAIRINGS, 'coordinator', body | more)['pairing_id']}"


def paired_before(office: Office, assisted_id: str) -> str:
    """The path of a pairing that was recorded when the log still told the cause."""

    class FormAsBefore:
        def boundary(self) -> tuple[str, ...]:
            return (f"member:{assisted_id}",)

        def decide(self, view: object, stamp: Any) -> PairingFormed:
            return PairingFormed(
                pairing_id=stamp.id,
                volunteer_id="volunteer",
                assisted_id=assisted_id,
                cause="family_misfortune",
                visit_every_days=7,
                starts_on=today(),
            )

    fact = office.record(FormAsBefore()).fact
    settle(office)
    return f"{PAIRINGS}/{fact.pairing_id}"


def grid(office: Office) -> tuple[str, str]:
    """A new grid: its id and its name."""
    body = {"level": "grid", "label": f"格{uuid4().hex[:8]}"}
    made = created_by(office, "/api/nodes", "admin", body)
    return made["node_id"], body["label"]


def test_a_coordinator_reads_a_cause_and_that_is_recorded(shared_office: Office) -> None:
    path, other = paired(shared_office), paired(shared_office, cause="illness")
    body = {"why": "帮她申请临时救助"}

    read = created(shared_office.post(f"{path}/cause", "coordinator", body), "pairing_id", "cause")

    assert read["cause"] == CAUSE and path.endswith(read["pairing_id"])
    fact = found(shared_office, f"/api/audit/facts/{read['position']}", "supervisor")
    assert (fact["type"], fact["actor"]) == ("sealed.read", "coordinator")
    assert fact["data"]["about"] == f"pairing:{read['pairing_id']}"
    assert CAUSE not in str(fact) and "救助" not in str(fact)
    others = shared_office.post(f"{other}/cause", "coordinator2", {}).json()
    assert others["cause"] == "illness"


def test_each_reading_is_one_fact_and_a_repeat_is_none(shared_office: Office) -> None:
    path, key = f"{paired(shared_office)}/cause", uuid4().hex

    first = shared_office.post(path, "coordinator", {}, key=key).json()
    again = shared_office.post(path, "coordinator", {}, key=key)
    anew = shared_office.post(path, "coordinator", {}).json()

    assert again.json() == first and again.headers["Idempotency-Replayed"] == "true"
    assert anew["position"] > first["position"] and anew["cause"] == CAUSE


def test_a_reading_of_another_day_does_not_open_it_again(
    shared_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else who keeps a key would read for ever what is recorded once."""
    path, key = f"{paired(shared_office)}/cause", uuid4().hex
    assert shared_office.post(path, "coordinator", {}, key=key).status_code == 201
    tomorrow = today(1)
    monkeypatch.setattr("api.serving.access.Caller.today", tomorrow)

    answer = shared_office.post(path, "coordinator", {}, key=key)

    assert CAUSE not in answer.text
    problem(answer, 409, "read_another_day")


def test_nothing_is_shown_where_the_reading_could_not_be_recorded(
    shared_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"{paired(shared_office)}/cause"
    pages = path.removeprefix("/api")
    before = head(shared_office)

    async def full(*_: object) -> None:
        raise Overloaded

    with browser_of(shared_office, "coordinator") as browser:
        browser.open(f"/desk{pages.removesuffix('/cause')}")
        form = browser.form("/cause")
        monkeypatch.setattr(shared_office.community.recorder, "record", full)
        asked = [shared_office.post(path, "coordinator", {}), browser.send(form)]

    for answer in asked:
        assert answer.status_code == 503
        assert CAUSE not in answer.text and "家庭重大意外" not in answer.text
    assert head(shared_office) == before


@pytest.mark.parametrize("who", ["volunteer", "cashier", "supervisor", "admin", "helper", None])
def test_nobody_else_has_it_opened(shared_office: Office, who: str | None) -> None:
    """Not who watches over readings, not who visits, nor who helps the person."""
    aunt = join(shared_office, "赵阿姨", kind="assisted")
    path = paired(shared_office, aunt, volunteer_id="volunteer")
    if who == "helper":
        who = join(shared_office, "孙女")
        helping = {"by": who, "scope": ["see"], "until": today(90).isoformat()}
        asked = created_by(shared_office, f"/api/members/{aunt}/proxies", "coordinator", helping)
        created_by(shared_office, f"/api/proxies/{asked['proxy_id']}/acceptance", aunt)
        settle(shared_office)
        listed_for = shared_office.get(f"/api/members/{aunt}/sealed-readings", who)
        assert listed_for.status_code == 403
    before = head(shared_office)

    answer = shared_office.post(f"{path}/cause", who, {})

    problem(answer, *((403, "not_permitted") if who else (401, "not_signed_in")))
    assert head(shared_office) == before
    board = shared_office.get(PAIRINGS, who, params={"limit": 200})
    assert CAUSE not in board.text


def test_a_keeper_of_another_grid_is_sent_away(shared_office: Office) -> None:
    (own, label), (_, elsewhere) = grid(shared_office), grid(shared_office)
    keeper = join(shared_office, "钱管家", grid=label)
    shared_office.record(GrantRole(member_id=keeper, role="coordinator", within=own))
    theirs, others = (
        paired(
            shared_office,
            enrol(shared_office, "赵阿姨", kind="assisted", grid=it),
            volunteer_id=enrol(shared_office, grid=it),
        )
        for it in (label, elsewhere)
    )
    settle(shared_office)
    before = head(shared_office)

    outside = shared_office.post(f"{others}/cause", keeper, {})
    nothing = shared_office.post(f"{PAIRINGS}/nothing/cause", keeper, {})

    problem(outside, 403, "outside_your_node")
    problem(nothing, 403, "outside_your_node")
    assert head(shared_office) == before
    assert shared_office.post(f"{theirs}/cause", keeper, {}).json()["cause"] == CAUSE


def test_there_has_to_be_such_a_pairing(shared_office: Office) -> None:
    refused(
        shared_office,
        f"{PAIRINGS}/nothing/cause",
        "coordinator",
        {},
        code="unknown_pairing",
        status=404,
        zh="没有这个结对。",
        en="There is no such pairing.",
    )


def test_who_left_took_it_with_them(office: Office) -> None:
    for form in (paired, paired_before):
        aunt = enrol(office, "赵阿姨", kind="assisted")
        path = form(office, aunt)
        assert office.post(f"{path}/cause", "coordinator", {}).json()["cause"] == CAUSE
        created_by(office, f"{path}/end", "coordinator", {"reason": "搬走了"})
        settle(office)
        row = next(
            it for it in listed(office, "/api/members", "supervisor") if it["member_id"] == aunt
        )
        leave = {"volunteer_number": row["volunteer_number"]}
        assert office.post(f"/api/members/{aunt}/leaving", "admin", leave).status_code == 201

        answer = office.post(f"{path}/cause", "coordinator", {})

        problem(answer, 409, "sealed_gone")
        assert CAUSE not in answer.text
    with psycopg.connect(url_of(office)) as connection:
        left = connection.execute("SELECT count(*) FROM yanwuping.vault_sealed").fetchone()
    assert left == (0,), "the text is gone, that it was read stays in the log"
    assert len(listed(office, "/api/sealed-readings", "supervisor")) == 2


def test_the_cause_of_an_old_pairing_is_opened_likewise_and_shown_nowhere_else(
    office: Office,
) -> None:
    aunt = enrol(office, "赵阿姨", kind="assisted")
    path = paired_before(office, aunt)
    (formed,) = facts_about(office, f"member:{aunt}", "pairing.formed")
    assert formed["data"]["cause"] == "sealed" and formed["data"]["visit_every_days"] == 7

    read = office.post(f"{path}/cause", "coordinator", {}).json()

    assert read["cause"] == CAUSE
    place = f"/ledger/facts/{formed['position']}"
    with browser_of(office, "supervisor") as browser:
        page = browser.open(place)
        assert page.status_code == 200 and CAUSE not in page.text
        assert "其中的保密内容不在这里显示" in page.text and f"{place}/bytes" not in page.text
        stored = browser.open(f"{place}/bytes")
        assert stored.status_code == 409 and CAUSE not in stored.text
        other = browser.open(f"/ledger/facts/{read['position']}/bytes")
        assert other.status_code == 200 and b"sealed.read" in other.content
        for kind in ("csv", "cloudevents"):
            bundle = browser.open(f"/ledger/export?format={kind}").text
            assert CAUSE not in bundle and "pairing.formed" in bundle
            assert "visit_every_days" in bundle


def test_the_word_is_nowhere_but_under_the_seal(
    office: Office, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    aunt = join(office, "赵阿姨", kind="assisted")
    path = paired(office, aunt)
    settle(office)
    with browser_of(office, "coordinator") as browser:
        browser.open(f"/desk/pairings/{path.rpartition('/')[2]}")
        assert "家庭重大意外" in browser.send(browser.form("/cause")).text
        seen = [browser.open(it).text for it in ("/desk/pairings", f"/desk/members/{aunt}")]
    with browser_of(office, "supervisor") as browser:
        places = [
            *("/ledger", "/ledger/facts", "/ledger/readings", f"/ledger/members/{aunt}"),
            *(f"/ledger/export?format={it}" for it in ("csv", "cloudevents")),
        ]
        seen += [browser.open(it).text for it in places]
    with browser_of(office, aunt) as browser:
        seen += [browser.open(it).text for it in ("/me", "/me/readings", "/me/passbook")]
    back_up(office, tmp_path / "backup")
    with tarfile.open(tmp_path / "backup") as archive:
        parts = [archive.extractfile(it) for it in archive.getmembers()]
        held = b"\n".join(it.read() for it in parts if it)
    with psycopg.connect(url_of(office)) as connection:
        names = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'yanwuping'"
        ).fetchall()
        tables = [
            str(connection.execute(f'SELECT t::text FROM yanwuping."{it}" AS t').fetchall())
            for (it,) in names
        ]
        (facts,) = connection.execute(
            "SELECT string_agg(convert_from(data, 'UTF8'), ' ') FROM yanwuping.facts_tt_main"
        ).fetchall()
    kept = [it.read_bytes() for it in office.settings.data.rglob("*") if it.is_file()]

    told = [*seen, *tables, str(facts), *capfd.readouterr()]
    assert "vault_sealed" in {it for (it,) in names} and "pairing.agreed" in str(facts)
    plain = (CAUSE, "家庭重大意外")
    for word in (*plain, *(it.encode().hex() for it in plain)):  # bytes are written as digits
        assert not [it for it in told if word in it]
        assert not [it for it in (held, *kept) if word.encode() in it]
