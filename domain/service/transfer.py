"""Transfers: time credit given to a close relative or to the welfare pool."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from msgspec import field

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.journal import AMOUNT_MAX, Posting, move
from domain.ledger.refusal import Refusal
from domain.ledger.sentence import Names, Sentence
from domain.ledger.tag import Tag
from domain.people.membership import Holdings, Member, MembersMerged
from domain.people.sign_in import is_in_hands, require_second_person
from domain.people.tags import member_tag
from domain.rules.accounts import CREDIT, WELFARE_POOL, member_account
from domain.rules.rules import Relation, RuleBook, Terms
from domain.rules.tags import RULES, WELFARE
from domain.service.counting.wording import Minutes, hours_en, hours_zh
from domain.ties.kin import KinRelation, refuse_kin, relations, seen_relations
from domain.ties.kin_terms import KinBook

Unit = Literal["credit", "points", "minutes"]


class CreditTransferred(Fact, type="credit.transferred"):
    """Minutes of time credit changed hands; without `to` they went to the welfare pool."""

    called = "转赠时间存款"
    told = "{giver_id} 把时间存款 {amount} 转给{to}。"

    transfer_id: str
    giver_id: str
    amount: int
    to: str | None = None
    relation: Relation | None = None
    balance_after: int

    def touches(self) -> tuple[Tag, ...]:
        """Giver and taker."""
        return member_tag(self.giver_id), member_tag(self.to) if self.to else WELFARE

    def postings(self) -> tuple[Posting, ...]:
        """From one account to the other."""
        taker = member_account(self.to) if self.to else WELFARE_POOL
        return move(CREDIT, self.amount, member_account(self.giver_id), taker)

    def why(self, member_id: str, names: Names) -> Sentence:
        """Who gave to whom, as giver or taker reads it."""
        zh, en = hours_zh(self.amount), hours_en(self.amount)
        if self.to == member_id:
            return Sentence(
                f"收到亲属转赠的时间存款{zh}", f"{en} of credit received from a relative"
            )
        if self.to and self.giver_id != member_id:  # one of the two is known by another id now
            return Sentence(
                f"亲属之间转赠的时间存款{zh}", f"{en} of credit passed between relatives"
            )
        if self.to:
            return Sentence(f"转赠时间存款{zh}给亲属", f"{en} of credit given to a relative")
        return Sentence(f"转赠时间存款{zh}给公益池", f"{en} of credit given to the welfare pool")


class TransferNotAllowed(Refusal, code="transfer_not_allowed"):
    """Only time credit moves, only to relatives whom the rules name or to the welfare pool."""

    zh = "只有时间存款可以转给规则列明的近亲属或公益池；积分和服务时长不能转让。"
    en = (
        "Only time credit can be given, to close relatives named in the rules or to the welfare "
        "pool; points and service minutes cannot."
    )


class InsufficientCredit(Refusal, code="insufficient_credit"):
    """The giver holds less time credit."""

    zh = "时间存款不足：需要 {needed}，现有 {held}。"
    en = "Not enough time credit: {needed} are needed, {held} are there."


class MinutesInvalid(Refusal, code="minutes_invalid", field="amount"):
    """A gift is from one minute to 10⁹."""

    zh = "转赠的时间必须是大于 0、不超过 10 亿的整数分钟。"
    en = "What is given has to be whole minutes above 0, at most 10⁹."


class TakenByOneself(Refusal, code="taken_by_oneself", field="to"):
    """Who acts for the giver does not give to themselves, nor to whom they might stand in for."""

    zh = "不能替别人把时间存款转给自己，或转给登录刚由您办理的人，请由另一位工作人员办理。"
    en = (
        "You cannot give somebody else's time credit to yourself, nor to somebody whom you have "
        "just let in; somebody else has to."
    )


class GiftsBeyondYear(Refusal, code="gifts_beyond_year", field="amount"):
    """The rules bound what one member gives to relatives in a calendar year."""

    zh = "按规则一年最多转给亲属 {most}，今年已经转了 {given}。"
    en = "The rules let {most} be given to relatives in a year; {given} were given already."


class Given(NamedTuple):
    """Minutes that somebody gave to a relative, by the id of then."""

    giver_id: str
    amount: int
    at: datetime


class GiftsToKin(State, of="member", folds=(CreditTransferred, MembersMerged)):
    """What one member gave to relatives."""

    given: list[Given] = field(default_factory=list)
    also_known_as: set[str] = field(default_factory=set)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Remember each gift."""
        match fact:
            case CreditTransferred() if fact.to:
                at = recorded.envelope.happened_at
                self.given.append(Given(fact.giver_id, fact.amount, at))
            case MembersMerged():
                self.also_known_as.add(fact.member_id)

    def in_year_of(self, stamp: Stamp) -> int:
        """So many minutes in the calendar year of the day on which it is asked."""
        own, year = {self.id, *self.also_known_as}, stamp.today.year
        return sum(
            it.amount
            for it in self.given
            if it.giver_id in own and stamp.day_of(it.at).year == year
        )


