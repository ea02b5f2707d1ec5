"""The office brings lists of calls and of wishes: bad rows are refused alone, none goes twice."""

from collections.abc import Iterator
from datetime import date

import pytest

from api.capabilities import workbook_of
from api.needs.calls_workbook import as_rhythm
from api.serving.composition import Community
from api.serving.settings import Settings
from api.workbooks.cells import UnreadableCell
from api.workbooks.importing import File, import_content
from api.workbooks.report import Report
from api.workbooks.resembling import Choice, Choices
from domain.ledger.decision import OFFICE, Request
from domain.ledger.refusal import Refusal
from domain.needs.requests import PublishRequest
from domain.people.membership import EnrolMember
from domain.people.vault import Person
from domain.ties.kin import RecordKin
from projections.needs.call_board import CallEntry, SoughtCalls, call_board
from projections.needs.requests_board import ListedRequest, Sought, requests_board
from tests.api.workbooks.desk import NEXT, Desk
from tests.api.workbooks.imported import found
from tests.clock import today
from tests.conftest import COMMUNITY_NAME

SINCE = "2026-03-02"


@pytest.fixture(scope="module")
def desk(unfounded_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    settings = Settings(community=COMMUNITY_NAME, data=tmp_path_factory.mktemp("desk"))
    opened = Desk(unfounded_database, settings)
    opened.ask(found)
    yield opened


def id_of(desk: Desk, name: str) -> str:
    (member_id,) = desk.ask(lambda community: community.vault.search(name))
    return member_id


def promises(desk: Desk, name: str) -> list[CallEntry]:
    """The promises to call on somebody."""
    member_id = id_of(desk, name)

    async def asked(community: Community) -> list[CallEntry]:
        sought = SoughtCalls(member_id=member_id)
        return await call_board(community.reader, today(), community.zone, sought)

    return desk.ask(asked)


def wishes(desk: Desk, name: str) -> list[ListedRequest]:
    """What somebody wishes for."""
    member_id = id_of(desk, name)

    async def asked(community: Community) -> list[ListedRequest]:
        return await requests_board(community.reader, Sought(for_id=member_id))

    return desk.ask(asked)


def bring(desk: Desk, kind: str, *rows: str, choice: Choice = "refuse") -> Report:
    """Import rows, choosing what is done with those that resemble earlier ones."""
    lines = [",".join(workbook_of(kind).columns), *(row.replace("|", ",") for row in rows)]

    async def importing(community: Community) -> Report:
        file = File(workbook_of(kind), "typed", "\n".join(lines).encode())
        return (await import_content(community, file, choices=Choices(choice)))[0]

    return desk.ask(importing)


def record(desk: Desk, *requests: Request) -> list[object]:
    async def recording(community: Community) -> list[object]:
        return [*await community.recorder.record_all([*requests])]

    return desk.ask(recording)


def child(desk: Desk) -> str:
    """The name of a girl of eight years whose phone ends in 7000."""
    name, member_id = f"小{chr(0x4E00 + next(NEXT))}", f"child-{next(NEXT)}"
    record(desk, Request(decision=EnrolMember(member_id=member_id, kind="assisted"), actor=OFFICE))
    person = Person(name=name, phone="13900007000", birth_date=date(today().year - 8, 1, 1))
    desk.ask(lambda community: community.vault.keep(member_id, person))
    return name


def test_a_list_of_calls_says_who_is_called_how_often_and_by_whom(desk: Desk) -> None:
    aunt, uncle, li = desk.volunteer(), desk.volunteer(), desk.volunteer()
    rows = [f"{aunt}|8000|每周|{li}||{SINCE}", f"{uncle}|8000|每季度一次|{li}|8000|2026年3月2日"]
    assert desk.codes("calls", *rows) == []
    (agreed,) = promises(desk, aunt)
    assert (agreed.caller_id, agreed.rhythm) == (id_of(desk, li), "weekly")
    assert agreed.starts_on == date(2026, 3, 2)
    assert [it.rhythm for it in promises(desk, uncle)] == ["quarterly"]
    assert desk.take("calls", *rows).repeated == 2
    typed_otherwise = f" {aunt} |8000|每周| {li}||2026/3/2"
    assert desk.take("calls", typed_otherwise).repeated == 1
    assert len(promises(desk, aunt)) == 1


def test_each_bad_row_of_calls_says_what_to_mend(desk: Desk) -> None:
    aunt, li, wang = desk.volunteer(), desk.volunteer(), desk.volunteer()
    decision = RecordKin(
        member_id=id_of(desk, aunt),
        relative_id=id_of(desk, wang),
        relation="child",
        evidence="told",
    )
    assert not isinstance(record(desk, Request(decision=decision, actor=OFFICE))[0], Refusal)
    assert desk.codes(
        "calls",
        f"没有这个人|8000|每周|{li}||{SINCE}",
        f"{aunt}|8000|每周|没有这个人||{SINCE}",
        f"{aunt}|8000|有空就去|{li}||{SINCE}",
        f"{aunt}|8000|每周|{li}||哪天都行",
        f"{aunt}|8000|每周|{aunt}||{SINCE}",
        f"{aunt}|8000|每周|{wang}||{SINCE}",
        f"{aunt}|8000|每周|{li}||{SINCE}",
        f"{aunt}|8000|每月|{li}||{SINCE}",
    ) == [
        *("unknown_person", "unknown_person", "unreadable_cell", "unreadable_cell"),
        *("calls_self", "caller_is_kin", "already_called_on"),
    ]


def test_another_caller_in_a_later_list_ends_the_earlier_promise_if_chosen(desk: Desk) -> None:
    aunt, uncle, li, wang = (desk.volunteer() for _ in range(4))
    kept = f"{uncle}|8000|每月|{li}||{SINCE}"
    assert bring(desk, "calls", kept, f"{aunt}|8000|每月|{li}||{SINCE}").accepted == 2
    later = f"{aunt}|8000|每周|{wang}||2026-05-01"
    report = bring(desk, "calls", kept, later)
    assert [it.code for it in report.rejected] == ["resembles_another"]
    assert "每月一次" in report.rejected[0].message_zh
    report = bring(desk, "calls", kept, later, choice="changed")
    assert (report.accepted, report.repeated) == (1, 1)
    ended, agreed = promises(desk, aunt)
    assert ended.ended_at is not None
    assert (agreed.caller_id, agreed.rhythm, agreed.ended_at) == (id_of(desk, wang), "weekly", None)


@pytest.mark.parametrize(
    ("said", "rhythm"),
    [("每周", "weekly"), ("一周一次", "weekly"), (" 每 月 1次", "monthly"), ("季度", "quarterly")],
)
def test_the_office_says_how_often_in_its_own_words(said: str, rhythm: str) -> None:
    assert as_rhythm(said) == rhythm


@pytest.mark.parametrize("said", ["", "每天", "两周", "7"])
def test_no_other_rhythm_is_understood(said: str) -> None:
    with pytest.raises(UnreadableCell):
        as_rhythm(said)


def wish(name: str, **cells: str) -> str:
    told = {
        "text": "想听戏。",
        "need": "收音机",
        "yuan": "120",
        "until": "",
        "guardian": "",
    } | cells
    ending = "7000" if name.startswith("小") else "8000"
    return (
        f"{name}|{ending}|{told['text']}|{told['need']}|{told['yuan']}|{told['until']}|"
        f"{told['guardian']}||{told.get('remark', '')}"
    )


def test_a_list_of_wishes_asks_for_each_in_the_name_of_the_office(desk: Desk) -> None:
    aunt = desk.volunteer()
    row = wish(aunt, until=today(30).isoformat(), remark="送到服务台")
    assert desk.codes("wishes", row) == []
    (made,) = wishes(desk, aunt)
    assert (made.kind, made.need, made.status) == ("wish", "收音机", "made")
    assert (made.value_fen_max, made.made_by) == (12_000, OFFICE)
    assert made.wanted_until is not None
    texts = desk.ask(lambda community: community.vault.texts([made.wish_text]))
    assert texts[made.wish_text] == "想听戏。（送到服务台）"
    assert desk.take("wishes", row).repeated == 1
    assert len(wishes(desk, aunt)) == 1
    publish = PublishRequest(need_id=made.need_id, public_text="text-1", open_until=today(9))
    assert not isinstance(record(desk, Request(decision=publish, actor="chen"))[0], Refusal)


def test_wishes_are_refused_as_those_made_by_hand_are(desk: Desk) -> None:
    aunt, uncle, girl = desk.volunteer(), desk.volunteer(), child(desk)
    assert desk.codes(
        "wishes",
        wish("没有这个人"),
        wish(aunt, text=""),
        wish(aunt, need="0"),
        wish(aunt, yuan="很便宜"),
        wish(aunt, until="随时"),
        wish(aunt, need=f"给{aunt}的书"),
        wish(aunt, text="想借钱看病。"),
        wish(aunt, until=today(-1).isoformat()),
        wish(aunt, yuan="300.01"),
        wish(aunt, guardian="没有这个人"),
        wish(aunt, text="长" * 490, remark="也长" * 10),
        wish(girl),
        wish(girl, guardian=uncle),
    ) == [
        *("unknown_person", "missing_name", "missing_name", "unreadable_cell", "unreadable_cell"),
        *("text_names_person", "asks_for_money", "open_until_past", "wish_too_dear"),
        *("unknown_person", "unreadable_cell", "guardian_missing", "guardian_missing"),
    ]
    tie = RecordKin(
        member_id=id_of(desk, girl),
        relative_id=id_of(desk, uncle),
        relation="guardian",
        evidence="seen",
    )
    record(desk, Request(decision=tie, actor=OFFICE))
    assert desk.codes("wishes", wish(girl, guardian=uncle)) == []
    (made,) = wishes(desk, girl)
    assert made.need == "收音机"


def test_a_corrected_wish_is_not_a_second_one(desk: Desk) -> None:
    aunt, uncle = desk.volunteer(), desk.volunteer()
    assert bring(desk, "wishes", wish(aunt), wish(uncle)).accepted == 2
    corrected = wish(aunt, yuan="90")
    report = bring(desk, "wishes", wish(uncle), corrected)
    assert [it.code for it in report.rejected] == ["resembles_another"]
    assert "120 元以内" in report.rejected[0].message_zh
    report = bring(desk, "wishes", wish(uncle), corrected, choice="changed")
    assert (report.accepted, report.repeated) == (1, 1)
    states = {(it.status, it.value_fen_max) for it in wishes(desk, aunt)}
    assert states == {("withdrawn", 12_000), ("made", 9_000)}
    more = wish(aunt, yuan="80", need="老花镜")
    assert bring(desk, "wishes", wish(uncle), corrected, more).accepted == 1
