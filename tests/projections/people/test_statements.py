"""A statement tells each movement of an account, and the balance that it left."""

from datetime import date, timedelta

from domain.ledger.fact import Fact
from domain.rules.accounts import CREDIT, MINUTES, POINTS
from domain.service.transfer import CreditTransferred
from domain.shop.goods_return import GoodsReturned
from domain.shop.items import LotChange
from domain.shop.sale import SaleLine
from projections.people.statements import (
    Act,
    Cursor,
    StatementLine,
    member_acts,
    member_statement,
    months_of,
)
from tests.controls import (
    GREEN,
    LI,
    NOW,
    RICE,
    RICE_LISTED,
    STRANGER,
    WANG,
    ZONE,
    donated,
    moment,
    served,
    sold,
)
from tests.examples import EXAMPLES
from tests.projections.living import Living

TWO_HOURS = served(LI, moment(2, 1, 8), moment(2, 1, 10), "li-1")
ONE_HOUR = served(WANG, moment(2, 1, 8), moment(2, 1, 9), "wang-1")
TO_WANG = CreditTransferred(
    transfer_id="transfer-1", giver_id=LI, amount=50, to=WANG, relation="spouse", balance_after=70
)
BACK = GoodsReturned(
    redemption_id="sale-1",
    member_id=LI,
    month="2026-03",
    lines=(SaleLine(RICE, 1, 30, (LotChange(RICE, "gift-1-1", 1),)),),
    points=30,
    balance_after=-10,
)


def statement(community: Living, member_id: str = LI, **wanted: object) -> list[StatementLine]:
    return community.ask(member_statement, member_id, "zh", **wanted)


def movements(
    community: Living, member_id: str = LI, unit: str = POINTS
) -> list[tuple[str, int, int]]:
    """Of each line of a unit: type, amount, balance after."""
    lines = statement(community, member_id, unit=unit)
    assert {it.unit for it in lines} <= {unit}
    return [(it.type, it.amount, it.balance_after) for it in lines]


def test_a_service_is_a_line_in_each_unit_that_it_earned(community: Living) -> None:
    later = NOW + timedelta(hours=1)
    (position,) = community.saw(TWO_HOURS, recorded_at=later)
    reason = f"2月1日“{GREEN}”服务2小时；按规则2026-01得20分、时间存款2小时"
    rest = {
        "position": position,
        "happened_at": NOW,
        "recorded_at": later,
        "type": "service.imported",
        "why": reason,
    }
    assert statement(community) == [
        StatementLine(line=5, unit=POINTS, amount=20, balance_after=20, **rest),
        StatementLine(line=3, unit=CREDIT, amount=120, balance_after=120, **rest),
        StatementLine(line=1, unit=MINUTES, amount=120, balance_after=120, **rest),
    ]


def test_everybody_reads_their_own_lines_only(community: Living) -> None:
    community.saw(TWO_HOURS, ONE_HOUR)
    assert movements(community) == [("service.imported", 20, 20)]
    assert movements(community, WANG) == [("service.imported", 10, 10)]
    assert statement(community, STRANGER) == []


def test_each_line_goes_on_from_the_one_before(community: Living) -> None:
    community.saw(TWO_HOURS, RICE_LISTED, donated(RICE, 4), sold(), BACK)
    community.saw(served(LI, moment(2, 2, 8), moment(2, 2, 9), "li-2"))
    assert movements(community) == [
        ("service.imported", 10, 0),
        ("goods.returned", 30, -10),
        ("points.redeemed", -60, -40),
        ("service.imported", 20, 20),
    ]
    assert movements(community, unit=MINUTES) == [
        ("service.imported", 60, 180),
        ("service.imported", 120, 120),
    ]


def test_a_batch_goes_on_from_the_batch_before(community: Living) -> None:
    community.write(TWO_HOURS, ONE_HOUR, TO_WANG)
    community.saw()
    community.write(TO_WANG, served(WANG, moment(2, 2, 8), moment(2, 2, 9), "wang-2"))
    community.saw()
    assert movements(community, unit=CREDIT) == [
        ("credit.transferred", -50, 20),
        ("credit.transferred", -50, 70),
        ("service.imported", 120, 120),
    ]
    assert [it[2] for it in movements(community, WANG, CREDIT)] == [220, 160, 110, 60]


def test_goods_are_called_by_the_names_they_were_listed_under(community: Living) -> None:
    community.saw(RICE_LISTED, sold())
    assert statement(community)[0].why == f"兑换name-of-{RICE}×2，用去60分"
    (line,) = community.ask(member_statement, LI, "en")
    assert line.why == f"redeemed name-of-{RICE}×2 for 60 points"


def test_giver_and_receiver_each_read_their_side(community: Living) -> None:
    community.saw(TWO_HOURS, TO_WANG)
    assert statement(community)[0].why == "转赠时间存款50分钟给亲属"
    assert statement(community, WANG)[0].why == "收到亲属转赠的时间存款50分钟"


