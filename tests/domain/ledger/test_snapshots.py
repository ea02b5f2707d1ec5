"""Snapshots spare reading what was folded before, and nobody decides otherwise for them."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from domain.ledger.decision import Receipt, State
from domain.ledger.fact import UnknownFact, decode
from domain.ledger.keeping.snapshot_making import SnapshotCheck, make_snapshots
from domain.ledger.keeping.snapshots import Digests, StateCode, _digests_of_this_process, taken_up
from domain.ledger.log import Log
from domain.ledger.recording import Ledger
from domain.ledger.tag import Tag
from domain.ledger.thing import Thing
from domain.office.merging import MergeMembers
from domain.people.tags import TEAMS, member_tag
from domain.shop.redemption import InsufficientPoints
from domain.shop.tags import item_tag
from tests.controls import LI, OIL, WANG
from tests.roles import later_version_sets_up
from tests.shop import ask, eight_hours, ledger_of, oil, one, open_shop, taken


@pytest.fixture
def log(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Log]:
    """A log beside which every thing that was met is kept."""
    monkeypatch.setattr("domain.ledger.memory.KEEP_AFTER_FACTS", 0)
    monkeypatch.setattr("domain.ledger.keeping.snapshot_making.KEEP_AFTER_FACTS", 0)
    opened = open_shop(database)
    yield opened
    opened.close()


def keep(ledger: Ledger) -> None:
    ledger.keep(ledger.due())


def kept(log: Log, tag: Tag) -> int:
    """How far the snapshot of a thing goes; 0 when there is none."""
    found = log.about([tag], code=StateCode(log).of([tag])).kept
    return found[0].position if found else 0


def test_who_starts_anew_reads_the_snapshot_and_what_came_after_it(log: Log) -> None:
    here = ledger_of(log)
    taken(one(here, oil(), "1"))
    keep(here)
    last = taken(one(here, oil(), "2")).position
    code = StateCode(log).of([member_tag(LI)])
    found = log.about([member_tag(LI)], code=code)
    assert [it.tag for it in found.kept] == [member_tag(LI)]
    assert [position for position, _ in found.facts] == [last]
    assert taken(one(ledger_of(log), oil(), "3")).fact.balance_after == 10
    assert isinstance(one(ledger_of(log), oil(), "4"), InsufficientPoints)


def test_a_snapshot_says_what_a_replay_says(log: Log) -> None:
    here = ledger_of(log)
    for day in (3, 4):
        taken(one(here, eight_hours(day=day), f"hours {day}"))
        taken(one(here, oil(bottles=2), f"oil {day}"))
        keep(here)
    things = [member_tag(LI), item_tag(OIL)]
    found = log.about(things, code=StateCode(log).of(things))
    assert {it.tag for it in found.kept} == set(things)
    for it in found.kept:
        replayed = Thing(it.tag)
        for row in log.about([it.tag]).facts:
            replayed.apply(decode(*row))
        assert taken_up(it).states() == replayed.states()
        assert it.states == replayed.keep()


def test_what_other_code_folded_is_not_read(log: Log) -> None:
    here = ledger_of(log)
    taken(one(here, oil(), "1"))
    keep(here)
    tag = member_tag(LI)
    code = StateCode(log).of([tag])
    assert log.about([tag], code=code).kept
    for entry in StateCode(log).under(tag, ["points.redeemed"]):
        changed = [it for it in code if it != entry]
        assert not log.about([tag], code=changed).kept


def test_a_later_snapshot_takes_the_place_of_an_earlier_one(database: str, log: Log) -> None:
    here, there = ledger_of(log), ledger_of(log)
    taken(one(here, oil(), "1"))
    early = here.due()
    last = taken(one(there, oil(), "2")).position
    keep(there)
    here.keep(early)
    assert kept(log, member_tag(LI)) == last
    with psycopg.connect(database) as connection:
        connection.execute(sql.SQL("SET search_path TO yanwuping"))
        rows = connection.execute("SELECT count(*) FROM state_snapshots GROUP BY tag").fetchall()
    assert {row[0] for row in rows} == {1}


def test_a_snapshot_that_is_later_than_what_is_remembered_makes_one_catch_up(log: Log) -> None:
    here, there = ledger_of(log), ledger_of(log)
    assert isinstance(one(here, oil(WANG, 9), "0"), InsufficientPoints)
    taken(one(there, eight_hours(WANG), "1"))
    taken(one(there, oil(), "2"))
    keep(there)
    assert taken(one(here, oil(LI), "3")).fact.balance_after == 60
    assert taken(one(here, oil(WANG, 4), "4")).fact.balance_after == 40


def made_digests() -> Digests:
    """A copy of what stands for the code of this version."""
    return {kind: dict(entries) for kind, entries in _digests_of_this_process[0].items()}


def test_a_new_version_makes_snapshots_anew_and_leaves_the_old_ones(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = ledger_of(log)
    taken(one(here, oil(), "1"))
    keep(here)
    tag, before = member_tag(LI), StateCode(log).all()
    own = made_digests()
    own["member"][""] = "member 000000000000"
    monkeypatch.setattr("domain.ledger.keeping.snapshots._digests_of_this_process", [own])
    assert not kept(log, tag)
    assert make_snapshots(log) > 0
    assert kept(log, tag) == log.head()
    assert log.about([tag], code=before).kept
    assert make_snapshots(log) == 0
    assert taken(one(ledger_of(log), oil(), "2")).fact.balance_after == 60


def test_a_community_that_has_none_yet_gets_them_of_what_has_many_facts(log: Log) -> None:
    assert make_snapshots(log) > 0
    assert kept(log, member_tag(LI)) == log.head()
    assert make_snapshots(log) == 0


def checked(log: Log) -> list[str]:
    check = SnapshotCheck(log)
    rows = log.after(0, limit=10_000)
    check.see([decode(*row) for row in rows[:9]])
    check.see([decode(*row) for row in rows[9:]])
    return check.findings()


def test_a_snapshot_that_is_not_what_the_facts_say_is_found(database: str, log: Log) -> None:
    here = ledger_of(log)
    taken(one(here, oil(), "1"))
    keep(here)
    taken(one(here, oil(), "2"))
    assert checked(log) == []
    with psycopg.connect(database) as connection:
        connection.execute(sql.SQL("SET search_path TO yanwuping"))
        connection.execute(
            "UPDATE state_snapshots"
            " SET states = replace(states, '\"points\":110', '\"points\":910')"
        )
    assert checked(log) == [f"the snapshot of {member_tag(LI)} is not what its facts say"]


def test_every_state_can_be_kept_and_taken_up_again() -> None:
    for kind in State.kinds:
        blank = Thing(f"{kind}:any")
        assert Thing(f"{kind}:any", blank.keep()).states() == blank.states()


def a_newer_version_records(log: Log, database: str) -> int:
    """A fact that this one does not know; the position after it."""
    later_version_sets_up(database, "yanwuping", "team.renamed")
    (_, data), *_ = log.about([TEAMS]).facts
    newer = data.replace(b"team.founded", b"team.renamed")
    log.append([("team.renamed", newer, ["other:1"])], unless=["other:1"], after=log.head())
    return log.head()


def test_who_meets_a_fact_that_only_a_newer_version_knows_records_nothing(
    log: Log, database: str
) -> None:
    here = ledger_of(log)
    taken(one(here, oil(), "1"))
    head = a_newer_version_records(log, database)
    for key in ("2", "3"):
        with pytest.raises(UnknownFact, match=r"team\.renamed"):
            one(here, oil(), key)
    assert here.unknown == "team.renamed"
    assert log.head() == head


def test_who_is_left_behind_records_on_until_a_newer_version_does(log: Log, database: str) -> None:
    later_version_sets_up(database, "yanwuping", "team.renamed")
    here = ledger_of(log)
    taken(one(here, oil(), "1"))
    assert here.unknown is None


def test_who_has_met_nothing_yet_does_not_pass_such_a_fact_by(log: Log, database: str) -> None:
    here = ledger_of(log)
    head = a_newer_version_records(log, database)
    with pytest.raises(UnknownFact):
        one(here, oil(), "1")
    assert (here.unknown, log.head()) == ("team.renamed", head)


def test_who_is_far_behind_does_not_pass_such_a_fact_by(
    log: Log, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("domain.ledger.memory.BEHIND_FACTS_MAX", 1)
    here = ledger_of(log)
    taken(one(here, oil(), "1"))
    a_newer_version_records(log, database)
    with pytest.raises(UnknownFact):
        one(here, oil(LI, 9), "2")
    assert here.unknown == "team.renamed"


def test_a_repeat_that_nobody_remembers_forgets_nothing(log: Log) -> None:
    here = ledger_of(log)
    first = taken(one(ledger_of(log), oil(), "1"))
    for member_id in (LI, WANG):
        assert isinstance(one(here, oil(member_id, 9), member_id), InsufficientPoints)
    known = dict(here._memory.things)
    again = one(here, oil(), "1")
    assert again == Receipt(first.recorded, replayed=True)
    assert all(here._memory.things[tag] is thing for tag, thing in known.items())
    again, other = here.record([ask(oil(), "1"), ask(oil(WANG), "2")])
    assert again.replayed and taken(other).fact.balance_after == 110


def test_a_snapshot_from_before_two_records_were_one_is_not_read(log: Log) -> None:
    here = ledger_of(log)
    taken(one(here, oil(), "1"))
    keep(here)
    taken(one(ledger_of(log), MergeMembers(member_id=WANG, into_id=LI), "2"))
    assert taken(one(ledger_of(log), oil(LI, 5), "3")).fact.balance_after == 20
    assert isinstance(one(ledger_of(log), oil(LI, 1), "4"), InsufficientPoints)
    check = SnapshotCheck(log)
    check.see([decode(*row) for row in log.after(0, limit=1000)])
    assert check.findings() == []
