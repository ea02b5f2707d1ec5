"""Why a statement has a line: one plain sentence in Chinese or English, from the fact alone."""

from collections.abc import Iterable

from domain.ledger.fact import Fact
from domain.ledger.sentence import Names


def items_in(fact: Fact) -> Iterable[str]:
    """The ids of the items whose names the sentence needs."""
    return fact.mentions()


def why(fact: Fact, language: str, names: Names, member_id: str) -> str:
    """The sentence, in `zh` or `en`, as the statement of this member has it."""
    sentence = fact.why(member_id, names)
    return sentence.in_language(language) if sentence else ""
