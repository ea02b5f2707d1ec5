"""Names are sorted and found as the people who bear them say them."""

import pytest

from domain.people.names import COMPOUND_SURNAMES, SURNAMES, initials, sort_key, syllables


@pytest.mark.parametrize(
    ("name", "surname"),
    [
        *(("单秀英", "shan"), ("仇桂珍", "qiu"), ("曾立华", "zeng"), ("解春梅", "xie")),
        *(("朴正花", "piao"), ("查建国", "zha"), ("盖志强", "ge"), ("区少芬", "ou")),
        *(("任红", "ren"), ("华明", "hua"), ("乐嘉", "yue"), ("尹重", "yin"), ("覃芳", "qin")),
        *(("翟天", "zhai"), ("缪勇", "miao"), ("种大爷", "chong"), ("员外", "yun"), ("那英", "na")),
        *(("都敏", "du"), ("卜兰", "bu"), ("薄云", "bo"), ("么红", "yao"), ("阚玲", "kan")),
        *(("句东", "gou"), ("乜华", "nie"), ("祭丽", "zhai"), ("佴艳", "nai")),
        *(("张明", "zhang"), ("王芳", "wang"), ("李娜", "li"), ("贾宝", "jia"), ("沈冰", "shen")),
        *(("尉平", "wei"), ("万里", "wan"), ("叶子", "ye"), ("费明", "fei"), ("俞敏", "yu")),
    ],
)
def test_a_surname_is_read_as_a_surname(name: str, surname: str) -> None:
    assert syllables(name)[0] == surname
    assert initials(name)[0] == surname[0]
    assert sort_key(name).startswith(f"{surname} ")


@pytest.mark.parametrize(
    ("name", "read", "short"),
    [
        ("尉迟恭", "yu chi gong", "ycg"),
        ("万俟明", "mo qi ming", "mqm"),
        ("长孙无忌", "zhang sun wu ji", "zswj"),
        ("澹台灭明", "tan tai mie ming", "ttmm"),
        ("单于飞", "chan yu fei", "cyf"),
        ("令狐冲", "ling hu chong", "lhc"),
        ("欧阳娜娜", "ou yang na na", "oynn"),
        ("司马光", "si ma guang", "smg"),
        ("诸葛亮", "zhu ge liang", "zgl"),
        ("上官婉儿", "shang guan wan er", "sgwe"),
    ],
)
def test_a_surname_of_two_characters_is_read_as_one(name: str, read: str, short: str) -> None:
    assert (" ".join(syllables(name)), initials(name)) == (read, short)


def test_a_given_name_is_read_as_any_other_word() -> None:
    assert syllables("张乐") == ["zhang", "le"]
    assert syllables("王曾") == ["wang", "ceng"]
    assert syllables("阿卜杜拉")[0] == "a"


def test_a_name_of_several_parts_has_the_initials_of_its_letters() -> None:
    assert initials("阿依古丽·买买提") == "ayglmmt"
    assert initials("张 三") == "zs"
    assert initials("Anna") == "a"


def test_rare_characters_have_their_readings() -> None:
    assert initials("王䶮") == "wy"
    assert initials("㛃洁") == "jj"
    assert initials("张𬀩") == "zw"


def test_a_character_without_a_reading_has_no_initial_and_still_a_place() -> None:
    assert initials("𠮷明") == "m"
    assert sorted(["𠮷明", "张明", "周明"], key=sort_key) == ["张明", "周明", "𠮷明"]
    assert (initials(""), initials("？"), initials("?!")) == ("", "", "")


def test_people_are_sorted_by_surname_then_given_name() -> None:
    wanted = ["卜兰", "单雄信", "单秀英", "沈冰", "谢安", "解春梅", "曾立华", "查建国", "朱德"]
    for names in (wanted[::-1], sorted(wanted)):
        assert sorted(names, key=sort_key) == wanted


def test_a_short_surname_comes_before_a_longer_one() -> None:
    assert sorted(["连战", "李自成", "厉害"], key=sort_key) == ["厉害", "李自成", "连战"]


def test_people_whose_names_sound_alike_have_a_fixed_order() -> None:
    same = ["李明", "李鸣", "黎明"]
    assert len({sort_key(name) for name in same}) == 3
    backwards = same[::-1]
    assert sorted(same, key=sort_key) == sorted(backwards, key=sort_key)


def test_every_reading_in_the_tables_is_plain_letters() -> None:
    assert all(len(surname) == 1 for surname in SURNAMES)
    assert all(len(surname) == 2 for surname in COMPOUND_SURNAMES)
    readings = [*SURNAMES.values(), *(it for pair in COMPOUND_SURNAMES.values() for it in pair)]
    assert all(it.isascii() and it.isalpha() and it.islower() for it in readings)
