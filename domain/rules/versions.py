"""Versions: terms that stand beside their capability, each from a day on until a later one."""

from bisect import insort
from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar, TypeVar

from domain.ledger.fact import Fact
from domain.ledger.tag import Tag
from domain.rules.tags import RULES


class VersionAdopted(Fact, omit_defaults=True):
    """A version of a capability's terms is in force from a day on, until a later one is.

    Each capability has a fact of this kind, with its `terms`: a frozen struct whose defaults are
    what held before any version was adopted. `proposal_id` is the fact that asked for it,
    `notice_id` the notice on which it hung, if it had to.
    """

    version: str
    in_force_from: date
    terms: Any
    proposal_id: str | None = None
    notice_id: str | None = None
    book: ClassVar[str]
    """Which terms they are: the name by which a version is asked for."""
    about: ClassVar[str] = ""
    """What they are about, in Chinese; the pages translate it."""
    words: ClassVar[dict[str, str]] = {}
    """What each term is called, in Chinese; the pages translate it."""
    choices: ClassVar[dict[str, str]] = {}
    """What the words are called that a term may be chosen from."""

    def touches(self) -> tuple[Tag, ...]:
        """The community's rules."""
        return (RULES,)

    def caused_by(self) -> str | None:
        """The proposal."""
        return self.proposal_id


V = TypeVar("V", bound=VersionAdopted)


def take_in(adopted: list[V], version: V) -> None:
    """Keep the versions in the order of their first days; of one day the last adopted holds."""
    insort(adopted, version, key=lambda it: it.in_force_from)


def in_force(adopted: Sequence[V], day: date) -> V | None:
    """The version in force on a day, if any was adopted by then."""
    return next((it for it in reversed(adopted) if it.in_force_from <= day), None)
