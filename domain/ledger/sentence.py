"""Sentences that people read, in Chinese and in English."""

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

Names: TypeAlias = Mapping[str, str]
"""What things are called, by their ids."""


class Sentence(NamedTuple):
    """The same in both languages."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """As the reader of `zh` or `en` has it."""
        return self.en if language == "en" else self.zh
