"""The ledger for other tools keeps apart whatever the community keeps apart."""

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest

from api.ledger.export import export
from domain.ledger.log import Log
from domain.shop.donation import DonationReceived
from tests.controls import ZONE
from tests.scenario import given, write

PURPOSES = ("助学 小学", "助学-小学", "助学·小学", "助学-20-小学", "助学", "助学/小学", "助学:小学")


@pytest.fixture
def log(database: str) -> Iterator[Log]:
    """A log with a gift of money for each purpose."""
    opened = Log(database, "yanwuping")
    gifts = [
        DonationReceived(
            donation_id=f"gift-{number}",
            receipt_number=f"R{number}",
            money_fen=number,
            purpose=purpose,
        )
        for number, purpose in enumerate(PURPOSES, 1)
    ]
    write(opened, given(*gifts).past)
    yield opened
    opened.close()


def test_funds_that_differ_in_a_sign_only_are_accounts_of_their_own(log: Log) -> None:
    lines = "".join(export(log, ZONE, "yanwuping", "beancount"))
    opened = re.findall(r"open (Assets:Fund:\S+)\n", lines)
    assert len(set(opened)) == len(opened) == len(PURPOSES)
    assert all(re.fullmatch(r"Assets:Fund(:X[\w-]*)+", it) for it in opened)
    given_to = re.findall(r"(Assets:Fund:\S+)  (0\.0\d) CNY", lines)
    assert [account for account, _ in given_to] == opened
    assert all(first < second for (_, first), (_, second) in pairwise(given_to))
