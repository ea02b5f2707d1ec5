"""The people, goods, rules and facts that all tests speak of; the people are invented.

They have ids and nothing else: what a person is called is no business of the model's.
"""

from datetime import date, datetime
from typing import Final

from domain.ledger.fact import Fact
from domain.people.membership import MemberEnrolled, MemberKind
from domain.people.sealed import SealedRead
from domain.people.teams import TeamFounded
from domain.rules.rules import RulesAdopted, ServiceClass, Terms
from domain.service.activity import VolunteerSignedIn, VolunteerSignedOut
from domain.service.counting.refill import Refill
from domain.service.hours import ServiceRevoked
from domain.service.pairing import PairingAgreed, PairingEnded, PairingFormed
from domain.service.plan import ActivityPublished
from domain.service.refilling import HoursRefilled
from domain.service.service import ServiceBackfilled, ServiceConfirmed
from domain.service.service_audit import BackfillReleased
from domain.service.service_import import ServiceImported
from domain.service.visit import PROGRAMME, PersonVisited
from domain.shop.donation import DonatedGoods, DonationReceived
from domain.shop.items import ItemListed, LotChange
from domain.shop.redemption import PointsRedeemed
from domain.shop.sale import SaleLine
from tests.clock import SHANGHAI

ZONE: Final = SHANGHAI

LI: Final = "li-guizhen"
WANG: Final = "wang-jianguo"
AUNT: Final = "zhao-ayi"
UNCLE: Final = "qian-daye"
CHEN: Final = "coordinator-chen"
ZHOU: Final = "coordinator-zhou"
SUN: Final = "cashier-sun"
HAN: Final = "cashier-han"
HE: Final = "admin-he"
STRANGER: Final = "never-enrolled"

RICE: Final = "rice"
OIL: Final = "oil"

CLEANING: Final = "cleaning-day"
CHOIR: Final = "choir-evening"
CARE: Final = "爱心帮扶"
GREEN: Final = "环境美化"


