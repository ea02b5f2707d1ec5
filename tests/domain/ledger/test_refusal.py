"""A refusal has a stable code and says in both languages what a person can do about it."""

import re
from string import Formatter

import pytest

import domain.ledger.recording
from domain.ledger.refusal import Refusal

REFUSALS = sorted(
    (it for it in Refusal.known.values() if it.__module__.startswith("domain.")),
    key=lambda it: it.code,
)
assert domain.ledger.recording


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda it: it.code)
def test_a_refusal_says_the_same_in_both_languages(refusal: type[Refusal]) -> None:
    assert placeholders(refusal.zh) == placeholders(refusal.en)
    assert refusal.zh.endswith("。") and re.search("[\u4e00-\u9fff]", refusal.zh)
    assert refusal.en.endswith(".") and refusal.en.isprintable()
    assert re.fullmatch("[a-z]+(_[a-z]+)*", refusal.code)


def test_a_person_reads_the_reason_in_their_language() -> None:
    refusal = Refusal.known["insufficient_points"](needed=30, held=20)
    assert refusal.sentence("en") == "Not enough points: 30 are needed, 20 are there."
    assert refusal.sentence() == refusal.sentence("zh") == "积分不够：需要 30 分，现有 20 分。"
    assert str(refusal) == f"insufficient_points: {refusal.sentence('en')}"


def test_two_refusals_never_have_the_same_code() -> None:
    with pytest.raises(TypeError, match="insufficient_points"):
        type("Other", (Refusal,), {}, code="insufficient_points")


def test_a_refusal_names_the_field_at_fault() -> None:
    assert Refusal.known["duplicate_receipt"].field == "receipt_number"
    assert Refusal.known["out_of_stock"].field is None
