"""What is tried of the containers, in an order in which each stands on what was before."""

import re
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from docker.trial import composition
from docker.trial.composition import Unreadable
from docker.trial.container import Container
from docker.trial.images import Images
from docker.trial.kernel import Failed, run
from docker.trial.network import gateway
from docker.trial.office import Office, headers_over, patiently
from docker.trial.project import Project, copy_volume

NEW: Final = "localhost/chengyin:new"
OLD: Final = "localhost/chengyin:old"
USER: Final = "10001"
TLS_ONLY: Final = "strict-transport-security"
REQUIRED: Final = ("POSTGRES_PASSWORD", "SERVICE_PASSWORD")
ASKED_OF_THE_LOG: Final = """
SELECT count(*) || ' facts, ' || md5(string_agg(it::text, chr(10) ORDER BY it.id))
FROM yanwuping.facts_tt_main AS it WHERE it.id <= {}
"""
KEPT_IN_THE_LOG: Final = "SELECT count(*) FROM yanwuping.facts_tt_main WHERE id IN ({})"
SIZE: Final = re.compile(r"([\d,]+ bytes)")
COMMUNITY: Final = """
name = "廖家湾社区"
teams = ["爱心帮扶"]
[admin]
username = "liu"
name = "刘主任"
[rules]
pack = "community"
"""


