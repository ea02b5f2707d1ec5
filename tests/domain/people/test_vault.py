"""The vault knows who people are, forgets them when told to, and tells no more than is needed."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import psycopg
import pytest

from domain.ledger.database import Database
from domain.people.vault import (
    Kept,
    Known,
    Person,
    Reachable,
    Vault,
    create_vault,
    mask_id_number,
    mask_name,
)
from tests.controls import AUNT, LI, STRANGER, UNCLE, WANG
from tests.domain.conftest import Do
from tests.roles import as_owner

NUMBER = "110105194912310020"
OTHER = "110105194912310047"
LI_GUIZHEN = Person(
    name="李桂珍",
    phone="13800001234",
    id_number=NUMBER,
    sex="female",
    birth_date=date(1949, 12, 31),
    building="3号楼",
)
WANG_JIANGUO = Person(name="王建国", phone="13900005678", id_number=OTHER)


@pytest.fixture
def vault(community: Database) -> Iterator[Vault]:
    yield Vault(community, b"a key outside the database")


@pytest.fixture
def people(vault: Vault, do: Do[Any]) -> Vault:
    """Li and Wang are known."""
    do(vault.keep(LI, LI_GUIZHEN))
    do(vault.keep(WANG, WANG_JIANGUO))
    return vault


def everything(database: str) -> str:
    """All that the vault's tables hold."""
    with psycopg.connect(database) as connection:
        return "\n".join(
            row[0]
            for table in ("people", "donors", "texts")
            for row in connection.execute(f"SELECT it::text FROM yanwuping.vault_{table} AS it")
        )


def test_one_record_made_of_two_is_found_by_the_phones_of_both(people: Vault, do: Do[Any]) -> None:
    further = ("073188886666", "13800001234")
    do(people.keep(AUNT, Person(name="赵姨", phone="13700002222", further_phones=further)))
    do(people.merge(AUNT, LI))
    (li,) = [it for it in do(people.everybody()) if it.member_id == LI]
    assert li.phones == ("13800001234", "073188886666", "13700002222")
    assert do(people.search("2222")) == do(people.search("6666")) == [LI]


def test_a_person_is_found_by_each_of_their_phones(people: Vault, do: Do[Any]) -> None:
    further = ("073188886666", "19900009031")
    do(people.keep(AUNT, Person(name="赵姨", phone="13700002222", further_phones=further)))
    for query in ("2222", "6666", "9031", "19900009031", "073188886666"):
        assert do(people.search(query)) == [AUNT]
    assert do(people.search("8886")) == []
    assert do(people.with_name_and_phone("赵姨", "19900009031")) == [AUNT]
    (aunt,) = [it for it in do(people.everybody()) if it.member_id == AUNT]
    assert aunt.phones == ("13700002222", *further)
    do(people.erase(AUNT))
    assert do(people.search("6666")) == []


def test_somebody_is_known_by_what_screens_may_show(people: Vault, do: Do[Any]) -> None:
    li = Known(
        LI, "李桂珍", "1234", "110***********0020", "female", date(1949, 12, 31), "3号楼", False
    )
    wang = Known(WANG, "王建国", "5678", "110***********0047", None, None, None, False)
    assert do(people.people([LI, STRANGER])) == {LI: li}
    assert do(people.people([WANG, LI, WANG])) == {LI: li, WANG: wang}
    assert do(people.people([])) == {}


def test_an_id_number_is_nowhere_in_the_database(people: Vault, database: str) -> None:
    held = everything(database)
    assert "李桂珍" in held
    assert NUMBER not in held
    assert NUMBER[3:-4] not in held


def test_what_stands_for_an_id_number_depends_on_the_key(people: Vault) -> None:
    elsewhere = Vault(people._database, b"another key")
    digests = [
        it.id_number_digest(number) for it in (people, elsewhere) for number in (NUMBER, OTHER)
    ]
    assert len(set(digests)) == 4
    assert people.id_number_digest(NUMBER) == digests[0]
    assert all(len(it) == 32 for it in digests)


