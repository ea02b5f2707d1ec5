"""A community is founded with all that it begins with, or nothing at all."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest

from api.founding.founder import found
from api.founding.sheet import read_sheet
from api.founding.taking_over import take_over
from api.serving.composition import Community, open_community
from api.serving.settings import Settings
from domain.ledger.decision import OFFICE, Request
from domain.ledger.log import Log
from domain.ledger.recording import Ledger
from domain.ledger.refusal import Refusal
from domain.office.founding import AlreadyFounded, identity_in
from domain.people.passwords import WeakPassword
from domain.people.teams import FoundTeam
from domain.rules.rules import TermsContradict
from projections.people.members import ENDLESS, held_roles, teams
from projections.people.nodes import nodes
from projections.rules.rule_versions import rule_versions
from tests.conftest import temporary_folder
from tests.controls import ZONE

SAID: dict[str, Any] = {
    "name": "廖家湾社区",
    "time_zone": "Asia/Urumqi",
    "desk": "一楼大厅",
    "teams": ["爱心帮扶", "治安联防"],
    "grids": ["第一网格"],
    "admin": {"username": "boss", "password": "correct horse battery", "name": "刘主任"},
    "rules": {"pack": "shanghai", "in_force_from": date(2025, 1, 1), "version": "一"},
}
OWN = {"admin": {"username": "boss"}}


@pytest.fixture
def settings() -> Iterator[Settings]:
    with temporary_folder() as folder:
        yield Settings(community="yanwuping", data=folder)


def founding(
    database: str, settings: Settings, show: Callable[[str], None] = print, **more: Any
) -> str:
    return asyncio.run(found(database, settings, read_sheet(SAID | more), show))


def head(database: str) -> int:
    log = Log(database, "yanwuping")
    try:
        return log.head()
    finally:
        log.close()


def asked(database: str, settings: Settings, *questions: Any) -> list[Any]:
    async def ask() -> list[Any]:
        async with open_community(database, settings) as community:
            return [await question(community) for question in questions]

    return asyncio.run(ask())


def test_all_is_there_and_the_administrator_comes_in(database: str, settings: Settings) -> None:
    shown: list[str] = []
    assert founding(database, settings, shown.append) == "一"
    assert shown == []

    async def come_in(community: Community) -> Any:
        token = await community.credentials.sign_in("boss", "correct horse battery")
        assert token
        return await community.credentials.session(token)

    zone, held, found_teams, found_nodes, versions, session = asked(
        database,
        settings,
        lambda it: asyncio.to_thread(lambda: str(it.zone)),
        lambda it: held_roles(it.reader),
        lambda it: teams(it.reader, ENDLESS),
        lambda it: nodes(it.reader),
        lambda it: rule_versions(it.reader),
        come_in,
    )
    assert zone == "Asia/Urumqi"
    assert [it.role for it in held] == ["admin"]
    assert sorted(found_teams) == sorted(SAID["teams"])
    assert [it.label for it in found_nodes] == ["第一网格"]
    assert (session.roles, session.must_choose) == (frozenset({"admin"}), False)
    (version,) = versions
    assert (version.version, version.adopted_by) == ("一", held[0].member_id)
    assert (version.in_force_from, version.terms.credited_minutes_per_day_max) == (
        date(2025, 1, 1),
        120,
    )


def test_a_password_that_was_made_up_has_to_be_changed(database: str, settings: Settings) -> None:
    shown: list[str] = []
    founding(database, settings, shown.append, **OWN)
    (password,) = shown

    async def change(community: Community) -> tuple[bool, bool, bool]:
        credentials = community.credentials
        token = await credentials.sign_in("boss", password)
        assert token
        before = await credentials.session(token)
        changed = await credentials.change_password(token, "", "correct horse battery")
        after = await credentials.session(token)
        assert before and after
        return before.must_choose, changed, after.must_choose

    assert asked(database, settings, change) == [(True, True, False)]


def test_a_founding_that_is_cut_off_has_shown_its_password_and_is_done_again(
    database: str, settings: Settings
) -> None:
    def cut_off(_password: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        founding(database, settings, cut_off, **OWN)
    assert head(database) == 0
    shown: list[str] = []
    founding(database, settings, shown.append, **OWN)

    async def come_in(community: Community) -> Any:
        return await community.credentials.sign_in("boss", shown[0])

    assert all(asked(database, settings, come_in))


def test_a_community_is_founded_once(database: str, settings: Settings) -> None:
    founding(database, settings)
    before = head(database)
    with pytest.raises(AlreadyFounded):
        founding(database, settings, **OWN, name="另一个社区")
    assert head(database) == before

    async def come_in(community: Community) -> Any:
        return await community.credentials.sign_in("boss", "correct horse battery")

    assert asked(database, settings, come_in)[0]


@pytest.mark.parametrize(
    "more, refusal",
    [
        ({"rules": {"service_minutes_min": 100, "service_minutes_max": 10}}, TermsContradict),
        ({"admin": {"username": "boss", "password": "password1"}}, WeakPassword),
    ],
)
def test_what_is_refused_founds_nothing(
    database: str, settings: Settings, more: dict[str, Any], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        founding(database, settings, **more)
    assert head(database) == 0
    founding(database, settings)


def test_of_two_who_found_at_once_one_does(database: str, settings: Settings) -> None:
    def try_it(name: str) -> str | None:
        try:
            founding(database, settings, name=name, teams=[name])
        except AlreadyFounded:
            return None
        return name

    with ThreadPoolExecutor(2) as pool:
        (name,) = filter(None, pool.map(try_it, ("甲社区", "乙社区")))
    log = Log(database, "yanwuping")
    assert identity_in(log).name == name
    log.close()
    assert asked(database, settings, lambda it: teams(it.reader, ENDLESS)) == [[name]]


def test_books_without_a_founding_take_the_environment_over_once(
    database: str, settings: Settings
) -> None:
    old = settings.model_copy(update={"issuer": "演武坪居委会", "desk": "一楼"})
    assert "chengyin found" in asyncio.run(take_over(database, old))[0]
    log = Log(database, "yanwuping")
    Ledger(log, ZONE).record([Request(decision=FoundTeam(team="爱心帮扶"), actor=OFFICE)])
    assert len(asyncio.run(take_over(database, old))) == 2
    told = identity_in(log)
    assert (told.name, told.issuer, told.desk) == ("演武坪居委会", "演武坪居委会", "一楼")
    before = log.head()
    assert asyncio.run(take_over(database, settings)) == []
    moved = Settings(community="yanwuping", data=settings.data, desk="二楼")
    assert "CHENGYIN_DESK" in asyncio.run(take_over(database, moved))[0]
    assert (log.head(), identity_in(log).desk) == (before, "一楼")
    log.close()
    with pytest.raises(AlreadyFounded):
        founding(database, settings)
