"""Paid help: what becomes of the credit set aside for a need with the service that met it.

Credit is deposited and drawn, not handed over: who helps earns by the ordinary confirmed service,
and what was set aside is retired. It waits for the later of two words: that the hours are
recognised, and that whoever asked was helped. Without the second it goes back.
"""

from collections.abc import Iterable, Iterator
from datetime import date

import msgspec

from domain.ledger.decision import State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.journal import Posting, move
from domain.ledger.sentence import Names, Sentence
from domain.ledger.tag import Tag
from domain.people.membership import Member, MemberLeft
from domain.people.tags import member_tag
from domain.rules.accounts import CREDIT, ISSUED, POINTS, member_account
from domain.service.counting.hold import HoldMove, moved_aside, moved_by, touched_by
from domain.service.counting.wording import credited_late
from domain.service.hours import CreditReleased, PendingService, ServiceRevoked, WordBy
from domain.service.tags import need_tag, service_tag
from domain.service.unearned import ServiceRejected


class HelpGiven(PendingService, omit_defaults=True):
    """A service given because somebody had asked for it; `asker_id` is who was helped."""

    need_id: str
    asker_id: str | None = None
    hold: HoldMove | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The service and its volunteer, the need, who had asked, who pays."""
        asker = (member_tag(self.asker_id),) if self.asker_id else ()
        need = need_tag(self.need_id)
        return *PendingService.touches(self), need, *asker, *touched_by(self.hold)

    def aside(self) -> tuple[Tag, ...]:
        """Who had asked, and who pays."""
        asker = (member_tag(self.asker_id),) if self.asker_id else ()
        return *asker, *moved_aside(self.hold)

    def postings(self) -> tuple[Posting, ...]:
        """What is set aside once more, where an earlier service for the same need was rejected."""
        return moved_by(self.hold)

    def why(self, member_id: str, names: Names) -> Sentence | None:
        """What is set aside once more."""
        return self.hold.why() if self.hold else None

    def closes(self) -> tuple[Tag, ...]:
        """The promise to help."""
        return (need_tag(self.need_id),)

    def vouched_by(self) -> tuple[str, ...]:
        """Who was helped."""
        return (self.asker_id,) if self.asker_id else ()

    def helped(self) -> str | None:
        """Who had asked."""
        return self.asker_id


class NeedMet(Fact, omit_defaults=True):
    """A need was met by something that is recorded already; `service_id` if that is a service."""

    need_id: str
    service_id: str | None = None


class LateEarning(msgspec.Struct, frozen=True, kw_only=True):
    """What hours that were unattested earn by a word that came after they were recognised."""

    member_id: str
    day: date
    credited_minutes: int
    credit: int
    points: int
    rule_version: str

    def postings(self) -> tuple[Posting, ...]:
        """Time credit and love points, issued to who helped."""
        account = member_account(self.member_id)
        return (
            *move(CREDIT, self.credit, ISSUED, account),
            *move(POINTS, self.points, ISSUED, account),
        )

    def why(self) -> Sentence:
        """What the word brought."""
        return credited_late(self.day, self.credited_minutes, self.points)


class WordOnHelp(Fact, omit_defaults=True):
    """What whoever asked, or a third person, says of the help: so many minutes of it were given.

    Without minutes the help is contested, and nothing moves before somebody else has decided.
    `service_id` is the service that was the help, if it was one; `earned` is what its hours earn by
    the word alone.
    """

    need_id: str
    minutes_accepted: int | None = None
    hold: HoldMove | None = None
    service_id: str | None = None
    earned: LateEarning | None = None

    def said_by(self) -> WordBy:
        """In whose name it is said."""
        return "self"

    def smiles(self) -> int | None:
        """How happy they were, from 1 to 5, if they said so."""
        return None


def released_by(fact: Fact) -> Fact:
    """The fact itself, or what it lets hours earn where it is a word that came late."""
    if not isinstance(fact, WordOnHelp) or not fact.earned or not fact.service_id:
        return fact
    return CreditReleased(service_id=fact.service_id, **msgspec.structs.asdict(fact.earned))


class ServedNeed(State, of="service", folds=(HelpGiven, NeedMet)):
    """Which need one service met, if it met one."""

    need_id: str = ""

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Remember it."""
        if isinstance(fact, HelpGiven | NeedMet):
            self.need_id = fact.need_id


