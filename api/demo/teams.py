"""The demo community's list of teams, 服务队名册: who leads each, and who is in a second one."""

from collections.abc import Iterator

from api.demo.people import TEAMS, DemoPeople
from api.demo.sheet import COMMUNITY, DemoRow, DemoSheet

_COLUMNS = ("队名", "姓名", "电话后四位", "职务")
_IN_TWO_TEAMS = 3
_MISTAKES_OF_A_KIND = 2


def make_teams(people: DemoPeople) -> DemoSheet:
    """Return the list: each team with its lead and a few of another one, and then the mistakes."""
    rows = [*_people_of_teams(people), *_mistaken(people)]
    return DemoSheet("teams", f"{COMMUNITY}服务队名册", _COLUMNS, tuple(rows))


def _people_of_teams(people: DemoPeople) -> Iterator[DemoRow]:
    told_apart = [it for it in people.volunteers if it.name not in people.shared_names]
    place = 0
    for number, team in enumerate(TEAMS):
        own = [it for it in told_apart if it.team == team]
        others = [it for it in told_apart if it.team == TEAMS[number - 1]]
        for it, part in ((own[0], "队长"), *((it, "队员") for it in others[-_IN_TWO_TEAMS:])):
            yield DemoRow((team, it.name, it.last_four, part), place=place)
            place += 1


def _mistaken(people: DemoPeople) -> Iterator[DemoRow]:
    """Rows that name nobody, no team or no part in one."""
    one = next(it for it in people.volunteers if it.name not in people.shared_names)
    namesake, team = people.namesakes[0], TEAMS[0]
    for turn in range(_MISTAKES_OF_A_KIND):
        for number, (cells, mistake) in enumerate(
            (
                (("", one.name, one.last_four, "队员"), "missing_name"),
                ((team, "查无此人", "0000", "队员"), "unknown_person"),
                ((team, namesake.name, "", "队员"), "ambiguous_person"),
                ((team, one.name, one.last_four, "会计"), "unreadable_cell"),
                (("秧歌队", one.name, one.last_four, "队长"), "unknown_team"),
            )
        ):
            yield DemoRow(cells, place=1_000 + turn * 10 + number, mistake=mistake)
