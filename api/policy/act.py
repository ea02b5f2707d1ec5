"""Acts: what may be done, by whom whomever it concerns, and by whom on their own things only."""

from dataclasses import dataclass
from typing import ClassVar, Final, Literal, TypeAlias

from domain.people.entering.session import WITHIN
from domain.people.membership import Role

Who: TypeAlias = Role | Literal["signed_in", "public"]
"""A role; anybody who is signed in, in whatever role or none; or everybody, also who is not."""

SIGNED_IN: Final = ("signed_in",)
PUBLIC: Final = ("public",)


@dataclass(frozen=True)
class Act:
    """Something that may be done: declared once, beside the routes of its capability.

    `called` is what people call it, in Chinese. `by` are those who may do it whomever it concerns,
    `own` those who may do it for themselves, or on what is theirs, only. Nobody else may. What is
    `proven` asks for the password again, unless it was given a short time ago. What is done
    `in_node` may also who has the role for some grids alone, for the people of these: everything
    else is of the whole community, and not for them. What is `placed` has to stand in these grids
    itself; other things may be of the whole community, as long as the people are theirs. With
    `helper` who helps a person may do it for them too, if the person said so: it is the word for
    that in what they agreed to. What `seals` something is compared with an earlier request by a
    digest under the seal's own key.
    """

    name: str
    called: str
    by: tuple[Who, ...] = ()
    own: tuple[Who, ...] = ()
    proven: bool = False
    in_node: bool = False
    placed: bool = False
    helper: str = ""
    seals: bool = False
    known: ClassVar[dict[str, "Act"]] = {}

    def __post_init__(self) -> None:
        if self.name in Act.known:
            raise TypeError(f"two acts have the name {self.name}")
        if not self.by and not self.own:
            raise TypeError(f"nobody may do {self.name}")
        Act.known[self.name] = self

    @property
    def is_watched(self) -> bool:
        """Whether the security log tells of it: it is `proven`, or for who watches over others."""
        return self.proven or {"admin"} <= {*self.by} <= {"admin", "supervisor"}

    def lets(self, roles: frozenset[str] | None, *, own: bool) -> bool:
        """Whether who acts in these roles may do it, on their own things or on another's.

        Without roles, nobody is signed in.
        """
        if self.in_node and roles is not None:
            roles |= {it.removeprefix(WITHIN) for it in roles}
        return _among(roles, self.by) or (own and _among(roles, self.own))

    def lets_the_whole(self, roles: frozenset[str]) -> bool:
        """Whether who has these roles for some grids alone might do it if they had them for all."""
        held = frozenset(it.removeprefix(WITHIN) for it in roles)
        return held != roles and self.lets(held, own=True)


def _among(roles: frozenset[str] | None, allowed: tuple[Who, ...]) -> bool:
    if roles is None:
        return "public" in allowed
    return not (roles | {"signed_in", "public"}).isdisjoint(allowed)


@dataclass(frozen=True)
class Gate:
    """Where a request comes in: which act it is for, and on whose things.

    With `for_others` it is on anybody's, and who may do it on their own things only is not let in
    at all. With `for_oneself` it is on one's own, and another's cannot be reached there. What a
    page asks `by_itself` is no sign that somebody is there.
    """

    act: Act
    for_others: bool = False
    for_oneself: bool = False
    by_itself: bool = False

    def lets(self, roles: frozenset[str] | None, *, own: bool = True) -> bool:
        """Whether who acts in these roles is let in; without roles, nobody is signed in."""
        if self.for_oneself and not own:
            return False
        return self.act.lets(roles, own=own and not self.for_others)
