"""Refusals: a business "no", with a stable code and a sentence that the person reads."""

from typing import Any, ClassVar


class Refusal(Exception):
    """Why a decision was not taken.

    Subclasses name a stable `code` and the sentence in Chinese and English; the sentences may hold
    `{placeholders}` that the raiser fills by keyword; what can be `said_in` a language says itself.
    `field` is the name of the request's field at fault, when there is one. A class without a code
    is a kind of refusal and never raised itself.
    """

    code: ClassVar[str]
    zh: ClassVar[str]
    en: ClassVar[str]
    field: ClassVar[str | None] = None
    known: ClassVar[dict[str, type["Refusal"]]] = {}

    def __init_subclass__(cls, *, code: str = "", field: str | None = None) -> None:
        super().__init_subclass__()
        if not code:
            return
        if code in Refusal.known:
            raise TypeError(f"two refusals have the code {code}")
        cls.code, cls.field = code, field
        Refusal.known[code] = cls

    def __init__(self, **details: Any) -> None:
        super().__init__(self.code)
        self.details = details

    def sentence(self, language: str = "zh") -> str:
        """The reason in the reader's language, `zh` or `en`."""
        told = {
            name: it.said_in(language) if hasattr(it, "said_in") else it
            for name, it in self.details.items()
        }
        return (self.en if language == "en" else self.zh).format(**told)

    def __str__(self) -> str:
        return f"{self.code}: {self.sentence('en')}"
