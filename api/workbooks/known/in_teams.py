"""Who is in which team, and who leads it, as a list of teams makes it, row by row."""

from collections.abc import Iterable
from datetime import datetime

from api.serving.composition import Community
from domain.ledger.tag import id_of
from domain.people.tags import TEAMS
from domain.people.teams import Teams
from projections.people.team_leads import all_leads, all_teams, who_is_in


class InTeams:
    """The teams there are, who is in which today, and who leads which."""

    def __init__(
        self,
        teams: Teams,
        people: Iterable[tuple[str, str]] = (),
        leads: Iterable[tuple[str, str]] = (),
    ) -> None:
        self.teams = teams
        self._people = {*people}
        self._leads = {*leads}

    def has(self, team: str, member_id: str) -> bool:
        """Whether somebody is in a team."""
        return (team, member_id) in self._people

    def is_led_by(self, team: str, member_id: str) -> bool:
        """Whether somebody leads a team."""
        return (team, member_id) in self._leads

    def join(self, team: str, member_id: str) -> None:
        """Note that somebody joins."""
        self._people.add((team, member_id))

    def lead(self, team: str, member_id: str) -> None:
        """Note that somebody leads."""
        self._leads.add((team, member_id))


async def in_teams_of(community: Community) -> InTeams:
    """Who is in which team today."""
    for question in ("members", "team_leads"):
        await community.reader.wait(question, community.recorder.position, seconds=60)
    today = datetime.now(community.zone).date()
    leads = await all_leads(community.reader, today)
    known = await all_teams(community.reader)
    closed = {it.team: it.closed_from for it in known if it.closed_from}
    return InTeams(
        Teams(id=id_of(TEAMS), names={it.team for it in known}, closed=closed),
        await who_is_in(community.reader, today),
        ((it.team, it.member_id) for terms in leads.values() for it in terms),
    )
