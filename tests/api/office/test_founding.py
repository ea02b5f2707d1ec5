"""What the community is called is changed by administrators, and known to everybody."""

from tests.api.answers import created, found, problem
from tests.office import NAME, Office

FIELDS = ("name", "name_english", "time_zone", "issuer", "desk")
CALLED = {"name": "廖家湾社区", "name_english": "", "issuer": "廖家湾居委会", "desk": "一楼大厅"}


def test_an_administrator_changes_what_everybody_reads(office: Office) -> None:
    zone = {"time_zone": "Asia/Shanghai"}
    before = dict.fromkeys(CALLED, "") | {"name": NAME} | zone
    assert found(office, "/api/community/settings") == before
    changed = created(office.post("/api/community/settings", "admin", CALLED), *FIELDS)
    assert {name: changed[name] for name in FIELDS} == CALLED | zone
    assert found(office, "/api/community/settings") == CALLED | zone
    problem(office.post("/api/community/settings", "admin", CALLED), 409, "nothing_changed")
    problem(office.post("/api/community/settings", "supervisor", CALLED), 403, "not_permitted")


def test_who_said_so_stands_in_the_audit_trail(office: Office) -> None:
    position = office.post("/api/community/settings", "admin", CALLED).json()["position"]
    fact = found(office, f"/api/audit/facts/{position}", "supervisor")
    assert (fact["actor"], fact["data"]["name"]) == ("admin", CALLED["name"])
