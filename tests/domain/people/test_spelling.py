"""One name is one name, whatever font, keyboard or system it went through."""

import pytest

from domain.people.spelling import alike, look, name_key, spelled


@pytest.mark.parametrize(
    ("written", "meant"),
    [("⽅小⽂", "方小文"), ("张\ue863", "张䶮"), ("葛\U000e0100", "葛"), ("⺟", "母")],
)  # fmt: skip
def test_characters_that_look_alike_are_one(written: str, meant: str) -> None:
    assert alike(written) == meant


@pytest.mark.parametrize("dot", "・･•.．‧∙⋅●。-—–*`▪◦˙、")
def test_every_dot_is_the_same_dot(dot: str) -> None:
    assert name_key(f"热依拉{dot}艾合买提") == name_key("热依拉艾合买提")
    assert name_key(spelled(f"热依拉{dot}艾合买提")) == name_key("热依拉 艾合买提")


def test_a_circle_is_a_zero_or_parts_two_names() -> None:
    assert spelled("李○") == "李〇" and spelled("李○明") == "李〇明"
    assert spelled("阿依古丽○买买提") == "阿依古丽·买买提"
    assert name_key("李零") != name_key("李〇")


def test_latin_names_keep_what_parts_them() -> None:
    assert spelled("Anna-Maria  O'Neil") == "Anna-Maria O'Neil"
    assert name_key("ANNA MARIA ONEIL") == name_key("Anna-Maria O'Neil")


def test_two_people_stay_two() -> None:
    assert len({name_key(it) for it in ("王秀", "王绣", "王秀英", "秀王")}) == 4


@pytest.mark.parametrize(
    ("written", "enrolled"),
    [
        ("热依拉ー艾合买提", "热依拉·艾合买提"), ("热依拉丶艾合买提", "热依拉·艾合买提"),
        ("热依拉ᐧ艾合买提", "热依拉·艾合买提"), ("李O", "李〇"), ("李０", "李〇"), ("吕布", "呂布"),
        ("ト大", "卜大"), ("张㇐", "张一"), ("王ㅤ秀", "王秀"), ("王\u2800秀", "王秀"),
    ],
)  # fmt: skip
def test_a_name_that_somebody_copied_looks_like_the_one_meant(written: str, enrolled: str) -> None:
    assert look(written) == look(enrolled)


def test_a_zero_is_no_letter_of_a_latin_name() -> None:
    assert look("Otto") == "otto" and look("张三") != look("张二")


def test_letters_that_nobody_sees_are_no_name() -> None:
    assert spelled("\u3164\u2800") == ""