def test_the_same_person_is_known_again_under_any_name(people: Vault, do: Do[Any]) -> None:
    again = Person(name="李桂真", id_number=NUMBER)
    assert do(people.keep("another-id", again)) == Kept(LI, None)
    assert do(people.people(["another-id"])) == {}
    assert do(people.people([LI]))[LI].name == "李桂珍"


def test_people_without_an_id_number_are_different_people(vault: Vault, do: Do[Any]) -> None:
    same = Person(name="李桂珍", phone="13800001234")
    for member_id in ("first", "second"):
        kept = do(vault.keep(member_id, same))
        assert kept.member_id == member_id
        assert kept.version is not None
    assert do(vault.keep("first", same)) == Kept("first", None)


def test_whoever_was_kept_for_nothing_is_let_go(people: Vault, do: Do[Any]) -> None:
    kept = do(people.keep(AUNT, Person(name="赵阿姨")))
    do(people.let_go(kept))
    assert do(people.people([LI, WANG, AUNT])).keys() == {LI, WANG}


def test_whom_others_have_met_since_is_not_let_go(people: Vault, do: Do[Any]) -> None:
    first = do(people.keep(AUNT, Person(name="赵阿姨", id_number="110105196001010025")))
    again = do(people.keep("another-id", Person(name="赵阿姨", id_number="110105196001010025")))
    assert again == Kept(AUNT, None)
    for kept in (first, again, do(people.keep(LI, LI_GUIZHEN))):
        do(people.let_go(kept))
    assert do(people.people([LI, WANG, AUNT])).keys() == {LI, WANG, AUNT}


def test_many_are_kept_at_once_and_those_known_before_stay(people: Vault, do: Do[Any]) -> None:
    do(people.keep_all({LI: Person(name="别人"), AUNT: Person(name="赵阿姨", phone="13700009999")}))
    known = do(people.people([LI, WANG, AUNT]))
    assert {it.name for it in known.values()} == {"李桂珍", "王建国", "赵阿姨"}
    do(people.keep_all({}))


def test_of_many_all_are_kept_or_none(vault: Vault, do: Do[Any]) -> None:
    with pytest.raises(psycopg.DataError):
        do(vault.keep_all({AUNT: Person(name="赵阿姨"), LI: Person(name="\x00")}))
    assert do(vault.people([AUNT, LI])) == {}


def test_a_name_and_a_phone_are_corrected_and_it_is_noted_by_whom(
    people: Vault, do: Do[Any]
) -> None:
    assert do(people.correct(LI, Person(name="赵桂珍", phone="13700009999"), by=WANG, position=1))
    assert do(people.search("zgz")) == do(people.search("9999")) == do(people.search("赵")) == [LI]
    assert do(people.search("李")) == do(people.search("1234")) == []
    assert do(people.people([LI]))[LI] == Known(
        LI, "赵桂珍", "9999", "110***********0020", "female", date(1949, 12, 31), "3号楼", False
    )
    assert do(people.people([WANG]))[WANG].name == "王建国"
    assert do(people.correct(LI, Person(name="赵桂真"), by=AUNT, position=2))
    assert do(people.phones([LI])) == {LI: "13700009999"}
    assert [it.corrected_by for it in do(people.corrections(LI))] == [AUNT, WANG]
    assert do(people.corrections(WANG)) == []


def test_a_late_repeat_corrects_nothing_that_was_corrected_after_it(
    people: Vault, do: Do[Any]
) -> None:
    first, second = Person(name="赵桂珍", phone="13700009999"), Person(name="赵桂真")
    assert do(people.correct(LI, second, by=AUNT, position=8))
    assert do(people.correct(LI, first, by=WANG, position=7))
    assert (do(people.people([LI]))[LI].name, do(people.phones([LI]))) == (
        "赵桂真",
        {LI: "13700009999"},
    )
    assert not do(people.correct(LI, first, by=WANG, position=7))
    assert not do(people.correct(WANG, Person(name="王建国"), by=AUNT, position=9))
    assert not do(people.correct(WANG, Person(name="王建军"), by=AUNT, position=7))
    assert do(people.people([WANG]))[WANG].name == "王建国"
    assert do(people.search("赵桂真")) == do(people.search("9999")) == [LI]


