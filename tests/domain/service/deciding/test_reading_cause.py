"""Whoever reads what a hardship came of stands in the log before they do."""

import msgspec
import pytest

from domain.ledger.fact import Fact
from domain.people.membership import MemberLeft
from domain.people.sealed import SealedGone, SealedRead
from domain.service.deciding.reading_cause import ReadPairingCause
from domain.service.pairing import Pairing, UnknownPairing
from tests.controls import (
    AUNT,
    COMMUNITY,
    UNCLE,
    WANG,
    opened,
    paired,
    paired_before,
    parted,
)
from tests.domain.office.test_merging import STAFF, merged
from tests.scenario import given

UNCLES = paired("pairing-2", WANG, UNCLE)
READ = ReadPairingCause(pairing_id="pairing-1", why_text="why-1")


def test_a_reading_says_of_which_text_it_is_and_about_whom(database: str) -> None:
    done = given(*COMMUNITY, paired(), UNCLES).when(READ)
    done.then(opened()).repeated(database)


def test_also_when_the_pairing_is_over() -> None:
    given(*COMMUNITY, paired(), parted(), UNCLES).when(READ).then(opened())


def test_of_an_old_pairing_the_text_has_the_id_of_the_pairing() -> None:
    reading = given(*COMMUNITY, paired_before(), UNCLES).when(READ).fact
    assert isinstance(reading, SealedRead)
    assert (reading.sealed_id, reading.member_id) == ("pairing-1", AUNT)


def test_there_has_to_be_such_a_pairing() -> None:
    given(*COMMUNITY, UNCLES).when(READ).refused(UnknownPairing)


def test_what_somebody_took_with_them_is_not_read_any_more() -> None:
    left = MemberLeft(member_id=AUNT, kind="assisted", credit=0, points=0)
    others = MemberLeft(member_id=UNCLE, kind="assisted", credit=0, points=0)
    for formed in (paired(), paired_before()):
        given(*COMMUNITY, formed, UNCLES, parted(), left).when(READ).refused(SealedGone)
        assert given(*COMMUNITY, formed, UNCLES, parted(), others).when(READ).fact


def test_after_a_merge_it_is_about_the_record_that_stays() -> None:
    past = (*STAFF, paired(), merged(AUNT, UNCLE, kind="assisted"))
    reading = given(*past).when(READ).fact
    assert isinstance(reading, SealedRead)
    assert (reading.member_id, reading.about) == (UNCLE, "pairing:pairing-1")


@pytest.mark.parametrize("formed", [paired(), paired_before()], ids=lambda it: it.type)
def test_what_is_remembered_of_a_pairing_can_be_kept_and_tells_no_cause(formed: Fact) -> None:
    pairing = given(*COMMUNITY, formed).view(READ)(Pairing, "pairing:pairing-1")
    kept = msgspec.json.encode(pairing)
    assert msgspec.json.decode(kept, type=Pairing) == pairing
    assert b"illness" not in kept
