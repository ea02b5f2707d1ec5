"""Every account's holdings, and the books' sum of nothing."""

from domain.ledger.fact import Fact
from domain.needs.giving_back import RequestGivenBack
from domain.rules.accounts import (
    BORNE,
    COUNT_DIFFERENCES,
    CREDIT,
    DISTRIBUTED,
    GIVEN,
    ISSUED,
    MINUTES,
    POINTS,
    UNSETTLED,
)
from domain.service.counting.hold import HoldMove
from domain.service.transfer import CreditTransferred
from projections.people.balances import (
    Holding,
    MemberBalance,
    UnitBalance,
    accounts_below_zero,
    accounts_of_kind,
    held_by_kind,
    held_by_members,
    member_balance,
    trial_balance,
)
from tests.controls import LI, RICE, RICE_LISTED, STRANGER, WANG, donated, moment, served, sold
from tests.domain.needs.asked import NEED, UP, claimed
from tests.examples import EXAMPLES
from tests.projections.living import Living

LI_SERVED = served(LI, moment(2, 1, 8), moment(2, 1, 16), "li-1")
WANG_SERVED = served(WANG, moment(2, 1, 8), moment(2, 1, 9), "wang-1")


def test_each_member_holds_what_they_earned(community: Living) -> None:
    community.saw(LI_SERVED, WANG_SERVED, served(LI, moment(2, 2, 8), moment(2, 2, 9), "li-2"))
    assert community.ask(member_balance, LI) == MemberBalance(90, 540, 540)
    assert community.ask(member_balance, WANG) == MemberBalance(10, 60, 60)
    assert community.ask(member_balance, STRANGER) == MemberBalance(0, 0, 0)


def test_what_is_spent_and_given_is_gone_and_honour_stays(community: Living) -> None:
    given = CreditTransferred(
        transfer_id="transfer-1", giver_id=LI, amount=100, to=WANG, balance_after=380
    )
    community.saw(LI_SERVED, WANG_SERVED, RICE_LISTED, donated(RICE, 4), sold(), given)
    assert community.ask(member_balance, LI) == MemberBalance(20, 380, 480)
    assert community.ask(member_balance, WANG) == MemberBalance(10, 160, 60)


def test_the_trial_balance_of_everything_that_can_happen_is_zero(community: Living) -> None:
    community.saw(*EXAMPLES.values())
    found = community.ask(trial_balance)
    assert {MINUTES, CREDIT, POINTS, "cny", "goods:rice", "goods:oil"} <= found.keys()
    assert {unit.sum for unit in found.values()} == {0}


def test_the_trial_balance_counts_the_accounts_of_each_unit(community: Living) -> None:
    community.saw(LI_SERVED, WANG_SERVED)
    expected = UnitBalance(accounts=3, sum=0)
    assert community.ask(trial_balance) == dict.fromkeys((MINUTES, CREDIT, POINTS), expected)


def test_only_the_communitys_own_accounts_may_owe(community: Living) -> None:
    community.saw(WANG_SERVED)
    assert community.ask(accounts_below_zero) == []
    overdrawn: list[Fact] = [sold(), sold("sale-2", member_id=WANG)]
    community.saw(*overdrawn)
    assert community.ask(accounts_below_zero) == [
        Holding(f"member/{LI}", POINTS, -60),
        Holding(f"member/{WANG}", POINTS, -50),
        Holding("stock/main/rice", "goods:rice", -4),
    ]


def test_each_of_the_communitys_own_accounts_owes_in_order(community: Living) -> None:
    community.saw(*EXAMPLES.values())
    rows = community.query("SELECT DISTINCT account FROM {} WHERE amount < 0", "balances")
    owing = {account for (account,) in rows if account.startswith("community/")}
    assert owing <= {ISSUED, GIVEN, DISTRIBUTED, COUNT_DIFFERENCES, UNSETTLED, BORNE}
    assert {ISSUED, GIVEN} <= owing
    assert not owing & {it.account for it in community.ask(accounts_below_zero)}


def test_what_members_hold_together_leaves_out_everybody_else(community: Living) -> None:
    assert community.ask(held_by_members, POINTS) == 0
    community.saw(LI_SERVED, WANG_SERVED, sold())
    assert community.ask(held_by_members, POINTS) == 80 + 10 - 60
    assert community.ask(held_by_members, MINUTES) == 540


def test_time_is_owed_to_members_to_the_pool_and_for_help_under_way(community: Living) -> None:
    given = CreditTransferred(transfer_id="t", giver_id=LI, amount=100, balance_after=380)
    community.saw(LI_SERVED, WANG_SERVED, *UP, given, claimed())
    owed = community.ask(held_by_kind, CREDIT)
    assert (owed["member"], owed["pool"], owed["hold"]) == (480 + 60 + 300 - 100 - 180, 100, 180)
    assert owed.total() == 0


def test_the_accounts_of_a_kind_are_told_apart(community: Living) -> None:
    community.saw(LI_SERVED, WANG_SERVED, EXAMPLES["donation.received"])
    assert community.ask(accounts_of_kind, "fund", "cny") == [Holding("fund/助老", "cny", 12_345)]
    assert community.ask(accounts_of_kind, "member", CREDIT) == [
        Holding(f"member/{LI}", CREDIT, 480),
        Holding(f"member/{WANG}", CREDIT, 60),
    ]
    assert community.ask(accounts_of_kind, "mem", CREDIT) == []
    community.saw(CreditTransferred(transfer_id="t", giver_id=WANG, amount=60, balance_after=0))
    assert len(community.ask(accounts_of_kind, "member", CREDIT)) == 1


def test_nothing_is_left_of_a_request_for_which_nothing_is_set_aside(community: Living) -> None:
    community.saw(*UP, claimed())
    assert community.ask(trial_balance)["credit"].accounts == 3
    back = HoldMove(need_id=NEED, payer_id=WANG, asker_id=WANG, returned=180)
    given_back = RequestGivenBack(
        need_id=NEED, helper_id=LI, why_given_back="cannot", asker_id=WANG, hold=back
    )
    community.saw(given_back)
    assert community.ask(trial_balance)["credit"].accounts == 2
    assert community.differences() == {}