class Trials:
    """Two projects of compose.yaml: the community's, and where its backup is restored."""

    def __init__(self, images: Images, work: Path) -> None:
        self._work = work
        self._password = secrets.token_hex(12)
        self._images = images
        self._variables = {name: secrets.token_hex(24) for name in REQUIRED}
        proxy = {"CHENGYIN_TRUSTED_PROXIES": gateway(1)}
        self._composed = composition.read({**self._variables, **proxy})
        self._first = self._project(1, OLD)
        self._second: Project | None = None
        self._backups = work / "backups"
        self._buyer, self._sold_at = "", 0
        self._balance: Mapping[str, object] = {}
        self._facts = ""

    def all(self) -> list[tuple[str, Callable[[], str]]]:
        """What is tried, in words, and how."""
        return [
            ("a missing password", self.missing_password),
            ("up, in order and healthy, the earlier version", self.comes_up),
            ("sign-in and a sale over HTTP", self.sale),
            ("a backup while somebody works", self.backup),
            ("the new version over the old volumes", self.upgrade),
            ("users, capabilities and what is read-only", self.walls),
            ("passwords of the database's roles", self.passwords),
            ("a proxy on the host", self.proxy),
            ("stop while somebody works, and start again", self.restart),
            ("down, and up again over the same volumes", self.down_and_up),
            ("the backup into a second, empty database", self.restore),
            ("a community of one's own from a file", self.founding),
        ]

    def remove(self) -> None:
        """Everything that runs."""
        for project in (self._first, self._second):
            if project:
                project.remove()

    def _project(self, number: int, tag: str) -> Project:
        return Project(number, self._composed, self._images, work=self._work, tag=tag)

    def missing_password(self) -> str:
        said = []
        for name in REQUIRED:
            try:
                composition.read({**self._variables, name: ""})
            except Unreadable as refused:
                said.append(str(refused))
        if len(said) != len(REQUIRED) or not all(map(_names, REQUIRED, said)):
            raise Failed(f"one of {REQUIRED} may be missing: {said}")
        return f"refused: “{said[0]}”, and so for the other"

    def comes_up(self) -> str:
        self._first.up()
        patiently(lambda: self._first.execute("service", *_ASK_READY))
        code = self._first.container("prepare").exit_code
        if self._first.container("projections").exit_code is not None or code != 0:
            raise Failed(self._first.container("projections").last_words())
        return "database healthy, prepare 0, service healthy and ready, projections at work"

    def walls(self) -> str:
        for name in ("service", "projections"):
            container = self._first.container(name)
            status = container.process_status()
            if {*status["Uid"].split()} != {USER}:
                raise Failed(f"{name} runs as {status['Uid']}")
            for right in ("CapEff", "CapBnd"):
                if int(status[right], 16):
                    raise Failed(f"{name} has capabilities: {right} {status[right]}")
            if status["NoNewPrivs"] != "1":
                raise Failed(f"{name} may gain privileges")
            _refuses_to_write(container, "/app/api/more.py", "/etc/more", "/more")
        _refuses_to_write(self._first.container("database"), _SERVING_ROLE)
        keys = self._first.volume("keys") / "keys/vault.key"
        if keys.stat().st_uid != int(USER) or keys.stat().st_mode & 0o077:
            raise Failed(f"{keys}: {keys.stat()}")
        return (
            f"user {USER} without capabilities, nothing to write but /data and /tmp; "
            "the key is its alone"
        )

    def passwords(self) -> str:
        for role, name in (("chengyin", REQUIRED[0]), ("chengyin_service", REQUIRED[1])):
            for password, wanted in ((self._variables[name], 0), ("wrong", 2)):
                url = f"postgresql://{role}:{password}@database:5432/chengyin"
                code, said = self._first.container("database").execute("psql", url, "-c", "")
                if code != wanted:
                    raise Failed(f"{role} with {password}: exit {code}, {said}")
        return "both roles come in with theirs, and with no other"

    def proxy(self) -> str:
        address = f"http://{self._first.network.address('service')}:8000"
        told = [headers_over(address, it).get(TLS_ONLY) for it in ("https", "http")]
        if not told[0] or told[1]:
            raise Failed(f"{TLS_ONLY} over https and http: {told}")
        return "believed, once CHENGYIN_TRUSTED_PROXIES names the network's gateway"

    def sale(self) -> str:
        settings = {"CHENGYIN_DEMO_PASSWORD": self._password}
        demo = self._first.begin("service", "chengyin", "demo", "--empty", environment=settings)
        try:
            office = Office(f"http://{demo.wish.address}:8000", self._password)
            patiently(lambda: office.person("cashier"))
        finally:
            self._first.end(demo)
        office = self._office(self._first)
        self._buyer, self._sold_at = office.sells()
        self._balance = office.balance(self._buyer, self._sold_at)
        return f"80 points earned, 60 left with rice; the pages show {self._balance['points']}"

    def backup(self) -> str:
        self._backups.mkdir()
        run("chown", f"{USER}:{USER}", self._backups)
        command = ("chengyin", "backup", "/backups/monday.chengyin")
        with self._office(self._first).busy() as answered:
            done = self._run(self._first, "service", *command, binds=self._backups)
            during = len(answered)
        return f"{during} acts were answered meanwhile; {_size(done)}, read back"

    def restart(self) -> str:
        with self._office(self._first).busy() as answered:
            self._first.stop("service")
        before = self._first_facts(answered[-1])
        database = self._first.stop("database")
        projections = self._first.stop("projections")
        self._first.stop("prepare")
        self._first.up()
        if self._first_facts(answered[-1]) != before:
            raise Failed("the log is another after the restart")
        self._balances_are_as_before()
        positions = ", ".join(map(str, answered))
        if int(_psql(self._first, KEPT_IN_THE_LOG.format(positions))) != len(answered):
            raise Failed(f"{len(answered)} acts were answered, and not all are in the log")
        return (
            f"{len(answered)} acts answered, none lost, same balance; "
            f"exit codes: database {database}, projections without it {projections}"
        )

    def upgrade(self) -> str:
        end = self._head()
        before = self._first_facts(end)
        self._first.tag = NEW
        # In this order compose makes each anew. How the earlier one ends is past mending.
        for name in ("prepare", "service", "projections"):
            self._first.stop(name, by_force=True)
            self._first.up(name)
        if self._first_facts(end) != before:
            raise Failed("the log is another after the upgrade")
        self._balances_are_as_before()
        self._books_are_in_order(self._first)
        return f"{before.split(',')[0]}, byte for byte as before; same balance; check-books 0"

    def down_and_up(self) -> str:
        end = self._head()
        before = self._first_facts(end)
        codes = self._first.down()
        self._first.up()
        if self._first_facts(end) != before:
            raise Failed("the log is another after down and up")
        self._balances_are_as_before()
        return f"exit codes: {codes}"

    def restore(self) -> str:
        self._second = second = self._project(2, NEW)
        second.up("database")
        command = ("chengyin", "restore", "/backups/monday.chengyin")
        code, said = second.run("prepare", *command, binds={self._backups: "/backups"})
        if code != 2 or "vault.key" not in said:
            raise Failed(f"restored without its keys: exit {code}\n{said}")
        copy_volume(self._first.volume("keys"), second.volume("keys"))
        self._run(second, "prepare", *command, binds=self._backups)
        second.up()
        restored = self._office(second).balance(self._buyer, self._sold_at)
        if restored != self._balance:
            raise Failed(f"{restored} was restored, it was {self._balance}")
        if _facts(second, self._sold_at) != self._first_facts(self._sold_at):
            raise Failed("other facts were restored than were there")
        self._books_are_in_order(second)
        return "refused without the keys; with them the same facts and balance, check-books 0"

    def founding(self) -> str:
        folder = self._work / "sheets"
        folder.mkdir()
        (folder / "community.toml").write_text(COMMUNITY, encoding="utf-8")
        elsewhere = {"CHENGYIN_COMMUNITY": "liaojiawan"}
        for command in (("found", "/sheets/community.toml"), ("check-books",)):
            code, said = self._first.run(
                "prepare",
                "chengyin",
                *command,
                binds={folder: "/sheets"},
                environment=elsewhere,
            )
            if code:
                raise Failed(f"{command}: exit {code}\n{said}")
        return "found 0, check-books 0"

    def _office(self, project: Project) -> Office:
        address = f"http://{project.network.address('service')}:8000"
        return Office(address, self._password)

    def _run(self, project: Project, name: str, *command: str, binds: Path | None = None) -> str:
        code, said = project.run(name, *command, binds={binds: "/backups"} if binds else None)
        if code:
            raise Failed(f"{' '.join(command)}: exit {code}\n{said}")
        return said

    def _books_are_in_order(self, project: Project) -> None:
        self._run(project, "service", "chengyin", "check-books")

    def _balances_are_as_before(self) -> None:
        now = self._office(self._first).balance(self._buyer, self._sold_at)
        if now != self._balance:
            raise Failed(f"the balance was {self._balance} and is {now}")

    def _head(self) -> int:
        return int(_psql(self._first, "SELECT max(id) FROM yanwuping.facts_tt_main"))

    def _first_facts(self, last: int) -> str:
        return _facts(self._first, last)


_SERVING_ROLE: Final = "/docker-entrypoint-initdb.d/serving_role.sql"
_ASK_READY: Final = (
    "python",
    "-c",
    "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/readyz')",
)


def _names(name: str, said: str) -> bool:
    return name in said


def _facts(project: Project, last: int) -> str:
    """How many facts there are up to a position, and a digest of all their bytes and tags."""
    return _psql(project, ASKED_OF_THE_LOG.format(last))


def _psql(project: Project, asked: str) -> str:
    quiet = ("--no-psqlrc", "--tuples-only", "--no-align", "--username=chengyin")
    return project.execute("database", "psql", *quiet, "--command", asked, "chengyin")


def _refuses_to_write(container: Container, *paths: str) -> None:
    for path in paths:
        code, said = container.execute("touch", path)
        if code == 0 or "Read-only file system" not in said:
            raise Failed(f"{container.wish.name}: touch {path}: exit {code}, {said}")


def _size(said: str) -> str:
    """How large a backup says that it is."""
    if not (found := SIZE.search(said)):
        raise Failed(f"a backup says nothing of its size:\n{said}")
    return found[1]
