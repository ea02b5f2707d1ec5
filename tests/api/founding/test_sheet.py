"""A sheet says what to found; a mistake in it is told with its line."""

import pytest

from api.founding.sheet import Malformed, Sheet, read_sheet, read_toml
from domain.rules.packs import pack_called
from domain.rules.rules import Terms

GOOD = """\
name = "廖家湾社区"
time_zone = "Asia/Shanghai"
issuer = "廖家湾居委会"
teams = ["爱心帮扶", "治安联防"]

[admin]
username = "Boss"
password = "correct horse battery"

[rules]
pack = "北京"
points_per_hour = 5
star_hours = [10, 20]
"""


def read(text: str) -> Sheet:
    said, kept = read_toml(text.encode())
    return read_sheet(said, kept)


def slips(text: str) -> list[tuple[int | None, str]]:
    with pytest.raises(Malformed) as wrong:
        read(text)
    assert all(it.zh and it.en for it in wrong.value.slips)
    return [(it.line, it.where) for it in wrong.value.slips]


def test_a_pack_holds_but_for_the_terms_that_are_said() -> None:
    sheet = read(GOOD)
    beijing = pack_called("beijing")
    assert beijing
    agreed = sheet.rules.agreed()
    assert (agreed.points_per_hour, agreed.star_hours) == (5, (10, 20))
    assert agreed.transfer_relations == beijing.terms.transfer_relations
    assert (sheet.admin.username, sheet.teams) == ("boss", ("爱心帮扶", "治安联防"))
    assert read('name = "小社区"').rules.agreed() == Terms()


@pytest.mark.parametrize(
    "right, wrong, place",
    [
        ("Asia/Shanghai", "Asia/Hunan", (2, "time_zone")),
        ("治安联防", "爱心帮扶", (4, "teams")),
        ("治安联防", "治安\\u200b联防", (4, "teams")),
        ('"Boss"', '"a b"', (7, "admin.username")),
        ("correct horse battery", "short", (8, "admin.password")),
        ("北京", "亚特兰蒂斯", (11, "rules.pack")),
        ("points_per_hour = 5", 'points_per_hour = "5"', (12, "rules.points_per_hour")),
        ("points_per_hour = 5", "points_an_hour = 5", (12, "rules.points_an_hour")),
        ("[10, 20]", '[10, "x"]', (13, "rules.star_hours")),
        ('name = "廖家湾社区"', 'name = ""', (1, "name")),
    ],
)
def test_a_mistake_is_told_with_its_line(right: str, wrong: str, place: tuple[int, str]) -> None:
    assert slips(GOOD.replace(right, wrong)) == [place]


def test_all_mistakes_are_told_at_once() -> None:
    text = GOOD.replace("Asia/Shanghai", "Nowhere").replace('name = "廖家湾社区"\n', "")
    assert slips(text) == [(None, "name"), (1, "time_zone")]


def test_what_is_no_toml_is_told_with_its_line() -> None:
    assert slips(GOOD.replace("[rules]", "[rules")) == [(10, "")]
    assert slips(GOOD.replace('"Boss"', '"Boss')) == [(7, "")]
    assert slips('name = "x') == [(1, "")]


def test_a_file_of_another_encoding_is_told_with_its_line() -> None:
    with pytest.raises(Malformed) as wrong:
        read_toml('\nname = "廖家湾"'.encode("gbk"))
    assert [it.line for it in wrong.value.slips] == [2]
    assert read_toml(GOOD.encode("utf-8-sig"))[0]["name"] == "廖家湾社区"


def test_dotted_keys_are_found_too() -> None:
    assert slips('name = "x"\nadmin.username = "?"') == [(2, "admin.username")]
    assert slips('name = "x"\nadmin = { username = "?" }') == [(2, "admin.username")]
    assert slips('name = "x"\nadmin = 5') == [(2, "admin")]


def test_of_a_name_to_sign_in_with_it_is_said_what_it_may_be() -> None:
    with pytest.raises(Malformed) as wrong:
        read(GOOD.replace('"Boss"', '"a b"'))
    (slip,) = wrong.value.slips
    assert "以字母开头" in slip.zh
    assert "begins with a letter" in slip.en
