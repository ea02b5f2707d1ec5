"""A person is found by a name that was copied by eye, where nobody has that very name."""

import pytest

from api.workbooks.cells import UnreadableCell
from api.workbooks.people import People, UnknownPerson
from domain.people.vault import Reachable


def people(*names: str) -> People:
    everybody = [
        Reachable(
            member_id=f"m{place}", name=name, phone=f"1380{place}138000", id_number_digest=None
        )
        for place, name in enumerate(names)
    ]
    numbers = {it.member_id: f"V{place:06}" for place, it in enumerate(everybody, 1)}
    return People(everybody, numbers, lambda text: text)


@pytest.mark.parametrize("written", ["热依拉丶艾合买提", "热依拉ー艾合买提", "热依拉ᐧ艾合买提"])
def test_a_letter_that_looks_like_a_dot_is_one(written: str) -> None:
    assert people("热依拉·艾合买提", "王秀").find(written, "8000").member_id == "m0"


def test_who_has_the_very_name_is_found_before_who_looks_like_them() -> None:
    both = people("吕布", "呂布")
    assert both.find("呂布", "").member_id == "m1" and both.find("吕布", "").member_id == "m0"
    assert people("吕布").find("呂布", "8000").member_id == "m0"


def test_who_looks_alike_and_has_another_phone_is_not_found() -> None:
    with pytest.raises(UnknownPerson):
        people("吕布").find("呂布", "1234")


@pytest.mark.parametrize("ending", ["8000", "尾号8000", "138****8000", "80-00", "8000/9000"])
def test_an_end_of_a_phone_finds_its_owner_however_it_is_written(ending: str) -> None:
    assert people("王秀", "李梅").find("王秀", ending).member_id == "m0"


@pytest.mark.parametrize("ending", ["1.38E+10", "8OOO", "1990000903"])
def test_what_is_no_end_of_a_phone_is_refused_in_its_column(ending: str) -> None:
    with pytest.raises(UnreadableCell, match="whole phone"):
        people("王秀").find("王秀", ending)
