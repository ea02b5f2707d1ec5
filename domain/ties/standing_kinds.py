"""Kinds of standing: what somebody can be shown to be, for how long, and who may see it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from domain.ledger.sentence import Sentence
from domain.people.saying.paper_name import is_paper_name

HARDSHIP: Final = "hardship"
RESIDENT: Final = "resident"
SKILL: Final = "skill"


class Family(NamedTuple):
    """Standings of one sort, written as `family:name`, or as the family alone if it has no names.

    `names` are all that there are; where there are none and it is `named`, the office names them.
    What was only told is enough where `told_suffices`, though never at a gate. `valid_days_max`
    is how long a paper holds before somebody has to look again. Of what is `one_at_a_time` the
    next ends the one before. What is `confidential` coordinators alone may see.
    """

    called: Sentence
    names: Mapping[str, Sentence] = MappingProxyType({})
    named: bool = False
    told_suffices: bool = False
    valid_days_max: int | None = None
    one_at_a_time: bool = False
    confidential: bool = False

    def has(self, name: str) -> bool:
        """Whether a standing of this family can have this name."""
        if self.names:
            return name in self.names
        if not self.named:
            return not name
        return is_paper_name(name)

    def say(self, name: str) -> Sentence:
        """What the standing of this name is called."""
        if name in self.names:
            return self.names[name]
        if not name:
            return self.called
        return Sentence(f"{self.called.zh}：{name}", f"{self.called.en}: {name}")


FAMILIES: Final[dict[str, Family]] = {
    RESIDENT: Family(
        Sentence("居民", "resident"),
        names={
            "permanent": Sentence("常住居民", "permanent resident"),
            "floating": Sentence("流动居民", "floating resident"),
        },
        one_at_a_time=True,
    ),
    SKILL: Family(Sentence("特长", "skill"), named=True, told_suffices=True),
    "training": Family(Sentence("培训", "training"), named=True, valid_days_max=3 * 366),
    "licence": Family(Sentence("证照", "licence"), named=True, valid_days_max=10 * 366),
    "insured": Family(Sentence("保险", "insured"), valid_days_max=366),
    "mediator": Family(Sentence("调解员", "mediator"), valid_days_max=5 * 366),
    "vetted_for_minors": Family(
        Sentence("可陪护未成年人", "vetted for minors"), valid_days_max=2 * 366
    ),
    HARDSHIP: Family(
        Sentence("困难家庭", "hardship"),
        names={
            "a": Sentence("困难家庭甲类", "hardship, class A"),
            "b": Sentence("困难家庭乙类", "hardship, class B"),
            "c": Sentence("困难家庭丙类", "hardship, class C"),
        },
        valid_days_max=366,
        one_at_a_time=True,
        confidential=True,
    ),
}
"""What can be granted, by family; the days are design, and a paper may say fewer."""


class Kind(NamedTuple):
    """One kind of standing: its family's name, and its own."""

    family: str
    name: str

    @property
    def terms(self) -> Family:
        """What holds for its family; of one that is not known here, nothing."""
        return FAMILIES.get(self.family) or Family(Sentence(self.family, self.family))

    def is_known(self) -> bool:
        """Whether there is such a kind."""
        return self.family in FAMILIES and self.terms.has(self.name)

    def said_in(self, language: str) -> str:
        """What it is called, in the reader's language; as it is written where there is none."""
        return self.terms.say(self.name).in_language(language)


def kind_named(kind: str) -> Kind:
    """A kind as it is written: `resident:floating`, or `insured`."""
    family, _, name = kind.partition(":")
    return Kind(family, name)


def is_confidential(kind: str) -> bool:
    """Whether coordinators alone may see it."""
    return kind_named(kind).terms.confidential


def covers(wanted: str, kind: str) -> bool:
    """Whether a kind is the wanted one, or one of the wanted family."""
    return kind == wanted or (":" not in wanted and kind_named(kind).family == wanted)
