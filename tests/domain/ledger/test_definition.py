"""A digest of code changes when a result could, and stays while code is moved and told of."""

import sys
from collections.abc import Iterator
from importlib import import_module, invalidate_caches
from pathlib import Path
from types import ModuleType
from typing import ClassVar, Final
from uuid import uuid4

import pytest

import domain.model
from domain.ledger.definition import Code, code_digest
from domain.ledger.fact import Fact
from domain.rules.rules import RulesAdopted
from domain.service.hours import ServiceRevoked
from domain.service.service import ServiceConfirmed
from domain.shop.redemption import PointsRedeemed
from projections.people.balances import Balances
from projections.people.members import Members
from projections.rules.rule_versions import RuleVersions

RATES: Final = '''
"""Rates: what an hour brings."""

HOUR = 60
RATE = 10


def points(minutes: int) -> int:
    """Points for so many minutes."""
    return minutes * RATE // HOUR


def unused() -> int:
    return RATE + 1
'''
FOLDING: Final = '''
"""Folding: how hours become a figure."""

from {rates} import points


class Figure:
    """The figure."""

    def __init__(self) -> None:
        self.points = 0

    def apply(self, minutes: int) -> None:
        """Take one more in."""
        self.points += points(minutes)
'''


class Workshop:
    """Modules of the model that are written for the test, each time under names of their own."""

    written: ClassVar[list[str]] = []

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def module(self, source: str) -> ModuleType:
        name = f"written_{uuid4().hex}"
        (self.folder / f"{name}.py").write_text(source.lstrip(), encoding="utf-8")
        self.written.append(f"domain.{name}")
        invalidate_caches()
        return import_module(f"domain.{name}")

    def digest(self, folding: str = FOLDING, rates: str = RATES) -> str:
        below = self.module(rates)
        above = self.module(folding.replace("{rates}", below.__name__))
        return code_digest(above.Figure)


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    domain.__path__.append(str(tmp_path))
    yield Workshop(tmp_path)
    domain.__path__.remove(str(tmp_path))
    while Workshop.written:
        del sys.modules[Workshop.written.pop()]


def test_the_same_code_says_the_same_wherever_it_stands(workshop: Workshop) -> None:
    assert workshop.digest() == workshop.digest()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"""Take one more in."""', '"""Told otherwise."""'),
        ("        self.points +=", "        # for the figure\n        self.points +="),
        ("import points", "import points, unused"),
        ("(self, minutes: int) -> None", "(self, minutes: 'int') -> object"),
        ("\n\nclass", "\n\n\n\n\nclass"),
    ],
)
def test_words_about_the_code_say_nothing(workshop: Workshop, old: str, new: str) -> None:
    assert old in FOLDING
    assert workshop.digest(FOLDING.replace(old, new)) == workshop.digest()


def test_it_says_the_same_however_it_is_imported(workshop: Workshop) -> None:
    other = FOLDING.replace("from {rates} import points", "import {rates} as rates")
    below = workshop.module(RATES).__name__
    whole = other.replace("import {rates}", f"from domain import {below.partition('.')[2]}")
    above = workshop.module(whole.replace("+= points(", "+= rates.points("))
    assert code_digest(above.Figure) == workshop.digest()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("self.points = 0", "self.points = 1"),
        ("self.points += points(minutes)", "self.points -= points(minutes)"),
        ("(self, minutes: int)", "(self, minutes: int = 1)"),
        ("class Figure", "@dict\nclass Figure"),
    ],
)
def test_each_statement_of_its_own_counts(workshop: Workshop, old: str, new: str) -> None:
    assert old in FOLDING
    changed = FOLDING.replace(old, new).replace("@dict\n", "@(lambda it: it)\n")
    assert workshop.digest(changed) != workshop.digest()


@pytest.mark.parametrize(
    ("old", "new"),
    [("HOUR = 60", "HOUR = 45"), ("RATE = 10", "RATE = 11"), ("minutes * RATE", "minutes + RATE")],
)
def test_what_it_calls_counts_with_what_that_uses(workshop: Workshop, old: str, new: str) -> None:
    assert old in RATES
    assert workshop.digest(rates=RATES.replace(old, new)) != workshop.digest()


def test_what_it_does_not_call_does_not_count(workshop: Workshop) -> None:
    assert workshop.digest(rates=RATES.replace("RATE + 1", "RATE + 2")) == workshop.digest()


def test_of_a_fact_only_what_is_read_of_it_counts(workshop: Workshop) -> None:
    source = '''
from domain.ledger.fact import Fact


class Given(Fact):
    """Something was given."""

    amount: int

    def doubled(self) -> int:
        return self.amount * 2

    def postings(self) -> tuple[()]:
        return ()


class Folding:
    def apply(self, fact: Given) -> int:
        match fact:
            case Given():
                return fact.doubled()
        return 0
'''

    def digest(old: str = "", new: str = "") -> str:
        module = workshop.module(source.replace(old, new) if old else source)
        return Code(module.Folding).digest + Code(module.Folding).digest_on(module.Given)

    assert digest("return ()", "return () or ()") == digest()
    assert digest("* 2", "* 3") != digest()
    assert digest("amount: int", "amount: int = 1") != digest()


def test_a_balance_rests_on_the_postings_of_every_fact_and_a_list_of_rules_does_not() -> None:
    assert all(Code(Balances).digest_on(it) for it in (ServiceConfirmed, PointsRedeemed))
    assert Code(RuleVersions).digest_on(RulesAdopted)
    assert not Code(RuleVersions).digest_on(PointsRedeemed)


def test_another_kind_of_fact_changes_nothing_for_those_that_are_held() -> None:
    held = [ServiceConfirmed, PointsRedeemed]
    assert code_digest(Balances, facts=held) == code_digest(Balances, facts=held[::-1])
    assert code_digest(Balances, facts=held) != code_digest(Balances, facts=[*held, ServiceRevoked])
    assert code_digest(RuleVersions, facts=held) == code_digest(RuleVersions)


def test_what_a_subclass_puts_in_place_of_what_it_inherits_counts() -> None:
    """`postings` of a sale ask the sale itself which way the goods go."""
    balances = Code(Balances)
    inherited = {it for it in Fact.known.values() if issubclass(it, PointsRedeemed.__base__)}
    assert len({balances.digest_on(it) for it in inherited}) == len(inherited) > 1


def test_every_projection_says_something_of_its_own() -> None:
    assert len({code_digest(it) for it in (Balances, Members, RuleVersions)}) == 3
