"""The list of teams puts people into teams and names who leads them; bad rows go back alone."""

from collections.abc import Iterator

import pytest

from api.serving.composition import Community
from api.serving.settings import Settings
from domain.ledger.decision import OFFICE, Request
from domain.people.leads import CloseTeam
from domain.people.teams import FoundTeam
from projections.people.members import members, members_by_id
from projections.people.team_leads import all_leads
from projections.ties.standings import standings_of
from tests.api.workbooks.desk import NEXT, Desk, roster_row
from tests.api.workbooks.imported import found
from tests.clock import today
from tests.conftest import COMMUNITY_NAME


@pytest.fixture(scope="module")
def desk(unfounded_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    settings = Settings(community=COMMUNITY_NAME, data=tmp_path_factory.mktemp("teams"))
    opened = Desk(unfounded_database, settings)
    opened.ask(found)
    yield opened


def new_team(desk: Desk) -> str:
    """The name of a team that nobody is in."""
    team = f"新队{next(NEXT)}"

    async def founding(community: Community) -> None:
        asked = [Request(decision=FoundTeam(team=team), actor=OFFICE)]
        await community.recorder.record_all(asked)

    desk.ask(founding)
    return team


def in_team(desk: Desk, team: str) -> dict[str, bool]:
    """The names of who is in a team, and whether they lead it."""

    async def asked(community: Community) -> dict[str, bool]:
        rows = await members(community.reader, team=team, today=today())
        people = await community.vault.people(it.member_id for it in rows)
        leads = (await all_leads(community.reader, today())).get(team, [])
        leading = {it.member_id for it in leads}
        return {people[it.member_id].name: it.member_id in leading for it in rows}

    return desk.ask(asked)


def test_a_row_puts_somebody_into_a_team_and_names_them_its_lead(desk: Desk) -> None:
    team, lead, second, third = new_team(desk), desk.volunteer(), desk.volunteer(), desk.volunteer()
    rows = f"{team}|{lead}|8000|队长", f"{team}|{second}|8000|副队长", f"{team}|{third}|8000|"
    assert desk.codes("teams", *rows) == []
    assert in_team(desk, team) == {lead: True, second: True, third: False}


def test_what_is_so_already_is_taken_as_known(desk: Desk) -> None:
    team, lead, member = new_team(desk), desk.volunteer(), desk.volunteer()
    rows = f"{team}|{lead}|8000|队长", f"{team}|{member}|8000|队员"
    assert desk.take("teams", *rows).accepted == 2
    assert desk.take("teams", *rows).repeated == 2
    otherwise = f"{team}|{lead}||队员", f"{team}|{member}||"
    assert desk.take("teams", *otherwise).repeated == 2
    assert desk.take("teams", f"{team}|{member}|8000|队长").accepted == 1
    assert in_team(desk, team) == {lead: True, member: True}


def test_somebody_can_be_in_several_teams(desk: Desk) -> None:
    one, other, member = new_team(desk), new_team(desk), desk.volunteer()
    assert desk.codes("teams", f"{one}|{member}|8000|队员", f"{other}|{member}|8000|队长") == []
    assert (in_team(desk, one), in_team(desk, other)) == ({member: False}, {member: True})


def test_bad_rows_are_refused_alone(desk: Desk) -> None:
    team, member = new_team(desk), desk.volunteer()
    rows = {
        f"|{member}|8000|": "missing_name",
        f"{team}|没这个人|8000|": "unknown_person",
        f"{team}|{member}|1111|": "unknown_person",
        f"{team}|{member}|8000|会计": "unreadable_cell",
        f"没有的队|{member}|8000|队长": "unknown_team",
    }
    report = desk.take("teams", *rows, f"{team}|{member}|8000|")
    assert [it.code for it in report.rejected] == [*rows.values()]
    assert report.accepted == 1 and in_team(desk, team) == {member: False}
    unknown = f"没有的队|{member}|8000|队长", f"没有的队|{member}|8000|"
    assert [it.code for it in desk.take("teams", *unknown).rejected] == ["unknown_team"] * 2


def test_nobody_is_put_into_a_team_that_is_closed(desk: Desk) -> None:
    team, member = new_team(desk), desk.volunteer()

    async def closing(community: Community) -> None:
        ended = CloseTeam(team=team, from_day=today())
        await community.recorder.record_all([Request(decision=ended, actor=OFFICE)])

    desk.ask(closing)
    assert desk.codes("teams", f"{team}|{member}|8000|队长") == ["team_closed"]


def skills(desk: Desk, name: str) -> dict[str, str]:
    """What somebody is said to know how to do, and by which evidence."""

    async def asked(community: Community) -> dict[str, str]:
        (member_id,) = await community.vault.search(name)
        assert await members_by_id(community.reader, [member_id])
        found = await standings_of(community.reader, member_id)
        return {it.kind: it.evidence for it in found}

    return desk.ask(asked)


def test_the_roster_tells_what_somebody_knows_how_to_do(desk: Desk) -> None:
    head = "姓名,身份证号,联系电话,性别,网格,楼栋,服务队,备注,特长"
    names = [f"李{chr(0x4E00 + next(NEXT))}" for _ in range(3)]
    told = ("家电维修、理发", "", "13812345678")
    rows = [
        ",".join((*roster_row(name).split("|"), skill))
        for name, skill in zip(names, told, strict=True)
    ]
    report = desk.bring("roster", "\n".join([head, *rows]).encode())
    assert [it.code for it in report.rejected] == ["unreadable_cell"]
    assert report.accepted == 2
    assert skills(desk, names[0]) == {"skill:家电维修": "told", "skill:理发": "told"}
    assert skills(desk, names[1]) == {}
    again = desk.bring("roster", "\n".join([head, *rows[:2]]).encode())
    assert (again.accepted, again.repeated) == (0, 2)
    plain = rows[1].removesuffix(",")
    older = desk.bring("roster", "\n".join([head.removesuffix(",特长"), plain]).encode())
    assert (older.accepted, older.repeated) == (0, 1)
