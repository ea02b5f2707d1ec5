"""Two records of one person become one, with all that they hold, and found under either id."""

from typing import Any
from uuid import uuid4

import pytest

from tests.api.answers import (
    created_by,
    enrol,
    found,
    give_role,
    listed,
    number_of,
    problem,
    serve,
    settle,
)
from tests.api.every_post import fresh_id_number
from tests.office import Office

PHONE = "13900007001"


def twins(office: Office, **more: Any) -> tuple[str, str]:
    """Somebody enrolled twice: the older record, and the newer one."""
    name = f"孙{uuid4().hex[:4]}"
    first, second = (enrol(office, name, phone=PHONE, **more) for _ in range(2))
    settle(office)
    return first, second


def merge(office: Office, gone: str, stays: str, who: str = "admin") -> Any:
    return office.post(f"/api/members/{gone}/merge", who, {"into": stays})


def balance(office: Office, member_id: str) -> tuple[int, int, int]:
    held = found(office, f"/api/members/{member_id}/balance", "coordinator")
    return held["points"], held["time_credit_minutes"], held["service_minutes"]


def test_the_newer_record_of_the_same_name_and_phone_goes_into_the_older_one(
    shared_office: Office,
) -> None:
    office = shared_office
    stays, gone = twins(office)
    serve(office, gone, 2)
    serve(office, stays, 1, days_ago=11)
    done = created_by(office, f"/api/members/{gone}/merge", "admin", {"into": stays})
    assert (done["status"], done["points"], done["service_minutes"]) == ("merged", 20, 120)
    assert balance(office, stays) == (30, 180, 180)
    assert balance(office, gone) == (0, 0, 0)
    lines = listed(office, f"/api/members/{stays}/statement", "coordinator", unit="points")
    assert lines[0]["balance_after"] == 30
    assert not any(
        it["sum"]
        for it in found(office, "/api/audit/trial-balance", "supervisor")["units"].values()
    )


def test_a_revocation_after_it_takes_from_the_one_that_stays(shared_office: Office) -> None:
    office = shared_office
    stays, gone = twins(office)
    serve(office, gone, 2)
    (service,) = listed(office, "/api/services", "coordinator", member_id=gone)
    created_by(office, f"/api/members/{gone}/merge", "admin", {"into": stays})
    (moved,) = listed(office, "/api/services", "coordinator", member_id=stays)
    assert moved["service_id"] == service["service_id"]
    body = {"reason": "登记错了"}
    created_by(office, f"/api/services/{service['service_id']}/revocation", "supervisor", body)
    assert balance(office, stays) == (0, 0, 0)


def test_the_one_that_went_is_found_no_more_and_signs_in_no_more(shared_office: Office) -> None:
    office = shared_office
    stays, gone = twins(office)
    number = number_of(office, gone)
    created_by(office, f"/api/members/{gone}/merge", "admin", {"into": stays})
    rows = listed(office, "/api/members", "coordinator", query=PHONE[-4:])
    assert gone not in {it["member_id"] for it in rows}
    granting = office.post(f"/api/members/{gone}/roles", "admin", {"role": "volunteer"})
    problem(granting, 409, "merged_away")
    leaving = {"volunteer_number": number}
    answer = office.post(f"/api/members/{gone}/leaving", "admin", leaving)
    assert answer.status_code in {404, 409}, answer.text


def test_what_only_the_newer_record_knew_is_kept(shared_office: Office) -> None:
    office = shared_office
    name, id_number = f"周{uuid4().hex[:4]}", fresh_id_number()
    stays = enrol(office, name, phone=PHONE)
    gone = enrol(office, name, phone=PHONE, id_number=id_number)
    settle(office)
    created_by(office, f"/api/members/{gone}/merge", "admin", {"into": stays})
    again = {"name": name, "id_number": id_number, "kind": "volunteer"}
    problem(office.post("/api/members", "coordinator", again), 409, "duplicate_person")


def test_two_id_numbers_are_two_people(shared_office: Office) -> None:
    office = shared_office
    name = f"吴{uuid4().hex[:4]}"
    first, second = (
        enrol(office, name, phone=PHONE, id_number=fresh_id_number()) for _ in range(2)
    )
    settle(office)
    problem(merge(office, second, first), 409, "not_the_same_person")


@pytest.mark.parametrize("way", ["unlike", "into the newer", "renamed"])
def test_what_does_not_look_alike_waits_for_a_second_person(
    shared_office: Office, way: str
) -> None:
    office = shared_office
    stays, gone = twins(office)
    if way == "unlike":
        gone = enrol(office, f"郑{uuid4().hex[:4]}")
    elif way == "into the newer":
        stays, gone = gone, stays
    else:
        other = enrol(office, f"冯{uuid4().hex[:4]}", phone="13900007002")
        named = listed(office, "/api/members", "coordinator", query=PHONE[-4:])
        name = next(it["name"] for it in named if it["member_id"] == stays)
        details = {"name": name, "phone": PHONE}
        created_by(office, f"/api/members/{other}/details", "coordinator", details)
        gone = other
    settle(office)
    path, body = f"/api/members/{gone}/merge", {"into": stays}
    assert created_by(office, path, "admin", body)["status"] == "proposed"
    problem(office.post(path, "admin", body), 409, "merge_proposed")
    problem(office.post(f"{path}/approval", "admin", body), 409, "own_merge_proposal")
    waits = [(it["member_id"], it["into"]) for it in listed(office, "/api/merges", "supervisor")]
    assert (gone, stays) in waits
    assert created_by(office, f"{path}/approval", "supervisor", body)["status"] == "merged"
    assert (gone, stays) not in [
        (it["member_id"], it["into"]) for it in listed(office, "/api/merges", "supervisor")
    ]


def test_a_merge_that_was_cut_off_is_finished_when_it_is_asked_again(
    shared_office: Office,
) -> None:
    office = shared_office
    stays, gone = twins(office)
    created_by(office, f"/api/members/{gone}/merge", "admin", {"into": stays})
    settle(office)
    problem(merge(office, gone, stays), 409, "already_merged")
    problem(merge(office, stays, gone), 409, "already_merged")
    rows = listed(office, "/api/members", "coordinator", query=PHONE[-4:])
    assert stays in {it["member_id"] for it in rows}


def test_who_acted_for_the_office_is_the_one_that_stays(shared_office: Office) -> None:
    office = shared_office
    stays, gone = twins(office)
    give_role(office, gone, "cashier")
    problem(merge(office, gone, stays), 409, "staff_record")
    problem(merge(office, gone, stays, "coordinator"), 403, "not_permitted")


def test_an_older_line_of_the_duplicate_can_be_objected_to(shared_office: Office) -> None:
    office = shared_office
    stays, gone = twins(office)
    serve(office, gone, 2)
    created_by(office, f"/api/members/{gone}/merge", "admin", {"into": stays})
    lines = listed(office, f"/api/members/{stays}/statement", "coordinator", unit="points")
    line = next(it for it in lines if it["type"] == "service.imported")
    body = {"position": line["position"], "text": "那天我没有去"}
    created_by(office, f"/api/members/{stays}/objections", "coordinator", body)
    answer = office.post(f"/api/members/{gone}/objections", "coordinator", body)
    problem(answer, 404, "unknown_line")
