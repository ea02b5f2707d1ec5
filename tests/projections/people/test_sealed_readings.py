"""Supervisors see who read what is confidential, and everybody what is their own."""

from projections.people.sealed_readings import sealed_readings, sealed_readings_of
from tests.controls import AUNT, CHEN, UNCLE, ZHOU, opened
from tests.domain.office.test_merging import merged
from tests.projections.living import Living
from tests.scenario import by

UNCLES = opened("pairing:pairing-2", UNCLE)


def test_the_last_reading_comes_first(community: Living) -> None:
    positions = community.saw(by(CHEN, opened()), by(ZHOU, UNCLES))

    found = community.ask(sealed_readings)

    assert [(it.position, it.read_by, it.about, it.member_id) for it in found] == [
        (positions[1], ZHOU, "pairing:pairing-2", UNCLE),
        (positions[0], CHEN, "pairing:pairing-1", AUNT),
    ]
    assert {(it.kind, it.why_text) for it in found} == {("pairing_cause", "why-1")}
    (first,) = community.ask(sealed_readings, before=positions[1], limit=1)
    assert first.position == positions[0]


def test_everybody_sees_those_about_themselves(community: Living) -> None:
    positions = community.saw(opened(), UNCLES, opened())

    assert [it.position for it in community.ask(sealed_readings_of, AUNT)] == [
        positions[2],
        positions[0],
    ]
    (uncles,) = community.ask(sealed_readings_of, UNCLE)
    assert uncles.position == positions[1]
    (early,) = community.ask(sealed_readings_of, AUNT, before=positions[2])
    assert early.position == positions[0]


def test_what_is_about_nobody_in_the_log_is_listed_too(community: Living) -> None:
    community.saw(opened("pairing:pairing-3", None), opened())
    assert [it.member_id for it in community.ask(sealed_readings)] == [AUNT, None]


def test_of_one_person_are_those_of_both_records(community: Living) -> None:
    community.saw(by(CHEN, opened()), by(ZHOU, UNCLES), merged(AUNT, UNCLE, kind="assisted"))
    assert len(community.ask(sealed_readings_of, UNCLE)) == 2
    assert community.ask(sealed_readings_of, AUNT) == []
    community.saw(merged(CHEN, ZHOU))
    assert {it.read_by for it in community.ask(sealed_readings)} == {ZHOU}
