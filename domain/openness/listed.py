"""What notices may list: things of many kinds, of which notices know nothing but this."""

from msgspec import field

from domain.ledger.decision import State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.tag import Tag, kind_of
from domain.people.membership import MemberEnrolled, MembersMerged
from domain.people.tags import member_tag


class Listed(State):
    """What a notice may list: each kind of thing that is put up has one state of this kind."""

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


def listed(view: View, subject: Tag) -> Listed | None:
    """What a tag stands for, if it is of a kind that notices list and there is such a thing."""
    for kind in State.kinds.get(kind_of(subject), ()):
        if issubclass(kind, Listed):
            found = view(kind, subject)
            return found if found.names() else None
    return None
