"""The list of all projections: what the runner takes along the log."""

from projections.activities import Activities
from projections.audit_trail import AuditTrail
from projections.balances import Balances
from projections.community import CommunityFigures
from projections.donation_trail import DonationTrail
from projections.members import Members
from projections.pairing_board import PairingBoard
from projections.projection import Projection
from projections.rankings import Rankings
from projections.rule_versions import RuleVersions
from projections.services import Services
from projections.statements import Statements
from projections.stock import Stock

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
    CommunityFigures(),
)
