"""What the pool and the funds held before they had a tag is carried forward once, at a start."""

import asyncio
from collections.abc import Iterable, Iterator

import pytest
from msgspec.structs import replace

from api.founding.carrying import carry_forward, to_carry
from api.serving.settings import Settings
from domain.ledger.decision import Request
from domain.ledger.fact import Recorded, decode
from domain.ledger.log import Log
from domain.ledger.tag import kind_of
from domain.ledger.thing import Thing
from domain.rules.balances import Fund, FundCarried, Pool, PoolOpened
from domain.rules.tags import TAGGED_LATER, WELFARE, fund_tag
from domain.service.transfer import CreditTransferred
from domain.shop.donation import DonationReceived
from projections.replaying.comparing import differences
from projections.replaying.tagging import Tagging
from tests.conftest import temporary_folder
from tests.controls import COMMUNITY, LI, UNCLE
from tests.examples import EXAMPLES
from tests.roles import found
from tests.scenario import given, write
from tests.shop import ledger_of

TO_POOL = CreditTransferred(transfer_id="t-1", giver_id=LI, amount=60, balance_after=0)


def money(number: int, fen: int, purpose: str) -> DonationReceived:
    return DonationReceived(
        donation_id=f"m-{number}", receipt_number=f"R{number}", money_fen=fen, purpose=purpose
    )


PAST = (
    *COMMUNITY,
    TO_POOL,
    money(1, 500, "助学"),
    money(2, 30, "general"),
    EXAMPLES["donation.corrected"],
    EXAMPLES["member.left"],
)


def as_an_older_version_had_it(past: Iterable[Recorded]) -> Iterator[Recorded]:
    """Facts that are not found under pools and funds."""
    for it in past:
        tags = tuple(tag for tag in it.envelope.tags if kind_of(tag) not in TAGGED_LATER)
        yield replace(it, envelope=replace(it.envelope, tags=tags))


@pytest.fixture
def settings() -> Iterator[Settings]:
    with temporary_folder() as folder:
        yield Settings(community="yanwuping", data=folder)


@pytest.fixture
def log(database: str) -> Iterator[Log]:
    found(database, "yanwuping")
    log = Log(database, "yanwuping")
    yield log
    log.close()


def holds(log: Log) -> tuple[int, int, int]:
    """What the pool and two funds hold, as a decision knows it."""
    found = {}
    for tag in (WELFARE, fund_tag("助学"), fund_tag("general")):
        thing = Thing(tag)
        for row in log.about([tag]).facts:
            thing.apply(decode(*row))
        found[tag] = thing
    pool = found[WELFARE].state(Pool)
    assert pool.opened
    return pool.credit, *(found[it].state(Fund).fen for it in list(found)[1:])


def carried(log: Log) -> list[object]:
    facts = (decode(*row).fact for row in log.after(0, limit=1_000))
    return [it for it in facts if isinstance(it, FundCarried | PoolOpened)]


def tagged_otherwise(database: str) -> list[str]:
    with Tagging(database, "yanwuping", 10) as tagging:
        return differences(database, "yanwuping", [], [tagging], limit=10)["tags"]


def test_what_older_versions_recorded_is_carried_forward_once(
    database: str, settings: Settings, log: Log
) -> None:
    write(log, as_an_older_version_had_it(given(*PAST).past))
    head = log.head()
    asyncio.run(carry_forward(database, settings))
    assert carried(log) == [
        FundCarried(purpose="general", place="office", fen=30 - 100_000, until=head),
        FundCarried(purpose="助学", place="office", fen=1_500, until=head),
        PoolOpened(pool="welfare", credit=150, until=head),
    ]
    assert holds(log) == (150, 1_500, 30 - 100_000)
    asyncio.run(carry_forward(database, settings))
    assert len(carried(log)) == 3
    write(log, given(money(3, 7, "助学"), TO_POOL).past)
    assert holds(log) == (210, 1_507, 30 - 100_000)
    assert to_carry(log) == []
    assert tagged_otherwise(database) == []


def test_where_all_facts_have_tags_the_pool_alone_is_opened(
    database: str, settings: Settings, log: Log
) -> None:
    asyncio.run(carry_forward(database, settings))
    assert log.head() == 0
    write(log, given(*PAST).past)
    asyncio.run(carry_forward(database, settings))
    assert carried(log) == [PoolOpened(pool="welfare", credit=0, until=len(PAST))]
    assert holds(log) == (150, 1_500, 30 - 100_000)


def test_what_an_older_version_recorded_in_the_meantime_is_carried_too(
    database: str, settings: Settings, log: Log
) -> None:
    write(log, as_an_older_version_had_it(given(*COMMUNITY, TO_POOL).past))
    decisions = to_carry(log)
    write(log, as_an_older_version_had_it(given(money(1, 500, "助学"), TO_POOL).past))
    ledger_of(log).record([Request(decision=it, actor="office") for it in decisions])
    asyncio.run(carry_forward(database, settings))
    assert holds(log) == (120, 500, 0)
    assert to_carry(log) == []


def test_a_fact_without_a_tag_after_the_opening_is_told(
    database: str, settings: Settings, log: Log
) -> None:
    write(log, as_an_older_version_had_it(given(*PAST).past))
    asyncio.run(carry_forward(database, settings))
    write(log, as_an_older_version_had_it(given(*[EXAMPLES["team.founded"]] * 60, TO_POOL).past))
    (line,) = tagged_otherwise(database)
    assert f"is tagged member:{LI}" in line
    assert UNCLE not in line
