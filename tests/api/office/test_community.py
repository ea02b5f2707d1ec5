"""What anybody may see: the community in figures, and who gave most, by masked names."""

from datetime import date
from typing import Any, NamedTuple

import psycopg
import pytest

from tests.api.answers import created_by, enrol, found, list_item, listed, malformed, serve, settle
from tests.clock import today
from tests.office import TEAM, Office

RECENTLY, LONG_AGO = 10, 100
"""Days ago, in different months and quarters."""


class Story(NamedTuple):
    """Who did what: Li served 8 + 2 hours, Wang 2 + 8, Zhao 5; Qian nothing."""

    li: str
    wang: str
    zhao: str


@pytest.fixture(scope="module")
def story(shared_office: Office, shared_database: str) -> Story:
    """Things that happened before anybody looks."""
    office = shared_office
    li = enrol(office, "李桂珍", team=TEAM, grid="第一网格")
    wang = enrol(office, "王建国", grid="第二网格", phone="13900001234")
    zhao = enrol(office, "赵四", team=TEAM, grid="第一网格")
    enrol(office, "钱五", team=TEAM, grid="第三网格")
    for member_id, hours, days_ago in (
        (li, 8, RECENTLY),
        (li, 2, LONG_AGO),
        (wang, 2, RECENTLY),
        (wang, 8, LONG_AGO),
        (zhao, 5, LONG_AGO),
    ):
        serve(office, member_id, hours, days_ago=days_ago)
    with psycopg.connect(shared_database) as connection:
        agree = "UPDATE yanwuping.vault_people SET named_publicly = true WHERE member_id = %s"
        connection.execute(agree, [zhao])
    return Story(li, wang, zhao)


def ranking(office: Office, **query: Any) -> list[tuple[int, str, int, int, int]]:
    rows = listed(office, "/api/rankings", **query)
    fields = {"rank", "name", "service_minutes", "points", "services", "members"}
    assert all({*row} == fields for row in rows)
    return [
        (row["rank"], row["name"], row["service_minutes"], row["points"], row["services"])
        for row in rows
    ]


def month_of(days_ago: int) -> str:
    return f"{today(-days_ago):%Y-%m}"


def quarter_of(days_ago: int) -> str:
    day = today(-days_ago)
    return f"{day.year}-Q{(day.month + 2) // 3}"


@pytest.mark.usefixtures("story")
def test_members_are_ranked_by_masked_names_and_equals_share_a_rank(
    shared_office: Office,
) -> None:
    rows = ranking(shared_office)

    assert rows[0][0] == rows[1][0] == 1
    assert {*rows[:2]} == {(1, "李*珍", 600, 100, 2), (1, "王*国", 600, 100, 2)}
    assert rows[2:] == [(3, "赵四", 300, 50, 1)]
    answer = shared_office.get("/api/rankings")
    assert not any(it in answer.text for it in ("李桂珍", "王建国", "钱五", "1234"))


def test_nobodys_id_is_shown_in_public(shared_office: Office, story: Story) -> None:
    for path in ("/api/rankings", "/api/community", "/api/rankings?of=team"):
        answer = shared_office.get(path)
        assert answer.status_code == 200
        assert not any(member_id in answer.text for member_id in story)


@pytest.mark.usefixtures("story")
def test_a_ranking_is_of_the_months_in_which_people_served(shared_office: Office) -> None:
    recently = [(1, "李*珍", 480, 80, 1), (2, "王*国", 120, 20, 1)]
    long_ago = [(1, "王*国", 480, 80, 1), (2, "赵四", 300, 50, 1), (3, "李*珍", 120, 20, 1)]

    assert ranking(shared_office, period=month_of(RECENTLY)) == recently
    assert ranking(shared_office, period=month_of(LONG_AGO)) == long_ago
    assert ranking(shared_office, period=quarter_of(RECENTLY)) == recently
    assert ranking(shared_office, period=quarter_of(LONG_AGO)) == long_ago
    years = {today(-days).year for days in (RECENTLY, LONG_AGO)}
    whole = [row for year in years for row in ranking(shared_office, period=str(year))]
    assert sum(row[2] for row in whole) == 1_500
    assert ranking(shared_office, period="all") == ranking(shared_office)
    assert ranking(shared_office, period="1999") == []


@pytest.mark.usefixtures("story")
def test_teams_are_ranked_by_their_names_and_no_grid_where_few_people_served(
    shared_office: Office,
) -> None:
    assert ranking(shared_office, of="team") == [(1, TEAM, 900, 150, 3)]
    rows = listed(shared_office, "/api/rankings", of="team")
    assert [row["members"] for row in rows] == [2]
    assert ranking(shared_office, of="grid") == []


