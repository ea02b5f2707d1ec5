"""What has no peer to be held against: importing, and the memory of the service."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.request import urlopen

from api.capabilities import workbook_of
from api.command_line import ALL_TAKEN, SOME_REFUSED
from api.demo.founding import FIRST_RULES, TEAMS, found_demo
from api.demo.workbooks import write_demo_workbooks
from api.serving.composition import open_community, prepare
from api.serving.settings import Settings
from benchmarks.community import COMMUNITY, PASSWORD
from benchmarks.databases import Databases
from benchmarks.processes import ended, free_port, served
from domain.ledger.decision import OFFICE, Decision, Request
from domain.ledger.log import Log
from domain.ledger.recording import Ledger
from domain.people.teams import FoundTeam
from domain.service.service_import import ImportService
from projections.service.rankings import ALWAYS, ranking

EXTRA_NIGHTS: Final = 64
MEMBERS_MAX: Final = 780
REQUESTS: Final = 500
BYTES_PER_KIB: Final = 1024


def found(url: str, folder: Path) -> Settings:
    """The demo community in a database, with more services than its office would write."""
    prepare(url, COMMUNITY)
    settings = Settings(community=COMMUNITY, data=folder, demo_password=PASSWORD)
    asyncio.run(found_demo(url, settings, empty=False, tell=lambda _what, _done, _all: None))
    log = Log(url, COMMUNITY)
    ledger = Ledger(log, settings.zone)
    members = asyncio.run(_members(url, settings))
    first = datetime(2026, 1, 3, 18, tzinfo=UTC)  # two in the morning: nobody serves then
    for night in range(EXTRA_NIGHTS):
        starts_at = first + timedelta(days=night)
        ends_at = starts_at + timedelta(minutes=45)
        decisions = [
            ImportService(
                member_id=member_id, programme="夜间巡逻", starts_at=starts_at, ends_at=ends_at
            )
            for member_id in members
        ]
        ledger.record([Request(decision=it, actor=OFFICE) for it in decisions])
    log.close()
    return settings


async def _members(url: str, settings: Settings) -> list[str]:
    async with open_community(url, settings) as community:
        places = await ranking(community.reader, "member", "services", ALWAYS, limit=MEMBERS_MAX)
        return [place.key for place in places]


def import_services(databases: Databases, folder: Path) -> float:
    """Seconds of `chengyin import services` with the demo's workbook, projections included."""
    workbooks = folder / "workbooks"
    settings = Settings(community=COMMUNITY, data=folder)
    write_demo_workbooks(workbooks, until=datetime.now(settings.zone).date())
    with databases.fresh() as url:
        prepare(url, COMMUNITY)
        asyncio.run(_begin(url, settings))
        _import("roster", url, settings, workbooks)
        begun = time.perf_counter()
        _import("services", url, settings, workbooks)
        return time.perf_counter() - begun


async def _begin(url: str, settings: Settings) -> None:
    decisions: list[Decision] = [FIRST_RULES, *(FoundTeam(team=team) for team in TEAMS)]
    async with open_community(url, settings) as community:
        requests = [Request(decision=it, actor=OFFICE) for it in decisions]
        await community.recorder.record_all(requests)


def _import(kind: str, url: str, settings: Settings, workbooks: Path) -> None:
    file = workbooks / f"{workbook_of(kind).title_zh}.xlsx"
    ended(
        *("api.command_line", "import", kind, str(file)),
        environment=environment_of(url, settings),
        codes=(ALL_TAKEN, SOME_REFUSED),
    )


def environment_of(url: str, settings: Settings) -> dict[str, str]:
    """What a server or a command of the community has to know."""
    return {
        "CHENGYIN_DATABASE_URL": url,
        "CHENGYIN_NIGHTLY_CHECK_HOUR": "",
        "CHENGYIN_COMMUNITY": COMMUNITY,
        "CHENGYIN_DATA": str(settings.data),
    }


def resident_bytes(url: str, settings: Settings) -> int:
    """Resident memory of a server of the demo community that has answered some hundred times."""
    port = free_port()
    environment = environment_of(url, settings) | {"CHENGYIN_PORT": str(port)}
    with served("api.command_line", "serve", port=port, environment=environment) as process:
        for number in range(REQUESTS):
            path = ("/api/community", "/api/rankings?limit=200", "/api/rules")[number % 3]
            with urlopen(f"http://127.0.0.1:{port}{path}") as answer:
                answer.read()
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    line = next(it for it in status.splitlines() if it.startswith("VmRSS:"))
    return int(line.split()[1]) * BYTES_PER_KIB
