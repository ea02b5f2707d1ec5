"""A member's name and phone are corrected, and a repeat of that changes nothing newer."""

from tests.api.answers import enrol, settle
from tests.office import Office


def test_a_repeat_is_answered_as_recorded_and_leaves_what_was_corrected_later(
    shared_office: Office,
) -> None:
    li = enrol(shared_office, "李桂针")
    settle(shared_office)
    path, slip, right = f"/api/members/{li}/details", {"name": "李贵珍"}, {"name": "李桂珍"}
    first = shared_office.post(path, "coordinator", slip, key=f"slip-{li}")
    later = shared_office.post(path, "coordinator", right)
    again = shared_office.post(path, "coordinator", slip, key=f"slip-{li}")

    assert (first.status_code, later.status_code) == (201, 201)
    assert again.json() == first.json() and again.headers["Idempotency-Replayed"] == "true"
    portal = shared_office.client.portal
    assert portal
    known = portal.call(shared_office.community.vault.people, [li])
    assert known[li].name == "李桂珍"
