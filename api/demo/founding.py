"""The demo community: founded on the first start, through the same import as an office's own."""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from api.capabilities import WORKBOOKS
from api.demo.workbooks import write_demo_workbooks
from api.serving.composition import Community, open_community
from api.serving.settings import Settings
from api.workbooks.importing import import_file
from domain.ledger.decision import OFFICE, Decision, Receipt, Request
from domain.ledger.log import Log
from domain.ledger.refusal import Refusal
from domain.office.founding import FoundCommunity
from domain.people.membership import EnrolMember, Role
from domain.people.roles import GrantRole
from domain.people.teams import FoundTeam
from domain.people.vault import Person
from domain.rules.rules import AdoptRules, Terms
from domain.service.plan import PublishActivity
from domain.service.service import BackfillService
from projections.catalogue import PROJECTIONS
from projections.ledger.runner import Runner
from projections.service.rankings import ALWAYS, ranking

NAME: Final = "演武坪社区"
NAME_ENGLISH: Final = "Yanwuping"
TEAMS: Final = (
    "爱心帮扶",
    "就业培训",
    "治安联防",
    "环境美化",
    "政策宣传",
    "医疗卫生",
    "文体宣传",
)
STAFF: Final[tuple[tuple[str, Role, str], ...]] = (
    ("cashier", "cashier", "演示收银员"),
    ("coordinator", "coordinator", "演示网格员甲"),
    ("coordinator2", "coordinator", "演示网格员乙"),
    ("supervisor", "supervisor", "演示监事甲"),
    ("supervisor2", "supervisor", "演示监事乙"),
    ("admin", "admin", "演示管理员"),
)
FIRST_RULES: Final = AdoptRules(version="2026-01", in_force_from=date(2026, 1, 1), terms=Terms())

PLANS: Final = (
    ("社区义务巡逻", "文明畅交通", "小区门岗", 0),
    ("陪老人读报", "真情系夕阳", "日间照料中心", 1),
)
"""Activities to come: title, programme, place, days from now."""

Tell = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Demo:
    """Who can sign in, with which password: (username, role) pairs."""

    sign_ins: tuple[tuple[str, str], ...]
    password: str


async def found_demo(url: str, settings: Settings, *, empty: bool, tell: Tell) -> Demo:
    """Found the demo community where it is not founded yet; harmless, and quick, when it is.

    Every act has a key of its own, so a start that was cut short is taken up where it stopped.
    """
    password = _password(settings)
    async with open_community(url, settings) as community:
        founding = _Founding(community, password)
        runner = Runner(Log(url, settings.community), PROJECTIONS, url, settings.community)
        await founding.staff_and_rules()
        if empty:
            await founding.empty_volunteer()
        elif not await founding.is_complete():
            await founding.import_workbooks(settings.data / "demo", runner, tell)
            await founding.lively_volunteer()
        runner.catch_up()
        runner.close()
    return Demo((("volunteer", "volunteer"), *((name, role) for name, role, _ in STAFF)), password)


def _password(settings: Settings) -> str:
    """The password of all demo people: the setting, or one made up at the first start."""
    if settings.demo_password:
        return settings.demo_password
    path = settings.data / "keys" / "demo-password"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(9), encoding="ascii")
    return path.read_text(encoding="ascii")


class _Founding:
    """The acts that found the community, each under a key of its own."""

    def __init__(self, community: Community, password: str) -> None:
        self._community = community
        self._password = password

    async def _act(self, key: str, decision: Decision, actor: str = OFFICE) -> Receipt | None:
        """Record an act once; none where it was refused because it had been done otherwise."""
        request = Request(decision=decision, actor=actor, key=f"demo {key}")
        try:
            return await self._community.recorder.record(request)
        except Refusal:
            return None

    async def staff_and_rules(self) -> None:
        """The rules, the seven teams, and the people who work for the community."""
        settings = self._community.settings
        founding = FoundCommunity(
            name=NAME,
            name_english=NAME_ENGLISH,
            time_zone=str(self._community.zone),
            issuer=settings.issuer,
            desk=settings.desk,
        )
        await self._act("community", founding)
        await self._act("community before", replace(founding, taken_over=True))
        await self._act("rules", FIRST_RULES)
        for team in TEAMS:
            await self._act(f"team {team}", FoundTeam(team=team))
        for username, role, name in STAFF:
            await self._person(username, role, name)

    async def _person(self, username: str, role: Role, name: str) -> None:
        member_id = self._community.vault.digest("demo", username)
        await self._community.vault.keep(member_id, Person(name=name))
        await self._act(f"enrol {username}", EnrolMember(member_id=member_id, kind="staff"))
        await self._act(f"role {username}", GrantRole(member_id=member_id, role=role))
        await self._let_sign_in(member_id, username)

    async def _let_sign_in(self, member_id: str, username: str) -> None:
        """With the demo's one password, which nobody is asked for twice."""
        await self._community.credentials.set(member_id, username, self._password)
        await self._community.session_use.exempt(member_id)

    async def empty_volunteer(self) -> None:
        """A volunteer to sign in as, in a community that has no roster yet."""
        if not await self.is_complete():
            await self._person("volunteer", "volunteer", "演示志愿者")

    async def is_complete(self) -> bool:
        """Whether the last act of founding, the volunteer's role, was recorded."""
        return bool(await self._community.recorder.known([(OFFICE, "demo role volunteer")]))

    async def import_workbooks(self, folder: Path, runner: Runner, tell: Tell) -> None:
        """Ten months of the office's workbooks, made once and then kept as they are."""
        if not folder.exists():
            unfinished = folder.with_name(f"{folder.name}.{os.getpid()}")
            write_demo_workbooks(unfinished, until=datetime.now(self._community.zone).date())
            unfinished.rename(folder)
        for workbook in WORKBOOKS:
            runner.catch_up()
            path = folder / f"{workbook.title_zh}.xlsx"
            await import_file(self._community, workbook, path, progress=partial(tell, path.stem))
        runner.catch_up()

    async def lively_volunteer(self) -> None:
        """Something that waits and something to come; then the volunteer to sign in as."""
        first, second, *_ = await ranking(self._community.reader, "member", "points", ALWAYS)
        await self._activities()
        await self._backfills(second.key)
        await self._let_sign_in(first.key, "volunteer")
        await self._act("role volunteer", GrantRole(member_id=first.key, role="volunteer"))

    async def _activities(self) -> None:
        coordinator = self._community.vault.digest("demo", "coordinator")
        now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
        plans = (
            ("社区义务巡逻", "文明畅交通", "小区门岗", 0),
            ("陪老人读报", "真情系夕阳", "日间照料中心", 1),
        )
        for title, programme, place, days in plans:
            texts = await self._community.vault.keep_texts([title, place])
            starts_at = now + timedelta(days=days)
            decision = PublishActivity(
                title_text=texts[title],
                programme=programme,
                place_text=texts[place],
                starts_at=starts_at,
                ends_at=starts_at + timedelta(hours=3),
                capacity=20,
            )
            await self._act(f"activity {title}", decision, coordinator)

    async def _backfills(self, member_id: str) -> None:
        coordinator = self._community.vault.digest("demo", "coordinator")
        ends_at = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
        decision = BackfillService(
            member_id=member_id,
            programme="爱心暖冬日",
            starts_at=ends_at - timedelta(hours=2),
            ends_at=ends_at,
        )
        await self._act("backfill", decision, coordinator)