def test_what_says_the_same_is_no_correction(people: Vault, do: Do[Any]) -> None:
    same = Person(name="李桂珍", phone="13800001234")
    assert not do(people.correct(LI, same, by=WANG, position=1))
    assert not do(people.correct(LI, Person(name="李桂珍"), by=WANG, position=2))
    assert not do(people.correct(STRANGER, same, by=WANG, position=3))
    assert do(people.corrections(LI)) == do(people.corrections(STRANGER)) == []


def test_corrections_are_erased_with_the_person(people: Vault, do: Do[Any]) -> None:
    for member_id in (LI, WANG):
        do(people.correct(member_id, Person(name="赵桂珍"), by=AUNT, position=1))
    do(people.erase(LI))
    assert do(people.corrections(LI)) == [] and len(do(people.corrections(WANG))) == 1


def test_whoever_is_erased_is_nobody_any_more(people: Vault, do: Do[Any], database: str) -> None:
    do(people.erase(LI))
    assert do(people.people([LI, WANG])).keys() == {WANG}
    assert do(people.search("李桂珍")) == do(people.search("1234")) == []
    held = everything(database)
    assert "李桂珍" not in held and people.id_number_digest(NUMBER) not in held
    assert do(people.keep("anew", LI_GUIZHEN)).version is not None
    assert do(people.people(["anew"])).keys() == {"anew"}


def test_whoever_was_erased_is_not_kept_again_under_the_same_id(
    people: Vault, do: Do[Any], database: str
) -> None:
    do(people.erase(LI))
    do(people.erase(LI))
    do(people.keep_all({LI: LI_GUIZHEN}))
    assert do(people.keep(LI, LI_GUIZHEN)).version is None
    assert do(people.people([LI])) == {}
    assert "李桂珍" not in everything(database)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        *(("李桂珍", [LI]), ("桂", [LI]), ("建国", [WANG]), ("国", [WANG]), ("赵", [])),
        *(("lgz", [LI]), ("LGZ", [LI]), ("lg", [LI]), ("w", [WANG]), ("gz", []), ("lgzz", [])),
        *(("1234", [LI]), ("5678", [WANG]), ("13800001234", [LI]), ("0000", []), ("234", [])),
        *(("", [LI, WANG]), ("%", []), ("_", []), ("\\", []), ("?", [])),
    ],
)
def test_people_are_found_by_name_initials_or_phone(
    people: Vault, do: Do[Any], query: str, found: list[str]
) -> None:
    assert do(people.search(query)) == found


def test_whoever_is_found_stands_in_the_order_of_names(vault: Vault, do: Do[Any]) -> None:
    for member_id, name in enumerate(["张明", "单明", "曾明", "卜明", "解明"]):
        do(vault.keep(str(member_id), Person(name=name)))
    found = do(vault.search("明"))
    names = do(vault.people(found))
    assert [names[it].name for it in found] == ["卜明", "单明", "解明", "曾明", "张明"]


def test_names_with_rare_characters_and_dots_are_found(vault: Vault, do: Do[Any]) -> None:
    do(vault.keep("a", Person(name="阿依古丽·买买提")))
    do(vault.keep("b", Person(name="𠮷明")))
    do(vault.keep("c", Person(name="单秀英")))
    assert do(vault.search("ayglmmt")) == do(vault.search("·买")) == ["a"]
    assert do(vault.search("𠮷")) == ["b"]
    assert do(vault.search("sxy")) == ["c"]
    assert do(vault.search("dxy")) == []


def test_a_name_of_question_marks_is_found_by_itself_only(vault: Vault, do: Do[Any]) -> None:
    do(vault.keep("a", Person(name="???")))
    do(vault.keep("b", Person(name="张明")))
    assert do(vault.search("张")) == ["b"]
    assert do(vault.search("?")) == ["a"]


