"""Passwords: which of them are guessed first."""

from collections.abc import Iterable
from importlib import import_module
from typing import Final
from unicodedata import category

from domain.ledger.refusal import Refusal

LENGTH_READ_MAX: Final = 72
SCORE_MIN: Final = 2
"""Of zxcvbn: below it, a million guesses or fewer find the password."""
OFTEN_TAKEN: Final = (
    *("woaini", "woaiwojia", "5201314", "1314520", "521", "520", "1314", "7758", "8888"),
    *("nihao", "zhongguo", "beijing", "shanghai", "mima", "qq", "asd", "zxc", "chengyin", "橙银"),
)
"""What passwords are made of here, and lists from elsewhere have too little of."""


NO_CHARACTERS: Final = frozenset({"Cc", "Cs"})
"""Unicode's controls and halves of characters: nobody types them."""


class WeakPassword(Refusal, code="weak_password", field="new"):
    """One of the commonest passwords, or made of one's own name or number."""

    zh = "这个密码太常见，或含有您的名字、号码，容易被人猜到；请换一个，比如三四个不相干的词。"
    en = (
        "This password is too common, or made of your own name or number: take three or four "
        "words that have nothing to do with each other."
    )


def can_be_typed(text: str) -> bool:
    """Whether a text may be a password or a name: of any characters, but not of controls."""
    return all(category(it) not in NO_CHARACTERS for it in text)


def require_unguessable(password: str, own_words: Iterable[str]) -> None:
    """Raises WeakPassword for what is guessed first, of anybody or of one with these names.

    The lists of the commonest passwords and words are zxcvbn's; nothing is sent anywhere.
    """
    judge = import_module("zxcvbn").zxcvbn  # its lists take a while to read: not at the start
    known = [*(it for it in own_words if it), *OFTEN_TAKEN]
    if judge(password[:LENGTH_READ_MAX], user_inputs=known)["score"] < SCORE_MIN:
        raise WeakPassword
