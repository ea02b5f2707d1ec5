"""Facts of every kind, and rows of tables that somebody changes behind the program's back."""

from typing import Final

import msgspec

from domain.ledger.fact import Fact
from domain.office.merging import MergeProposed
from domain.people.membership import RoleGranted
from domain.ties.leaving_proposal import LeavingProposed
from projections.catalogue import PROJECTIONS
from tests.controls import AUNT, CHEN, LI, UNCLE, moment, paired, served
from tests.examples import EXAMPLES
from tests.projections.living import Living

LATE: Final = msgspec.structs.replace(
    EXAMPLES["offline_sale.disputed"],
    redemption_id="sale-late",
    receipt_number="S1-20260305-F3FA9C3",
)
"""A sale without the network that comes when the shift had been closed."""

EVERYTHING: Final[list[Fact]] = [
    *EXAMPLES.values(),
    RoleGranted(member_id=CHEN, role="supervisor"),
    paired("pairing-3"),
    MergeProposed(member_id=AUNT, into_id=UNCLE),
    LeavingProposed(member_id=AUNT, because="incapable"),
    LATE,
]
"""So that every table of every projection holds something."""

QUESTIONS: Final = [projection.question for projection in PROJECTIONS]


def hour(number: int, member_id: str = LI) -> Fact:
    return served(member_id, moment(2, 1, 8), moment(2, 1, 9), f"{member_id}-{number}")


def change_a_row(living: Living, table: str) -> None:
    """Change the last row's first number or word."""
    rows = living.query(
        "SELECT attname, atttypid::regtype::text FROM pg_attribute"
        " WHERE attrelid = '{}'::regclass AND attnum > 0 ORDER BY attnum",
        table,
    )
    changed = {"text": "{0} || 'x'", "bigint": "{0} + 1", "boolean": "NOT {0}"}
    name, kind = next((name, kind) for name, kind in rows if kind in changed)
    how = changed[kind].format(name)
    living.query(
        f"UPDATE {{}} SET {name} = {how} WHERE ctid = (SELECT max(ctid) FROM {{}})",
        *(table, table),
    )


def remove_a_row(living: Living, table: str) -> None:
    living.query("DELETE FROM {} WHERE ctid = (SELECT max(ctid) FROM {})", table, table)
