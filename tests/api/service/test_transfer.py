"""Time credit given to a close relative or to the welfare pool, and nothing else."""

from typing import Any

import pytest

from tests.api.answers import created, created_by, enrol, found, malformed, problem, refused, serve
from tests.office import Office

TRANSFERS = "/api/transfers"


def gift(amount: int = 60, to: str = "welfare_pool", **more: Any) -> dict[str, Any]:
    return {"to": to, "unit": "credit", "amount": amount} | more


def credit_of(office: Office, member_id: str) -> int:
    held = found(office, f"/api/members/{member_id}/balance", "supervisor")
    return int(held["time_credit_minutes"])


@pytest.fixture
def giver(shared_office: Office) -> str:
    """Somebody with eight hours of credit and 80 points."""
    member_id = enrol(shared_office)
    serve(shared_office, member_id, 8)
    return member_id


def test_a_volunteer_gives_an_hour_to_the_welfare_pool(shared_office: Office) -> None:
    for volunteer in ("volunteer", "volunteer2"):
        serve(shared_office, volunteer, 8)

    given = created(
        shared_office.post(TRANSFERS, "volunteer", gift()),
        "transfer_id",
        "amount",
        "balance_after",
    )

    assert given["transfer_id"]
    assert (given["amount"], given["balance_after"]) == (60, 420)
    assert credit_of(shared_office, "volunteer") == 420
    assert credit_of(shared_office, "volunteer2") == 480


def test_a_coordinator_gives_for_somebody_to_their_mother(
    shared_office: Office, giver: str
) -> None:
    mother, other = enrol(shared_office, kind="assisted"), enrol(shared_office)
    body = gift(90, mother, relation="parent") | {"from": giver}

    given = created_by(shared_office, TRANSFERS, "coordinator", body)

    assert given["balance_after"] == 390
    people = (giver, mother, other)
    assert [credit_of(shared_office, it) for it in people] == [390, 90, 0]
    fact = found(shared_office, f"/api/audit/facts/{given['position']}", "supervisor")
    assert (fact["actor"], fact["on_behalf_of"]) == ("coordinator", giver)


@pytest.mark.parametrize(
    "relation", ["spouse", "parent", "child", "grandparent", "grandchild", "sibling"]
)
def test_every_close_relation_counts(shared_office: Office, giver: str, relation: str) -> None:
    relative = enrol(shared_office)
    body = gift(1, relative, relation=relation) | {"from": giver}

    created_by(shared_office, TRANSFERS, "coordinator", body)

    assert credit_of(shared_office, relative) == 1


def test_a_volunteer_gives_nothing_that_is_somebody_elses(
    shared_office: Office, giver: str
) -> None:
    answer = shared_office.post(TRANSFERS, "volunteer", gift() | {"from": giver})

    problem(answer, 403, "not_permitted")
    assert credit_of(shared_office, giver) == 480


@pytest.mark.parametrize(
    "more",
    [
        {"unit": "points"},
        {"unit": "minutes"},
        {"to": "volunteer2"},
        {"to": "volunteer2", "unit": "points", "relation": "spouse"},
        {"to": "the giver", "relation": "spouse"},
        {"amount": 10**9, "unit": "points"},
    ],
)
def test_points_and_minutes_stay_with_who_earned_them_and_credit_in_the_family(
    shared_office: Office, giver: str, more: dict[str, Any]
) -> None:
    body = gift() | {"from": giver} | more
    if body["to"] == "the giver":
        body["to"] = giver

    refused(
        shared_office,
        TRANSFERS,
        "coordinator",
        body,
        code="transfer_not_allowed",
        zh="只有时间存款可以转给规则列明的近亲属或公益池；积分和服务时长不能转让。",
        en="Only time credit can be given, to close relatives named in the rules or to the "
        "welfare pool; points and service minutes cannot.",
    )


def test_nobody_gives_more_credit_than_they_have(shared_office: Office, giver: str) -> None:
    refused(
        shared_office,
        TRANSFERS,
        "coordinator",
        gift(481) | {"from": giver},
        code="insufficient_credit",
        zh="时间存款不足：需要 8小时1分钟，现有 8小时。",
        en="Not enough time credit: 8 h 1 min are needed, 8 h are there.",
    )
    given = created_by(shared_office, TRANSFERS, "coordinator", gift(480) | {"from": giver})
    assert given["balance_after"] == 0


@pytest.mark.parametrize("field", ["from", "to"])
def test_giver_and_taker_are_members(shared_office: Office, giver: str, field: str) -> None:
    body = gift(1, "volunteer2", relation="child") | {"from": giver} | {field: "nobody"}

    refused(
        shared_office,
        TRANSFERS,
        "coordinator",
        body,
        code="unknown_member",
        status=404,
        zh="没有这位成员。",
        en="There is no such member.",
    )


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (gift(0), "/amount"),
        (gift(-60), "/amount"),
        (gift() | {"amount": "60"}, "/amount"),
        (gift() | {"unit": "money"}, "/unit"),
        (gift(to="no such id!"), "/to"),
        (gift(to=""), "/to"),
        (gift(relation="friend"), "/relation"),
        (gift() | {"from": ["volunteer"]}, "/from"),
        ({"unit": "credit", "amount": 1}, "/to"),
        (gift() | {"from_": "volunteer"}, "/from_"),
    ],
)
def test_what_is_malformed_in_a_transfer_is_pointed_at(
    shared_office: Office, body: dict[str, Any], pointer: str
) -> None:
    malformed(shared_office.post(TRANSFERS, "coordinator", body), pointer)