def test_a_page_may_end_in_the_middle_of_a_fact(community: Living) -> None:
    services: list[Fact] = [
        served(LI, moment(2, day, 8), moment(2, day, 9), f"li-{day}") for day in (1, 2, 3)
    ]
    community.saw(*services, ONE_HOUR)
    whole = statement(community)
    assert len(whole) == 9
    read: list[StatementLine] = []
    while page := statement(
        community,
        after=Cursor(read[-1].position, read[-1].line) if read else Cursor(),
        limit=2,
    ):
        assert len(page) <= 2
        read += page
    assert read == whole


def test_funds_and_the_welfare_pool_are_kept_and_shelves_are_not(community: Living) -> None:
    # What is asked for in his name is asked for after the two records were found to be one's.
    community.saw(*(fact for it, fact in EXAMPLES.items() if not it.startswith("request.")))
    rows = community.query("SELECT DISTINCT account FROM {} ORDER BY account", "statement_lines")
    accounts = {account for (account,) in rows}
    assert accounts >= {"fund/助老", f"member/{LI}"}
    assert f"member/{WANG}" not in accounts  # his record is one with hers
    assert {it.partition("/")[0] for it in accounts} <= {"fund", "member", "pool"}
    rows = community.query(
        "SELECT unit, amount, balance_after FROM {} WHERE account = 'fund/助老'", "statement_lines"
    )
    assert rows == [("cny", 12_345, 12_345)]


def test_the_last_line_leaves_what_the_account_holds(community: Living) -> None:
    community.saw(TWO_HOURS, ONE_HOUR, sold(), BACK, TO_WANG)
    rows = community.query(
        "SELECT DISTINCT ON (account, unit) account, unit, balance_after FROM {}"
        " ORDER BY account, unit, position DESC, line DESC",
        "statement_lines",
    )
    kept = community.query("SELECT account, unit, amount FROM {}", "statement_balances")
    assert sorted(kept) == rows


def acts(community: Living, member_id: str = LI, **wanted: object) -> list[Act]:
    return community.ask(member_acts, member_id, "zh", zone=ZONE, **wanted)


def test_an_act_is_one_line_with_all_that_it_changed(community: Living) -> None:
    (earned, _) = community.saw(TWO_HOURS, ONE_HOUR)
    (given,) = community.saw(TO_WANG)
    (gift, service) = acts(community)
    assert (service.position, gift.position) == (earned, given)
    assert (service.points, service.credit, service.minutes) == (20, 120, 120)
    assert (service.points_after, service.credit_after) == (20, 120)
    assert (gift.points, gift.credit, gift.minutes) == (0, -50, 0)
    assert (gift.points_after, gift.credit_after) == (20, 70)
    assert gift.why == "转赠时间存款50分钟给亲属"
    assert [(it.credit, it.points_after, it.credit_after) for it in acts(community, WANG)] == [
        (50, 10, 110),
        (60, 10, 60),
    ]
    assert acts(community, STRANGER) == []


def test_acts_are_read_page_by_page(community: Living) -> None:
    community.saw(TWO_HOURS, ONE_HOUR, TO_WANG, RICE_LISTED, donated(RICE, 4), sold(), BACK)
    whole = acts(community)
    assert [it.type for it in whole] == [
        "goods.returned",
        "points.redeemed",
        "credit.transferred",
        "service.imported",
    ]
    assert [it.points_after for it in whole] == [-10, -40, 20, 20]
    assert acts(community, limit=2) == whole[:2]
    assert acts(community, before=whole[1].position) == whole[2:]


def test_a_month_has_what_happened_in_it_by_the_communitys_calendar(community: Living) -> None:
    community.saw(TWO_HOURS, happened_at=moment(1, 31, 23, 59))
    community.saw(ONE_HOUR, TO_WANG, happened_at=moment(2, 1, 0))
    community.saw(TO_WANG, happened_at=moment(2, 28, 23, 59))
    assert community.ask(months_of, LI, str(ZONE)) == [date(2026, 2, 1), date(2026, 1, 1)]
    assert community.ask(months_of, WANG, str(ZONE)) == [date(2026, 2, 1)]
    assert community.ask(months_of, STRANGER, str(ZONE)) == []
    (january,) = acts(community, month=date(2026, 1, 1))
    assert january.type == "service.imported"
    february = acts(community, month=date(2026, 2, 1))
    assert [(it.credit, it.credit_after) for it in february] == [(-50, 20), (-50, 70)]
    assert acts(community, month=date(2025, 12, 1)) == []


def test_a_passbook_reads_in_the_order_in_which_things_happened(community: Living) -> None:
    (later,) = community.saw(TWO_HOURS, happened_at=moment(2, 3, 9))
    (earlier,) = community.saw(TO_WANG, happened_at=moment(2, 2, 9))
    community.saw(ONE_HOUR, happened_at=moment(2, 1, 9))
    found = acts(community)
    assert [(it.position, it.credit_after) for it in found] == [(later, 70), (earlier, -50)]
    assert acts(community, limit=1) == found[:1]
    assert acts(community, before=later) == found[1:]
    assert acts(community, before=earlier) == []
