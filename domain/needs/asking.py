"""Asking: somebody asks for help, whom they or the welfare pool can pay for it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from msgspec import field

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.needs.need_terms import NeedTerms, NeedTermsBook
from domain.needs.requests import (
    MINUTES_WANTED_MAX,
    GuardianMissing,
    PaidBy,
    RequestEnded,
    RequestKind,
    RequestMade,
    TermsDoNotFit,
    WishTooDear,
)
from domain.people.membership import Holdings, Member
from domain.people.moves import Residence
from domain.people.network.standing import require_open
from domain.people.nodes import Nodes
from domain.people.tags import NODES, member_tag
from domain.rules.accounts import CREDIT
from domain.rules.balances import Pool
from domain.rules.tags import RULES, WELFARE
from domain.service.counting.hold import HoldMove
from domain.service.counting.wording import Minutes
from domain.service.paid_help import WordOnHelp
from domain.service.transfer import InsufficientCredit
from domain.ties.kin import are_kin
from domain.ties.proxy import refuse_without_scope
from domain.ties.standing import Standings

AGE_OF_MAJORITY: Final = 18


class PoolNotForYou(Refusal, code="pool_not_for_you", field="terms"):
    """Whom the pool pays for is a rule."""

    zh = "公益池只为 {age} 岁以上、或 {hardship_age} 岁以上的困难老人支付。"
    en = "The welfare pool pays for people of {age}, or of {hardship_age} in hardship."


class PoolEmpty(Refusal, code="pool_empty", field="terms"):
    """What the pool has is less than is asked for."""

    zh = "公益池现有时间存款不足，暂时不能由公益池支付。"
    en = "The welfare pool has not enough time credit at present."


class PlaceOfMatterOnly(Refusal, code="place_of_matter_only", field="place"):
    """Where somebody lives is for the desk to tell whoever helps them."""

    zh = "只有身边事才写地点；请人帮忙的，去哪里由服务台告诉来帮的人。"
    en = "Only a matter has a place; of who asks for help the desk tells it to whoever comes."


class Promised(State, of="member", folds=(Fact,)):
    """What one member will pay for help: the minutes `wanted` by need, and which still `wait`.

    Those wait that are not set aside: nobody has taken them on, or what was set aside came back.
    """

    wanted: dict[str, int] = field(default_factory=dict)
    wait: set[str] = field(default_factory=set)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """From the asking to its end."""
        match fact:
            case RequestMade(terms="credit"):
                self.wanted[fact.need_id] = fact.minutes_wanted
                self.wait.add(fact.need_id)
            case RequestEnded() | WordOnHelp(minutes_accepted=int()):
                self.wanted.pop(fact.need_id, None)
                self.wait.discard(fact.need_id)
        hold = getattr(fact, "hold", None)
        if isinstance(hold, HoldMove) and hold.need_id in self.wanted:
            if hold.set_aside:
                self.wait.discard(hold.need_id)
            elif hold.returned or hold.refunded:
                self.wait.add(hold.need_id)

    def apply_aside(self, fact: Fact, recorded: Recorded) -> None:
        """Whose service it was has nothing to do with who pays for it."""
        self.apply(fact, recorded)

    @property
    def minutes(self) -> int:
        """All that waits."""
        return sum(self.wanted[it] for it in self.wait)


@dataclass(frozen=True, kw_only=True)
class MakeRequest:
    """Ask for help, for a small wish, or to mend what was found.

    What the vault alone knows comes with it and is not recorded: how old whoever asks is. Who is
    not of the office (`by_helper`) asks for somebody else only if that person has let them.
    Refused, in this order: UnknownMember, ProxyNotAccepted, ProxyScope, TermsDoNotFit, WishTooDear,
    PlaceOfMatterOnly, UnknownNode, NodeIsClosed, GuardianMissing, PoolNotForYou, PoolEmpty,
    InsufficientCredit.
    """

    kind: RequestKind
    need: str
    terms: PaidBy
    wish_text: str
    for_id: str | None = None
    minutes_wanted: int = 0
    wanted_from: datetime | None = None
    wanted_until: datetime | None = None
    value_fen_max: int | None = None
    needs: tuple[str, ...] = ()
    guardian_id: str | None = None
    age_years: int | None = None
    place_id: str | None = None
    place_text: str | None = None
    by_helper: bool = False

    def boundary(self) -> tuple[Tag, ...]:
        """Who asks, their guardian, the rules, the pool if it is to pay, the map for a place."""
        pool = (WELFARE,) if self.terms == "pool" else ()
        nodes = (NODES,) if self.place_id else ()
        return RULES, *pool, *nodes, *self._people()

    def _people(self) -> tuple[Tag, ...]:
        people = filter(None, (self.for_id, self.guardian_id))
        return tuple(dict.fromkeys(map(member_tag, people)))

    def decide(self, view: View, stamp: Stamp) -> RequestMade:
        """The request, which another one looks at."""
        for tag in self._people():
            view(Member, tag).required()
        if self.for_id and self.by_helper and stamp.actor != self.for_id:
            refuse_without_scope(view, stamp, self.for_id, "ask")
        terms = view(NeedTermsBook, RULES).on(stamp.today)
        self._check_kind(terms)
        place = self._place(view, stamp)
        if self.age_years is not None and self.age_years < AGE_OF_MAJORITY:
            self._check_guardian(view)
        self._check_payer(view, stamp, terms)
        return RequestMade(
            need_id=stamp.id,
            kind=self.kind,
            need=self.need,
            terms=self.terms,
            wish_text=self.wish_text,
            for_id=self.for_id,
            grid=place or self._grid(view, stamp),
            minutes_wanted=self.minutes_wanted,
            wanted_from=self.wanted_from,
            wanted_until=self.wanted_until,
            value_fen_max=self.value_fen_max,
            needs=self.needs,
            guardian_id=self.guardian_id,
            place_id=self.place_id,
            place_text=self.place_text,
        )

    def _check_kind(self, terms: NeedTerms) -> None:
        is_service = self.kind == "service"
        if self.terms != "free" and not is_service:
            raise TermsDoNotFit
        if is_service and not (self.for_id and 1 <= self.minutes_wanted <= MINUTES_WANTED_MAX):
            raise TermsDoNotFit
        if (self.value_fen_max or 0) > terms.wish_value_fen_max:
            raise WishTooDear(most=terms.wish_value_fen_max // 100)

    def _place(self, view: View, stamp: Stamp) -> str | None:
        """In which grid the place of a matter is, if it has one on the map."""
        if self.kind != "matter" and (self.place_id or self.place_text):
            raise PlaceOfMatterOnly
        if self.place_id is None:
            return None
        network = view(Nodes, NODES).network()
        there = require_open(network, self.place_id, stamp.today)
        grid_id = there.parent_on(stamp.today) if there.level == "building" else there.node_id
        if grid_id not in network.nodes:
            return None
        return network.standing(grid_id, stamp.today).label_on(stamp.today)

    def _check_guardian(self, view: View) -> None:
        guards = self.guardian_id and self.for_id
        if not guards or not are_kin(view, self.for_id or "", self.guardian_id or ""):
            raise GuardianMissing

    def _check_payer(self, view: View, stamp: Stamp, terms: NeedTerms) -> None:
        if self.terms == "pool":
            self._check_pool(view, stamp, terms)
        if self.terms == "credit" and self.for_id:
            asker = member_tag(self.for_id)
            held = view(Holdings, asker).amounts[CREDIT] - view(Promised, asker).minutes
            if held < self.minutes_wanted:
                raise InsufficientCredit(
                    needed=Minutes(self.minutes_wanted), held=Minutes(max(held, 0))
                )

    def _check_pool(self, view: View, stamp: Stamp, terms: NeedTerms) -> None:
        age = self.age_years or 0
        hardship = None
        if self.for_id:
            hardship = view(Standings, member_tag(self.for_id)).held("hardship", stamp.today)
        least = terms.pool_hardship_age_years_min if hardship else terms.pool_age_years_min
        if age < least:
            raise PoolNotForYou(
                age=terms.pool_age_years_min, hardship_age=terms.pool_hardship_age_years_min
            )
        if view(Pool, WELFARE).credit < self.minutes_wanted:
            raise PoolEmpty

    def _grid(self, view: View, stamp: Stamp) -> str | None:
        if self.for_id is None:
            return None
        return view(Residence, member_tag(self.for_id)).on(stamp.today).grid
