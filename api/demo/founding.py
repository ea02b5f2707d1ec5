"""The demo community: founded on the first start, through the same import as an office's own."""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Final

from api.capabilities import WORKBOOKS
from api.demo.life import Life, People
from api.demo.needs import Needs, Neighbours
from api.demo.neighbours.belonging import write_down_ties
from api.demo.neighbours.calling import make_calls, promise
from api.demo.neighbours.granting import grant_wishes
from api.demo.notices import put_up
from api.demo.workbooks import write_demo_workbooks
from api.serving.composition import Community, open_community
from api.serving.settings import Settings
from api.workbooks.importing import import_file
from domain.ledger.decision import OFFICE, Decision, Request
from domain.ledger.fact import Fact
from domain.ledger.log import Log
from domain.ledger.refusal import Refusal
from domain.office.founding import FoundCommunity
from domain.people.membership import EnrolMember, Role
from domain.people.roles import ApproveRole, GrantRole
from domain.people.teams import FoundTeam
from domain.people.vault import Person
from domain.rules.rules import AdoptRules, Terms
from projections.catalogue import PROJECTIONS
from projections.ledger.runner import Runner
from projections.people.balances import member_balance
from projections.people.members import ids_of_kind, proposed_roles
from projections.service.pairing_board import pairing_board
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
GRID_WORKERS: Final[dict[str, tuple[str, str]]] = {
    "coordinator": ("第1网格", "19910009001"),
    "coordinator2": ("第2网格", "19910009002"),
}
"""The grid that each of them looks after, and the phone on which people call them."""

VOLUNTEER: Final = "volunteer"
FIRST_RULES: Final = AdoptRules(version="2026-01", in_force_from=date(2026, 1, 1), terms=Terms())

OLDEST: Final = 24
VISITED: Final = 10
HELPERS_WHO_ASK: Final = 8
"""So many of each ask for help."""

CALLED_BY_ONE: Final = 2
"""So many people wait for a call of the volunteer whom one can sign in as."""

LIVELY: Final = 40
"""So many of those with the most points are who takes part in what goes on."""

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
        if await founding.is_complete():
            await founding.let_volunteer_sign_in()
        elif empty:
            await founding.empty_volunteer()
        else:
            await founding.import_workbooks(settings.data / "demo", runner, tell)
            await founding.go_on(runner)
        runner.catch_up()
        runner.close()
    return Demo(((VOLUNTEER, "volunteer"), *((name, role) for name, role, _ in STAFF)), password)


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

    async def _act(
        self, key: str, decision: Decision, actor: str = OFFICE, at: datetime | None = None
    ) -> Fact | None:
        """Record an act once; none where it was refused because it had been done otherwise."""
        request = Request(decision=decision, actor=actor, key=f"demo {key}", happened_at=at)
        try:
            return (await self._community.recorder.record(request)).fact
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
        member_id = self._of_staff(username)
        grid, phone = GRID_WORKERS.get(username, (None, None))
        await self._community.vault.keep(member_id, Person(name=name, phone=phone))
        enrolment = EnrolMember(member_id=member_id, kind="staff", grid=grid)
        await self._act(f"enrol {username}", enrolment)
        await self._act(f"role {username}", GrantRole(member_id=member_id, role=role))
        await self._let_sign_in(member_id, username)

    def _of_staff(self, username: str) -> str:
        return self._community.vault.digest("demo", username)

    async def _let_sign_in(self, member_id: str, username: str) -> None:
        """With the demo's one password, which nobody is asked for twice."""
        await self._community.credentials.set(member_id, username, self._password)
        await self._community.session_use.exempt(member_id)

    async def empty_volunteer(self) -> None:
        """A volunteer to sign in as, in a community that has no roster yet."""
        await self._person(VOLUNTEER, "volunteer", "演示志愿者")

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

    async def _keepers(self) -> None:
        """All whom the list of grids names but the last, whose role waits for a second person."""
        for it in (await proposed_roles(self._community.reader))[:-1]:
            approve = ApproveRole(member_id=it.member_id, role="coordinator")
            await self._act(f"keeper {it.member_id}", approve, self._of_staff("supervisor"))

    async def go_on(self, runner: Runner) -> None:
        """What goes on in a community, up to today; then the volunteer to sign in as."""
        await self._keepers()
        runner.catch_up()
        places = await ranking(self._community.reader, "member", "points", ALWAYS, limit=LIVELY)
        people = People(
            cashier=self._of_staff("cashier"),
            coordinator=self._of_staff("coordinator"),
            second=self._of_staff("coordinator2"),
            volunteers=tuple(it.key for it in places),
        )
        await Life(self._community, people, self._act, runner.catch_up).goes_on()
        runner.catch_up()
        neighbours = await self._neighbours(people)
        await make_calls(self._community, people.coordinator)
        await grant_wishes(self._community, people.volunteers[1:], people.second)
        await Needs(self._community, neighbours, self._act).go_on()
        runner.catch_up()
        await write_down_ties(self._community, people.volunteers, people.coordinator)
        await put_up(self._community, self._act, people.second)
        one = await self._nearly_there(people.volunteers)
        today = datetime.now(self._community.zone).date()
        called = [it for it in neighbours.helpers if it != one][-CALLED_BY_ONE:]
        await promise(self._act, called, one, people.coordinator, today)
        await self._let_sign_in(one, VOLUNTEER)
        await self._act("role volunteer", GrantRole(member_id=one, role="volunteer"))

    async def _neighbours(self, people: People) -> Neighbours:
        """Who asks: the oldest, some of those who are visited, and a few who help others, too."""
        community = self._community
        today = datetime.now(community.zone).date()
        everybody = await community.vault.people(await ids_of_kind(community.reader, "volunteer"))
        born = sorted((it.birth_date, it.member_id) for it in everybody.values() if it.birth_date)
        oldest = [member_id for _, member_id in born[:OLDEST]]
        board = await pairing_board(community.reader, today, community.zone, active=True)
        visited = [it.assisted_id for it in board[:VISITED]]
        return Neighbours(
            askers=(*oldest, *visited, *people.volunteers[-HELPERS_WHO_ASK:]),
            helpers=people.volunteers,
            coordinator=people.coordinator,
            second=people.second,
            supervisor=self._of_staff("supervisor"),
        )

    async def _nearly_there(self, volunteers: tuple[str, ...]) -> str:
        """Who has the least to serve before the next star."""
        missing: dict[str, int] = {}
        for one in volunteers:
            minutes = (await member_balance(self._community.reader, one)).service_minutes
            ahead = [it * 60 - minutes for it in FIRST_RULES.terms.star_hours if it * 60 > minutes]
            missing[one] = min(ahead, default=minutes)
        return min(missing, key=missing.__getitem__)

    async def let_volunteer_sign_in(self) -> None:
        """With the password of today's setting, as the staff do."""
        if one := await self._community.credentials.member_called(VOLUNTEER):
            await self._let_sign_in(one, VOLUNTEER)
