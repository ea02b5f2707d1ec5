"""What a version before took in is known by what it read, however much better it is read now."""

from collections.abc import Iterator

import pytest

from api.capabilities import workbook_of
from api.serving.composition import Community
from api.serving.settings import Settings
from api.workbooks.importing import File, import_content
from domain.ledger.decision import OFFICE, Request
from domain.ledger.fact import Fact
from domain.shop.donation import ReceiveDonation
from domain.shop.items import ListItem
from tests.api.workbooks.desk import NEXT, Desk, roster_row, sheets
from tests.api.workbooks.imported import found
from tests.conftest import COMMUNITY_NAME


@pytest.fixture(scope="module")
def desk(unfounded_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    settings = Settings(community=COMMUNITY_NAME, data=tmp_path_factory.mktemp("desk"))
    opened = Desk(unfounded_database, settings)
    opened.ask(found)
    yield opened


def taken_before(desk: Desk, kind: str, said: str, decision: object) -> None:
    """Record what a version before recorded for a row that said this to it."""

    async def record(community: Community) -> None:
        key = community.vault.digest("row", kind, said.replace("|", "\x1f"), "1")
        request = Request(decision=decision, actor=OFFICE, key=key)  # type: ignore[arg-type]
        (done,) = await community.recorder.record_all([request])
        assert isinstance(done.fact, Fact)  # type: ignore[union-attr]

    desk.ask(record)


def listed(name: str) -> ListItem:
    return ListItem(name=name, unit="件", points=10)


@pytest.mark.parametrize(
    ("read_then", "typed"),
    [
        ("无|{name}|件|10||", "无|{name}|件|10||"),
        ("|{name}|件|10||不限", "|{name}|件|10||不限"),
        ('="6901234567892"|{name}|件|10||', '="6901234567892"|{name}|件|10||'),
        ("'6901234567908|{name}|件|10||", "'6901234567908|{name}|件|10||"),
    ],
)
def test_an_item_that_says_something_else_now_is_not_taken_again(
    desk: Desk, read_then: str, typed: str
) -> None:
    name = f"旧品{next(NEXT)}"
    taken_before(desk, "items", read_then.format(name=name), listed(name))
    report = desk.take("items", typed.format(name=name))
    assert (report.accepted, report.repeated, report.rejected) == (0, 1, [])


def test_what_was_taken_from_below_a_merged_cell_is_not_taken_again(desk: Desk) -> None:
    gift = ReceiveDonation(money_fen=500)
    taken_before(desk, "donations", "|2026-02-03||资金||||500|", gift)
    header = list(workbook_of("donations").columns)
    rows = [["", "2026-02-03", donor, "资金", "", "", "", 5, ""] for donor in ("米行", "〃")]
    report = desk.bring("donations", sheets(捐赠=[header, *rows]))
    assert (report.accepted, report.repeated) == (2, 0)
    merged = [*rows[:1], ["", "2026-02-03", "", "资金", "", "", "", 5, ""]]
    content = sheets(merge={"C2:C3": "米行"}, 捐赠=[header, *merged])
    report = desk.bring("donations", content)
    assert (report.accepted, report.repeated, report.rejected) == (0, 2, [])


def test_each_row_that_was_taken_answers_for_one_row_only(desk: Desk) -> None:
    """Two gifts that say the same now: one was taken when it was read as something else."""
    then = "|2026-02-04|米行|资金||||600|无"
    taken_before(desk, "donations", then, ReceiveDonation(money_fen=600))
    rows = ["|2026-02-04|米行|资金||||6|无", "|2026-02-04|米行|资金||||6|"]
    report = desk.take("donations", *rows)
    assert (report.accepted, report.repeated) == (1, 1)
    again = desk.take("donations", *reversed(rows))
    assert (again.accepted, again.repeated) == (0, 2)


def test_a_person_whose_name_is_spelled_better_now_stays_one_person(desk: Desk) -> None:
    row = roster_row("热依拉●艾合买提")
    number = row.split("|")[1]
    desk.take("roster", row)
    again = desk.take("roster", row.replace("●", "·"), row.replace("●", "。"))
    assert again.accepted == 0
    assert [it.code for it in again.rejected] == ["duplicate_person"]
    assert number not in str([it.message_zh for it in again.rejected])


def test_a_rehearsal_says_the_same(desk: Desk) -> None:
    name = f"旧品{next(NEXT)}"
    taken_before(desk, "items", f"无|{name}|件|10||", listed(name))

    async def rehearse(community: Community) -> int:
        text = "条码,品名,单位,积分,平价（元）,每人每月限量\n" + f"无,{name},件,10,,"
        file = File(workbook_of("items"), "typed", text.encode())
        return (await import_content(community, file, dry_run=True))[0].repeated

    assert desk.ask(rehearse) == 1
