"""The table of who may do what is the one that the program keeps to."""

from typing import Final

from api.application import create_application
from api.pages.language import translator
from api.pages.ledger.words import ROLES
from api.policy.act import Act
from api.policy.routes import Policy
from api.policy_table import FILE, OWN, written

POLICY: Final[Policy] = create_application().state.policy
TABLE: Final = written(POLICY)


def row(route: str) -> list[str]:
    """The cells of a route: nobody, no role, then the roles."""
    (line,) = (it for it in TABLE.splitlines() if f"| `{route}` |" in it)
    return [it.strip() for it in line.strip("|").split("|")][2:]


def test_the_file_is_what_would_be_made_now() -> None:
    assert FILE.read_text(encoding="utf-8") == TABLE, "make policy"


def test_every_route_has_one_row() -> None:
    rows = [it for it in TABLE.splitlines() if "| `" in it and "/" in it]
    assert len(rows) == len(POLICY.gates)
    assert all(row(it) for it in POLICY.gates)


def test_a_row_says_who_may_and_who_for_themselves_alone() -> None:
    assert [*ROLES] == ["volunteer", "cashier", "coordinator", "supervisor", "admin"]
    assert row("GET /api/rules") == ["✓"] * 7
    assert row("GET /api/items") == ["", *["✓"] * 6]
    assert row("POST /api/stock-counts") == row("POST /till/counts")
    assert row("POST /till/counts") == ["", "", "", "✓", "✓", "", ""]
    assert row("POST /ledger/counts/{count_id}/approval") == ["", "", "", "", "✓", "✓", ""]
    assert row("POST /api/transfers") == ["", "", OWN, "", "✓", "", ""]
    assert row("POST /me/give") == ["", "", OWN, "", OWN, "", ""]
    assert row("POST /desk/members/{member_id}/credit") == ["", "", "", "", "✓", "", ""]
    assert row("GET /api/donations/{donation_id}") == [OWN, OWN, OWN, OWN, "✓", "✓", OWN]


def test_every_role_has_a_word_and_every_act_is_called_something() -> None:
    english = translator("en")
    for name, word in ROLES.items():
        assert f"{word} · {name}" in TABLE and english(word) != word
    for gate in POLICY.gates.values():
        assert any("\u4e00" <= it <= "\u9fff" for it in gate.act.called), gate.act


def test_an_act_that_no_route_is_for_is_asked_by_one() -> None:
    """What is not in the table is a finer question that a route asks of who came in."""
    unused = Act.known.keys() - {it.act.name for it in POLICY.gates.values()}
    assert unused == {"hardship.see", "member.correct_staff", "member.names", "sign_in.staff"}
