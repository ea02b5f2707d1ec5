"""What certificates say, by their number and by whose they are."""

from datetime import date

from msgspec.structs import replace

from domain.service.certificate import CertificateIssued, ProgrammeHours
from projections.service.certificates import Certificate, certificate_of_number, certificates_of
from tests.controls import CARE, GREEN, LI, SPRING, STRANGER, WANG
from tests.projections.living import Living

LIS = CertificateIssued(
    certificate_id="certificate-1",
    number=1,
    member_id=LI,
    first_day=date(2026, 1, 1),
    last_day=SPRING,
    minutes=180,
    programmes=(ProgrammeHours(CARE, 1, 120), ProgrammeHours(GREEN, 1, 60)),
    issued_on=SPRING,
)
WANGS = replace(LIS, certificate_id="certificate-2", number=2, member_id=WANG)
LIS_NEXT = replace(LIS, certificate_id="certificate-3", number=3)
TOLD = Certificate(
    "certificate-1",
    1,
    LI,
    date(2026, 1, 1),
    SPRING,
    180,
    (ProgrammeHours(CARE, 1, 120), ProgrammeHours(GREEN, 1, 60)),
    SPRING,
)


def test_a_certificate_is_found_by_its_number(community: Living) -> None:
    community.saw(LIS, WANGS)
    assert community.ask(certificate_of_number, 1) == TOLD
    assert community.ask(certificate_of_number, 3) is None


def test_a_members_certificates_are_the_last_issued_first(community: Living) -> None:
    community.saw(LIS, WANGS, LIS_NEXT)
    assert [it.number for it in community.ask(certificates_of, LI)] == [3, 1]
    assert [it.number for it in community.ask(certificates_of, LI, limit=1)] == [3]
    assert community.ask(certificates_of, STRANGER) == []