def moment(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of the year 2026 by the community's clock."""
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


NOW: Final = moment(3, 20, 10)
NINE: Final = moment(3, 5, 9)
ELEVEN: Final = moment(3, 5, 11)
SPRING: Final = date(2026, 3, 5)


def enrolled(
    member_id: str, kind: MemberKind = "volunteer", *, number: int = 1, team: str | None = None
) -> MemberEnrolled:
    """Somebody became a member."""
    return MemberEnrolled(
        member_id=member_id,
        volunteer_number=f"V{number:06d}",
        kind=kind,
        team=team,
        grid="第一网格",
    )


def adopted(
    version: str = "2026-01", in_force_from: date = date(2026, 1, 1), **terms: object
) -> RulesAdopted:
    """A version of the rules, with the workbooks' terms but for those that are named."""
    return RulesAdopted(version=version, in_force_from=in_force_from, terms=Terms(**terms))


RULES: Final = adopted()
LI_JOINED: Final = enrolled(LI, number=1, team=CARE)
WANG_JOINED: Final = enrolled(WANG, number=2, team=GREEN)
AUNT_JOINED: Final = enrolled(AUNT, "assisted", number=3)
UNCLE_JOINED: Final = enrolled(UNCLE, "assisted", number=4)
COMMUNITY: Final[tuple[Fact, ...]] = (
    RULES,
    TeamFounded(team=CARE),
    TeamFounded(team=GREEN),
    LI_JOINED,
    WANG_JOINED,
    AUNT_JOINED,
    UNCLE_JOINED,
)
"""Rules, two teams, two volunteers and two people whom they help."""


def served(
    member_id: str,
    starts_at: datetime,
    ends_at: datetime,
    service_id: str = "paper-1",
    *,
    credited_minutes: int | None = None,
) -> ServiceImported:
    """The office had recognised hours on paper, which earned by the workbooks' terms."""
    minutes = int((ends_at - starts_at).total_seconds()) // 60
    credited = minutes if credited_minutes is None else credited_minutes
    return ServiceImported(
        service_id=service_id,
        member_id=member_id,
        programme=GREEN,
        service_class="imported",
        starts_at=starts_at,
        ends_at=ends_at,
        minutes=minutes,
        credited_minutes=credited,
        credit=credited,
        points=credited // 6,
        rule_version="2026-01",
        day=starts_at.astimezone(ZONE).date(),
    )


def backfilled(
    member_id: str = LI,
    starts_at: datetime = NINE,
    ends_at: datetime = ELEVEN,
    service_id: str = "afterwards-1",
) -> ServiceBackfilled:
    """The office entered afterwards what somebody did."""
    return ServiceBackfilled(
        service_id=service_id,
        member_id=member_id,
        programme=CARE,
        service_class="backfilled",
        starts_at=starts_at,
        ends_at=ends_at,
        typed_in=True,
    )


def confirmed(
    service_id: str, service_class: ServiceClass, *, credited_minutes: int = 0, member_id: str = LI
) -> ServiceConfirmed:
    """Somebody stood up for the two hours from nine to eleven."""
    return ServiceConfirmed(
        service_id=service_id,
        member_id=member_id,
        programme=CARE,
        service_class=service_class,
        starts_at=NINE,
        ends_at=ELEVEN,
        minutes=120,
        credited_minutes=credited_minutes,
        credit=credited_minutes,
        points=credited_minutes // 6,
        rule_version="2026-01",
        day=SPRING,
    )


def released(credited_minutes: int = 120, credit: int | None = None) -> BackfillReleased:
    """An audit let Li's backfilled service earn."""
    return BackfillReleased(
        service_id="afterwards-1",
        member_id=LI,
        day=SPRING,
        credited_minutes=credited_minutes,
        credit=credited_minutes if credit is None else credit,
        points=credited_minutes // 6,
        rule_version="2026-01",
    )


def revoked(
    service_id: str = "attended-1",
    *,
    credited_minutes: int = 120,
    confirmation_id: str = "fact-1",
    credit_borne: int = 0,
    points_borne: int = 0,
    points_released: int = 0,
    refills: tuple[Refill, ...] = (),
) -> ServiceRevoked:
    """Li's two hours of this spring morning were confirmed by mistake."""
    return ServiceRevoked(
        service_id=service_id,
        member_id=LI,
        programme=CARE,
        starts_at=NINE,
        ends_at=ELEVEN,
        day=SPRING,
        minutes=120,
        credited_minutes=credited_minutes,
        credit=credited_minutes,
        points=credited_minutes // 6,
        credit_borne=credit_borne,
        points_borne=points_borne,
        points_released=points_released,
        confirmation_id=confirmation_id,
        reason_text="reason-1",
        refills=refills,
    )


def refilled(*refills: Refill) -> HoursRefilled:
    """Other services of this spring day earn what Li's revoked two hours left room for."""
    return HoursRefilled(
        service_id="attended-1", member_id=LI, day=SPRING, refills=refills, revocation_id="fact-1"
    )


def published(
    activity_id: str = CLEANING, *, capacity: int | None = None, team: str | None = None
) -> ActivityPublished:
    """Something to join, from nine to eleven on the fifth of March."""
    return ActivityPublished(
        activity_id=activity_id,
        title_text=f"title-of-{activity_id}",
        programme=GREEN,
        place_text=f"place-of-{activity_id}",
        starts_at=NINE,
        ends_at=ELEVEN,
        team=team,
        capacity=capacity,
    )


def signed_in(
    member_id: str = LI,
    at: datetime = NINE,
    activity_id: str = CLEANING,
    *,
    typed_in: bool = False,
) -> VolunteerSignedIn:
    """Somebody began."""
    return VolunteerSignedIn(activity_id=activity_id, member_id=member_id, at=at, typed_in=typed_in)


def signed_out(
    member_id: str = LI,
    ends_at: datetime = ELEVEN,
    service_id: str = "attended-1",
    *,
    activity_id: str = CLEANING,
    typed_in: bool = False,
) -> VolunteerSignedOut:
    """Somebody who began at nine finished."""
    return VolunteerSignedOut(
        activity_id=activity_id,
        service_id=service_id,
        member_id=member_id,
        programme=GREEN,
        service_class="attested",
        starts_at=NINE,
        ends_at=ends_at,
        typed_in=typed_in,
    )


def listed(item_id: str, points: int, limit: int | None = None) -> ItemListed:
    """Something may stand on the shelf."""
    return ItemListed(
        item_id=item_id,
        name=f"name-of-{item_id}",
        unit="袋",
        points=points,
        barcode=f"barcode-of-{item_id}",
        limit_per_member_month=limit,
    )


RICE_LISTED: Final = listed(RICE, 30, limit=2)
OIL_LISTED: Final = listed(OIL, 50)


def donated(
    item_id: str, quantity: int, expires_on: date | None = None, donation_id: str = "gift-1"
) -> DonationReceived:
    """One lot of goods came in."""
    return DonationReceived(
        donation_id=donation_id,
        receipt_number=f"receipt-of-{donation_id}",
        goods=(DonatedGoods(item_id, quantity, expires_on),),
    )


def sold(
    redemption_id: str = "sale-1",
    *,
    member_id: str = LI,
    month: str = "2026-03",
    lots: tuple[LotChange, ...] = (LotChange(RICE, "gift-1-1", -2, date(2026, 6, 1)),),
) -> PointsRedeemed:
    """Rice went over the counter for 30 points a bag."""
    pieces = -sum(change.pieces for change in lots)
    return PointsRedeemed(
        redemption_id=redemption_id,
        member_id=member_id,
        month=month,
        lines=(SaleLine(RICE, pieces, 30 * pieces, lots),),
        points=30 * pieces,
        balance_after=100,
        rule_version="2026-01",
    )


def paired(
    pairing_id: str = "pairing-1", volunteer_id: str = LI, assisted_id: str = AUNT
) -> PairingAgreed:
    """Somebody promised to visit somebody every week."""
    return PairingAgreed(
        pairing_id=pairing_id,
        volunteer_id=volunteer_id,
        assisted_id=assisted_id,
        cause_id="cause-1",
        visit_every_days=7,
        starts_on=date(2026, 3, 1),
    )


def paired_before(
    pairing_id: str = "pairing-1", volunteer_id: str = LI, assisted_id: str = AUNT
) -> PairingFormed:
    """The same, as it was recorded when the cause still stood in the log."""
    return PairingFormed(
        pairing_id=pairing_id,
        volunteer_id=volunteer_id,
        assisted_id=assisted_id,
        cause="illness",
        visit_every_days=7,
        starts_on=date(2026, 3, 1),
    )


def opened(about: str = "pairing:pairing-1", member_id: str | None = AUNT) -> SealedRead:
    """Somebody read what a hardship came of."""
    return SealedRead(
        kind="pairing_cause",
        about=about,
        sealed_id="cause-1",
        member_id=member_id,
        why_text="why-1",
    )


def visited(service_id: str = "visit-1", pairing_id: str = "pairing-1") -> PersonVisited:
    """The promise was kept, from nine to eleven on the fifth of March."""
    return PersonVisited(
        pairing_id=pairing_id,
        service_id=service_id,
        member_id=LI,
        programme=PROGRAMME,
        service_class="attested",
        starts_at=NINE,
        ends_at=ELEVEN,
        typed_in=True,
        note_kind="well",
    )


def parted(pairing_id: str = "pairing-1", assisted_id: str = AUNT) -> PairingEnded:
    """A pairing is over."""
    return PairingEnded(
        pairing_id=pairing_id, volunteer_id=LI, assisted_id=assisted_id, reason_text="reason-1"
    )
