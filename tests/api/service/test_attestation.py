"""The other side's word over HTTP: one's own, by a code, and heard at the desk."""

from domain.people.credentials import FAILURES_MAX
from tests.api.answers import created_by, found, settle
from tests.api.every_post import visited
from tests.office import Office


def helper_of(office: Office, path: str) -> str:
    rows = found(office, "/api/services", "coordinator", params={"limit": 200})["items"]
    (member_id,) = (it["member_id"] for it in rows if it["service_id"] == path.rpartition("/")[2])
    return str(member_id)


def refused(office: Office, path: str, who: str, body: object, *, status: int = 409) -> str:
    """The code of the refusal."""
    answer = office.post(path, who, body)
    assert answer.status_code == status, answer.text
    return str(answer.json()["code"])


def code_for(office: Office, path: str, helped: str) -> str:
    rows = found(office, "/api/attestations", helped)["items"]
    (code,) = (it["code"] for it in rows if it["service_id"] == path.rpartition("/")[2])
    return str(code)


def test_who_was_helped_says_so_with_one_tap(shared_office: Office) -> None:
    path, helped = visited(shared_office)
    (waiting,) = found(shared_office, "/api/attestations", helped)["items"]
    assert (waiting["service_id"], waiting["minutes"]) == (path.rpartition("/")[2], 60)
    said = created_by(shared_office, f"{path}/attestation", helped, {"satisfaction": 5})
    assert (said["said"], said["by"], said["points"]) == ("attested", "self", 0)
    settle(shared_office)
    assert found(shared_office, "/api/attestations", helped)["items"] == []
    again = refused(shared_office, f"{path}/attestation", helped, {"satisfaction": 4})
    assert again == "already_attested"
    refusal = refused(shared_office, f"{path}/dispute", helped, {"reason": "没有来"})
    assert refusal == "already_attested"


def test_the_helper_shows_the_code_of_who_was_helped(shared_office: Office) -> None:
    path, helped = visited(shared_office)
    helper, code = helper_of(shared_office, path), code_for(shared_office, path, helped)
    assert len(code) == 7
    typed = {"code": code.lower().replace("-", " "), "satisfaction": 4}
    said = created_by(shared_office, f"{path}/attestation/code", helper, typed)
    assert (said["said"], said["by"]) == ("attested", "code")
    again = refused(shared_office, f"{path}/attestation/code", helper, {"code": code})
    assert again == "already_attested"


def test_a_code_is_good_for_its_own_service_only(shared_office: Office) -> None:
    path, _ = visited(shared_office)
    other, others_helped = visited(shared_office)
    helper = helper_of(shared_office, path)
    body = {"code": code_for(shared_office, other, others_helped)}
    route = f"{path}/attestation/code"
    assert refused(shared_office, route, helper, body) == "wrong_word_code"
    assert (
        refused(shared_office, f"{other}/attestation/code", helper, body, status=403)
        == "not_permitted"
    )


def test_codes_are_not_tried_out(shared_office: Office) -> None:
    path, helped = visited(shared_office)
    helper, code = helper_of(shared_office, path), code_for(shared_office, path, helped)
    route = f"{path}/attestation/code"
    for _ in range(FAILURES_MAX):
        assert refused(shared_office, route, helper, {"code": "000-000"}) == "wrong_word_code"
    assert refused(shared_office, route, helper, {"code": code}, status=429) == "too_many"


def test_the_desk_enters_what_it_was_told_and_another_confirms(shared_office: Office) -> None:
    path, helped = visited(shared_office)
    body = {"way": "phone_call", "satisfaction": 5, "remark": "来得很准时"}
    said = created_by(shared_office, f"{path}/attestation/heard", "coordinator", body)
    assert (said["said"], said["by"]) == ("attested", "phone_call")
    fact = found(shared_office, f"/api/audit/facts/{said['position']}", "supervisor")
    assert fact["on_behalf_of"] == fact["data"]["attester_id"] == helped
    assert "来得很准时" not in str(fact["data"])
    assert refused(shared_office, f"{path}/confirmation", "coordinator", None) == "same_person"
    assert created_by(shared_office, f"{path}/confirmation", "coordinator2", None)["points"]


def test_what_is_denied_is_confirmed_by_itself_only(shared_office: Office) -> None:
    path, helped = visited(shared_office)
    created_by(shared_office, f"{path}/dispute", helped, {"reason": "那天没有人来"})
    no = refused(shared_office, f"{path}/confirmation", "coordinator2", None)
    assert no == "other_side_disputes"
    knowing = {"despite_dispute": True}
    assert created_by(shared_office, f"{path}/confirmation", "coordinator2", knowing)["points"]


def test_nobody_speaks_who_was_not_helped(shared_office: Office) -> None:
    path, _ = visited(shared_office)
    helper = helper_of(shared_office, path)
    assert (
        refused(shared_office, f"{path}/attestation", "volunteer2", {}, status=403) == "not_for_you"
    )
    assert refused(shared_office, f"{path}/attestation", helper, {}) == "confirms_own"


def test_supervisors_see_how_many_services_have_a_word(shared_office: Office) -> None:
    path, helped = visited(shared_office)
    created_by(shared_office, f"{path}/attestation", helped, {"satisfaction": 1})
    created_by(shared_office, f"{path}/confirmation", "coordinator2", None)
    settle(shared_office)
    told = found(shared_office, "/api/attestations/figures", "supervisor")
    (visits,) = (it for it in told["programmes"] if it["name"] == "一对一结对帮扶")
    assert visits["services"] >= visits["attested"] >= 1
    assert visits["answers"] is None or visits["answers"] >= 5
