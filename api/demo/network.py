"""The demo community's list of grids and buildings, 网格楼栋表."""

from collections.abc import Iterator

from api.demo.people import BUILDINGS_A_GRID, GRIDS, DemoPeople, DemoVolunteer
from api.demo.sheet import COMMUNITY, DemoRow, DemoSheet

_COLUMNS = ("网格", "楼栋", "类型", "户数", "网格员", "楼栋长")
_HOUSEHOLDS_LEAST = 48
_HOUSEHOLDS_STEP = 7
_HOUSEHOLDS_SPREAD = 36
_MISTAKES_OF_A_KIND = 2


def make_network(people: DemoPeople) -> DemoSheet:
    """Return the list: every building once with its keeper and lead, and then the mistakes."""
    rows = [*_buildings(people), *_mistaken(people)]
    return DemoSheet("network", f"{COMMUNITY}网格楼栋表", _COLUMNS, tuple(rows))


def _buildings(people: DemoPeople) -> Iterator[DemoRow]:
    told_apart = [it for it in people.volunteers if it.name not in people.shared_names]
    keepers: dict[str, DemoVolunteer] = {}
    for it in told_apart:
        keepers.setdefault(it.grid, it)
    leads: dict[str, DemoVolunteer] = {}
    for it in told_apart:
        if it is not keepers[it.grid]:
            leads.setdefault(it.building, it)
    for number in range(GRIDS * BUILDINGS_A_GRID):
        grid, building = f"第{number // BUILDINGS_A_GRID + 1}网格", f"{number + 1}栋"
        households = _HOUSEHOLDS_LEAST + number * _HOUSEHOLDS_STEP % _HOUSEHOLDS_SPREAD
        keeper, lead = keepers.get(grid), leads.get(building)
        named = tuple(it.name if it else "" for it in (keeper, lead))
        yield DemoRow((grid, building, "楼栋", households, *named), place=number)


def _mistaken(people: DemoPeople) -> Iterator[DemoRow]:
    """Rows of buildings that there are not, each with one mistake."""
    number = GRIDS * BUILDINGS_A_GRID
    grid, namesake = f"第{GRIDS}网格", people.namesakes[0].name
    for _ in range(_MISTAKES_OF_A_KIND):
        for cells, mistake in (
            (("", "{}栋", "楼栋", 60, "", ""), "missing_name"),
            ((grid, "{}栋", "楼栋", "约六十户", "", ""), "unreadable_cell"),
            ((grid, "{}栋", "楼栋", 60, "", "查无此人"), "unknown_person"),
            ((grid, "{}栋", "楼栋", 60, namesake, ""), "ambiguous_person"),
        ):
            number += 1
            told = (cells[0], cells[1].format(number), *cells[2:])
            yield DemoRow(told, place=number, mistake=mistake)