def test_those_are_counted_who_were_born_until_a_day(people: Vault, do: Do[Any]) -> None:
    do(people.keep(AUNT, Person(name="赵阿姨", birth_date=date(1960, 1, 1))))
    everybody = [LI, WANG, AUNT, STRANGER]
    assert do(people.born_until(date(1949, 12, 30), everybody)) == 0
    assert do(people.born_until(date(1949, 12, 31), everybody)) == 1
    assert do(people.born_until(date(1960, 1, 1), everybody)) == 2
    assert do(people.born_until(date(1960, 1, 1), [AUNT])) == 1
    assert do(people.born_until(date(1960, 1, 1), [])) == 0


def test_the_office_finds_everybody_with_their_phones(people: Vault, do: Do[Any]) -> None:
    assert do(people.everybody()) == [
        Reachable(
            LI,
            "李桂珍",
            "13800001234",
            people.id_number_digest(NUMBER),
            "3号楼",
            birth_date=date(1949, 12, 31),
        ),
        Reachable(WANG, "王建国", "13900005678", people.id_number_digest(OTHER)),
    ]


def test_the_same_name_is_the_same_donor(vault: Vault, do: Do[Any]) -> None:
    first, second = do(vault.keep_donor("爱心企业")), do(vault.keep_donor("王先生"))
    assert do(vault.keep_donor("爱心企业")) == first == vault.donor_id("爱心企业")
    assert do(vault.donors([first, second, "nobody"])) == {first: "爱心企业", second: "王先生"}
    assert do(vault.donors([second])) == {second: "王先生"}


def test_texts_are_kept_outside_the_facts(vault: Vault, do: Do[Any]) -> None:
    kept = do(vault.keep_texts(["王阿姨家", "李阿姨家", "王阿姨家"]))
    assert kept.keys() == {"王阿姨家", "李阿姨家"}
    assert do(vault.keep_text("王阿姨家")) == kept["王阿姨家"] == vault.text_id("王阿姨家")
    assert do(vault.texts([kept["王阿姨家"], None, "unknown"])) == {kept["王阿姨家"]: "王阿姨家"}
    assert (do(vault.keep_text(None)), do(vault.keep_text("")), do(vault.keep_texts([]))) == (
        None,
        None,
        {},
    )


def test_what_is_the_same_word_is_not_the_same_thing(vault: Vault) -> None:
    ids = {vault.text_id("王"), vault.donor_id("王"), vault.id_number_digest("王")}
    assert len(ids) == 3
    assert vault.digest("a", "bc") != vault.digest("ab", "c")


def test_making_the_tables_again_loses_nobody(people: Vault, do: Do[Any], database: str) -> None:
    with psycopg.connect(as_owner(database)) as connection:
        connection.execute("SET search_path TO yanwuping")
        connection.execute(create_vault())
    assert do(people.people([LI, WANG])).keys() == {LI, WANG}


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        *(("张小明", "张*明"), ("王秀", "王*"), ("欧阳娜娜", "欧**娜"), ("明", "明*"), ("", "*")),
        *(("阿依古丽·买买提", "阿******提"), ("𠮷小明", "𠮷*明")),
    ],
)
def test_a_masked_name_is_enough_to_know_oneself_by(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_a_masked_id_number_shows_seven_of_its_characters() -> None:
    assert mask_id_number(NUMBER) == "110***********0020"
    assert mask_id_number("11010519491231002X") == "110***********002X"


def test_whole_phones_are_told_of_those_who_were_asked_for(people: Vault, do: Do[Any]) -> None:
    do(people.keep(AUNT, Person(name="周阿姨")))
    assert do(people.phones([LI, AUNT, STRANGER])) == {LI: "13800001234"}


def test_who_asks_again_for_a_merge_that_was_cut_off_means_the_record_that_stays_by_now(
    people: Vault, do: Do[Any]
) -> None:
    do(people.keep(AUNT, Person(name="赵姨", phone="13700002222")))
    do(people.keep(UNCLE, Person(name="赵姨")))
    do(people.merge(UNCLE, LI))
    do(people.merge(AUNT, UNCLE))
    found = do(people.people([AUNT, UNCLE, LI]))
    assert len({it.name for it in found.values()}) == 1 and found.keys() == {AUNT, UNCLE, LI}
    assert do(people.search("2222")) == [LI]
