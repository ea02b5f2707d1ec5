"""Supervisors see how many services the other side has confirmed."""

from tests.api.answers import created_by, settle
from tests.api.every_post import visited
from tests.office import Office
from tests.pages.browsing import browser_of


def test_supervisors_see_the_share_with_a_word(shared_office: Office) -> None:
    path, helped = visited(shared_office)
    created_by(shared_office, f"{path}/attestation", helped, {"satisfaction": 5})
    created_by(shared_office, f"{path}/confirmation", "coordinator2")
    settle(shared_office)
    with browser_of(shared_office, "supervisor") as browser:
        page = browser.open("/ledger/words")
        assert "一对一结对帮扶" in page.text and "平均满意度" in page.text
