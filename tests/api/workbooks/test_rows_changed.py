"""A corrected row of any kind takes the place of the earlier one, or says what to do instead."""

from collections.abc import Iterator
from datetime import date

import pytest

from api.capabilities import workbook_of
from api.serving.composition import Community
from api.serving.settings import Settings
from api.workbooks.importing import File, import_content
from api.workbooks.report import Report
from api.workbooks.resembling import Choice, Choices
from api.workbooks.together import together
from domain.ledger.decision import OFFICE, Receipt, Request
from domain.ledger.refusal import Refusal
from domain.people.membership import EnrolMember
from domain.people.moves import Belonging, MoveMember
from domain.service.pairing import FormPairing
from projections.people.balances import member_balance
from projections.people.members import belongings_of
from projections.service.pairing_board import pairings_of
from projections.shop.stock import shelf
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


def bring(desk: Desk, kind: str, *rows: str, choice: Choice = "refuse") -> Report:
    async def importing(community: Community) -> Report:
        lines = [",".join(workbook_of(kind).columns), *(row.replace("|", ",") for row in rows)]
        file = File(workbook_of(kind), "typed", "\n".join(lines).encode())
        return (await import_content(community, file, choices=Choices(choice)))[0]

    return desk.ask(importing)


def codes(report: Report) -> list[str]:
    return [it.code for it in report.rejected]


def held(desk: Desk, name: str) -> tuple[int, int]:
    """Minutes of service and points."""

    async def asked(community: Community) -> tuple[int, int]:
        (member_id,) = await community.vault.search(name)
        balance = await member_balance(community.reader, member_id)
        return balance.service_minutes, balance.points

    return desk.ask(asked)


def hours(name: str, times: str, day: str = "2026-03-05") -> str:
    """A row of a service, its times as 8:00-10:00."""
    start, end = times.split("-")
    first, last = (int(it[:-3]) + int(it[-2:]) / 60 for it in (start, end))
    return service_row(name, day, start=start, end=end, hours=f"{last - first:g}")


