"""What has the community done so far, in figures that anybody may see?"""

from collections import Counter
from collections.abc import Iterator

from domain.ledger.fact import Fact
from domain.people.membership import MemberEnrolled, MemberLeft, MembersMerged
from domain.service.counting.refill import DayRefilled
from domain.service.hours import CreditReleased, EarnedService, ServiceRevoked
from domain.service.paid_help import released_by
from domain.service.pairing import PairingBegun, PairingEnded
from domain.shop.donation import DonationReceived, Given
from domain.shop.donation_correction import DonationCorrected
from domain.shop.goods_return import GoodsReturned
from domain.shop.redemption import PointsRedeemed
from domain.shop.sale import SaleSettled
from projections.ledger.projection import Batch, Tables, queries_of
from projections.ledger.reader import Reader
from projections.people.merged import ByMember

_queries = queries_of("community")

FIGURES = (
    "members",
    "volunteers",
    "services",
    "service_minutes",
    "time_credit_minutes",
    "points_issued",
    "points_redeemed",
    "redemptions",
    "donations",
    "donations_in_kind",
    "donated_pieces",
    "donated_fen",
    "active_pairings",
    "people_helped",
)


class CommunityFigures(ByMember):
    """Counters of what happened; staff who only work the desk are not counted as members."""

    question = "community"

    def follow(self, batch: Batch, tables: Tables) -> None:
        """Add up the batch."""
        figures: Counter[str] = Counter()
        helped = []
        for recorded in batch:
            for figure, amount in _counts(released_by(recorded.fact)):
                figures[figure] += amount
            if isinstance(recorded.fact, PairingBegun):
                helped.append((recorded.fact.assisted_id,))
        tables.write("add", sorted(figures.items()))
        tables.write("help", helped)


def _counts(fact: Fact) -> Iterator[tuple[str, int]]:
    match fact:
        case EarnedService() | CreditReleased() | DayRefilled():
            yield from _hours(fact)
        case PointsRedeemed():
            yield from (("redemptions", 1), ("points_redeemed", fact.points))
        case SaleSettled() if fact.happened():
            yield from (("redemptions", 1), ("points_redeemed", fact.points))
        case GoodsReturned():
            yield "points_redeemed", -fact.points
        case MemberEnrolled(kind="volunteer"):
            yield from (("members", 1), ("volunteers", 1))
        case MemberEnrolled(kind="assisted"):
            yield "members", 1
        case MemberLeft(kind="volunteer") | MembersMerged(kind="volunteer"):
            yield from (("members", -1), ("volunteers", -1))
        case MemberLeft(kind="assisted") | MembersMerged(kind="assisted"):
            yield "members", -1
        case Given():
            yield "donations", int(isinstance(fact, DonationReceived))
            yield "donations_in_kind", int(bool(fact.goods) and fact.first_lot() == 1)
            yield "donated_pieces", sum(line.quantity for line in fact.goods)
            yield "donated_fen", fact.money_fen
        case DonationCorrected():
            yield from _corrected(fact)
        case PairingBegun():
            yield "active_pairings", 1
        case PairingEnded():
            yield "active_pairings", -1


def _corrected(fact: DonationCorrected) -> Iterator[tuple[str, int]]:
    """What turned out to be no gift at all is not counted as one."""
    in_kind, in_kind_before = fact.pieces > 0, fact.pieces_before > 0
    given = in_kind or fact.money_fen > 0
    yield "donations", given - (in_kind_before or fact.money_fen_before > 0)
    yield "donations_in_kind", in_kind - in_kind_before
    yield "donated_pieces", fact.pieces - fact.pieces_before
    yield "donated_fen", fact.money_fen - fact.money_fen_before


def _hours(fact: EarnedService | CreditReleased | DayRefilled) -> Iterator[tuple[str, int]]:
    match fact:
        case EarnedService():
            yield from (("services", 1), ("service_minutes", fact.minutes))
            yield from (("time_credit_minutes", fact.credit), ("points_issued", fact.points))
        case CreditReleased():
            yield from (("time_credit_minutes", fact.credit), ("points_issued", fact.points))
        case DayRefilled():
            yield "time_credit_minutes", fact.refilled_credit
            yield "points_issued", fact.refilled_points
            if isinstance(fact, ServiceRevoked):
                yield from (("services", -1), ("service_minutes", -fact.minutes))
                yield from (("time_credit_minutes", -fact.credit), ("points_issued", -fact.points))


async def community_figures(reader: Reader) -> dict[str, int]:
    """Every figure, 0 where nothing happened yet. Money in fen, durations in minutes."""
    rows = await reader.rows(_queries["all"])
    found = {row["figure"]: row["amount"] for row in rows}
    return {figure: found.get(figure, 0) for figure in FIGURES}
