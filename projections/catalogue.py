"""The list of all projections: what the runner takes along the log."""

from projections.activities import Activities
from projections.audit_trail import AuditTrail
from projections.balances import Balances
from projections.cards import Cards
from projections.certificates import Certificates
from projections.community import CommunityFigures
from projections.donation_trail import DonationTrail
from projections.lot_movements import LotMovements
from projections.members import Members
from projections.months import Months
from projections.offline_disputes import OfflineDisputes
from projections.pairing_board import PairingBoard
from projections.projection import Projection
from projections.rankings import Rankings
from projections.rule_versions import RuleVersions
from projections.services import Services
from projections.shifts import Shifts
from projections.statements import Statements
from projections.stock import Stock
from projections.taken_home import TakenHome

PROJECTIONS: tuple[Projection, ...] = (
    Balances(),
    Statements(),
    Rankings(),
    AuditTrail(),
    Stock(),
    DonationTrail(),
    PairingBoard(),
    Activities(),
    Services(),
    Members(),
    RuleVersions(),
    Shifts(),
    TakenHome(),
    OfflineDisputes(),
    Cards(),
    Certificates(),
    CommunityFigures(),
    Months(),
    LotMovements(),
)