@pytest.mark.usefixtures("story")
def test_a_ranking_is_by_minutes_points_or_services(shared_office: Office) -> None:
    points = [row[3] for row in ranking(shared_office, by="points")]
    services = [row[4] for row in ranking(shared_office, by="services")]

    assert points == [100, 100, 50]
    assert services == [2, 2, 1]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"of": "building"}, "/query/of"),
        ({"by": "money"}, "/query/by"),
        ({"period": "2026-Q5"}, "/query/period"),
        ({"period": "2026-13"}, "/query/period"),
        ({"period": "0000"}, "/query/period"),
        ({"period": "9999-12"}, "/query/period"),
        ({"period": "2026-"}, "/query/period"),
        ({"period": ""}, "/query/period"),
        ({"period": "２０２６"}, "/query/period"),
    ],
)
def test_an_impossible_ranking_is_pointed_out(
    shared_office: Office, query: dict[str, str], pointer: str
) -> None:
    malformed(shared_office.get("/api/rankings", params=query), pointer)


def test_a_community_that_has_done_nothing_yet_has_figures_too(office: Office) -> None:
    settle(office)
    figures = found(office, "/api/community")

    assert figures.pop("position") > 0
    assert (figures.pop("members"), figures.pop("volunteers")) == (2, 2)
    assert {*figures.values()} == {0}


def birthday(years_ago: int, days: int = 0) -> str:
    """The birthday of who turned so many years old today, or so many days later."""
    day = today(days)
    try:
        return date(day.year - years_ago, day.month, day.day).isoformat()
    except ValueError:
        return date(day.year - years_ago, 2, 28).isoformat()


def test_the_share_aged_60_and_over_is_of_the_volunteers_on_this_day(office: Office) -> None:
    for name, born in (("甲", birthday(60)), ("乙", birthday(60, 1)), ("丙", birthday(75))):
        enrol(office, name, birth_date=born)
    enrol(office, "丁")
    enrol(office, "戊", birth_date=birthday(90), kind="assisted")

    figures = found(office, "/api/community")

    # 甲 and 丙, of four who were enrolled and two who were there: nobody knows how old those are.
    assert (figures["members"], figures["volunteers"]) == (7, 6)
    assert figures["volunteers_aged_60_and_over"] == 2
    assert figures["share_aged_60_and_over"] == 0.3333


def test_the_community_counts_what_happened(office: Office) -> None:
    li, aunt = enrol(office, "李桂珍"), enrol(office, "赵阿姨", kind="assisted")
    serve(office, li, 8)
    item = list_item(office, 20, stock=5)
    gift = {"money_fen": 12_300, "goods": [{"item_id": item, "quantity": 2}]}
    created_by(office, "/api/donations", "cashier", gift)
    created_by(office, "/api/donations", "cashier", {"money_fen": 1})
    lines = {"lines": [{"item_id": item, "quantity": 3}]}
    sale = created_by(office, "/api/redemptions", "cashier", {"member_id": li} | lines)
    back = {"lines": [{"item_id": item, "quantity": 1}], "reason": "拿多了"}
    created_by(office, f"/api/redemptions/{sale['redemption_id']}/returns", "cashier", back)
    promise = {
        "volunteer_id": li,
        "assisted_id": aunt,
        "cause": "other",
        "visit_every_days": 7,
        "starts_on": today().isoformat(),
    }
    paired = created_by(office, "/api/pairings", "coordinator", promise)
    end = f"/api/pairings/{paired['pairing_id']}/end"
    created_by(office, end, "coordinator", {"reason": "搬走了"})
    last = created_by(office, "/api/pairings", "coordinator", promise)

    figures = found(office, "/api/community")

    assert all(type(it) is int for key, it in figures.items() if not key.startswith("share_"))
    assert figures == {
        "members": 4,
        "volunteers": 3,
        "volunteers_aged_60_and_over": 0,
        "share_aged_60_and_over": 0,
        "services": 1,
        "service_minutes": 480,
        "time_credit_minutes": 480,
        "credit_of_members_minutes": 480,
        "credit_of_pool_minutes": 0,
        "credit_set_aside_minutes": 0,
        "points_issued": 80,
        "points_redeemed": 40,
        "redemptions": 1,
        "donations": 3,
        "donations_in_kind": 2,
        "donated_pieces": 7,
        "donated_fen": 12_301,
        "active_pairings": 1,
        "people_helped": 1,
        "position": last["position"],
    }