@pytest.mark.parametrize(
    ("corrected", "minutes"),
    [
        ("8:00-11:00", 180),  # it ended later
        ("9:00-10:00", 60),  # it began later
        ("14:00-16:00", 120),  # it was in the afternoon
    ],
)
def test_corrected_hours_take_the_place_of_the_earlier(
    desk: Desk, corrected: str, minutes: int
) -> None:
    li = desk.volunteer()
    first, row = hours(li, "8:00-10:00"), hours(li, corrected)
    assert bring(desk, "services", first).accepted == 1
    assert codes(bring(desk, "services", row)) == ["resembles_another"]
    report = bring(desk, "services", row, choice="changed")
    assert (report.accepted, report.rejected) == (1, [])
    assert held(desk, li) == (minutes, minutes // 6)
    assert bring(desk, "services", row).repeated == bring(desk, "services", first).repeated == 1
    assert held(desk, li) == (minutes, minutes // 6)


def test_of_a_file_brought_again_a_row_of_another_day_or_person_is_the_missing_one(
    desk: Desk,
) -> None:
    li, wang = desk.volunteer(), desk.volunteer()
    days = [f"2026-03-0{day}" for day in (2, 3, 4)]
    first, second, third = (hours(li, "8:00-10:00", day) for day in days)
    assert bring(desk, "services", first, second, third).accepted == 3
    another_day = hours(li, "8:00-10:00", "2026-03-09")
    again = bring(desk, "services", first, another_day, third)
    assert (again.repeated, codes(again)) == (2, ["resembles_another"])
    another_person = hours(wang, "8:00-10:00", "2026-03-03")
    assert codes(bring(desk, "services", first, another_person, third)) == ["resembles_another"]
    mended = bring(desk, "services", first, another_person, third, choice="changed")
    assert (mended.accepted, mended.repeated, mended.rejected) == (1, 2, [])
    assert held(desk, li) == (240, 40) and held(desk, wang) == (120, 20)


def test_the_next_month_with_the_same_hours_resembles_nothing(desk: Desk) -> None:
    li = desk.volunteer()
    march = [hours(li, "8:00-10:00", f"2026-03-0{day}") for day in (2, 3)]
    april = [hours(li, "8:00-10:00", f"2026-04-0{day}") for day in (2, 3)]
    assert bring(desk, "services", *march).accepted == 2
    assert bring(desk, "services", *april).accepted == 2
    assert bring(desk, "services", *march, *april, hours(li, "8:00-10:00")).accepted == 1


def test_hours_that_cannot_be_leave_the_earlier(desk: Desk) -> None:
    li = desk.volunteer()
    rows = hours(li, "8:00-10:00"), hours(li, "11:00-12:00")
    assert bring(desk, "services", *rows).accepted == 2
    longer = hours(li, "8:00-11:30")
    assert codes(bring(desk, "services", longer, choice="changed")) == ["overlaps"]
    assert held(desk, li) == (180, 30)


def test_a_sale_of_another_day_in_a_file_brought_again_is_the_missing_one(desk: Desk) -> None:
    li, rice = desk.volunteer(), desk.item()
    assert bring(desk, "services", service_row(li)).accepted == 1
    kept, sale = (f"2026-04-0{day}|{li}|8000|{rice}|1|30|小王" for day in (1, 2))
    assert bring(desk, "redemptions", kept, sale).accepted == 2
    moved = sale.replace("04-02", "04-12")
    assert codes(bring(desk, "redemptions", kept, moved)) == ["resembles_another"]
    report = bring(desk, "redemptions", kept, moved, choice="changed")
    assert (report.accepted, report.repeated, report.rejected) == (1, 1, [])
    assert held(desk, li) == (360, 0)


def test_goods_listed_again_otherwise_change_from_today_on(desk: Desk) -> None:
    name, code = f"皂{next(NEXT)}", f"69{next(NEXT):010}"
    assert bring(desk, "items", f"{code}|{name}|块|10|2.50|3").accepted == 1
    dearer = f"{code}|{name}|块|12||4"
    assert codes(bring(desk, "items", dearer)) == ["resembles_another"]
    assert codes(bring(desk, "items", f"{code}|大{name}|块|10|2.50|3")) == ["resembles_another"]
    assert codes(bring(desk, "items", dearer, choice="another")) == ["item_exists"]
    report = bring(desk, "items", dearer, choice="changed")
    assert (report.accepted, report.rejected) == (1, [])

    async def asked(community: Community, day: date) -> tuple[int, int | None, int | None]:
        (it,) = await shelf(community.reader, day, named=name)
        return it.points, it.cash_price_fen, it.limit_per_member_month

    assert desk.ask(lambda community: asked(community, today())) == (12, None, 4)
    assert desk.ask(lambda community: asked(community, today(-1))) == (10, 250, 3)
    assert bring(desk, "items", dearer).repeated == 1


def pairing_row(volunteer: str, assisted: str, phone: str, every: int = 7) -> str:
    return f"{volunteer}|8000|{assisted}|{phone}|因病致贫|2026-02-01|{every}"


def active(desk: Desk, volunteer: str) -> list[int]:
    """The rhythms of a volunteer's pairings that go on."""

    async def asked(community: Community) -> list[int]:
        (member_id,) = await community.vault.search(volunteer)
        found = await pairings_of(community.reader, today(), community.zone, member_id)
        return [it.visit_every_days for it in found]

    return desk.ask(asked)


def test_a_pairing_of_another_rhythm_takes_the_place_of_the_earlier(desk: Desk) -> None:
    li, chen, zhao = desk.volunteer(), f"陈{next(NEXT)}婆", f"赵{next(NEXT)}公"
    kept, first = pairing_row(li, zhao, "13900004321", 9), pairing_row(li, chen, "13900001234")
    assert bring(desk, "pairings", kept, first).accepted == 2
    weekly = pairing_row(li, chen, "13900001234", 14)
    assert codes(bring(desk, "pairings", weekly)) == ["already_paired"]
    assert codes(bring(desk, "pairings", kept, weekly)) == ["resembles_another"]
    report = bring(desk, "pairings", kept, weekly, choice="changed")
    assert (report.accepted, report.repeated) == (1, 1)
    assert sorted(active(desk, li)) == [9, 14]
    other = pairing_row(desk.volunteer(), chen, "13900001234")
    assert codes(bring(desk, "pairings", other)) == ["already_paired"]


def test_a_corrected_phone_of_who_is_helped_enrols_nobody_twice(desk: Desk) -> None:
    li, chen, zhao = desk.volunteer(), f"陈{next(NEXT)}婆", f"赵{next(NEXT)}公"
    rows = pairing_row(li, chen, "13900001234"), pairing_row(li, zhao, "13900004321", 9)
    assert bring(desk, "pairings", *rows).accepted == 2
    corrected = pairing_row(li, zhao, "13900009999", 9)

    async def zhaos(community: Community) -> int:
        return len(await community.vault.search(zhao))

    report = bring(desk, "pairings", rows[0], corrected)
    assert (report.repeated, codes(report)) == (1, ["resembles_another"])
    assert bring(desk, "pairings", rows[0], corrected, choice="same").repeated == 2
    assert (desk.ask(zhaos), sorted(active(desk, li))) == (1, [7, 9])


def test_a_corrected_gift_says_what_to_do_instead(desk: Desk) -> None:
    donor = f"米行{next(NEXT)}"
    gift = f"|2026-03-01|{donor}|资金||||1000|"
    assert bring(desk, "donations", gift).accepted == 1
    report = bring(desk, "donations", gift.replace("1000", "100000"), choice="changed")
    assert codes(report) == ["cannot_be_changed"]
    assert "同一笔" in report.rejected[0].message_zh


def test_a_person_who_moved_is_told_apart_from_one_who_stands_twice(desk: Desk) -> None:
    row = roster_row(f"夫{next(NEXT)}")
    assert bring(desk, "roster", row).accepted == 1
    moved = row.replace("第一网格", "第3网格").replace("3栋", "7栋")
    report = bring(desk, "roster", moved)
    assert codes(report) == ["duplicate_person"]
    said = report.rejected[0].message_zh
    assert "网格" in said and "楼栋" in said and "服务队" not in said
    (same,) = bring(desk, "roster", row.replace("女", "")).rejected
    assert same.code == "duplicate_person" and "网格" not in same.message_zh


def test_where_a_later_request_would_be_refused_the_first_is_too(desk: Desk) -> None:
    async def recorded(community: Community) -> list[bool]:
        enrol = EnrolMember(member_id=f"m{next(NEXT)}", kind="assisted")
        pair = FormPairing(
            volunteer_id="nobody",
            assisted_id=enrol.member_id,
            cause_id="cause-1",
            visit_every_days=7,
            starts_on=date(2026, 3, 1),
        )
        asked = [Request(decision=it, actor=OFFICE) for it in (enrol, pair)]
        outcomes = await community.recorder.record_all(together(asked))
        assert all(isinstance(it, Refusal) for it in outcomes)
        outcomes = await community.recorder.record_all(together(asked[:1]))
        return [isinstance(it, Receipt) for it in outcomes]

    assert desk.ask(recorded) == [True]


def test_a_list_from_before_a_move_or_after_it_moves_nobody(desk: Desk) -> None:
    name, other = f"万{next(NEXT)}", f"千{next(NEXT)}"
    row = roster_row(name)
    assert bring(desk, "roster", row, roster_row(other)).accepted == 2

    async def belongs(community: Community) -> list[Belonging]:
        (member_id,) = await community.vault.search(name)
        return await belongings_of(community.reader, member_id)

    async def move(community: Community) -> None:
        (member_id,) = await community.vault.search(name)
        moving = MoveMember(member_id=member_id, from_day=today(-3), grid="第8网格")
        await community.recorder.record_all([Request(decision=moving, actor=OFFICE)])

    desk.ask(move)
    moved = desk.ask(belongs)
    assert bring(desk, "roster", row).repeated == 1
    for grid in ("第一网格", "第8网格"):
        said = row.replace("第一网格", grid).replace("女", "")
        (known,) = bring(desk, "roster", said).rejected
        assert known.code == "duplicate_person" and "网格" not in known.message_zh
    (elsewhere,) = bring(desk, "roster", row.replace("第一网格", "第9网格")).rejected
    assert elsewhere.code == "duplicate_person" and "网格" in elsewhere.message_zh
    assert desk.ask(belongs) == moved
    assert [it.grid for it in moved] == ["第8网格", "第一网格"]
