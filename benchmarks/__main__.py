"""`python -m benchmarks`: measures everything in one run and writes docs/benchmarks.md."""

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

import psycopg

from api.postgres.private_postgres import start
from benchmarks import alone, first_screen, replays
from benchmarks.contenders import CONTENDERS, Round, make_seeds, measure
from benchmarks.databases import Databases
from benchmarks.growing.growth import SIZES, growth

PAGE: Final = Path(__file__).parent.parent / "docs" / "benchmarks.md"
BEGIN: Final = "<!-- written by make bench: begin -->"
END: Final = "<!-- written by make bench: end -->"
TARGETS: Final = {"empty": 0.40, "updates": 2.0, "one_at_a_time": 4.0}
FIRST_SCREEN_TARGET: Final = 3.0
REBUILD_TARGET: Final = 0.5
CHECK_TARGET: Final = 3.0
HELD_TARGET_SECONDS: Final = 1.0
IMPORT_TARGET_SECONDS: Final = 20
MEMORY_TARGET_BYTES: Final = 300_000_000
NAMES: Final = {
    "empty": "redemptions ÷ an empty FastAPI POST",
    "updates": "redemptions ÷ plain UPDATEs in one transaction",
    "one_at_a_time": "redemptions ÷ reading and appending one at a time",
}


class Finding(NamedTuple):
    """A row of the table."""

    what: str
    measured: str
    target: str
    met: bool


def main() -> None:
    """Measure, print the table, and write the page unless it was a quick run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round, nothing written")
    parser.add_argument("--growth", action="store_true", help="communities of growing size alone")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="facts, for --growth")
    asked = parser.parse_args()
    quick = asked.quick
    with tempfile.TemporaryDirectory(prefix="chengyin-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        with start(folder / "postgres") as postgres:
            if asked.growth:
                page = "\n".join(growth(Databases(postgres.setup_url), folder, tuple(asked.sizes)))
            else:
                page = "\n".join(_measure_all(postgres.setup_url, folder, quick=quick))
    sys.stdout.write(page + "\n")
    if not (quick or asked.growth):
        _write(page)


def _measure_all(server: str, folder: Path, *, quick: bool) -> Iterator[str]:
    databases = Databases(server)
    make_seeds(databases, folder)
    rounds = _rounds(databases, folder, rounds=1 if quick else 7, seconds=1 if quick else 6)
    with psycopg.connect(server) as connection:
        version = connection.info.server_version // 10_000
    yield (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}, PostgreSQL {version}, {platform.machine()}; "
        f"{len(rounds['empty'])} rounds."
    )
    yield "\n| what | measured | target | |\n|---|---|---|---|"
    for it in [*_ratios(rounds), *_alone(databases, folder)]:
        yield f"| {it.what} | {it.measured} | {it.target} | {'met' if it.met else 'MISSED'} |"
    yield "\nFor context, answers a second and their median time, of the median round:\n"
    for name, answered in rounds.items():
        middle = _middle(answered)
        yield (
            f"- {name}: {middle.answers.per_second:,.0f}/s, "
            f"{middle.answers.median_milliseconds:.1f} ms"
        )
    middle = _middle(rounds["time_bank"])
    spent = sorted(middle.used.items(), key=lambda it: -it[1])
    each = ", ".join(f"{kind} {s / middle.answers.right_in_all * 1e6:.0f} µs" for kind, s in spent)
    yield f"\nOf the processors' time, a redemption takes of {each}."


def _middle(rounds: list[Round]) -> Round:
    return sorted(rounds, key=lambda it: it.answers.per_second)[len(rounds) // 2]


def _rounds(
    databases: Databases, folder: Path, *, rounds: int, seconds: float
) -> dict[str, list[Round]]:
    """Everybody in turn, again and again, so that the machine's drift meets all alike."""
    answered: dict[str, list[Round]] = {contender.name: [] for contender in CONTENDERS}
    for number in range(rounds):
        for contender in CONTENDERS:
            found = measure(contender, databases, folder, seconds=seconds)
            answered[contender.name].append(found)
            told = f"round {number + 1} {contender.name}: {found.answers.per_second:,.0f}/s\n"
            sys.stderr.write(told)
    return answered


def _ratios(rounds: dict[str, list[Round]]) -> Iterator[Finding]:
    ours = [it.answers.per_second for it in rounds["time_bank"]]
    for name, target in TARGETS.items():
        theirs = [it.answers.per_second for it in rounds[name]]
        ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
        measured = f"{median(ratios):.2f} ({min(ratios):.2f} … {max(ratios):.2f})"
        yield Finding(NAMES[name], measured, f"≥ {target:g}", median(ratios) >= target)


def _alone(databases: Databases, folder: Path) -> Iterator[Finding]:
    seconds = alone.import_services(databases, folder / "import")
    yield Finding(
        "import of the workbook of 6,000 services",
        f"{seconds:.1f} s",
        f"≤ {IMPORT_TARGET_SECONDS} s",
        seconds <= IMPORT_TARGET_SECONDS,
    )
    with databases.fresh() as url:
        settings = alone.found(url, folder / "demo")
        yield from _replays(url)
        times, milliseconds = first_screen.ratio(url, alone.environment_of(url, settings))
        yield Finding(
            f"the volunteer's first screen ({milliseconds:.1f} ms) ÷ an empty page of its frame",
            f"{times:.2f}",
            f"≤ {FIRST_SCREEN_TARGET:g}",
            times <= FIRST_SCREEN_TARGET,
        )
        resident = alone.resident_bytes(url, settings)
        yield Finding(
            "resident memory of the server, demo community",
            f"{resident / 1e6:.0f} MB",
            f"< {MEMORY_TARGET_BYTES / 1e6:.0f} MB",
            resident < MEMORY_TARGET_BYTES,
        )


def _replays(url: str) -> Iterator[Finding]:
    rounds = list(replays.rounds(url))
    facts = rounds[0].facts
    rebuilt = median(it.decoding / it.rebuilding for it in rounds)
    a_second = facts / median(it.rebuilding for it in rounds)
    of_the_library = replays.with_the_library(url)
    yield Finding(
        f"reading and decoding {facts:,} facts ÷ rebuilding all projections ({a_second:,.0f} "
        f"facts/s; one at a time, as the library's runner does, {of_the_library:,.0f})",
        f"{rebuilt:.2f}",
        f"≥ {REBUILD_TARGET:g}",
        rebuilt >= REBUILD_TARGET,
    )
    checked = median(it.checking / it.decoding for it in rounds)
    yield Finding(
        "check-books ÷ reading and decoding the log",
        f"{checked:.1f}",
        f"≤ {CHECK_TARGET:g}",
        checked <= CHECK_TARGET,
    )
    held = max(it.held for it in rounds)
    yield Finding(
        "the longest that check-books held the living projections",
        f"{held:.2f} s",
        f"< {HELD_TARGET_SECONDS:g} s",
        held < HELD_TARGET_SECONDS,
    )


def _write(section: str) -> None:
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n{section}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
