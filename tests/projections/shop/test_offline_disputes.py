"""Disputes wait until a supervisor has settled them, each with its reason."""

from msgspec.structs import replace as copy_of

from domain.shop.dispute import OfflineSaleSettled
from domain.shop.items import LotChange
from domain.shop.sale import SaleLine
from projections.people.statements import LAST
from projections.shop.offline_disputes import DisputedLine, disputes, lines_of, unsettled
from tests.controls import CHEN, OIL, RICE, SUN, WANG, sold
from tests.projections.living import Living
from tests.projections.shop.test_shifts import DISPUTED
from tests.scenario import by

SECOND = copy_of(
    DISPUTED,
    redemption_id="sale-10",
    lines=(
        SaleLine(RICE, 2, 60, (LotChange(RICE, "gift-1-1", -1),)),
        SaleLine(OIL, 1, 50, (LotChange(OIL, "gift-2-1", -1),)),
    ),
    reason="insufficient_points",
)
SETTLED = OfflineSaleSettled(
    redemption_id="sale-9",
    member_id=WANG,
    outcome="borne",
    points=150,
    balance_after=0,
    reason_text="reason-1",
)


def waiting(community: Living) -> list[str]:
    found = community.ask(disputes, settled=False, before=LAST, limit=10)
    return [it.redemption_id for it in found]


def test_what_the_books_did_not_agree_with_waits(community: Living) -> None:
    first, _, _ = community.saw(by(SUN, DISPUTED), sold(), by(SUN, SECOND))
    assert waiting(community) == ["sale-10", "sale-9"]
    assert community.ask(unsettled) == 2
    oldest = community.ask(disputes, settled=False, before=LAST, limit=10)[-1]
    assert (oldest.position, oldest.receipt_number) == (first, "S1-F3FA9C2")
    assert (oldest.member_id, oldest.cashier_id) == (WANG, SUN)
    assert (oldest.points, oldest.allowed_points, oldest.reason) == (150, 100, "out_of_stock")
    assert oldest.outcome is None


def test_a_settlement_ends_the_waiting_of_one(community: Living) -> None:
    community.saw(by(SUN, DISPUTED), by(SUN, SECOND), by(CHEN, SETTLED))
    assert waiting(community) == ["sale-10"]
    assert community.ask(unsettled) == 1
    (done,) = community.ask(disputes, settled=True, before=LAST, limit=10)
    assert (done.redemption_id, done.outcome) == ("sale-9", "borne")
    assert (done.settled_by, done.reason_text) == (CHEN, "reason-1")


def test_each_dispute_has_lines_of_its_own(community: Living) -> None:
    community.saw(DISPUTED, SECOND)
    found = community.ask(lines_of, ["sale-9", "sale-10", "sale-11"])
    assert found == {
        "sale-9": [DisputedLine(OIL, 3, 150, 0)],
        "sale-10": [DisputedLine(OIL, 1, 50, 1), DisputedLine(RICE, 2, 60, 1)],
        "sale-11": [],
    }


def test_disputes_come_a_page_at_a_time(community: Living) -> None:
    community.saw(DISPUTED, SECOND)
    (newest,) = community.ask(disputes, settled=False, before=LAST, limit=1)
    (other,) = community.ask(disputes, settled=False, before=newest.position, limit=1)
    assert [newest.redemption_id, other.redemption_id] == ["sale-10", "sale-9"]
