"""What everybody guesses first is no password."""

import pytest

from domain.people.entering.passwords import WeakPassword, can_be_typed, require_unguessable


@pytest.mark.parametrize(
    "password",
    [
        *("password", "12345678", "1234567890", "qwertyuiop", "Passw0rd!", "iloveyou", "11111111"),
        *(
            "woaini1314",
            "5201314520",
            "a123456789",
            "1qaz2wsx",
            "88888888",
            "woaini520",
            "19850312",
        ),
        *("chengyin", "Chengyin1", "abcd1234", "q1w2e3r4", "qq123456", "zxcvbnm,"),
    ],
)
def test_one_of_the_commonest_is_refused(password: str) -> None:
    with pytest.raises(WeakPassword):
        require_unguessable(password, [])


@pytest.mark.parametrize("password", ["guizhen1", "13800001234", "李桂珍1", "guizhenguizhen"])
def test_ones_own_name_and_number_are_refused(password: str) -> None:
    with pytest.raises(WeakPassword):
        require_unguessable(password, ["guizhen", "13800001234", "李桂珍", ""])


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "春风又绿江南岸明月",
        "3791824650",
        "vK7#pq2L",
        "x" * 3 + "y7%" * 60,
    ],
)
def test_what_nobody_guesses_is_taken(password: str) -> None:
    require_unguessable(password, ["guizhen"])


@pytest.mark.parametrize(
    "password", ["春风　又绿　江南", "\U0001f468‍\U0001f469‍\U0001f467 three", "naïve ß ñ"]
)
def test_characters_of_any_kind_make_a_password(password: str) -> None:
    assert can_be_typed(password)


@pytest.mark.parametrize("password", ["eight\x07chars", "nul\0nul", "half \ud83d", "line\nbreak"])
def test_controls_are_no_part_of_one(password: str) -> None:
    assert not can_be_typed(password)
