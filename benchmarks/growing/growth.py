"""Growth: what a sale and a question cost after ten thousand facts, and after ten million."""

import json
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple
from urllib.parse import urlencode
from uuid import uuid4

from benchmarks.community import COMMUNITY, MEMBERS, PASSWORD, bodies
from benchmarks.contenders import TIME_BANK, sign_in
from benchmarks.databases import Databases
from benchmarks.growing.grown import grow
from domain.ledger.keeping.snapshot_making import make_snapshots
from domain.ledger.log import Log

SIZES: Final = (10_000, 1_000_000, 10_000_000)
RATIO_TARGET: Final = 2
STARTS: Final = 3
LATER: Final = 30
"""So many more of each are asked for; their median counts."""


class Figure(NamedTuple):
    """What was asked for, and the milliseconds it took at each size."""

    what: str
    milliseconds: list[float]

    @property
    def ratio(self) -> float:
        """The largest community's to the smallest one's."""
        return self.milliseconds[-1] / self.milliseconds[0]


def growth(databases: Databases, folder: Path, sizes: tuple[int, ...] = SIZES) -> Iterator[str]:
    """Lines of a table: what each costs at each size, and the ratio."""
    counted: list[int] = []
    took: dict[str, list[float]] = {}
    for size in sizes:
        with databases.fresh() as url:
            begun = time.perf_counter()
            counted.append(grow(url, folder, size))
            _tell(f"{counted[-1]:,} facts made and projected", begun)
            begun = time.perf_counter()
            log = Log(url, COMMUNITY)
            made = make_snapshots(log)
            log.close()
            _tell(f"{made} snapshots made", begun)
            for what, milliseconds in _measured(url, folder).items():
                took.setdefault(what, []).append(milliseconds)
    columns = " | ".join(f"{it:,}" for it in counted)
    yield f"| milliseconds at so many facts | {columns} | ratio | |"
    yield "|---" * (len(counted) + 3) + "|"
    for figure in (Figure(what, it) for what, it in took.items()):
        times = " | ".join(f"{it:.1f}" for it in figure.milliseconds)
        met = "met" if figure.ratio <= RATIO_TARGET else "MISSED"
        yield f"| {figure.what} | {times} | {figure.ratio:.2f} | {met} |"


def _tell(what: str, begun: float) -> None:
    sys.stderr.write(f"{what}: {time.perf_counter() - begun:.1f} s\n")


def _measured(url: str, folder: Path) -> dict[str, float]:
    """The median milliseconds of each thing asked for, over servers that start afresh."""
    took: dict[str, list[float]] = {}
    wanted = iter(bodies())
    for _ in range(STARTS):
        for what, milliseconds in _of_one_start(url, folder, wanted):
            took.setdefault(what, []).append(milliseconds)
    return {what: median(it) for what, it in took.items()}


def _of_one_start(url: str, folder: Path, wanted: Iterator[str]) -> Iterator[tuple[str, float]]:
    with TIME_BANK.serve(url, folder) as (port, signed_in):
        asker = HTTPConnection("127.0.0.1", port)
        headers = {**signed_in, "Content-Type": "application/json"}

        def sell() -> float:
            key = {"Idempotency-Key": uuid4().hex}
            return _milliseconds(asker, "/api/redemptions", headers | key, body=next(wanted))

        yield "the first sale of a cold process", sell()
        yield "a later sale", median(sell() for _ in range(LATER))
        yield from _asked(asker, port)
        asker.close()


def _asked(asker: HTTPConnection, port: int) -> Iterator[tuple[str, float]]:
    headers = {"Authorization": f"Bearer {sign_in(port, 'supervisor', PASSWORD)}"}
    form = urlencode({"username": "volunteer", "password": PASSWORD})
    typed = {"Content-Type": "application/x-www-form-urlencoded"}
    asker.request("POST", "/sign-in", form, typed)
    answer = asker.getresponse()
    answer.read()
    cookie = {"Cookie": str(answer.headers["set-cookie"]).partition(";")[0]}
    questions = {
        "a balance": (f"/api/members/{MEMBERS[1]}/balance", headers),
        "a passbook page of a busy member": ("/me/passbook", cookie),
        "the audit trail about a member": (f"/api/audit/facts?about=member:{MEMBERS[1]}", headers),
        "/readyz": ("/readyz", {}),
    }
    for what, (path, sent) in questions.items():
        yield what, median(_milliseconds(asker, path, sent) for _ in range(LATER))


def _milliseconds(
    asker: HTTPConnection, path: str, headers: dict[str, str], *, body: str | None = None
) -> float:
    begun = time.perf_counter()
    asker.request("POST" if body else "GET", path, body, headers)
    answer = asker.getresponse()
    said = answer.read()
    took = (time.perf_counter() - begun) * 1_000
    if answer.status >= 300:
        raise ValueError(f"{path}: {answer.status} {json.loads(said or b'{}')}")
    return took
