"""The table of OWASP ASVS 5.0 in docs/security.md goes through every point of levels 1 and 2."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pytest

ROOT: Final = Path(__file__).parents[1]
ROW: Final = re.compile(r"^\| (\d+\.\d+\.\d+) \| (\d) \| ([a-z/ ]+) \| (.+) \|$", re.MULTILINE)
FILE: Final = re.compile(r"`(\w[\w./-]*\.[a-z]+)`")
LINK: Final = re.compile(r"\]\(#([\w-]+)\)")

POINTS: Final = """\
1.1 - 1-2; 1.2 1-5 6-9; 1.3 1-2 3-11; 1.4 - 1-3; 1.5 1 2
2.1 1 2-3; 2.2 1-2 3; 2.3 1 2-4; 2.4 - 1
3.2 1-2 -; 3.3 1 2-4; 3.4 1-2 3-6; 3.5 1-3 4-5; 3.7 - 1-2
4.1 1 2-3; 4.2 - 1; 4.3 - 1-2; 4.4 1 2-4
5.1 - 1; 5.2 1-2 3; 5.3 1-2 -; 5.4 - 1-3
6.1 1 2-3; 6.2 1-8 9-12; 6.3 1-2 3-4; 6.4 1-2 3-4; 6.5 - 1-5; 6.6 - 1-3; 6.8 - 1-4
7.1 - 1-3; 7.2 1-4 -; 7.3 - 1-2; 7.4 1-2 3-5; 7.5 - 1-2; 7.6 - 1-2
8.1 1 2; 8.2 1-2 3; 8.3 1 -; 8.4 - 1
9.1 1-3 -; 9.2 1 2-4
10.1 - 1-2; 10.2 - 1-2; 10.3 - 1-4; 10.4 1-5 6-11; 10.5 - 1-5; 10.6 - 1-2; 10.7 - 1-3
11.1 - 1-2; 11.2 - 1-3; 11.3 1-2 3; 11.4 1 2-4; 11.5 - 1; 11.6 - 1
12.1 1 2-3; 12.2 1-2 -; 12.3 - 1-4
13.1 - 1; 13.2 - 1-5; 13.3 - 1-2; 13.4 1 2-5
14.1 - 1-2; 14.2 1 2-4; 14.3 1 2-3
15.1 1 2-3; 15.2 1 2-3; 15.3 1 2-7
16.1 - 1; 16.2 - 1-5; 16.3 - 1-4; 16.4 - 1-3; 16.5 - 1-3
17.1 - 1; 17.2 - 1-4; 17.3 - 1-2"""
"""The sections of the standard, each with its points of level 1 and of level 2."""


class Row(NamedTuple):
    """What is said of a point."""

    point: str
    level: str
    verdict: str
    said: str


def points() -> Iterator[tuple[str, str]]:
    """Every point of the two levels, with its level."""
    for part in re.split(r"; |\n", POINTS):
        section, *ranges = part.split(" ")
        for level, spoken in zip("12", ranges, strict=True):
            if spoken != "-":
                first, _, last = spoken.partition("-")
                for number in range(int(first), int(last or first) + 1):
                    yield f"{section}.{number}", level


TEXT: Final = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS: Final = [Row(*it) for it in ROW.findall(TEXT)]


def test_every_point_stands_there_once_with_its_level() -> None:
    expected = [*points()]
    assert Counter(level for _, level in expected) == {"1": 70, "2": 183}
    assert [(it.point, it.level) for it in ROWS] == expected


def test_a_point_is_met_or_not_or_there_is_nothing_to_meet() -> None:
    assert {it.verdict for it in ROWS} == {"met", "n/a", "not met"}
    assert all(len(it.said) > 5 for it in ROWS if it.verdict == "n/a")
    assert all(len(it.said) > 20 for it in ROWS if it.verdict == "not met")


def test_nothing_is_missing_at_level_1() -> None:
    assert [it for it in ROWS if it.level == "1" and it.verdict == "not met"] == []


def test_the_sums_above_the_table_are_those_of_its_rows() -> None:
    told = [int(it) for it in re.findall(r"\d+", TEXT.partition("Of the ")[2].partition(".")[0])]
    first, second = (Counter(it.verdict for it in ROWS if it.level == level) for level in "12")
    ones = (first.total(), 1, first["met"], first["n/a"])
    twos = (second.total(), 2, second["met"], second["n/a"], second["not met"])
    assert told == [*ones, *twos]


@pytest.mark.parametrize("row", ROWS, ids=[it.point for it in ROWS])
def test_the_files_and_parts_that_a_point_names_are_there(row: Row) -> None:
    for name in FILE.findall(row.said):
        assert (ROOT / name).exists(), name
    headings = {it.lower().replace(" ", "-") for it in re.findall(r"^## (.+)$", TEXT, re.MULTILINE)}
    assert {*LINK.findall(row.said)} <= headings
