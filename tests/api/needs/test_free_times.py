"""Who says when they are free is asked about what fits that, and finds what fits that."""

from datetime import timedelta
from typing import Any

from tests.api.answers import created_by, enrol, found, head, listed, malformed, problem, settle
from tests.clock import today
from tests.office import Office
from tests.pages.people import join

MONDAY = today(8 - today().isoweekday())


def say_free(office: Office, member_id: str, *halves: str, who: str = "coordinator") -> Any:
    return office.post(f"/api/members/{member_id}/free-times", who, {"halves": [*halves]})


def up(office: Office, asker: str, clock: str | None, **more: Any) -> str:
    """The id of a request that is up, for two hours of next Monday."""
    body = {
        "kind": "service",
        "for_member": asker,
        "need": "陪诊",
        "minutes_wanted": 120,
        "text": "请人陪我去医院",
    } | more
    if clock:
        begin = f"{MONDAY.isoformat()}T{clock}:00+08:00"
        body |= {"from": begin, "until": begin.replace(clock, f"{int(clock[:2]) + 2:02}:00")}
    request_id = str(created_by(office, "/api/requests", "coordinator", body)["request_id"])
    shown = {"public_text": "陪一位老人去医院", "open_until": today(30).isoformat()}
    created_by(office, f"/api/requests/{request_id}/publication", "coordinator2", shown)
    settle(office)
    return request_id


def fitting(office: Office, who: str, **query: str) -> list[str]:
    rows = listed(office, "/api/requests", who, fits="true", **query)
    return [it["request_id"] for it in rows]


def test_free_times_are_said_anew_and_recorded_nowhere(office: Office) -> None:
    li, before = join(office), head(office)
    assert say_free(office, li, "3-afternoon", "1-morning").status_code == 200
    path = f"/api/members/{li}/free-times"
    assert found(office, path, li)["halves"] == ["1-morning", "3-afternoon"]
    assert say_free(office, li, "7-morning", who=li).json()["halves"] == ["7-morning"]
    assert found(office, path, "coordinator2")["halves"] == ["7-morning"]
    assert say_free(office, li).json()["halves"] == []
    malformed(say_free(office, li, "8-morning"), "/halves/0")
    assert problem(say_free(office, "nobody", "1-morning"), 404, "unknown_member")
    assert problem(say_free(office, li, "1-morning", who="volunteer"), 403, "not_permitted")
    assert problem(office.get(path, "volunteer"), 403, "not_permitted")
    assert head(office) == before


def test_who_is_free_then_is_suggested_with_that_reason_and_who_is_not_is_left_out(
    office: Office,
) -> None:
    asker = enrol(office, "钱大爷", kind="assisted")
    li, zhao, wang = (enrol(office, it) for it in ("李桂珍", "赵志强", "王建国"))
    say_free(office, li, "1-morning")
    say_free(office, zhao, "1-afternoon")
    fit = found(office, f"/api/requests/{up(office, asker, '09:00')}/suggestions", "coordinator")
    reasons = {it["member_id"]: [why["zh"] for why in it["reasons"]] for it in fit["items"]}
    assert "那时有空" in reasons[li] and "那时有空" not in reasons[wang]
    assert zhao not in reasons
    first = [it["member_id"] for it in fit["items"] if it["member_id"] in {li, wang}]
    assert first == [li, wang]
    fit = found(office, f"/api/requests/{up(office, asker, None)}/suggestions", "coordinator")
    assert {li, zhao, wang} <= {it["member_id"] for it in fit["items"]}


def test_what_fits_is_paged_and_knows_papers_kin_noes_and_free_times(office: Office) -> None:
    asker = enrol(office, "钱大爷", kind="assisted")
    li = join(office)
    mother = {"relative_id": asker, "relation": "parent", "evidence": "told"}
    early, late = up(office, asker, "09:00"), up(office, asker, "14:00")
    any_time, wish = (
        up(office, asker, None),
        up(office, asker, None, kind="wish", minutes_wanted=None),
    )
    up(office, asker, None, needs=["licence:护士"])
    up(office, li, None)
    assert fitting(office, li) == [early, late, any_time, wish]
    assert fitting(office, li, kind="wish") == [wish]
    assert fitting(office, li, status="claimed") == []
    say_free(office, li, "1-afternoon")
    assert fitting(office, li) == [late, any_time, wish]
    pages = [found(office, "/api/requests?fits=true&limit=1", li)]
    while pages[-1]["next"]:
        after = pages[-1]["next"]
        pages.append(found(office, f"/api/requests?fits=true&limit=1&after={after}", li))
    assert [it["request_id"] for page in pages for it in page["items"]] == [late, any_time, wish]
    assert all("for_name" not in it for page in pages for it in page["items"])
    offer = {"to": f"member:{li}", "answer_by": today(3).isoformat()}
    created_by(office, f"/api/requests/{early}/offers", "coordinator", offer)
    created_by(office, f"/api/requests/{late}/offers/refusal", li, {})
    assert fitting(office, li) == [early, any_time, wish]
    created_by(office, f"/api/members/{li}/kin", "coordinator", mother)
    assert fitting(office, li) == []
    assert problem(office.get("/api/requests?fits=true"), 401, "not_signed_in")


def test_it_is_monday_that_is_asked_for() -> None:
    assert MONDAY.isoweekday() == 1 and MONDAY - today() <= timedelta(7)
