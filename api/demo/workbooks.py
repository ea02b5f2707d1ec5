"""The demo community's workbooks, as lifelike and as faulty as an office's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from api.demo.neighbours.calls import make_calls
from api.demo.neighbours.wishes import make_wishes
from api.demo.network import make_network
from api.demo.pairings import make_pairings
from api.demo.people import SIXTY_OR_OVER, VOLUNTEERS, make_people
from api.demo.redemptions import make_redemptions
from api.demo.residents import make_residents
from api.demo.roster import make_roster
from api.demo.services import SERVICE_DAYS, make_service_record, make_services
from api.demo.sheet import DemoSheet, write_demo_sheet
from api.demo.shop import DONATION_DAYS, make_catalogue, make_donations
from api.demo.teams import make_teams
from api.demo.till import DemoTill

DEMO_SEED = 790


@dataclass(frozen=True, slots=True)
class DemoTotals:
    """What the workbooks hold, as known to the one who wrote them.

    `rows` counts the rows of each kind, `mistakes` those planted with each mistake, by kind and
    by the code under which an import must refuse them; every other row is good.
    """

    volunteers: int
    sixty_or_over: int
    rows: Mapping[str, int]
    mistakes: Mapping[str, Mapping[str, int]]

    def accepted(self, kind: str) -> int:
        """How many rows of a kind an import must take."""
        return self.rows[kind] - sum(self.mistakes[kind].values())


def write_demo_workbooks(folder: Path, *, until: date, seed: int = DEMO_SEED) -> DemoTotals:
    """Write the workbooks into the folder, in place of any of the same name.

    `until` is the day on which the office filled them in: ten months of service end on the day
    before. The same seed and day give the same files. Raises OSError when it cannot write.
    """
    folder.mkdir(parents=True, exist_ok=True)
    dice = Random(seed)  # noqa: S311 - the demo must come out the same each time
    first_day = until - timedelta(days=SERVICE_DAYS)
    people = make_people(until, dice)
    services = make_services(people, until, dice)
    donations, lots = make_donations(first_day + timedelta(days=1), dice)
    redemptions_begin = first_day + timedelta(days=DONATION_DAYS + 2)
    sheets: list[DemoSheet] = [
        make_roster(people, until, dice),
        make_catalogue(),
        make_service_record(people, services, until, dice),
        donations,
        make_redemptions(people, DemoTill(services, lots), redemptions_begin, dice),
        make_pairings(people, until, dice),
        make_network(people),
        make_calls(people, until, dice),
        make_wishes(people, until, dice),
        make_teams(people),
        make_residents(people, until),
    ]
    for sheet in sheets:
        write_demo_sheet(folder, sheet, until)
    return DemoTotals(
        volunteers=VOLUNTEERS,
        sixty_or_over=SIXTY_OR_OVER,
        rows={sheet.kind: len(sheet.rows) for sheet in sheets},
        mistakes={sheet.kind: sheet.mistakes for sheet in sheets},
    )
