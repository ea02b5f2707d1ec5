"""What is sealed tells nothing by itself, opens for a recorded reading, and leaves with people."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from domain.ledger.database import Database
from domain.ledger.decision import Receipt
from domain.ledger.fact import Fact
from domain.people.sealed import SealedGone, SealedRead, SealKeyLost
from domain.people.sealing.seal import Seal, Unsealed, make_seal_key
from domain.people.vault import Person, Vault
from tests.controls import AUNT, LI_JOINED, UNCLE, opened
from tests.domain.conftest import Do
from tests.scenario import given

WORDS = "儿子出了车祸，家里没有收入。"


@pytest.fixture
def seal(community: Database) -> Iterator[Seal]:
    yield Seal(community, make_seal_key())


def reading(sealed_id: str) -> Receipt:
    fact = SealedRead(kind="pairing_cause", about="pairing:pairing-1", sealed_id=sealed_id)
    return receipt_of(fact)


def receipt_of(fact: Fact) -> Receipt:
    return Receipt(given(fact).past[-1])


def stored(database: str) -> list[tuple[str, str | None, bytes]]:
    with psycopg.connect(database) as connection:
        return connection.execute(
            "SELECT sealed_id, member_id, sealed FROM yanwuping.vault_sealed ORDER BY kept_at"
        ).fetchall()


def kept(seal: Seal, do: Do[Any], text: str = WORDS, member_id: str | None = AUNT) -> Unsealed:
    text_of = seal.of(text, "pairing cause", str(member_id), member_id=member_id)
    do(seal.keep([text_of]))
    return text_of


def test_a_sealed_text_is_opened_for_a_recorded_reading(
    seal: Seal, database: str, do: Do[Any]
) -> None:
    aunts, uncles = kept(seal, do), kept(seal, do, "生病", UNCLE)

    assert do(seal.open(reading(aunts.sealed_id))) == WORDS
    assert do(seal.open(reading(uncles.sealed_id))) == "生病"

    (first, second) = stored(database)
    assert (first[1], second[1]) == (AUNT, UNCLE)
    assert WORDS.encode() not in first[2]
    (content, others) = (it[2].partition(b"\n--- ")[2] for it in (first, second))
    assert len(content) == len(others) > 256, "how long it is does not tell what it says"


def test_nothing_else_opens_it(seal: Seal, do: Do[Any]) -> None:
    kept(seal, do)

    with pytest.raises(TypeError, match="is no reading"):
        do(seal.open(receipt_of(LI_JOINED)))
    with pytest.raises(SealedGone):
        do(seal.open(receipt_of(opened())))


def test_an_id_does_not_tell_that_two_people_have_the_same_cause(seal: Seal, do: Do[Any]) -> None:
    aunts, uncles = kept(seal, do), kept(seal, do, member_id=UNCLE)
    again = kept(seal, do)

    assert aunts.sealed_id != uncles.sealed_id
    assert aunts.sealed_id == again.sealed_id, "a repeat keeps nothing twice"


def test_with_another_key_nothing_opens_and_that_is_told(
    seal: Seal, community: Database, do: Do[Any]
) -> None:
    assert do(seal.fits()), "where nothing is sealed, any key fits"
    aunts = kept(seal, do)
    elsewhere = Seal(community, make_seal_key())

    assert do(seal.fits()) and not do(elsewhere.fits())
    with pytest.raises(SealKeyLost):
        do(elsewhere.open(reading(aunts.sealed_id)))
    kept(elsewhere, do, "后来的", UNCLE)
    assert do(elsewhere.fits()), "what is sealed from then on has the new key"


def test_who_is_erased_takes_it_with_them(seal: Seal, community: Database, do: Do[Any]) -> None:
    vault = Vault(community, b"a key outside the database")
    do(vault.keep(AUNT, Person(name="赵阿姨")))
    aunts, uncles = kept(seal, do), kept(seal, do, member_id=UNCLE)

    do(vault.erase(AUNT))
    with pytest.raises(SealedGone):
        do(seal.open(reading(aunts.sealed_id)))
    assert do(seal.open(reading(uncles.sealed_id))) == WORDS

    kept(seal, do, "再来一次")
    with pytest.raises(SealedGone):
        do(seal.open(reading(kept(seal, do).sealed_id)))


def test_of_two_records_that_are_one_it_goes_with_the_one_that_stays(
    seal: Seal, community: Database, do: Do[Any], database: str
) -> None:
    vault = Vault(community, b"a key outside the database")
    do(vault.keep(AUNT, Person(name="赵阿姨")))
    do(vault.keep(UNCLE, Person(name="赵阿姨")))
    before = kept(seal, do)

    do(vault.merge(AUNT, UNCLE))
    late = kept(seal, do, "合并以后才到的")

    assert {it[1] for it in stored(database)} == {UNCLE}
    assert do(seal.open(reading(before.sealed_id))) == WORDS
    assert do(seal.open(reading(late.sealed_id))) == "合并以后才到的"
    do(vault.erase(UNCLE))
    assert stored(database) == []
