"""Anybody reads what hangs and objects, in nobody's name; somebody else answers."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace as copy_of

from domain.openness.notice import BOX
from domain.openness.notice_posting import digest_of
from tests.api.answers import (
    created,
    created_by,
    enrol,
    found,
    listed,
    problem,
    refused,
    settle,
)
from tests.api.every_post import notice, objected_notice
from tests.clock import today
from tests.notices import POSTED
from tests.office import Office
from tests.pages.people import join
from tests.scenario import by, given, write


def hang(office: Office, **changes: Any) -> dict[str, Any]:
    """A notice that hangs, as everybody sees it."""
    made = created_by(office, "/api/notices", "coordinator2", notice(office) | changes)
    told: dict[str, Any] = found(office, f"/api/notices/{made['notice_id']}")
    return told


def objections(office: Office, notice_id: str, who: str = "supervisor") -> list[dict[str, Any]]:
    path = f"/api/notices/{notice_id}/objections"
    return listed(office, path, who)


def test_who_is_not_signed_in_reads_what_hangs(shared_office: Office) -> None:
    told = hang(shared_office)
    assert told["running"] and told["wording"] == "本月之星：1 号李*珍，2 号王*国。"
    assert told["wording_digest"] == digest_of(told["wording"])
    assert (told["lines"], told["objections"]) == (2, 0)
    assert "subjects" not in told
    running = listed(shared_office, "/api/notices", running=True)
    assert told["notice_id"] in {it["notice_id"] for it in running}
    nothing = shared_office.get(f"/api/notices/{uuid4().hex}")
    problem(nothing, 404, "unknown_notice")


def test_numbers_follow_each_other(shared_office: Office) -> None:
    first, second = hang(shared_office), hang(shared_office)
    assert second["number"] == first["number"] + 1


def test_after_its_last_day_only_the_figures_are_told(office: Office) -> None:
    over = copy_of(
        POSTED,
        opens_on=today() - timedelta(days=9),
        last_day=today() - timedelta(days=1),
        slips_until=today() + timedelta(days=1),
    )
    write(office.ledger.log, given(by("coordinator", over)).past)
    told = found(office, "/api/notices/notice-1")
    assert not told["running"] and told["wording"] is None
    assert told["wording_digest"] == POSTED.wording_digest
    assert listed(office, "/api/notices", running=True) == []
    path = "/api/notices/notice-1/objections"
    late = office.post(path, None, {"grounds": "来晚了"})
    assert late.json()["code"] == "notice_over"
    slip = created(
        office.post(path, "coordinator", {"grounds": "纸条", "way": "box"}), "objection_id"
    )
    assert slip["objection_id"]


@pytest.mark.parametrize(
    ("private", "zh", "en"),
    [
        ("身份证 430499195001010014", "身份证号", "an ID number"),
        ("电话 138 0013 8000", "电话号码", "a phone number"),
        ("住3栋2单元501", "门牌或房号", "the number of a door or a room"),
    ],
)
def test_what_identifies_one_person_does_not_hang(
    shared_office: Office, private: str, zh: str, en: str
) -> None:
    refused(
        shared_office,
        "/api/notices",
        "coordinator",
        notice(shared_office) | {"wording": f"名单\n{private}"},
        code="notice_shows_private",
        zh=f"公示文字第 2 行像是有{zh}，不能张贴，请删去或改写。",
        en=f"Line 2 of the wording looks like it shows {en}; take it out, or reword it.",
        field="wording",
    )


def test_a_notice_hangs_long_enough_and_lists_what_there_is(shared_office: Office) -> None:
    body = notice(shared_office)
    short = body | {"last_day": (today() + timedelta(days=5)).isoformat()}
    assert shared_office.post("/api/notices", "coordinator", short).json()["code"] == (
        "notice_too_short"
    )
    unknown = body | {"subjects": ["member:nobody"]}
    problem(shared_office.post("/api/notices", "coordinator", unknown), 404, "unknown_subject")
    own = body | {"subjects": ["member:coordinator"]}
    assert shared_office.post("/api/notices", "coordinator", own).json()["code"] == "posts_own"
    created_by(shared_office, "/api/notices", "coordinator", body)
    again = shared_office.post("/api/notices", "coordinator", body)
    assert again.json()["code"] == "already_posted"


def test_an_objection_of_the_page_is_the_boxs(shared_office: Office) -> None:
    told = hang(shared_office)
    path = f"/api/notices/{told['notice_id']}/objections"
    key = uuid4().hex
    body = {"grounds": "第二项时长不对", "line": 2}
    first = shared_office.post(path, None, body, key=key)
    created(first, "objection_id")
    again = shared_office.post(path, None, body, key=key)
    assert again.json() == first.json() and again.headers["Idempotency-Replayed"] == "true"
    (row,) = objections(shared_office, told["notice_id"])
    assert (row["line"], row["grounds"], row["way"]) == (2, "第二项时长不对", "page")
    assert row["raised_by"] is None
    assert date.fromisoformat(row["answer_by"]) == today() + timedelta(days=3)
    settle(shared_office)
    facts = found(shared_office, "/api/audit/facts", "supervisor", params={"actor": BOX})["items"]
    assert row["objection_id"] in {it["data"]["objection_id"] for it in facts}


def test_who_wishes_to_be_named_is_named_to_supervisors_and_never_to_whom_it_is_about(
    shared_office: Office,
) -> None:
    watcher = join(shared_office, "孙监事", role="supervisor")
    body = {"subjects": [f"member:{watcher}"]}
    told = hang(shared_office, **body)
    path = f"/api/notices/{told['notice_id']}/objections"
    created(
        shared_office.post(path, "volunteer", {"grounds": "不对", "named": True}), "objection_id"
    )
    notice_id = told["notice_id"]
    assert [it["raised_by"] for it in objections(shared_office, notice_id)] == ["volunteer"]
    assert [it["raised_by"] for it in objections(shared_office, notice_id, "coordinator")] == [None]
    assert [it["raised_by"] for it in objections(shared_office, notice_id, watcher)] == [None]
    nobody = shared_office.post(path, None, {"grounds": "不对", "named": True})
    problem(nobody, 401, "not_signed_in")
    assert shared_office.get(path, "volunteer").status_code == 403


def test_slips_and_calls_are_entered_by_coordinators(shared_office: Office) -> None:
    told = hang(shared_office)
    path = f"/api/notices/{told['notice_id']}/objections"
    for way in ("box", "phone", "desk"):
        slip = {"grounds": f"收到的{way}", "way": way}
        created(shared_office.post(path, "coordinator", slip), "objection_id")
        assert shared_office.post(path, "volunteer", slip).status_code == 403
        assert shared_office.post(path, None, slip).status_code == 401
    assert [it["way"] for it in objections(shared_office, told["notice_id"])] == [
        "box",
        "phone",
        "desk",
    ]


def test_an_objection_says_what_is_wrong_with_what_stands_there(shared_office: Office) -> None:
    told = hang(shared_office)
    path = f"/api/notices/{told['notice_id']}/objections"
    assert shared_office.post(path, None, {"grounds": " "}).json()["code"] == "objection_empty"
    assert shared_office.post(path, None, {}).json()["code"] == "objection_empty"
    far = {"grounds": "不对", "line": 3}
    assert shared_office.post(path, None, far).json()["code"] == "notice_not_about"
    other = {"grounds": "不对", "subject": f"member:{enrol(shared_office)}"}
    assert shared_office.post(path, None, other).json()["code"] == "notice_not_about"


def test_who_has_no_part_in_it_answers_once(shared_office: Office) -> None:
    path, objection_id = objected_notice(shared_office)
    body = {"objection_id": objection_id, "outcome": "upheld", "answer": "核对属实"}
    own = shared_office.post(f"{path}/answers", "coordinator2", body)
    assert own.json()["code"] == "answers_own"
    created(shared_office.post(f"{path}/answers", "coordinator", body), "objection_id")
    again = shared_office.post(f"{path}/answers", "coordinator", body)
    assert again.json()["code"] == "objection_already_answered"
    told = found(shared_office, path)
    assert (told["objections"], told["open"], told["upheld"]) == (1, 0, 1)
    (row,) = objections(shared_office, path.rpartition("/")[2])
    assert (row["outcome"], row["answer"]) == ("upheld", "核对属实")


def test_a_supervisor_takes_a_notice_down(shared_office: Office) -> None:
    told = hang(shared_office)
    path = f"/api/notices/{told['notice_id']}"
    created(shared_office.post(f"{path}/withdrawal", "supervisor", {"reason": "写错"}), "notice_id")
    assert found(shared_office, path)["withdrawn"]
    over = shared_office.post(f"{path}/objections", None, {"grounds": "不对"})
    assert over.json()["code"] == "notice_over"


def test_what_hung_is_erased_and_its_fingerprint_stays(office: Office) -> None:
    over = copy_of(
        POSTED, opens_on=today() - timedelta(days=9), last_day=today() - timedelta(days=1)
    )
    write(office.ledger.log, given(by("coordinator", over)).past)
    path = "/api/notices/notice-1"
    assert not found(office, path)["erased"]
    body = {"reason": "名单不必再留"}
    assert office.post(f"{path}/erasure", "coordinator", body).status_code == 403
    done = created(
        office.post(f"{path}/erasure", "supervisor", body), "notice_id", "wording_digest"
    )
    assert done["wording_digest"] == POSTED.wording_digest
    told = found(office, path)
    assert (told["erased"], told["wording"], told["lines"]) == (True, None, 2)
    again = office.post(f"{path}/erasure", "supervisor", {"reason": "再来一次"})
    problem(again, 409, "already_erased")


def test_what_hangs_elsewhere_is_not_forgotten(office: Office) -> None:
    first, second = hang(office), hang(office)
    assert first["wording"] == second["wording"]
    text_id = office.community.vault.text_id(first["wording"])

    def kept() -> bool:
        portal = office.client.portal
        assert portal is not None
        return text_id in portal.call(office.community.vault.texts, [text_id])

    path = f"/api/notices/{first['notice_id']}"
    problem(office.post(f"{path}/erasure", "supervisor", {"reason": "旧"}), 409, "notice_hangs")
    created(office.post(f"{path}/withdrawal", "supervisor", {"reason": "写错"}), "notice_id")
    created(
        office.post(f"{path}/erasure", "supervisor", {"reason": "旧"}),
        "notice_id",
        "wording_digest",
    )
    assert kept()
    other = f"/api/notices/{second['notice_id']}"
    assert found(office, other)["wording"] == second["wording"]
    created(office.post(f"{other}/withdrawal", "supervisor", {"reason": "写错"}), "notice_id")
    created(
        office.post(f"{other}/erasure", "supervisor", {"reason": "旧"}),
        "notice_id",
        "wording_digest",
    )
    assert not kept()
    assert hang(office)["wording"] == first["wording"]


def test_so_many_slips_are_taken_from_one_place(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.openness.boxed.SLIPS_AT_PLACE_MAX", 3)
    told = hang(office)
    path = f"/api/notices/{told['notice_id']}/objections"
    for _ in range(3):
        created(office.post(path, None, {"grounds": "不对"}), "objection_id")
    assert office.post(path, None, {"grounds": "不对"}).status_code == 429
    entered = {"grounds": "纸条", "way": "box"}
    created(office.post(path, "coordinator", entered), "objection_id")
