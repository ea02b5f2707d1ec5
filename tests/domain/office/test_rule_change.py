"""Rules are proposed by one person and approved by another, and a founder who is alone adopts."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest

from domain.ledger.decision import Decision, Receipt, Request
from domain.ledger.log import Log
from domain.ledger.recording import Ledger
from domain.office.rule_change import ApproveRules, DeclineRules, OwnRules, ProposeRules
from domain.people.entering.role_refusals import RoleLost
from domain.people.membership import MemberLeft, RoleGranted, RoleWithdrawn
from domain.people.sign_in import PasswordChosen, SignInGiven
from domain.rules.rule_proposals import (
    RulesDecided,
    RulesDeclined,
    RulesOvertaken,
    RulesProposed,
    UnknownRules,
    VersionProposed,
)
from domain.rules.rules import (
    RulesAdopted,
    RulesBackdated,
    Terms,
    TermsContradict,
    VersionExists,
)
from tests.controls import CHEN, COMMUNITY, HE, NOW, SUN, ZHOU, ZONE, adopted, enrolled, moment
from tests.scenario import Done, Scenario, by, given, write

JULY = date(2026, 7, 1)
GENEROUS = Terms(points_per_hour=1000)
ADOPTED = RulesAdopted(version="2026-07", in_force_from=JULY, terms=GENEROUS)
HE_ADMIN = RoleGranted(member_id=HE, role="admin")
ZHOU_SUPERVISOR = RoleGranted(member_id=ZHOU, role="supervisor")
SUN_CASHIER = RoleGranted(member_id=SUN, role="cashier")
ALONE = (
    *COMMUNITY,
    *(enrolled(it, "staff", number=number) for number, it in enumerate((HE, ZHOU, CHEN, SUN), 5)),
    HE_ADMIN,
    SUN_CASHIER,
)
"""An administrator, and a cashier, who approves nothing."""
TWO = (*ALONE, ZHOU_SUPERVISOR)
PROPOSED = by(HE, RulesProposed(version="2026-07", in_force_from=JULY, terms=GENEROUS))
WAITING = (*TWO, PROPOSED)
PROPOSAL = f"fact-{len(WAITING)}"
EVERYBODY = (CHEN, HE, SUN, ZHOU)


def propose(
    actor: str = HE, *, version: str = "2026-07", day: date = JULY, terms: Terms = GENEROUS
) -> ProposeRules:
    return ProposeRules(
        version=version, in_force_from=day, terms=terms, actor_id=actor, others=EVERYBODY
    )


def approve(actor: str = ZHOU, proposal_id: str = PROPOSAL) -> ApproveRules:
    return ApproveRules(proposal_id=proposal_id, actor_id=actor)


def decline(actor: str = ZHOU) -> DeclineRules:
    return DeclineRules(proposal_id=PROPOSAL, actor_id=actor)


def test_an_administrator_alone_changes_no_rules_where_somebody_could_approve() -> None:
    given(*TWO).when(propose(), actor=HE).then(PROPOSED.fact)
    second_admin = RoleGranted(member_id=CHEN, role="admin")
    given(*ALONE, second_admin).when(propose(), actor=HE).then(PROPOSED.fact)


def test_a_founder_who_is_alone_adopts_at_once() -> None:
    given(*ALONE).when(propose(), actor=HE).then(ADOPTED)
    gone = RoleWithdrawn(member_id=ZHOU, role="supervisor")
    given(*TWO, gone).when(propose(), actor=HE).then(ADOPTED)
    left = MemberLeft(member_id=ZHOU, kind="staff", credit=0, points=0)
    given(*TWO, left).when(propose(), actor=HE).then(ADOPTED)


def test_a_second_person_approves_and_the_version_names_the_proposal() -> None:
    fact = given(*WAITING).when(approve(), actor=ZHOU).fact
    assert fact == RulesAdopted(
        version="2026-07", in_force_from=JULY, terms=GENEROUS, proposal_id=PROPOSAL
    )
    assert fact.caused_by() == PROPOSAL
    given(*WAITING, by(ZHOU, fact)).when(approve(), actor=ZHOU).refused(RulesDecided)


def test_another_administrator_approves() -> None:
    past = (*ALONE, RoleGranted(member_id=CHEN, role="admin"), PROPOSED)
    assert given(*past).when(approve(CHEN), actor=CHEN).fact


def test_nobody_approves_their_own_proposal() -> None:
    given(*WAITING).when(approve(HE), actor=HE).refused(OwnRules)
    both = RoleGranted(member_id=HE, role="supervisor")
    past = (*TWO, both, PROPOSED)
    own = approve(HE, f"fact-{len(past)}")
    given(*past).when(own, actor=HE).refused(OwnRules)


@pytest.mark.parametrize("actor", [SUN, CHEN])
def test_who_has_no_role_for_it_proposes_approves_and_declines_nothing(actor: str) -> None:
    for decision in (propose(actor), approve(actor), decline(actor)):
        given(*WAITING).when(decision, actor=actor).refused(RoleLost)


def test_who_lost_the_role_a_moment_ago_decides_nothing_by_it() -> None:
    lost = (*WAITING, RoleWithdrawn(member_id=ZHOU, role="supervisor"))
    for decision in (approve(), decline()):
        given(*lost).when(decision, actor=ZHOU).refused(RoleLost)


def let_in(owner: str, giver: str) -> tuple[Done, Done]:
    """Somebody gave another a sign-in, and the owner chose a password."""
    gave = by(giver, SignInGiven(member_id=owner, owner_chooses=True))
    return gave, by(owner, PasswordChosen(member_id=owner))


@pytest.mark.parametrize(
    ("gave", "approves_later"),
    [
        (let_in(ZHOU, HE), True),
        (let_in(HE, ZHOU), False),
        ((*let_in(HE, CHEN), *let_in(ZHOU, CHEN)), True),
    ],
)
def test_hands_that_gave_a_sign_in_so_soon_are_in_no_two_ends(
    gave: tuple[Done, ...], approves_later: bool
) -> None:
    past = given(*TWO, *gave, PROPOSED)
    wanted = approve(ZHOU, f"fact-{len(past.past)}")
    soon = past.past[-1].envelope.recorded_at
    past.when(wanted, actor=ZHOU, at=soon).refused(OwnRules)
    later = past.when(wanted, actor=ZHOU, at=soon + timedelta(days=8)).answer
    assert isinstance(later, RulesAdopted if approves_later else OwnRules)


def test_an_approval_after_the_first_day_holds_from_its_own_day() -> None:
    later = moment(9, 1, 8)
    fact = given(*WAITING).when(approve(), actor=ZHOU, at=later).fact
    assert isinstance(fact, RulesAdopted)
    assert fact.in_force_from == date(2026, 9, 1)


def test_the_very_first_version_may_begin_in_the_past_also_when_it_waited() -> None:
    people = [it for it in WAITING if not isinstance(it, RulesAdopted)]
    wanted = approve(proposal_id=f"fact-{len(people)}")
    fact = given(*people).when(wanted, actor=ZHOU, at=moment(9, 1, 8)).fact
    assert isinstance(fact, RulesAdopted)
    assert fact.in_force_from == JULY


def test_what_was_proposed_before_other_rules_were_adopted_is_not_approved() -> None:
    overtaken = given(*WAITING, adopted("2026-05", date(2026, 5, 1)))
    overtaken.when(approve(), actor=ZHOU).refused(RulesOvertaken)
    assert overtaken.when(decline(HE), actor=HE).fact


def test_a_version_is_proposed_once() -> None:
    given(*WAITING).when(propose(), actor=HE).refused(VersionProposed, version="2026-07")
    given(*TWO).when(propose(version="2026-01"), actor=HE).refused(VersionExists)


def test_what_cannot_be_adopted_is_not_proposed() -> None:
    given(*TWO).when(propose(day=date(2026, 3, 19)), actor=HE).refused(RulesBackdated)
    never = propose(terms=Terms(star_hours=(2, 1)))
    given(*TWO).when(never, actor=HE).refused(TermsContradict)


def test_what_was_never_proposed_is_neither_approved_nor_declined() -> None:
    given(*TWO).when(approve(), actor=ZHOU).refused(UnknownRules)
    given(*TWO).when(decline(), actor=ZHOU).refused(UnknownRules)


def test_a_proposal_that_was_declined_can_be_made_again() -> None:
    fact = given(*WAITING).when(decline(), actor=ZHOU).fact
    assert fact == RulesDeclined(version="2026-07", proposal_id=PROPOSAL)
    assert fact.caused_by() == PROPOSAL
    for decision in (approve(), decline()):
        given(*WAITING, fact).when(decision, actor=ZHOU).refused(RulesDecided)
    assert given(*WAITING, fact).when(propose(), actor=HE).fact


def test_of_two_who_approve_at_once_one_does(database: str) -> None:
    first = Log(database, "yanwuping")
    write(first, given(*WAITING, RoleGranted(member_id=CHEN, role="admin")).past)
    start = Barrier(2)

    def approved_by(actor: str) -> object:
        log = Log(database, "yanwuping")
        try:
            ledger = Ledger(log, ZONE, clock=lambda: NOW)
            start.wait()
            return ledger.record([Request(decision=approve(actor), actor=actor)])[0]
        finally:
            log.close()

    with ThreadPoolExecutor(2) as pool:
        answers = [*pool.map(approved_by, (ZHOU, CHEN))]
    first.close()
    assert sum(isinstance(it, Receipt) for it in answers) == 1
    assert sum(isinstance(it, RulesDecided) for it in answers) == 1


@pytest.mark.parametrize("decision", [propose(version="2026-08"), approve(), decline()])
def test_asking_again_changes_nothing_more(decision: Decision, database: str) -> None:
    past: Scenario = given(*WAITING)
    actor = HE if isinstance(decision, ProposeRules) else ZHOU
    past.when(decision, actor=actor).repeated(database)