@dataclass(frozen=True, kw_only=True)
class TransferCredit:
    """Give `amount` minutes of time credit; without `to` they go to the welfare pool.

    A tie that is recorded goes before the `relation` that is claimed. Refused: UnknownMember,
    NoRulesInForce, TransferNotAllowed, KinNotRecorded, KinEvidenceMissing, TakenByOneself,
    RelatedBeneficiary, MinutesInvalid, AccountHeld, GiftsBeyondYear, InsufficientCredit.
    """

    giver_id: str
    amount: int
    to: str | None = None
    unit: Unit = "credit"
    relation: Relation | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """Both members and the rules."""
        takers = (member_tag(self.to),) if self.to else ()
        return member_tag(self.giver_id), RULES, *takers

    def decide(self, view: View, stamp: Stamp) -> CreditTransferred:
        """The gift."""
        giver = member_tag(self.giver_id)
        view(Member, giver).required()
        if self.to is not None:
            view(Member, member_tag(self.to)).required()
        terms = view(RuleBook, RULES).on(stamp.today).terms
        if self.unit != CREDIT or self.to == self.giver_id:
            raise TransferNotAllowed
        relation = self._relation(view, stamp, terms)
        if stamp.actor == self.to:
            raise TakenByOneself
        if self.to is not None and stamp.actor != self.giver_id:
            refuse_kin(view, stamp, self.to)
        if not 1 <= self.amount <= AMOUNT_MAX:
            raise MinutesInvalid
        require_second_person(view, stamp, self.giver_id, stamp.actor)
        if self.to and stamp.actor != self.giver_id and is_in_hands(view, stamp, self.to):
            raise TakenByOneself
        self._check_year(view, stamp)
        held = view(Holdings, giver).amounts[CREDIT]
        if held < self.amount:
            raise InsufficientCredit(needed=Minutes(self.amount), held=Minutes(held))
        return CreditTransferred(
            transfer_id=stamp.id,
            giver_id=self.giver_id,
            amount=self.amount,
            to=self.to,
            relation=relation,
            balance_after=held - self.amount,
        )

    def _relation(self, view: View, stamp: Stamp, terms: Terms) -> Relation | None:
        """What the taker is to the giver.

        Raises TransferNotAllowed, KinNotRecorded, KinEvidenceMissing.
        """
        if self.to is None:
            return self.relation
        claimed = {self.relation} if self.relation else set()
        known: Set[KinRelation] = set(relations(view, self.giver_id, self.to).values())
        if view(KinBook, RULES).on(stamp.today).gifts_need_seen_kin:
            known = seen_relations(view, self.giver_id, self.to)
        fitting = [it for it in terms.transfer_relations if it in (known or claimed)]
        if not fitting:
            raise TransferNotAllowed
        return self.relation if self.relation in fitting else fitting[0]

    def _check_year(self, view: View, stamp: Stamp) -> None:
        """Raises GiftsBeyondYear."""
        most = view(KinBook, RULES).on(stamp.today).gift_minutes_per_year_max
        if self.to is None or most is None:
            return
        given = view(GiftsToKin, member_tag(self.giver_id)).in_year_of(stamp)
        if given + self.amount > most:
            raise GiftsBeyondYear(most=Minutes(most), given=Minutes(given))
