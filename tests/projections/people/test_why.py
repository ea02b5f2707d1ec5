"""Every line of a statement says why it is there, in the reader's language."""

import re

import msgspec
import pytest

from domain.ledger.fact import Fact
from domain.people.membership import MemberLeft
from domain.service.counting.wording import hours_en, hours_zh
from domain.service.transfer import CreditTransferred
from domain.shop.donation import DonationReceived
from domain.shop.goods_return import GoodsReturned
from domain.shop.items import LotChange
from domain.shop.sale import SaleLine
from projections.people.why import items_in, why
from tests.controls import (
    ELEVEN,
    GREEN,
    LI,
    NINE,
    OIL,
    RICE,
    WANG,
    confirmed,
    released,
    revoked,
    served,
    sold,
)
from tests.examples import EXAMPLES

NAMES = {RICE: "大米", OIL: "食用油"}
ONE_HOUR_TO_WANG = CreditTransferred(
    transfer_id="transfer-1", giver_id=LI, amount=60, to=WANG, relation="spouse", balance_after=60
)


def zh(fact: Fact, member_id: str = LI) -> str:
    return why(fact, "zh", NAMES, member_id)


def en(fact: Fact, member_id: str = LI) -> str:
    return why(fact, "en", NAMES, member_id)


def moves_something_of_a_member(fact: Fact) -> bool:
    return any(it.account.startswith("member/") for it in fact.postings())


OF_MEMBERS = [it for it in EXAMPLES.values() if moves_something_of_a_member(it)]


@pytest.mark.parametrize("fact", OF_MEMBERS, ids=lambda fact: fact.type)
def test_whatever_moves_something_of_a_member_says_why_in_both_languages(fact: Fact) -> None:
    assert re.search(r"[\u4e00-\u9fff]", zh(fact))
    assert re.search(r"[a-z]{3}", en(fact))
    assert not re.search(r"[\u4e00-\u9fff]", without_names(en(fact), fact))
    for sentence in (zh(fact), en(fact)):
        assert not re.search(r"[{}]|None|[0-9a-f]{32}|  ", sentence)


def without_names(sentence: str, fact: Fact) -> str:
    """The words of the office stay as they are in English too, as do the names of its goods."""
    for name in (getattr(fact, "programme", ""), *(NAMES[it] for it in items_in(fact))):
        sentence = sentence.replace(name, "")
    return sentence


def test_some_facts_move_something_of_members() -> None:
    assert {it.type for it in OF_MEMBERS} >= {
        *("service.confirmed", "service.imported", "service.released"),
        *("points.redeemed", "goods.returned", "credit.transferred"),
    }


def test_a_service_earned_by_a_version_of_the_rules() -> None:
    fact = served(LI, NINE, ELEVEN)
    assert zh(fact) == (f"3月5日“{GREEN}”服务2小时；按规则2026-01得20分、时间存款2小时")
    assert en(fact) == (
        f"2026-03-05: 2 h of “{GREEN}”; rules 2026-01 give 20 points and 2 h of credit"
    )


def test_minutes_and_points_are_not_taken_for_each_other() -> None:
    fact = msgspec.structs.replace(
        served(LI, NINE, ELEVEN), minutes=30, credited_minutes=30, credit=30, points=5
    )
    assert zh(fact) == f"3月5日“{GREEN}”服务30分钟；按规则2026-01得5分、时间存款30分钟"


def test_a_day_at_its_cap_says_what_was_left() -> None:
    fact = served(LI, NINE, ELEVEN, credited_minutes=90)
    assert "当日已到上限，计入1小时30分钟，按规则2026-01得15分" in zh(fact)
    assert "the day's cap left 1 h 30 min, rules 2026-01 give 15 points" in en(fact)


def test_nothing_was_credited_because_of_the_cap_or_of_the_rules() -> None:
    fact = served(LI, NINE, ELEVEN, credited_minutes=0)
    assert zh(fact).endswith("按规则2026-01只计服务时长：当日已到上限，或此类服务不计积分")
    assert en(fact).endswith("the day's cap was reached or such services earn nothing")


def test_a_service_entered_afterwards_waits_for_an_audit() -> None:
    fact = confirmed("afterwards-1", "backfilled")
    assert zh(fact).endswith("服务2小时；补录的服务只计服务时长，经核查后才计积分")
    assert en(fact).endswith("counts as hours only until an audit releases it")


