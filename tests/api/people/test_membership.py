"""Enrolling people, finding them, and telling them what they hold and why."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from api.workbooks.identity_number import check_character
from tests.api.answers import (
    created,
    created_by,
    enrol,
    found,
    list_item,
    listed,
    malformed,
    moment,
    problem,
    refused,
    serve,
)
from tests.office import TEAM, Office

ROW = {"member_id", "volunteer_number", "name", "phone_last4", "team", "grid", "kind"}
LINE = {
    "position",
    "happened_at",
    "recorded_at",
    "type",
    "unit",
    "amount",
    "balance_after",
    "why",
}


def id_number(number: int, born: str = "19500101") -> str:
    """An ID number; the last three digits before the check tell people apart."""
    seventeen = f"430499{born}{number:03d}"
    return seventeen + check_character(seventeen)


def row_of(office: Office, member_id: str, who: str = "coordinator", **query: Any) -> Any:
    rows = listed(office, "/api/members", who, **query)
    return next((row for row in rows if row["member_id"] == member_id), None)


def balance_of(office: Office, member_id: str, who: str = "coordinator") -> dict[str, Any]:
    held: dict[str, Any] = found(office, f"/api/members/{member_id}/balance", who)
    return held


def statement_of(office: Office, member_id: str, **query: Any) -> list[dict[str, Any]]:
    return listed(office, f"/api/members/{member_id}/statement", "coordinator", **query)


def test_a_coordinator_enrols_two_people_who_get_numbers_in_order(shared_office: Office) -> None:
    li, wang = (
        created(
            shared_office.post("/api/members", "coordinator", {"name": it, "kind": "volunteer"}),
            "member_id",
            "volunteer_number",
        )
        for it in ("李桂珍", "王建国")
    )

    assert li["volunteer_number"].startswith("V") and len(li["volunteer_number"]) == 7
    assert int(wang["volunteer_number"][1:]) == int(li["volunteer_number"][1:]) + 1
    assert li["member_id"] != wang["member_id"]
    assert wang["position"] > li["position"]


def test_all_that_is_told_of_a_person_is_kept(shared_office: Office) -> None:
    body = {
        "name": "欧阳小霞",
        "phone": "138-0013-8017",
        "id_number": id_number(1).lower(),
        "sex": "female",
        "birth_date": "1950-01-01",
        "grid": "第二网格",
        "building": "3栋",
        "team": TEAM,
        "kind": "assisted",
    }
    enrolled = created_by(shared_office, "/api/members", "coordinator", body)

    assert row_of(shared_office, enrolled["member_id"]) == {
        "member_id": enrolled["member_id"],
        "volunteer_number": enrolled["volunteer_number"],
        "name": "欧阳小霞",
        "phone_last4": "8017",
        "team": TEAM,
        "grid": "第二网格",
        "kind": "assisted",
    }


@pytest.mark.parametrize("name", ["单𬭎", "热依拉·艾合买提", "\U00031350明", "Anna-Maria O'Neill"])
def test_nobody_is_turned_away_for_a_rare_name(shared_office: Office, name: str) -> None:
    member_id = enrol(shared_office, name)

    assert row_of(shared_office, member_id)["name"] == name


def test_nobody_is_enrolled_twice_and_the_refusal_does_not_say_who_they_are(
    shared_office: Office,
) -> None:
    body = {"name": "赵淑兰", "kind": "volunteer", "id_number": id_number(2), "phone": "7315550142"}
    created_by(shared_office, "/api/members", "coordinator", body)

    refused(
        shared_office,
        "/api/members",
        "coordinator2",
        body,
        code="duplicate_person",
        zh="这个人已经登记过，不能重复登记。",
        en="This person is a member already.",
        field="id_number",
    )

    answer = shared_office.post("/api/members", "coordinator2", body | {"name": "赵树兰"})
    for personal in (id_number(2), "0142", "赵淑兰", "赵树兰"):
        assert personal not in answer.text


def test_who_was_refused_is_forgotten_and_can_be_enrolled_afterwards(
    shared_office: Office, shared_database: str
) -> None:
    body = {"name": "孙国强", "kind": "volunteer", "id_number": id_number(3)}

    refused(
        shared_office,
        "/api/members",
        "coordinator",
        body | {"team": "夜跑队"},
        code="unknown_team",
        status=404,
        zh="没有“夜跑队”这支服务队。",
        en="There is no service team “夜跑队”.",
        field="team",
    )

    with psycopg.connect(shared_database) as connection:
        known = connection.execute("SELECT name FROM yanwuping.vault_people ORDER BY name")
        assert "孙国强" not in {name for (name,) in known}
    member_id = created_by(shared_office, "/api/members", "coordinator", body)["member_id"]
    assert row_of(shared_office, member_id)["name"] == "孙国强"


def test_two_desks_that_enrol_one_person_at_once_lose_nobodys_name(shared_office: Office) -> None:
    for desk in ("coordinator", "coordinator2"):
        shared_office.token(desk)
    for number in range(100, 110):
        right = {"name": "周小燕", "kind": "volunteer", "id_number": id_number(number)}
        wrong = right | {"team": "没有这支队"}
        with ThreadPoolExecutor(2) as desks:
            asked = [("coordinator", wrong), ("coordinator2", right)]
            answers = desks.map(lambda it: shared_office.post("/api/members", *it), asked)
            enrolled = [it.json()["member_id"] for it in answers if it.status_code == 201]

        assert len(enrolled) == 1
        assert row_of(shared_office, enrolled[0], query="周小燕") is not None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id_number", id_number(4)[:17] + ("1" if id_number(4)[17] != "1" else "2")),
        ("id_number", "43049919501301001X"),
        ("phone", "no phone"),
        ("phone", "12"),
        ("birth_date", "1577836800"),
        ("birth_date", "1950-02-30"),
        ("kind", "staff"),
        ("sex", "男"),
        ("name", "  "),
        ("name", "王\u200b明"),
        *(("name", it) for it in ("\u3164\u3164", "\u2800", "\ufe0f", "\u0301", "王\u115f")),
        ("grid", "x" * 41),
    ],
)
def test_what_cannot_be_true_of_a_person_is_pointed_out_and_not_repeated(
    shared_office: Office, field: str, value: str
) -> None:
    body = {"name": "王明", "kind": "volunteer", field: value}

    for language in ("zh", "en"):
        answer = shared_office.post(
            "/api/members", "coordinator", body, headers={"Accept-Language": language}
        )
        malformed(answer, f"/{field}")
        assert value in {"12", "  "} or value not in answer.text


def test_people_are_found_by_name_initials_phone_team_grid_and_kind(shared_office: Office) -> None:
    zeng = enrol(shared_office, "曾庆香", phone="13900004321", grid="第五网格", team=TEAM)
    xie = enrol(shared_office, "解放军", phone="13900009876", grid="第六网格", kind="assisted")

    def ids(**query: Any) -> set[str]:
        rows = listed(shared_office, "/api/members", "coordinator", **query)
        return {row["member_id"] for row in rows} & {zeng, xie}

    assert ids() == {zeng, xie}
    assert ids(query="庆") == ids(query="zqx") == ids(query="4321") == {zeng}
    assert ids(query="解放") == ids(query="xfj") == ids(query="9876") == {xie}
    assert ids(query="没有") == ids(query="0000") == set()
    assert ids(team=TEAM) == ids(grid="第五网格") == ids(kind="volunteer") == {zeng}
    assert ids(grid="第六网格") == ids(kind="assisted") == {xie}
    assert ids(grid="第五网格", kind="assisted") == ids(query="庆", grid="第六网格") == set()


def test_a_cashier_sees_masked_names_and_nothing_more_of_anybody(shared_office: Office) -> None:
    names = {"钱二": "钱*", "冯小三": "冯*三", "司马小四": "司**四"}
    for name in names:
        enrol(shared_office, name, phone="13700007777", id_number=id_number(50 + len(name)))

    for name, masked in names.items():
        in_full = listed(shared_office, "/api/members", "coordinator", query=name)
        (masked_row,) = listed(shared_office, "/api/members", "cashier", query=name)
        assert {*masked_row} == ROW
        assert in_full == listed(shared_office, "/api/members", "supervisor", query=name)
        assert in_full == [masked_row | {"name": name}]
        assert masked_row["name"] == masked
        assert masked_row["phone_last4"] == "7777"

    answer = shared_office.get("/api/members?query=7777", "cashier")
    assert not any(personal in answer.text for personal in (*names, "13700007777", "430499"))


def test_a_balance_is_that_of_one_member_and_not_of_another(shared_office: Office) -> None:
    li, wang = enrol(shared_office, "李一"), enrol(shared_office, "王二")
    serve(shared_office, li, 5)
    serve(shared_office, wang, 9)

    held = {it: found(shared_office, f"/api/members/{it}/balance", "cashier") for it in (li, wang)}

    position = held[li].pop("position")
    assert type(position) is int and position > 0
    assert held[li] == {
        "member_id": li,
        "points": 50,
        "time_credit_minutes": 300,
        "service_minutes": 300,
    }
    assert held[wang]["points"] == 80
    assert held[wang]["time_credit_minutes"] == 480
    assert held[wang]["service_minutes"] == 540


def test_a_volunteer_sees_their_own_balance_and_statement_and_nobody_elses(
    shared_office: Office,
) -> None:
    for what in ("balance", "statement"):
        own = shared_office.get(f"/api/members/volunteer/{what}", "volunteer")
        assert own.status_code == 200
        for other in ("volunteer2", "nobody"):
            answer = shared_office.get(f"/api/members/{other}/{what}", "volunteer")
            problem(answer, 403, "not_permitted")


def test_staff_are_told_when_there_is_no_such_member(shared_office: Office) -> None:
    for what in ("balance", "statement"):
        for language, sentence in (("zh", "没有这位成员。"), ("en", "There is no such member.")):
            answer = shared_office.get(
                f"/api/members/nobody/{what}", "supervisor", headers={"Accept-Language": language}
            )
            assert problem(answer, 404, "unknown_member")["detail"] == sentence


def test_a_statement_says_why_in_the_readers_language_newest_first(shared_office: Office) -> None:
    li, wang = enrol(shared_office, "李三"), enrol(shared_office, "王四")
    item = list_item(shared_office, 30, stock=5)
    for member_id in (li, wang):
        serve(shared_office, member_id, 8)
    sale = {"member_id": li, "lines": [{"item_id": item, "quantity": 2}]}
    redeemed = created_by(shared_office, "/api/redemptions", "cashier", sale)

    lines = statement_of(shared_office, li)

    assert all({*line} == LINE for line in lines)
    positions = [line["position"] for line in lines]
    assert positions == sorted(positions, reverse=True)
    assert [(it["unit"], it["amount"], it["balance_after"]) for it in lines] == [
        ("points", -60, 20),
        ("points", 80, 80),
        ("credit", 480, 480),
        ("minutes", 480, 480),
    ]
    assert lines[0]["position"] == redeemed["position"]
    assert [it["type"] for it in lines] == ["points.redeemed", *["service.imported"] * 3]
    for line in lines:
        assert moment(line["happened_at"]) <= moment(line["recorded_at"])
    assert lines[0]["why"].startswith("兑换大米") and lines[0]["why"].endswith("×2，用去60分")
    assert "得80分" in lines[1]["why"]
    assert len(statement_of(shared_office, wang)) == 3


def test_a_statement_is_read_in_english_and_by_unit(shared_office: Office) -> None:
    li = enrol(shared_office, "李五")
    serve(shared_office, li, 8)

    page = found(
        shared_office,
        f"/api/members/{li}/statement",
        "supervisor",
        params={"unit": "points"},
        headers={"Accept-Language": "en-GB,zh;q=0.5"},
    )

    (line,) = page["items"]
    assert line["unit"] == "points"
    assert "rules 2026-01 give 80 points and 8 h of credit" in line["why"]
    assert {it["unit"] for it in statement_of(shared_office, li)} == {"points", "credit", "minutes"}
    for unit in ("credit", "minutes"):
        assert {it["unit"] for it in statement_of(shared_office, li, unit=unit)} == {unit}


def test_an_administrator_grants_a_role_which_works_at_the_next_sign_in(
    shared_office: Office,
) -> None:
    member_id = enrol(shared_office, "吴六")
    path = f"/api/members/{member_id}/roles"
    proposed = created_by(shared_office, path, "admin", {"role": "cashier"})
    assert (proposed["role"], proposed["status"]) == ("cashier", "proposed")
    rows = listed(shared_office, "/api/audit/roles", "supervisor")
    assert member_id not in {row["member_id"] for row in rows}
    problem(shared_office.post(f"{path}/cashier/approval", "admin"), 409, "own_proposal")
    granted = created_by(shared_office, f"{path}/cashier/approval", "supervisor")

    assert (granted["member_id"], granted["status"]) == (member_id, "granted")
    rows = listed(shared_office, "/api/audit/roles", "supervisor")
    (mine,) = (row for row in rows if row["member_id"] == member_id)
    assert mine == {
        "member_id": member_id,
        "role": "cashier",
        "granted_by": "supervisor",
        "position": granted["position"],
    }


def test_a_role_is_granted_once_and_taken_back_once(shared_office: Office) -> None:
    li, wang = enrol(shared_office, "李七"), enrol(shared_office, "王八一")
    for member_id in (li, wang):
        path = f"/api/members/{member_id}/roles"
        created_by(shared_office, path, "admin", {"role": "volunteer"})
    path = f"/api/members/{li}/roles"

    refused(
        shared_office,
        path,
        "admin",
        {"role": "volunteer"},
        code="role_held",
        zh="这位成员已经有这个角色。",
        en="This member has that role already.",
        field="role",
    )
    withdrawn = shared_office.ask("DELETE", f"{path}/volunteer", "admin")
    assert withdrawn.status_code == 200
    assert withdrawn.json() | {"position": 0} == {
        "member_id": li,
        "role": "volunteer",
        "status": "withdrawn",
        "position": 0,
    }
    again = shared_office.ask("DELETE", f"{path}/volunteer", "admin")
    assert problem(again, 409, "role_not_held")["detail"] == "这位成员没有这个角色。"
    left = {row["member_id"] for row in listed(shared_office, "/api/audit/roles", "supervisor")}
    assert wang in left and li not in left


def test_a_supervisor_declines_a_role_that_was_proposed(shared_office: Office) -> None:
    path = f"/api/members/{enrol(shared_office, '吴六')}/roles"
    created_by(shared_office, path, "admin", {"role": "cashier"})
    declined = created_by(shared_office, f"{path}/cashier/refusal", "supervisor")
    assert declined["status"] == "declined"
    problem(shared_office.post(f"{path}/cashier/approval", "supervisor2"), 409, "role_not_proposed")


def test_the_last_second_person_is_not_withdrawn(office: Office) -> None:
    taken = office.ask("DELETE", "/api/members/supervisor2/roles/supervisor", "admin")
    assert taken.status_code == 200
    last = office.ask("DELETE", "/api/members/supervisor/roles/supervisor", "admin")
    problem(last, 409, "last_approver")


def test_an_administrator_does_not_decide_what_they_may_do_themselves(
    shared_office: Office,
) -> None:
    refused(
        shared_office,
        "/api/members/admin/roles",
        "admin",
        {"role": "cashier"},
        code="own_role",
        zh="不能给自己授予或撤销角色，请由另一位管理员办理。",
        en="You cannot grant or withdraw your own role; another administrator has to.",
        field="member_id",
    )
    own = shared_office.ask("DELETE", "/api/members/admin/roles/admin", "admin")
    problem(own, 409, "own_role")


def test_a_role_needs_a_member_and_a_known_name(shared_office: Office) -> None:
    refused(
        shared_office,
        "/api/members/nobody/roles",
        "admin",
        {"role": "cashier"},
        code="unknown_member",
        status=404,
        zh="没有这位成员。",
        en="There is no such member.",
    )
    malformed(
        shared_office.post("/api/members/volunteer/roles", "admin", {"role": "king"}), "/role"
    )


def test_somebody_born_on_a_leap_day_is_enrolled(shared_office: Office) -> None:
    member_id = enrol(shared_office, "闰年生", birth_date="1964-02-29")

    assert row_of(shared_office, member_id)["name"] == "闰年生"
