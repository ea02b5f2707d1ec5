"""Tags: the identities of the things that a fact touches, as `kind:id`."""

from typing import TypeAlias

Tag: TypeAlias = str


def kind_of(tag: Tag) -> str:
    """The word before the colon."""
    return tag.partition(":")[0]


def id_of(tag: Tag) -> str:
    """What stands after the first colon."""
    return tag.partition(":")[2]
