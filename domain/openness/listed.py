"""What notices may list: whatever the log tells of, of which notices know nothing but this."""

from msgspec import field

from domain.ledger.decision import State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.tag import Tag, kind_of
from domain.people.membership import MemberEnrolled, MembersMerged
from domain.people.tags import member_tag


class Listed(State):
    """What a notice may list, of a kind that is known by several tags, or knows whom it concerns.

    Other kinds need none: see `names_of`.
    """

    def names(self) -> tuple[Tag, ...]:
        """The tags under which it may stand on a notice; none, if there is no such thing."""
        raise NotImplementedError

    def concerns(self) -> tuple[str, ...]:
        """The ids of the members whom it is about."""
        raise NotImplementedError


class ListedMember(Listed, of="member", folds=(MemberEnrolled, MembersMerged)):
    """A member, under all the ids that they ever had."""

    known_as: set[str] = field(default_factory=set)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Learn an id."""
        if isinstance(fact, MemberEnrolled | MembersMerged):
            self.known_as.add(fact.member_id)

    def names(self) -> tuple[Tag, ...]:
        """A tag for each id."""
        return tuple(map(member_tag, sorted(self.known_as)))

    def concerns(self) -> tuple[str, ...]:
        """The member."""
        return (self.id,)


def names_of(view: View, subject: Tag) -> tuple[Tag, ...]:
    """The tags under which a thing may stand on a notice; none, if the log does not tell of it.

    Any kind of thing of which decisions know something may stand there.
    """
    if (found := _listed(view, subject)) is not None:
        return found.names()
    is_thing = kind_of(subject) in State.kinds
    return (subject,) if is_thing and view.exists(subject) else ()


def concerned_in(view: View, subject: Tag) -> tuple[str, ...]:
    """The ids of the members of whom a kind of thing knows that it is about them."""
    found = _listed(view, subject)
    return found.concerns() if found and found.names() else ()


def knows_whom(subject: Tag) -> bool:
    """Whether things of this kind know whom they are about; of others, it is asked of the log."""
    return any(issubclass(it, Listed) for it in State.kinds.get(kind_of(subject), ()))


def _listed(view: View, subject: Tag) -> Listed | None:
    for kind in State.kinds.get(kind_of(subject), ()):
        if issubclass(kind, Listed):
            return view(kind, subject)
    return None