class Hold(State, of="need", folds=(Fact,)):
    """The credit set aside for one need: from whom, how much of it was retired, and the word on it.

    Without `payer_id` the welfare pool paid.
    """

    held: int = 0
    retired: int = 0
    payer_id: str | None = None
    asker_id: str | None = None
    minutes_accepted: int | None = None

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow what is set aside, and the word that lets it go."""
        if isinstance(fact, WordOnHelp):
            self.minutes_accepted = fact.minutes_accepted
        if isinstance(fact, ServiceRejected | ServiceRevoked):
            self.minutes_accepted = None
        self.asker_id = getattr(fact, "asker_id", None) or self.asker_id
        hold = getattr(fact, "hold", None)
        if isinstance(hold, HoldMove):
            self.held += hold.set_aside - hold.retired - hold.returned
            self.retired += hold.retired - hold.refunded
            self.payer_id = hold.payer_id

    def people(self) -> tuple[Tag, ...]:
        """Who has to be read before something goes back: who paid, and who asked."""
        return tuple(member_tag(it) for it in (self.payer_id, self.asker_id) if it)


class Inheritance(State, of="member", folds=(MemberLeft,)):
    """Who took the credit of one member who left, if it was not the pool."""

    heir_id: str = ""

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Remember the heir; who inherits is told of it, too."""
        if isinstance(fact, MemberLeft) and fact.credit_to != self.id:
            self.heir_id = fact.credit_to or ""


def and_heirs(view: View, people: Iterable[Tag]) -> Iterator[Tag]:
    """People, and who inherited from them, as far as that was read."""
    for one in people:
        line = [one]
        while view.has(line[-1]) and (heir_id := view(Inheritance, line[-1]).heir_id):
            if member_tag(heir_id) in line:
                break
            line.append(member_tag(heir_id))
        yield from line


def also_of_need(view: View, service_id: str) -> tuple[Tag, ...]:
    """What has to be read beside a service that met a need: the need, then who pays for it."""
    if not (need_id := view(ServedNeed, service_tag(service_id)).need_id):
        return ()
    need = need_tag(need_id)
    people = view(Hold, need).people() if view.has(need) else ()
    return need, *and_heirs(view, people)


def _need_of(view: View, service_id: str) -> str:
    return view(ServedNeed, service_tag(service_id)).need_id


def let_go(view: View, need_id: str, minutes: int) -> HoldMove:
    """So many minutes of help were given and recognised: as many are retired, the rest goes back.

    Of what was set aside: whoever gives more than that earns it all the same.
    """
    hold = view(Hold, need_tag(need_id))
    retired = min(minutes, hold.held)
    return HoldMove(
        need_id=need_id,
        payer_id=payer_now(view, hold),
        retired=retired,
        returned=hold.held - retired,
    )


def give_back(view: View, need_id: str) -> HoldMove:
    """Nothing of what was set aside is used: it goes back, and so does what was retired."""
    hold = view(Hold, need_tag(need_id))
    return HoldMove(
        need_id=need_id,
        payer_id=payer_now(view, hold),
        asker_id=one_now(view, hold.asker_id),
        returned=hold.held,
        refunded=hold.retired,
    )


def payer_now(view: View, hold: Hold) -> str | None:
    """Who takes back what somebody had paid: themselves, or who inherited; else the pool."""
    people = () if hold.payer_id is None else and_heirs(view, [member_tag(hold.payer_id)])
    known = (view(Member, tag) for tag in people)
    return next((member.id for member in known if not member.left), None)


def one_now(view: View, member_id: str | None) -> str | None:
    """Who somebody is now: themselves, by the id that stays; nobody if they have left."""
    if member_id is None:
        return None
    member = view(Member, member_tag(member_id))
    return None if member.left else member.id


def on_recognition(view: View, service_id: str) -> HoldMove | None:
    """What the recognition of a service does to a hold: it lets go if the other word was given."""
    if not (need_id := _need_of(view, service_id)):
        return None
    accepted = view(Hold, need_tag(need_id)).minutes_accepted
    return None if accepted is None else let_go(view, need_id, accepted)


def on_undoing(view: View, service_id: str) -> HoldMove | None:
    """What it does that a service is rejected or revoked: all goes back, and the need is open."""
    need_id = _need_of(view, service_id)
    return give_back(view, need_id) if need_id else None
