"""Hours that somebody else does not stand up for do not count, as `test_service` tells in full."""

from domain.service.deciding.rejecting import RejectService
from domain.service.service import AlreadyDecided, UnknownService
from domain.service.unearned import ServiceRejected
from tests.controls import COMMUNITY, LI, WANG, ZHOU, backfilled
from tests.scenario import by, given

WANGS = backfilled(WANG, service_id="afterwards-2")
REJECT = RejectService(service_id="afterwards-1", reason_text="reason-1")


def test_a_coordinator_rejects_hours() -> None:
    given(*COMMUNITY, by(ZHOU, backfilled()), WANGS).when(REJECT).then(
        ServiceRejected(service_id="afterwards-1", member_id=LI, reason_text="reason-1")
    )


def test_hours_are_rejected_once_and_only_if_there_are_any() -> None:
    rejected = ServiceRejected(service_id="afterwards-1", member_id=LI)
    given(*COMMUNITY, by(ZHOU, backfilled()), rejected).when(REJECT).refused(AlreadyDecided)
    given(*COMMUNITY, WANGS).when(REJECT).refused(UnknownService)
