"""The register comes in on paper: residents with their households, and none of them a member."""

from collections.abc import Iterator

import pytest

from api.capabilities import workbook_of
from api.serving.composition import Community
from api.serving.settings import Settings
from api.workbooks.identity_number import check_character
from api.workbooks.importing import File, import_content
from api.workbooks.report import Report
from domain.ledger.decision import Request
from domain.people.vault import Known
from domain.ties.granting import EndStanding
from projections.people.members import volunteer_numbers
from projections.ties.households import households
from projections.ties.register import Resident, residents
from tests.api.workbooks.desk import NEXT, Desk, sheets
from tests.api.workbooks.imported import found
from tests.clock import today
from tests.conftest import COMMUNITY_NAME

KIND = "residents"
HEAD = workbook_of(KIND).columns


@pytest.fixture(scope="module")
def desk(unfounded_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    settings = Settings(community=COMMUNITY_NAME, data=tmp_path_factory.mktemp("desk"))
    opened = Desk(unfounded_database, settings)
    opened.ask(found)
    yield opened


def somebody(family: str = "李") -> str:
    """The name of somebody new."""
    return f"{family}{chr(0x4E00 + next(NEXT))}"


def number() -> str:
    digits = f"11010519491231{next(NEXT):03}"
    return f"{digits}{check_character(digits)}"


def row(name: str, head: str = "", **said: str) -> str:
    """A row of the register, as it is typed."""
    told = {"paper": "", "phone": "", "house": "3栋", "how": "常住", "seen": "2026-03-05"} | said
    cells = (name, told["paper"], told["phone"], told["house"], head, told["how"], told["seen"])
    return "|".join((*cells, said.get("grid", "第二网格")))


def living(desk: Desk) -> dict[str, tuple[Known, Resident]]:
    """Who lives here, by name."""

    async def asked(community: Community) -> dict[str, tuple[Known, Resident]]:
        rows = await residents(community.reader, today(), limit=500)
        people = await community.vault.people(it.member_id for it in rows)
        return {people[it.member_id].name: (people[it.member_id], it) for it in rows}

    return desk.ask(asked)


def homes(desk: Desk) -> list[set[str]]:
    """Who lives together, by name; a star follows the head's."""

    async def asked(community: Community) -> list[set[str]]:
        mates = await households(community.reader, limit=500)
        people = await community.vault.people(it.member_id for it in mates)
        found: dict[str, set[str]] = {}
        for it in mates:
            name = people[it.member_id].name + "*" * it.is_head
            found.setdefault(it.household_id, set()).add(name)
        return sorted(found.values(), key=sorted)

    return desk.ask(asked)


def again(report: Report, rows: int) -> bool:
    """Whether every row was known already."""
    return (report.accepted, report.rejected, report.repeated) == (0, [], rows)


def test_residents_are_registered_and_are_no_members(desk: Desk) -> None:
    li, wang = somebody(), somebody("王")
    rows = row(li, paper=number()), row(wang, how="流动", phone="13800138000")
    assert desk.codes(KIND, *rows) == []
    (known, here), (tenant, there) = living(desk)[li], living(desk)[wang]
    assert (here.kind, there.kind) == ("resident:permanent", "resident:floating")
    assert {here.grid, there.grid} == {"第二网格"}
    assert here.member_kind is there.member_kind is None
    assert known.building == "3栋" and known.birth_date and tenant.phone_last4 == "8000"
    members = desk.ask(lambda it: volunteer_numbers(it.reader))
    assert members.keys().isdisjoint({here.member_id, there.member_id})
    assert again(desk.take(KIND, *rows), 2)


def test_the_rows_of_a_household_are_kept_together_in_whatever_order(desk: Desk) -> None:
    li, child, zhao, alone = (somebody() for _ in range(4))
    rows = (
        row(child, li),
        row(li, "户主", paper=number()),
        row(zhao, zhao),
        row(alone),
    )
    assert desk.codes(KIND, *rows) == []
    assert {child, f"{li}*"} in homes(desk) and {f"{zhao}*"} in homes(desk)
    assert not [it for it in homes(desk) if alone in it or f"{alone}*" in it]
    assert again(desk.take(KIND, *rows), 4)
    another = somebody()
    assert desk.codes(KIND, row(another, li, seen="2026-04-01")) == []
    assert {child, another, f"{li}*"} in homes(desk)


def test_a_later_look_is_noted_and_the_household_stays(desk: Desk) -> None:
    li, child = somebody(), somebody()
    assert desk.codes(KIND, row(li, "本人"), row(child, li)) == []
    seen = (row(li, "本人", seen="2026-04-01"), row(child, li, seen="2026-04-01"))
    assert desk.take(KIND, *seen).accepted == 2
    assert {str(living(desk)[it][1].checked_on) for it in (li, child)} == {"2026-04-01"}
    assert {child, f"{li}*"} in homes(desk)
    assert desk.codes(KIND, row(li, "本人", seen="2026-02-01")) == ["standing_held"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"name": ""}, "missing_name"),
        ({"paper": "430499194912310013"}, "id_number_invalid"),
        ({"paper": "4.30499E+17"}, "id_number_stored_as_number"),
        ({"how": "路过"}, "unreadable_cell"),
        ({"seen": "昨天"}, "unreadable_cell"),
        ({"seen": ""}, "unreadable_cell"),
        ({"seen": today(1).isoformat()}, "checked_in_the_future"),
        ({"head": "没有的人"}, "head_unknown"),
    ],
)
def test_a_bad_row_is_refused_alone_and_says_why(
    desk: Desk, said: dict[str, str], code: str
) -> None:
    bad = row(**{"name": somebody()} | said)
    report = desk.take(KIND, bad, row(somebody()))
    assert ([it.code for it in report.rejected], report.accepted) == ([code], 1)
    assert all(it.message_zh and it.message_en for it in report.rejected)


