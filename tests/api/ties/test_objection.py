"""A line of the passbook is objected to, the desk answers, and the member reads the answer."""

from datetime import timedelta
from uuid import uuid4

from domain.ledger.decision import OFFICE, Request
from domain.office.workbook import TakeInWorkbook
from domain.service.service_import import ImportService
from tests.api.answers import created, created_by, enrol, found, listed, malformed, refused, settle
from tests.clock import at, past
from tests.office import Office
from tests.pages.browsing import browser_of
from tests.pages.people import join, served
from tests.pages.recorded import words


def line_of(office: Office, member_id: str) -> int:
    """The position of the last line of somebody's passbook."""
    lines = found(office, f"/api/members/{member_id}/statement", "coordinator")["items"]
    return int(lines[0]["position"])


def test_an_objection_waits_until_somebody_answers(shared_office: Office) -> None:
    li = join(shared_office)
    served(shared_office, li, 5)
    body = {"position": line_of(shared_office, li), "text": "那天我去了四小时"}
    path = f"/api/members/{li}/objections"
    raised = created(shared_office.post(path, li, body), "objection_id")
    waiting = listed(shared_office, "/api/objections", "coordinator")
    mine = next(it for it in waiting if it["objection_id"] == raised["objection_id"])
    assert (mine["member_id"], mine["text"]) == (li, "那天我去了四小时")
    refused(
        shared_office,
        path,
        li,
        body,
        code="already_objected",
        zh="这一行已经提出过异议，正在等待答复。",
        en="There is an objection to this line already, which waits for an answer.",
    )
    answer = {"outcome": "in_part", "answer": "补记了一小时"}
    answers = f"/api/objections/{raised['objection_id']}/answers"
    created(shared_office.post(answers, "coordinator", answer), "objection_id")
    waiting = listed(shared_office, "/api/objections", "coordinator")
    assert raised["objection_id"] not in {it["objection_id"] for it in waiting}
    again = shared_office.post(answers, "coordinator2", answer)
    assert again.json()["code"] == "already_answered"


def test_who_raised_an_objection_for_a_member_does_not_answer_it(shared_office: Office) -> None:
    li = enrol(shared_office)
    served(shared_office, li, 5)
    body = {"position": line_of(shared_office, li), "text": "记错人了"}
    raised = created_by(shared_office, f"/api/members/{li}/objections", "coordinator", body)
    refused(
        shared_office,
        f"/api/objections/{raised['objection_id']}/answers",
        "coordinator",
        {"outcome": "dismissed", "answer": "没有错"},
        code="answers_own",
        zh="这条异议是您提出的，或与您、您的亲属或您经办的事项有关，请由另一位工作人员答复。",
        en="You raised it, or it is about you, your kin or what you recorded: "
        "somebody else answers.",
    )


def test_one_objects_to_lines_of_ones_own_passbook_only(shared_office: Office) -> None:
    li, wang = join(shared_office), join(shared_office, "王建国")
    served(shared_office, li, 5)
    body = {"position": line_of(shared_office, li), "text": "不对"}
    assert shared_office.post(f"/api/members/{li}/objections", wang, body).status_code == 403
    others = shared_office.post(f"/api/members/{wang}/objections", wang, body)
    assert (others.status_code, others.json()["code"]) == (404, "unknown_line")
    none = shared_office.post(f"/api/members/{li}/objections", li, body | {"position": 10**9})
    assert none.json()["code"] == "unknown_line"
    malformed(shared_office.post(f"/api/members/{li}/objections", li, {"position": 1}), "/text")
    assert shared_office.get("/api/objections", li).status_code == 403


def test_a_volunteer_objects_on_the_passbook_and_reads_the_answer_there(
    shared_office: Office,
) -> None:
    li = join(shared_office)
    served(shared_office, li, 5)
    line = line_of(shared_office, li)
    settle(shared_office)
    with browser_of(shared_office, li) as browser:
        assert f'href="/me/passbook/{line}/objection"' in browser.open("/me/passbook").text
        page = browser.open(f"/me/passbook/{line}/objection")
        assert "真情系夕阳" in page.text
        form = browser.form("/objection")
        assert browser.send(form, text=" ").status_code == 422
        page = browser.send(form, text="那天我去了四小时")
        assert "已提出" in page.text and "等待答复" in page.text
        page = browser.send(form, text="还是不对", key="another-key-0123456789")
        assert page.status_code == 409 and "这一行已经提出过异议" in page.text
        assert browser.open("/me/passbook/999999999/objection").status_code == 404
    with browser_of(shared_office, "coordinator") as browser:
        page = browser.open("/desk/objections")
        assert "那天我去了四小时" in page.text and "真情系夕阳" in page.text
        form = next(
            it
            for it in browser.forms()
            if it.action.startswith("/desk/objections/")
            and page.text.index(it.action) > page.text.index("那天我去了四小时")
        )
        page = browser.send(form, outcome="upheld", answer="已补记两小时")
        assert "已答复，本人会看到。" in page.text and "那天我去了四小时" not in page.text
    with browser_of(shared_office, li) as browser:
        text = words(browser.open("/me/objections").text)
        assert "您说得对" in text and "已补记两小时" in text


def test_nobody_who_had_a_part_in_the_line_answers_and_a_supervisor_may(
    shared_office: Office,
) -> None:
    li = join(shared_office)
    times = {"starts_at": at(9, days_ago=4), "ends_at": at(11, days_ago=4)}
    body = {"member_id": li, "programme": "陪护", **times}
    service = created_by(shared_office, "/api/services", "coordinator", body)["service_id"]
    created_by(shared_office, f"/api/services/{service}/confirmation", "coordinator2")
    body = {"position": line_of(shared_office, li), "text": "是三小时"}
    raised = created_by(shared_office, f"/api/members/{li}/objections", li, body)
    answers = f"/api/objections/{raised['objection_id']}/answers"
    answer = {"outcome": "dismissed", "answer": "签到表上是两小时"}
    for who in ("coordinator", "coordinator2"):
        assert shared_office.post(answers, who, answer).json()["code"] == "answers_own"
    created(shared_office.post(answers, "supervisor", answer), "objection_id")
    (mine,) = listed(shared_office, f"/api/members/{li}/objections", li)
    assert (mine["outcome"], mine["answer"]) == ("dismissed", "签到表上是两小时")
    with browser_of(shared_office, "supervisor") as browser:
        assert browser.open("/desk/objections").status_code == 200


def test_who_brought_the_file_of_a_line_does_not_answer(shared_office: Office) -> None:
    li = join(shared_office)
    taking = TakeInWorkbook(kind="services", sha256=uuid4().hex, rows=1)
    brought = Request(decision=taking, actor="coordinator", on_behalf_of="coordinator2")
    (file,) = shared_office.ledger.record([brought])
    starts_at = past(8, days_ago=6)
    row = ImportService(
        member_id=li,
        programme="陪护",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
    )
    cause = file.recorded.envelope.id
    shared_office.ledger.record([Request(decision=row, actor=OFFICE, cause=cause)])
    body = {"position": line_of(shared_office, li), "text": "是三小时"}
    raised = created_by(shared_office, f"/api/members/{li}/objections", li, body)
    answers = f"/api/objections/{raised['objection_id']}/answers"
    answer = {"outcome": "upheld", "answer": "已更正"}
    for who in ("coordinator", "coordinator2"):
        assert shared_office.post(answers, who, answer).json()["code"] == "answers_own"
    created(shared_office.post(answers, "supervisor", answer), "objection_id")
