"""What the other side of a service says, in the words of the tests."""

from datetime import date

from msgspec.structs import replace as copy_of

from domain.ledger.fact import Fact
from domain.needs.word import RequestConfirmed
from domain.people.membership import RoleGranted
from domain.service.attestation import (
    AttestationTerms,
    AttestationTermsAdopted,
    DisputeAnswered,
    ServiceAttested,
    ServiceAttestedLate,
    ServiceDisputed,
)
from domain.service.attesting import AttestService, DisputeService
from domain.service.paid_help import LateEarning
from domain.ties.kin import KinRecorded
from tests.controls import (
    AUNT,
    CHEN,
    COMMUNITY,
    GREEN,
    LI,
    SPRING,
    WANG,
    ZHOU,
    confirmed,
    enrolled,
    paired,
    published,
    signed_in,
    signed_out,
    visited,
)
from tests.scenario import by

VISIT = copy_of(visited(), assisted_id=AUNT)
STAFF = (
    enrolled(CHEN, "staff", number=11),
    enrolled(ZHOU, "staff", number=12),
    RoleGranted(member_id=CHEN, role="coordinator"),
    RoleGranted(member_id=ZHOU, role="coordinator"),
)
VISITED: tuple[Fact, ...] = (*COMMUNITY, *STAFF, paired())
TOLD = by(LI, VISIT)
GONE_OUT = by(LI, signed_out())
ATTENDED: tuple[Fact, ...] = (*COMMUNITY, *STAFF, published(team=GREEN), signed_in())
NEEDED = AttestationTermsAdopted(
    version="2026-01",
    in_force_from=date(2026, 1, 1),
    terms=AttestationTerms(hours_need_word=True),
)


def kin(of: str, relative: str, kin_id: str = "kin-1") -> KinRecorded:
    """Two people are relatives."""
    return KinRecorded(
        kin_id=kin_id, member_id=of, relative_id=relative, relation="child", evidence="seen"
    )


def attest(
    attester_id: str = AUNT,
    service_id: str = "visit-1",
    *,
    way: str | None = None,
    actor_id: str | None = None,
) -> AttestService:
    return AttestService(
        service_id=service_id,
        attester_id=attester_id,
        way=way,
        actor_id=actor_id,
        satisfaction=5,
        remark_text="remark-1",
    )


def dispute(attester_id: str = AUNT, *, way: str | None = None) -> DisputeService:
    return DisputeService(
        service_id="visit-1", attester_id=attester_id, way=way, reason_text="reason-1"
    )


def word(
    by: str = "self", attester_id: str = AUNT, service_id: str = "visit-1", member_id: str = LI
) -> ServiceAttested:
    """Somebody of the other side said that a service was given."""
    return ServiceAttested(
        service_id=service_id,
        member_id=member_id,
        attester_id=attester_id,
        by=by,
        satisfaction=5,
        remark_text="remark-1",
    )


NO = ServiceDisputed(
    service_id="visit-1", member_id=LI, attester_id=AUNT, by="self", reason_text="reason-1"
)

RULED = DisputeAnswered(
    service_id="visit-1", member_id=LI, outcome="upheld", answer_text="answer-1"
)

UNATTESTED = by(CHEN, confirmed("visit-1", "unattested"))


def late(credited: int = 120) -> ServiceAttestedLate:
    return ServiceAttestedLate(
        service_id="visit-1",
        member_id=LI,
        day=SPRING,
        credited_minutes=credited,
        credit=credited,
        points=credited // 6,
        rule_version="2026-01",
        attester_id=AUNT,
        by="self",
        satisfaction=5,
        remark_text="remark-1",
    )


def helped_late(credited: int = 120) -> RequestConfirmed:
    """Who had asked says so when the hours that were entered afterwards are recognised already."""
    return RequestConfirmed(
        need_id="need-1",
        helper_id=LI,
        asker_id=WANG,
        service_id="afterwards-1",
        how="self",
        minutes_accepted=credited,
        earned=LateEarning(
            member_id=LI,
            day=SPRING,
            credited_minutes=credited,
            credit=credited,
            points=credited // 6,
            rule_version="2026-01",
        ),
    )