@pytest.mark.parametrize(
    ("said", "code", "column"),
    [
        ({"phone": "13900139000"}, "registered_otherwise", "电话"),
        ({"house": "4栋"}, "registered_otherwise", "楼栋"),
        ({"grid": "别的格"}, "registered_otherwise", "网格"),
        ({"seen": "2026-01-01"}, "standing_held", ""),
    ],
)
def test_what_is_known_otherwise_is_told_and_not_overwritten(
    desk: Desk, said: dict[str, str], code: str, column: str
) -> None:
    known = {"name": somebody(), "paper": number(), "phone": "13800138001"}
    assert desk.codes(KIND, row(**known)) == []
    report = desk.take(KIND, row(**known | {"seen": "2026-05-01"} | said))
    assert [it.code for it in report.rejected] == [code]
    assert column in report.rejected[0].message_zh
    assert str(living(desk)[known["name"]][1].checked_on) == "2026-03-05"


def test_people_of_one_name_are_told_apart_or_refused(desk: Desk) -> None:
    wang = somebody("王")
    twins = row(wang, phone="13800138001"), row(wang, phone="13800138002")
    assert desk.codes(KIND, *twins) == []
    assert desk.codes(KIND, row(wang, seen="2026-04-01")) == ["ambiguous_person"]
    assert desk.codes(KIND, row(somebody(), wang)) == ["heads_of_one_name"]
    assert desk.codes(KIND, row(wang, phone="13800138002", seen="2026-04-01")) == []
    assert desk.codes(KIND, row(wang, house="9栋")) == []


def test_who_lives_in_one_household_is_not_taken_into_another(desk: Desk) -> None:
    one, two, three, four = (somebody() for _ in range(4))
    assert desk.codes(KIND, row(one, one), row(two, one), row(three, three)) == []
    assert desk.codes(KIND, row(two, three, seen="2026-04-01")) == ["in_two_households"]
    assert desk.codes(KIND, row(four, two)) == ["head_is_another"]
    assert four not in living(desk)


def test_a_rehearsal_tells_the_same_and_records_nothing(desk: Desk) -> None:
    head, other = somebody(), somebody()
    rows = (it.replace("|", ",") for it in (row(head, head), row(other, head)))
    content = "\n".join([",".join(HEAD), *rows]).encode()
    report = desk.bring(KIND, content, dry_run=True)
    assert (report.accepted, report.rejected) == (2, [])
    assert {head, other}.isdisjoint(living(desk))
    assert not [it for it in homes(desk) if f"{head}*" in it]


def test_nobody_takes_a_look_at_themselves_in(desk: Desk) -> None:
    name, paper = somebody(), number()
    assert desk.codes("roster", f"{name}|{paper}|13800138000|女|第一网格|3栋|爱心帮扶|") == []
    (li,) = desk.ask(lambda it: it.vault.search(name))
    line = row(name, paper=paper, grid="第一网格").replace("|", ",")
    content = "\n".join([",".join(HEAD), line]).encode()

    async def importing(community: Community) -> Report:
        file = File(workbook_of(KIND), "typed", content)
        return (await import_content(community, file, by=li))[0]

    assert [it.code for it in desk.ask(importing).rejected] == ["grants_own"]
    assert desk.bring(KIND, content).accepted == 1
    assert living(desk)[name][1].member_kind == "volunteer"


def test_who_moved_away_is_not_kept_again_by_the_old_file(desk: Desk) -> None:
    name = somebody()
    assert desk.codes(KIND, row(name, name)) == []
    gone = living(desk)[name][1].member_id

    async def leaving(community: Community) -> None:
        ending = EndStanding(member_id=gone, kind="resident:permanent", on=today(), because="moved")
        await community.recorder.record(Request(decision=ending, actor="chen", key=gone))
        await community.vault.erase(gone)

    desk.ask(leaving)
    assert again(desk.take(KIND, row(name, name)), 1)
    assert name not in living(desk)
    assert desk.ask(lambda it: it.vault.search(name)) == []


def test_the_list_that_is_carried_about_goes_in_again(desk: Desk) -> None:
    one, two = somebody(), somebody()
    assert desk.codes(KIND, row(one, one, phone="13800138001"), row(two, one)) == []
    known, together = living(desk), len(homes(desk))
    columns = ["网格", "楼栋", "姓名", "电话后四位", "户主", "居住类型", "最近核对", "登记号"]
    lines = [
        ["第二网格", "3栋", one, "8001", one, "常住居民", "2026-03-05"],
        ["第二网格", "3栋", two, "", one, "常住居民", "2026-03-05"],
    ]
    for line in lines:
        line.append(known[line[2]][1].member_id[:12])
    assert again(desk.bring(KIND, sheets(底册=[columns, *lines])), 2)
    for line in lines:
        line[6] = "2026-04-09"
    assert desk.bring(KIND, sheets(底册=[columns, *lines])).accepted == 2
    assert {str(living(desk)[it][1].checked_on) for it in (one, two)} == {"2026-04-09"}
    assert len(homes(desk)) == together
    lines[0][2] = "别人"
    report = desk.bring(KIND, sheets(底册=[columns, lines[0]]))
    assert [it.code for it in report.rejected] == ["unknown_person"]