def test_where_the_rules_let_it_earn_a_service_entered_afterwards_says_so() -> None:
    fact = confirmed("afterwards-1", "backfilled", credited_minutes=120)
    assert zh(fact).endswith("按规则2026-01得20分、时间存款2小时")
    assert en(fact).endswith("rules 2026-01 give 20 points and 2 h of credit")


def test_an_audit_released_a_service() -> None:
    fact = released(90)
    assert zh(fact) == "3月5日的补录服务经核查属实，补计1小时30分钟，得15分"
    assert en(fact) == (
        "an audit released the service of 2026-03-05: 1 h 30 min credited, 15 points"
    )


def test_a_service_was_taken_back() -> None:
    assert zh(revoked()) == "3月5日“爱心帮扶”服务2小时确认有误，已撤销"
    assert en(revoked()) == "2026-03-05: 2 h of “爱心帮扶” were confirmed by mistake: revoked"
    assert zh(revoked(points_borne=5)).endswith("已撤销；已用掉的由社区承担")
    assert en(revoked(credit_borne=5)).endswith("revoked; the community bears what was spent")


def test_what_was_left_of_who_left_lapsed() -> None:
    fact = MemberLeft(member_id=LI, kind="volunteer", credit=60, points=10)
    assert zh(fact) == "退出社区：时间存款转入公益池，积分作废"
    assert en(fact) == "left the community: time credit goes to the welfare pool, points lapse"


def test_goods_are_called_by_their_names() -> None:
    both = (SaleLine(RICE, 2, 60, ()), SaleLine(OIL, 1, 50, ()))
    fact = msgspec.structs.replace(sold(), lines=both, points=110)
    assert (list(items_in(fact)), list(items_in(served(LI, NINE, ELEVEN)))) == ([RICE, OIL], [])
    assert zh(fact) == "兑换大米×2、食用油×1，用去110分"
    assert en(fact) == "redeemed 大米×2, 食用油×1 for 110 points"
    assert why(fact, "zh", {}, LI) == "兑换rice×2、oil×1，用去110分"


def test_goods_that_came_back_gave_points_back() -> None:
    fact = GoodsReturned(
        redemption_id="sale-1",
        member_id=LI,
        month="2026-03",
        lines=(SaleLine(RICE, 1, 30, (LotChange(RICE, "gift-1-1", 1),)),),
        points=30,
        balance_after=130,
    )
    assert zh(fact) == "退回大米×1，退还30分"
    assert en(fact) == "returned 大米×1, 30 points back"


def test_giver_and_receiver_of_time_credit_each_read_their_side() -> None:
    assert zh(ONE_HOUR_TO_WANG) == "转赠时间存款1小时给亲属"
    assert zh(ONE_HOUR_TO_WANG, WANG) == "收到亲属转赠的时间存款1小时"
    assert en(ONE_HOUR_TO_WANG) == "1 h of credit given to a relative"
    assert en(ONE_HOUR_TO_WANG, WANG) == "1 h of credit received from a relative"


def test_time_credit_goes_to_the_welfare_pool() -> None:
    fact = msgspec.structs.replace(ONE_HOUR_TO_WANG, to=None, relation=None)
    assert zh(fact) == "转赠时间存款1小时给公益池"
    assert en(fact) == "1 h of credit given to the welfare pool"


def test_a_fund_says_by_which_receipt_it_grew() -> None:
    fact = EXAMPLES["donation.received"]
    assert isinstance(fact, DonationReceived)
    assert zh(fact) == f"收到捐赠，收据{fact.receipt_number}"
    assert en(fact) == f"donation received, receipt {fact.receipt_number}"


def test_what_moves_nothing_needs_no_reason() -> None:
    assert zh(EXAMPLES["member.enrolled"]) == en(EXAMPLES["member.enrolled"]) == ""


def test_any_other_language_is_read_as_chinese() -> None:
    assert why(ONE_HOUR_TO_WANG, "fr", NAMES, LI) == zh(ONE_HOUR_TO_WANG)


@pytest.mark.parametrize(
    ("minutes", "in_chinese", "in_english"),
    [
        (0, "0分钟", "0 min"),
        (1, "1分钟", "1 min"),
        (59, "59分钟", "59 min"),
        (60, "1小时", "1 h"),
        (61, "1小时1分钟", "1 h 1 min"),
        (150, "2小时30分钟", "2 h 30 min"),
        (6000, "100小时", "100 h"),
    ],
)
def test_durations_are_said_in_hours_and_minutes(
    minutes: int, in_chinese: str, in_english: str
) -> None:
    assert (hours_zh(minutes), hours_en(minutes)) == (in_chinese, in_english)
