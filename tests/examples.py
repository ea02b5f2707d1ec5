"""One example of every type of fact, in the envelope whose bytes may never change."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Final

from msgspec.structs import replace as copy_of

from domain.ledger.fact import Envelope, Fact, RequestMark, encode_fact
from domain.office.founding import CommunityFounded, SettingsChanged
from domain.office.merging import MergeDeclined, MergeProposed
from domain.office.month_sheet import GridFigures, MonthSheetIssued
from domain.office.workbook import RowRecognised, WorkbookTakenIn
from domain.people.card import CardIssued, CardRevoked
from domain.people.details import DetailsCorrected
from domain.people.membership import MemberLeft, MembersMerged, RoleGranted, RoleWithdrawn
from domain.people.moves import MemberMoved
from domain.people.nodes import NodeClosed, NodeFounded, NodeMoved, NodeRelabelled
from domain.people.roles import RoleDeclined, RoleProposed
from domain.people.second_factor import SecondFactorSetUp, SecondFactorTakenAway
from domain.people.sign_in import PasswordChosen, SignInGiven
from domain.people.tags import team_tag
from domain.people.teams import BelongingJoined, BelongingLeft, TeamClosed, TeamFounded
from domain.rules.balances import FundCarried, PoolOpened
from domain.rules.rule_proposals import RulesDeclined, RulesProposed
from domain.rules.rules import Terms
from domain.rules.term_proposals import Term, TermsDeclined, TermsProposed
from domain.service.attestation import (
    AttestationTerms,
    AttestationTermsAdopted,
    DisputeAnswered,
    ServiceAttested,
    ServiceAttestedLate,
    ServiceDisputed,
)
from domain.service.certificate import CertificateIssued, ProgrammeHours
from domain.service.counting.refill import Refill
from domain.service.places import SignUpCancelled, VolunteerSignedUp
from domain.service.plan import ActivityCalledOff, ActivityChanged
from domain.service.refilling import HoursRefilled
from domain.service.transfer import CreditTransferred
from domain.service.unearned import ServiceRejected, SignOutWithdrawn
from domain.shop.count_approval import CountApproved, CountRefused
from domain.shop.counted_shelf import CountedLine
from domain.shop.dispute import OfflineSaleSettled
from domain.shop.donation import DonatedGoods, DonationReceived
from domain.shop.donation_correction import DonationCorrected
from domain.shop.giving.lots import CorrectedLot
from domain.shop.goods_return import GoodsReturned
from domain.shop.item_picture import ItemPictured
from domain.shop.item_terms import ItemChanged
from domain.shop.items import LotChange
from domain.shop.offline_sale import OfflineSaleDisputed
from domain.shop.receipt_lines import DonationExtended
from domain.shop.sale import SaleLine
from domain.shop.shift import ShiftClosed, ShiftOpened, SpotCount
from domain.shop.stock_count import CountSubmitted, StockCounted, SubmittedLine
from domain.ties.household import HouseholdChanged, HouseholdFormed
from domain.ties.objection import ObjectionAnswered, ObjectionRaised
from domain.ties.register import RegisterTerms, RegisterTermsAdopted, ResidentRegistered
from domain.ties.standing import StandingConfirmed, StandingEnded, StandingGranted
from tests import needs, notices, relatives
from tests.controls import (
    AUNT,
    CARE,
    CHEN,
    CLEANING,
    ELEVEN,
    GREEN,
    LI,
    LI_JOINED,
    NINE,
    OIL,
    RICE,
    RICE_LISTED,
    RULES,
    SPRING,
    SUN,
    UNCLE,
    WANG,
    backfilled,
    confirmed,
    opened,
    paired,
    paired_before,
    parted,
    published,
    released,
    revoked,
    served,
    signed_in,
    signed_out,
    sold,
    visited,
)

JUNE: Final = date(2026, 6, 1)


def pairings() -> Iterable[Fact]:
    """Of people who are visited."""
    yield paired_before()
    yield paired("pairing-2", WANG, UNCLE)
    yield opened()
    yield visited()
    yield parted()


def teams() -> Iterable[Fact]:
    """A team, who leads it, its end."""
    yield TeamFounded(team=CARE)
    yield TeamClosed(team=CARE, from_day=JUNE, lead_ids=(LI,))
    yield BelongingJoined(
        member_id=LI, of=team_tag(CARE), from_day=SPRING, until_day=JUNE, instead_of_id=WANG
    )
    yield BelongingLeft(member_id=LI, of=team_tag(CARE), on=JUNE)


def facts() -> Iterable[Fact]:
    """One of each type."""
    yield RULES
    yield RulesProposed(version="2026-06", in_force_from=JUNE, terms=Terms(points_per_hour=12))
    yield RulesDeclined(version="2026-06", proposal_id="fact-1")
    yield from teams()
    yield CommunityFounded(
        name="演武坪社区",
        time_zone="Asia/Shanghai",
        name_english="Yanwuping",
        issuer="演武坪社区居委会",
        desk="1栋一楼，每天 8:30",
        taken_over=True,
    )
    yield SettingsChanged(name="演武坪社区", issuer="演武坪社区居委会")
    yield from network()
    yield LI_JOINED
    yield RoleGranted(member_id=CHEN, role="coordinator")
    yield RoleWithdrawn(member_id=CHEN, role="coordinator")
    yield RoleDeclined(member_id=CHEN, role="coordinator", proposal_id="fact-1")
    yield RoleProposed(member_id=CHEN, role="coordinator")
    yield published(capacity=20, team=GREEN)
    yield ActivityChanged(
        activity_id=CLEANING,
        plan_id="fact-1",
        place_text="place-1",
        starts_at=NINE,
        ends_at=ELEVEN,
        capacity=30,
    )
    yield ActivityCalledOff(activity_id=CLEANING, plan_id="fact-1", at=NINE, reason_text="reason-1")
    yield VolunteerSignedUp(activity_id=CLEANING, member_id=LI)
    yield SignUpCancelled(activity_id=CLEANING, member_id=LI)
    yield signed_in()
    yield SignOutWithdrawn(activity_id=CLEANING, service_id="attended-1", member_id=LI)
    yield signed_out()
    yield backfilled()
    yield confirmed("attended-1", "attested", credited_minutes=120)
    yield from words_of_the_other_side()
    yield ServiceRejected(service_id="afterwards-1", member_id=LI, reason_text="reason-1")
    yield released()
    yield revoked(credit_borne=30, points_borne=5)
    yield HoursRefilled(
        service_id="paper-1",
        member_id=LI,
        day=SPRING,
        refills=(Refill("paper-2", 60, 60, 10),),
        credit_repaid=30,
        points_repaid=5,
        revocation_id="fact-1",
    )
    yield copy_of(
        served(LI, NINE, ELEVEN),
        activity_text="activity-1",
        place_text="place-1",
        confirmer_text="confirmer-1",
    )
    yield from books()
    yield from goods_and_gifts()
    yield from ties()
    yield from pairings()
    yield SignInGiven(member_id=LI)
    yield PasswordChosen(member_id=LI)
    yield SecondFactorSetUp(member_id=LI)
    yield SecondFactorTakenAway(member_id=LI)
    yield DetailsCorrected(member_id=LI, details=("name", "phone"))
    yield MemberLeft(member_id=UNCLE, kind="assisted", credit=90, points=15)
    yield MergeProposed(member_id=WANG, into_id=LI)
    yield MergeDeclined(member_id=WANG, into_id=LI, proposal_id="proposal-1")
    yield MembersMerged(
        member_id=WANG,
        into_id=LI,
        kind="volunteer",
        minutes=120,
        credit=120,
        points=20,
        going_on=("pairing:pairing-1",),
    )
    yield MemberMoved(
        member_id=LI,
        said_id="fact-1",
        from_day=JUNE,
        grid="第二网格",
        other_building=True,
        joined=("助老服务队",),
        left=("环境美化",),
    )
    yield CardIssued(card_id="card-1", number=1, member_id=LI)
    yield CardRevoked(card_id="card-1", member_id=LI)
    yield ObjectionRaised(
        objection_id="objection-1",
        member_id=LI,
        line_id="fact-1",
        recorded_by_ids=(CHEN,),
        wording_text="wording-1",
    )
    yield ObjectionAnswered(
        objection_id="objection-1", member_id=LI, outcome="in_part", answer_text="answer-1"
    )
    yield CertificateIssued(
        certificate_id="certificate-1",
        number=1,
        member_id=LI,
        first_day=date(2026, 1, 1),
        last_day=SPRING,
        minutes=120,
        programmes=(ProgrammeHours(CARE, 1, 120),),
        issued_on=SPRING,
    )


def ties() -> Iterable[Fact]:
    """One of each type that ties somebody to the community or to somebody else."""
    yield from relatives.facts()
    yield StandingGranted(
        member_id=LI,
        kind="training:急救",
        from_day=SPRING,
        evidence="seen",
        until_day=JUNE,
        checked_on=SPRING,
        evidence_text="paper-1",
        notice_id="notice-1",
    )
    yield StandingConfirmed(member_id=LI, kind="resident:floating", seen_on=JUNE, by_way="visit")
    yield StandingEnded(
        member_id=LI, kind="resident:floating", on=JUNE, because="moved", granted_id="fact-1"
    )
    yield from register()


def register() -> Iterable[Fact]:
    """One of each type that says who lives here, and with whom."""
    yield RegisterTermsAdopted(
        version="register-2026-06",
        in_force_from=JUNE,
        terms=RegisterTerms(floating_days=60),
        proposal_id="fact-1",
    )
    yield ResidentRegistered(
        member_id=AUNT,
        kind="resident:floating",
        from_day=SPRING,
        evidence="seen",
        checked_on=SPRING,
        grid="第二网格",
    )
    yield HouseholdFormed(household_id="household-1", member_ids=(LI, WANG), head_id=LI)
    yield HouseholdChanged(
        household_id="household-1", member_ids=(LI,), head_id=LI, left_ids=(WANG,)
    )


def books() -> Iterable[Fact]:
    """One of each type that tells what was brought on paper."""
    yield WorkbookTakenIn(workbook_id="book-1", kind="services", sha256="5e" * 32, rows=6048)
    yield RowRecognised(row_id="row-1", kind="redemptions", same_as_id="sale-1")


def words_of_the_other_side() -> Iterable[Fact]:
    """One of each type that says whether a service was given."""
    said = {"member_id": LI, "attester_id": UNCLE, "satisfaction": 5, "remark_text": "remark-1"}
    yield AttestationTermsAdopted(
        version="2026-06",
        in_force_from=JUNE,
        terms=AttestationTerms(hours_need_word=True),
        proposal_id="fact-1",
    )
    yield ServiceAttested(service_id="attended-1", by="phone_call", **said)
    yield ServiceAttestedLate(
        service_id="attended-1",
        by="self",
        day=SPRING,
        credited_minutes=120,
        credit=120,
        points=20,
        rule_version="2026-01",
        **said,
    )
    yield ServiceDisputed(
        service_id="afterwards-1",
        member_id=LI,
        attester_id=UNCLE,
        by="kin",
        reason_text="reason-1",
    )
    yield DisputeAnswered(
        service_id="afterwards-1", member_id=LI, outcome="upheld", answer_text="answer-1"
    )


def network() -> Iterable[Fact]:
    """How the map is drawn."""
    yield MonthSheetIssued(
        sheet_id="sheet-1",
        number=1,
        month="2026-02",
        up_to=812,
        grids=(GridFigures("grid-1", "第一网格", 12, 9, None, 1260, 1200),),
        digest="5e" * 32,
        issued_on=SPRING,
    )
    yield NodeFounded(node_id="building-1", level="building", label="3栋", parent_id="grid-1")
    yield NodeRelabelled(node_id="building-1", from_day=date(2026, 3, 1), households=60)
    yield NodeMoved(node_id="building-1", from_day=date(2026, 3, 1), parent_id="grid-2")
    yield NodeClosed(node_id="grid-1", from_day=date(2026, 3, 1), into_id="grid-2")


def goods_and_gifts() -> Iterable[Fact]:
    """One of each type that moves goods, money or credit."""
    yield RICE_LISTED
    yield ItemChanged(
        item_id=RICE,
        terms_id="fact-1",
        from_day=JUNE,
        name="大米 5 公斤",
        points=35,
        barcodes=("6901234567892", "6901234567908"),
        cash_price_fen=1_500,
        limit_per_member_month=1,
        withdrawn=True,
    )
    yield ItemPictured(item_id=RICE, digest="d1" * 32, digest_before="c0" * 32, picture_id="fact-2")
    yield DonationReceived(
        donation_id="gift-1",
        receipt_number="R20260305-0001",
        donor=f"member:{WANG}",
        goods=(DonatedGoods(RICE, 10, JUNE), DonatedGoods(OIL, 4)),
        money_fen=12_345,
        purpose="助老",
    )
    yield DonationCorrected(
        donation_id="gift-1",
        said_id="gift-1",
        receipt_number="R20260305-0001",
        reason_text="reason-1",
        money_fen_before=100_000,
        money_fen=1_000,
        purpose_before="general",
        purpose="助学",
        pieces_before=14,
        pieces=8,
        lots=(
            CorrectedLot(lot=LotChange(RICE, "gift-1-1", -6, JUNE), before=10, received=2),
            CorrectedLot(lot=LotChange(OIL, "gift-1-2", 0), before=4, received=1, recounted=2),
            CorrectedLot(lot=LotChange(OIL, "fact-9-1", 5), before=0, received=5),
        ),
    )
    yield DonationExtended(
        donation_id="gift-1",
        receipt_number="R20260305-0001",
        donor=f"member:{WANG}",
        goods=(DonatedGoods(OIL, 2, JUNE),),
        first_line=3,
    )
    yield sold()
    yield GoodsReturned(
        redemption_id="sale-1",
        member_id=LI,
        month="2026-03",
        lines=(SaleLine(RICE, 1, 30, (LotChange(RICE, "gift-1-1", 1, JUNE),)),),
        points=30,
        balance_after=130,
        reason_text="reason-1",
    )
    yield ShiftOpened(
        shift_id="shift-1", till="S1", cashier_id=SUN, day=SPRING, number=3, receipts_before=6
    )
    yield OfflineSaleDisputed(
        redemption_id="sale-2",
        member_id=LI,
        month="2026-03",
        lines=(SaleLine(RICE, 2, 60, (LotChange(RICE, "gift-1-1", -1, JUNE),)),),
        points=60,
        balance_after=30,
        shift_id="shift-1",
        receipt_number="S1-20260305-F3FA9C2",
        allowance_id="allowance-1",
        reason="insufficient_points",
        allowed_points=100,
    )
    yield OfflineSaleSettled(
        redemption_id="sale-2",
        member_id=LI,
        outcome="charged",
        points=60,
        balance_after=40,
        reason_text="reason-1",
    )
    yield ShiftClosed(
        shift_id="shift-1",
        till="S1",
        cashier_id=SUN,
        last_receipt=7,
        spot_counts=(SpotCount(RICE, 8, 7),),
    )
    yield StockCounted(
        count_id="count-1",
        lines=(
            CountedLine(RICE, 8, 5, (LotChange(RICE, "gift-1-1", -3, JUNE),), "reason-1"),
            CountedLine(OIL, 4, 6, (LotChange(OIL, "count-1-2", 2),)),
        ),
    )
    yield CountSubmitted(
        count_id="count-2",
        lines=(SubmittedLine(RICE, 8, 99, 1, "reason-1"), SubmittedLine(OIL, 4, 4, 0)),
        counted_at_position=41,
    )
    yield CountApproved(
        count_id="count-2",
        lines=(
            CountedLine(RICE, 8, 99, (LotChange(RICE, "count-2-1", 91),), "reason-1"),
            CountedLine(OIL, 4, 4, ()),
        ),
    )
    yield CountRefused(count_id="count-3", reason_text="reason-1")
    yield CreditTransferred(
        transfer_id="transfer-1",
        giver_id=LI,
        amount=60,
        to=WANG,
        relation="spouse",
        balance_after=60,
    )
    yield TermsProposed(
        book="needs",
        version="2026-07",
        in_force_from=JUNE,
        terms=(Term("claims_open_max", 3), Term("kinds", ("a", 1)), Term("open", True)),
    )
    yield TermsDeclined(book="needs", version="2026-07", proposal_id="proposal-1")
    yield PoolOpened(pool="welfare", credit=90, until=7)
    yield FundCarried(purpose="助学", place="office", fen=500, until=7)


EXAMPLES: Final[dict[str, Fact]] = {
    fact.type: fact for fact in (*facts(), *notices.facts(), *needs.facts())
}


def in_envelope(fact: Fact) -> Envelope:
    """The fact as the log keeps it: done by the coordinator for a volunteer, on a workbook's word.

    What mends nothing and was asked for by nobody else leaves those words out.
    """
    return Envelope(
        id=f"id-of-{fact.type}",
        type=fact.type,
        happened_at=NINE,
        recorded_at=datetime(2026, 3, 5, 1, 0, 0, 123456, tzinfo=UTC),
        actor=SUN if fact.mends() else CHEN,
        on_behalf_of=None if fact.mends() else LI,
        cause=fact.caused_by(),
        mends=fact.mends(),
        request=RequestMark(tag=f"request:of-{fact.type}", content="c0ffee"),
        tags=(*dict.fromkeys(fact.touches()), f"request:of-{fact.type}"),
        data=encode_fact(fact),
    )
