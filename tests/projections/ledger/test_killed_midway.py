"""A runner that is killed in the middle of a batch left nothing half done."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from projections.ledger.reader import Reader
from projections.people.balances import MemberBalance, member_balance
from tests.controls import LI
from tests.examples import EXAMPLES
from tests.projections.living import Living

ROOT = Path(__file__).parents[3]


@contextmanager
def a_runner_midway(living: Living, question: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process of its own that has written the rows of its first batch of a question."""
    command = [sys.executable, "-m", "tests.projections.ledger.dies_midway", living.url, question]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == b"midway\n"
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("question", ["balances", "donation_trail"])
def test_the_next_runner_takes_in_what_a_killed_one_left(few: Living, question: str) -> None:
    few.write(*EXAMPLES.values())
    with a_runner_midway(few, question) as process:
        assert few.ask(Reader.position, question) == 0
        process.kill()
    few.runner.catch_up()
    assert few.ask(Reader.position, question) == few.log.head()
    assert few.differences() == {}


def test_people_record_and_read_on_while_a_runner_hangs(few: Living) -> None:
    few.saw(EXAMPLES["service.imported"])
    few.write(EXAMPLES["points.redeemed"])
    with a_runner_midway(few, "balances"):
        few.write(EXAMPLES["goods.returned"])
        assert few.ask(member_balance, LI) == MemberBalance(20, 120, 120)
    few.runner.catch_up()
    assert few.ask(member_balance, LI) == MemberBalance(-10, 120, 120)
    assert few.differences() == {}
