"""Rows as people type them: strange ones are refused alone, the same one is known in any hand."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from api.service.pairing import NewPairing
from api.serving import fields
from api.serving.composition import Community
from api.serving.settings import Settings
from api.workbooks import bounded
from api.workbooks.cells import YEARS
from domain.ledger.decision import OFFICE, Receipt, Request
from domain.people.membership import EnrolMember
from domain.people.vault import Person
from domain.service.pairing import START_YEARS, VISIT_EVERY_DAYS_MAX, EndPairing
from domain.ties.leaving import LeaveCommunity
from projections.people.members import members_by_id
from projections.service.pairing_board import BoardEntry, pairing_board, pairings_of
from tests.api.workbooks.desk import NEXT, Desk, roster_row, service_row
from tests.api.workbooks.imported import found
from tests.clock import today
from tests.conftest import COMMUNITY_NAME


@pytest.fixture(scope="module")
def desk(unfounded_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    settings = Settings(community=COMMUNITY_NAME, data=tmp_path_factory.mktemp("desk"))
    opened = Desk(unfounded_database, settings)
    opened.ask(found)
    yield opened


def board(desk: Desk) -> list[BoardEntry]:
    async def asked(community: Community) -> list[BoardEntry]:
        return await pairing_board(community.reader, today(), community.zone)

    return desk.ask(asked)


def test_a_phone_in_the_column_of_days_is_no_rhythm_of_visits(desk: Desk) -> None:
    li = desk.volunteer()
    rows = [
        f"{li}|8000|赵{number}|1390000000{number}|生活困难|2026-03-01|{days}"
        for number, days in enumerate(["13800138", "367", "0", "366"])
    ]
    before = len(board(desk))

    report = desk.take("pairings", *rows)

    assert [it.code for it in report.rejected] == ["unreadable_cell"] * 3
    assert (
        "走访间隔（天）" in report.rejected[0].message_zh and "366" in report.rejected[0].message_zh
    )
    assert [it.visit_every_days for it in board(desk)[before:]] == [366]
    people = desk.ask(lambda community: community.vault.everybody())
    assert not {it.name for it in people} & {"赵0", "赵1", "赵2"}


def test_who_left_does_not_come_back_with_the_same_roster(desk: Desk) -> None:
    row = roster_row("离开的人")
    assert desk.codes("roster", row) == []

    async def leave(community: Community) -> None:
        (member_id,) = await community.vault.search("离开的人")
        listed = await members_by_id(community.reader, [member_id])
        leave = LeaveCommunity(
            member_id=member_id, volunteer_number=listed[member_id].volunteer_number
        )
        (left,) = await community.recorder.record_all([Request(decision=leave, actor=OFFICE)])
        assert isinstance(left, Receipt)
        await community.vault.erase(member_id)

    desk.ask(leave)
    assert desk.take("roster", row).repeated == 1
    people = desk.ask(lambda community: community.vault.everybody())
    assert "离开的人" not in {it.name for it in people}
    assert desk.codes("services", service_row("离开的人")) == ["unknown_person"]


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_in_an_impossible_year_is_refused_alone(desk: Desk, day: str) -> None:
    li, rice = desk.volunteer(), desk.item()
    good = service_row(li)
    assert desk.codes("services", service_row(li, day), good) == ["unreadable_cell"]
    gifts = [f"|{day}||物资|{rice}|1|||", f"|2026-02-01||物资|{rice}|1|{day}||"]
    assert desk.codes("donations", *gifts) == ["unreadable_cell"] * 2
    assert desk.codes("redemptions", f"{day}|{li}|8000|{rice}|1|30|") == ["unreadable_cell"]
    pairing = f"{li}|8000|钱某|13900000000|生活困难|{day}|7"
    assert desk.codes("pairings", pairing) == ["unreadable_cell"]


def test_a_phone_that_was_rounded_away_is_refused_alone(desk: Desk) -> None:
    li = desk.volunteer()
    rounded = service_row(li).replace("|8000|", "|1.38E+10|")
    assert desk.codes("services", rounded, service_row(li)) == ["unreadable_cell"]


def test_a_row_typed_in_another_way_is_the_same_row(desk: Desk) -> None:
    li, rice = desk.volunteer(), desk.item()
    aunt, number = f"赵{next(NEXT)}", f"R-{next(NEXT)}"
    spaced = f"{li[0]} {li[1]}"
    told: list[tuple[str, str, str]] = [
        (
            "roster",
            roster := roster_row(f"李{li[1]}"),
            roster.replace("13800138000", "+86 138-0013-8000"),
        ),
        ("items", f"|{aunt}糖|袋|30|26|1", f"|{aunt}糖|袋|30.0|￥26.00|1.0"),
        (
            "services",
            service_row(li, hours="6", start="8:00", end="14:00"),
            service_row(spaced, "2026年3月5日", hours="6小时", start="上午8:00", end="下午2:00"),
        ),
        (
            "donations",
            f"{number}|2026-02-01|张某|物资|{rice}|2|2030-01-31||",
            f"{number}|2026/2/1|张某|物资|{rice}|2.0|2030年1月31日||",
        ),
        (
            "donations",
            f"{number}-2|2026-02-01|张某|资金||||1200.50|助老",
            f"{number}-2|2026.2.1|张某|资金||||¥1,200.5元|助老",
        ),
        (
            "redemptions",
            f"2026-03-20|{li}|8000|{rice}|1|30|何姐",
            f"2026/03/20|{spaced}|13800138000|{rice}|1.0|３０|何 姐",
        ),
        (
            "pairings",
            f"{li}|8000|{aunt}|13900000000|生活困难|2026-03-01|7",
            f"{spaced}|138-0013-8000|{aunt}|139 0000 0000|生活困难|2026/3/1|7.0",
        ),
    ]
    for kind, first, again in told:
        taken, repeated = desk.take(kind, first), desk.take(kind, again)
        assert (taken.accepted, repeated.accepted, repeated.repeated) == (1, 0, 1), kind


def test_rows_that_cannot_be_read_are_told_apart_by_their_text(desk: Desk) -> None:
    li = desk.volunteer()
    rows = [service_row(li, "三月五号"), service_row(li, "三月六号")]
    assert desk.codes("services", *rows) == ["unreadable_cell"] * 2


def test_an_end_before_the_start_is_told_before_a_blank_length(desk: Desk) -> None:
    li = desk.volunteer()
    backwards = service_row(li, start="14:00", end="8:00", hours="")
    rows = [backwards, service_row(li, hours=""), service_row(li, end="8:05", hours="约")]
    assert desk.codes("services", *rows) == ["ends_before_start", "hours_mismatch", "too_short"]


def test_what_a_row_gets_wrong_itself_is_told_before_that_there_were_no_rules(desk: Desk) -> None:
    li = desk.volunteer()
    rows = [
        service_row(li, "2025-03-05", start="14:00", end="8:00", hours=""),
        service_row(li, "2025-03-05", hours="1"),
        service_row(li, "2025-03-05"),
    ]
    codes = ["ends_before_start", "hours_mismatch", "no_rules_in_force"]
    assert desk.codes("services", *rows) == codes


def test_what_is_dated_after_today_has_not_happened(desk: Desk) -> None:
    li, rice, number = desk.volunteer(), desk.item(), f"R-{next(NEXT)}"
    desk.take("services", service_row(li))
    tomorrow = today(1)
    gifts = [f"|{day}||资金||||{yuan}|" for day, yuan in ((tomorrow, 5), ("2099-01-01", 6))]
    assert (
        desk.codes("donations", *gifts, f"{number}|{today()}||资金||||7|") == ["in_the_future"] * 2
    )
    sales = [f"{day}|{li}|8000|{rice}|1|30|" for day in (tomorrow, "2099-01-01", today())]
    assert desk.codes("redemptions", *sales) == ["in_the_future"] * 2

    used_twice = f"{number}|{tomorrow}||资金||||8|"
    assert desk.codes("donations", used_twice) == ["duplicate_receipt"]
    too_dear = f"{tomorrow}|{li}|8000|{rice}|1|31|"
    assert desk.codes("redemptions", too_dear) == ["points_mismatch"]


def test_the_report_says_that_the_date_is_wrong(desk: Desk) -> None:
    (refused,) = desk.take("donations", f"|{today(1)}||资金||||9|").rejected
    assert "日期" in refused.message_zh and "date" in refused.message_en


def test_no_cell_is_longer_than_a_request_may_say_it(desk: Desk) -> None:
    li = desk.volunteer()
    name, word, text = (
        "长" * (most + 1)
        for most in (
            bounded.NAME_LENGTH_MAX,
            bounded.WORD_LENGTH_MAX,
            bounded.TEXT_LENGTH_MAX,
        )
    )
    too_long: list[tuple[str, str]] = [
        ("roster", roster_row(name)),
        ("roster", roster_row("长某").replace("3栋", word)),
        ("roster", roster_row("长某").replace("第一网格", word)),
        ("roster", roster_row("长某").replace("13800138000", "1" * 31)),
        ("items", f"|{name}|袋|30||"),
        ("items", f"|{'米' * 50_000}|袋|30||"),
        ("items", f"|短名|{word}|30||"),
        ("items", f"{word}|短名|袋|30||"),
        ("services", service_row(li, programme=word)),
        ("services", service_row(li, programme="长" * 100_000)),
        ("services", service_row(li).replace("陪护", text)),
        ("services", service_row(li).replace("居民议事室", text)),
        ("services", service_row(li, hours="1" * 100_000).replace("陪护", text)),
        ("donations", f"{word}|2026-02-01||资金||||5|"),
        ("donations", f"|2026-02-01|{name}|资金||||5|"),
        ("donations", f"|2026-02-01||资金||||5|{word}"),
        ("pairings", f"{li}|8000|{name}|13900000000|生活困难|2026-03-01|7"),
        ("pairings", f"{li}|8000|短某|{'1' * 31}|生活困难|2026-03-01|7"),
    ]
    for kind, row in too_long:
        (refused,) = desk.take(kind, row).rejected
        assert refused.code == "unreadable_cell", row[:80]
        assert len(refused.message_zh) < 200


def test_a_long_name_of_nobody_is_not_told_whole(desk: Desk) -> None:
    rows = service_row("长" * 100_000), roster_row("长某").replace("爱心帮扶", "长" * 100_000)
    kinds: tuple[str, str] = ("services", "roster")
    for kind, row, code in zip(kinds, rows, ("unknown_person", "unknown_team"), strict=True):
        (refused,) = desk.take(kind, row).rejected
        assert refused.code == code and len(refused.message_zh) < 200


def test_an_item_has_a_name(desk: Desk) -> None:
    (refused,) = desk.take("items", "2000000000015||袋|30||").rejected
    assert refused.code == "missing_name" and "品名" in refused.message_zh


@pytest.mark.parametrize(
    ("kept", "asked", "most"),
    [
        (bounded.as_kept_person, fields.Name, bounded.NAME_LENGTH_MAX),
        (bounded.as_kept_name, fields.Name, bounded.NAME_LENGTH_MAX),
        (bounded.as_kept_word, fields.Word, bounded.WORD_LENGTH_MAX),
        (bounded.as_kept_text, fields.Text, bounded.TEXT_LENGTH_MAX),
    ],
)
def test_paper_and_requests_have_the_same_bounds(
    kept: Callable[[str], str], asked: object, most: int
) -> None:
    request: TypeAdapter[str] = TypeAdapter(asked)
    assert kept("长" * most) == request.validate_python("长" * most)
    with pytest.raises(ValidationError):
        request.validate_python("长" * (most + 1))


def test_paper_and_requests_know_the_same_days() -> None:
    request: TypeAdapter[object] = TypeAdapter(fields.Day)
    for year in (YEARS[0], YEARS[-1]):
        assert request.validate_python(f"{year}-12-31")
    for year in (YEARS[0] - 1, YEARS[-1] + 1):
        with pytest.raises(ValidationError):
            request.validate_python(f"{year}-12-31")
    assert YEARS == START_YEARS
    rhythm = NewPairing.model_fields["visit_every_days"].metadata
    assert VISIT_EVERY_DAYS_MAX in {getattr(it, "le", None) for it in rhythm}


def test_a_person_in_hardship_who_left_does_not_come_back_with_the_pairings(desk: Desk) -> None:
    li = desk.volunteer()
    row = f"{li}|8000|孙离开|13911112222|生活困难|2026-03-01|7"

    async def enrol(community: Community) -> None:
        person = Person(name="孙离开", phone="13911112222")
        kept = await community.vault.keep("sun-left", person)
        decision = EnrolMember(member_id=kept.member_id, kind="assisted")
        await community.recorder.record_all([Request(decision=decision, actor=OFFICE)])

    desk.ask(enrol)
    assert desk.codes("pairings", row) == []

    async def part_and_leave(community: Community) -> None:
        listed = await members_by_id(community.reader, ["sun-left"])
        board = await pairings_of(community.reader, date(2026, 3, 2), community.zone, "sun-left")
        decisions = [
            EndPairing(pairing_id=board[0].pairing_id),
            LeaveCommunity(
                member_id="sun-left", volunteer_number=listed["sun-left"].volunteer_number
            ),
        ]
        for decision in decisions:
            request = Request(decision=decision, actor=OFFICE)
            (done,) = await community.recorder.record_all([request])
            assert isinstance(done, Receipt)
        await community.vault.erase("sun-left")

    desk.ask(part_and_leave)
    assert desk.take("pairings", row).repeated == 1
    people = desk.ask(lambda community: community.vault.everybody())
    assert "孙离开" not in {it.name for it in people}


def test_people_in_hardship_are_found_as_other_people_are(desk: Desk) -> None:
    li = desk.volunteer()
    head = f"{li}|8000|周婆婆"
    tail = "生活困难|2026-03-01|7"
    assert desk.codes("pairings", f"{head}|13800001111|{tail}") == []
    for day, phone in ((2, ""), (3, "1111"), (4, "138-0000-1111")):
        row = f"{head}|{phone}|生活困难|2026-03-{day:02}|7"
        assert desk.codes("pairings", row) == ["already_paired"]
    assert desk.codes("pairings", f"{head}|13900001111|{tail}") == ["already_paired"]
    assert desk.codes("pairings", f"{head}|13800002222|{tail}") == []
    assert desk.codes("pairings", f"{head}||{tail}") == ["ambiguous_person"]


def test_who_was_kept_and_never_enrolled_is_taken_for_nobody(desk: Desk) -> None:
    li = desk.volunteer()

    async def be_cut_off(community: Community) -> None:
        for name, phone in ((li, "13800138000"), ("孙奶奶", "13800006666")):
            await community.vault.keep(f"never {name}", Person(name=name, phone=phone))

    desk.ask(be_cut_off)

    assert desk.codes("services", service_row(li)) == []
    row = f"{li}|8000|孙奶奶|13800006666|生活困难|2026-03-01|7"
    assert desk.codes("pairings", row) == []


def test_of_two_people_whose_phones_end_alike_the_whole_phone_tells(desk: Desk) -> None:
    li = desk.volunteer()
    for phone in ("13800003333", "13800004444"):
        assert desk.codes("pairings", f"{li}|8000|吴爷爷|{phone}|生活困难|2026-03-01|7") == []
    row = f"{li}|8000|吴爷爷|13800004444|因病返贫|2026-03-02|7"
    assert desk.codes("pairings", row) == ["already_paired"]


def test_a_pairing_may_be_promised_for_a_day_to_come(desk: Desk) -> None:
    li = desk.volunteer()
    row = f"{li}|8000|郑奶奶|13800005555|生活困难|{today(9)}|7"
    assert desk.codes("pairings", row) == []


def test_a_gift_is_of_goods_or_of_money(desk: Desk) -> None:
    rice = desk.item()
    rows = [f"|2026-02-01||{kind}|{rice}|3|||" for kind in ("其他", "", "现金")]
    assert desk.codes("donations", *rows) == ["unreadable_cell"] * 3
