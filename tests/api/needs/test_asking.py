"""Asking says what is needed, and a body that says two things at once is pointed at."""

from domain.ties.kin import RecordKin
from tests.api.answers import created_by, enrol, malformed, problem
from tests.api.every_post import REQUEST, taken_on
from tests.clock import at, today
from tests.office import Office

PATH = "/api/requests"


def test_the_kind_of_help_names_nobody(shared_office: Office) -> None:
    body = REQUEST | {"for_member": enrol(shared_office, "钱大爷"), "need": "陪钱大爷"}
    problem(shared_office.post(PATH, "coordinator", body), 409, "text_names_person")


def test_a_child_needs_a_guardian_whose_tie_is_on_record(shared_office: Office) -> None:
    office = shared_office
    child = enrol(office, "小明", birth_date=today(-365 * 9).isoformat())
    mother = enrol(office, "李桂珍")
    body = REQUEST | {"for_member": child, "guardian": mother}
    problem(office.post(PATH, "coordinator", body), 409, "guardian_missing")
    tie = RecordKin(member_id=child, relative_id=mother, relation="parent", evidence="seen")
    office.record(tie, "coordinator2")
    created_by(office, PATH, "coordinator", body)


def test_a_matter_may_be_nobodys_in_particular(shared_office: Office) -> None:
    body = {"kind": "matter", "need": "路灯", "text": "3栋门口的路灯不亮"}
    created_by(shared_office, PATH, "coordinator", body)


def test_help_is_told_in_one_way(shared_office: Office) -> None:
    path = f"{taken_on(shared_office)}/fulfilment"
    times = {"starts_at": at(9), "ends_at": at(10)}
    for body in ({}, {"starts_at": at(9)}, times | {"note": "送到了"}):
        malformed(shared_office.post(path, "coordinator", body), "")
