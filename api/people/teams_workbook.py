"""The list of teams: each row says that somebody is in a team, and perhaps that they lead it."""

from typing import Final

from api.workbooks.bounded import as_kept_word
from api.workbooks.cells import as_text
from api.workbooks.kinds import Cells, Step, Workbook
from api.workbooks.office import Office
from api.workbooks.people import Found
from api.workbooks.reading import TELLING_APART, read
from api.workbooks.refusals import MissingName, Unreadable
from domain.ledger.decision import Decision
from domain.people.leads import NameLead
from domain.people.moves import MoveMember
from domain.rules.changes import NothingChanged

LEADS: Final = frozenset({"队长", "副队长"})
MEMBERS: Final = frozenset({"", "队员", "成员"})


def _find(cells: Cells, office: Office) -> Found:
    apart = (cells.get(it, "") for it in TELLING_APART)
    return read(
        cells, "电话后四位", lambda ending: office.people.find(cells["姓名"], ending, *apart)
    )


def _row(cells: Cells, office: Office, new_id: str) -> Step:
    """Joins the team from today on, and leads it; what is so already changes nothing.

    Raises MissingName, Unreadable, UnknownPerson, AmbiguousPerson, UnknownTeam, TeamIsClosed,
    NothingChanged.
    """
    team = read(cells, "队名", as_kept_word)
    if not team:
        raise MissingName(column="队名")
    part = as_text(cells["职务"])
    if part not in LEADS | MEMBERS:
        raise Unreadable(
            column="职务", zh="只能是队长、副队长或队员。", en="is 队长, 副队长 or 队员."
        )
    member_id = _find(cells, office).member_id
    office.in_teams.teams.require_open(team, office.today)
    asked: list[Decision] = []
    if not office.in_teams.has(team, member_id):
        asked.append(MoveMember(member_id=member_id, from_day=office.today, join=(team,)))
        office.in_teams.join(team, member_id)
    if part in LEADS and not office.in_teams.is_led_by(team, member_id):
        asked.append(NameLead(team=team, member_id=member_id, from_day=office.today))
        office.in_teams.lead(team, member_id)
    if not asked:
        raise NothingChanged
    return Step(decision=asked[-1], first=tuple(asked[:-1]))


WORKBOOK: Final = Workbook(
    kind="teams",
    title_zh="服务队名册",
    columns=("队名", "姓名", "电话后四位", "职务"),
    may_be_missing=frozenset({"职务"}),
    telling_apart=TELLING_APART,
    read=_row,
    rank=17,
)
