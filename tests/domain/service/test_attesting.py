"""Who speaks for the other side of a service, and what comes of their word."""

from dataclasses import replace
from datetime import date

import pytest

from domain.ledger.decision import Decision
from domain.ledger.fact import Fact
from domain.people.membership import UnknownMember
from domain.people.teams import TeamClosed
from domain.rules.rules import RulesAdopted
from domain.service.attestation import (
    AlreadyAttested,
    AlreadyDisputed,
    ConfirmsOwn,
    NotForYou,
    OtherSideDisputes,
    ServiceDisputed,
)
from domain.service.attesting import AttestService, DisputeService
from domain.service.service import AlreadyDecided, ConfirmService, SamePerson, UnknownService
from domain.service.unearned import ServiceRejected
from tests.controls import (
    AUNT,
    CARE,
    CHEN,
    COMMUNITY,
    ELEVEN,
    GREEN,
    LI,
    NINE,
    SPRING,
    STRANGER,
    UNCLE,
    WANG,
    ZHOU,
    adopted,
    backfilled,
    confirmed,
    moment,
    published,
    served,
    signed_in,
)
from tests.domain.people.test_leads import leads
from tests.domain.words import (
    ATTENDED,
    GONE_OUT,
    NEEDED,
    NO,
    STAFF,
    TOLD,
    UNATTESTED,
    VISITED,
    attest,
    dispute,
    kin,
    late,
    word,
)
from tests.scenario import by, given

BOTH = pytest.mark.parametrize("decide", [attest, dispute], ids=["attest", "dispute"])


def test_who_was_visited_says_that_it_was_so() -> None:
    given(*VISITED, TOLD).when(attest(), actor=AUNT).then(word())


def test_a_relative_of_who_was_visited_says_it() -> None:
    given(*VISITED, kin(AUNT, UNCLE), TOLD).when(attest(UNCLE), actor=UNCLE).then(
        word("kin", UNCLE)
    )


def test_who_leads_an_activity_says_it_for_the_team() -> None:
    given(*ATTENDED, GONE_OUT).when(attest(ZHOU, "attended-1"), actor=ZHOU).then(
        word("team_lead", ZHOU, "attended-1")
    )
    given(*ATTENDED, GONE_OUT).when(attest(WANG, "attended-1"), actor=WANG).refused(NotForYou)


def test_who_leads_the_team_of_an_activity_says_it_for_the_team() -> None:
    led = leads(WANG, date(2026, 2, 1), team=GREEN)
    said = attest(WANG, "attended-1")
    given(*ATTENDED, led, GONE_OUT).when(said, actor=WANG).then(
        word("team_lead", WANG, "attended-1")
    )
    given(*ATTENDED, GONE_OUT).when(said, actor=WANG).refused(NotForYou)
    of_another = leads(WANG, date(2026, 2, 1), team=CARE)
    given(*ATTENDED, of_another, GONE_OUT).when(said, actor=WANG).refused(NotForYou)
    nobodys: tuple[Fact, ...] = (*COMMUNITY, *STAFF, published(), signed_in())
    given(*nobodys, led, GONE_OUT).when(said, actor=WANG).refused(NotForYou)


def test_a_lead_says_it_of_the_days_on_which_they_led_and_while_they_lead() -> None:
    said = attest(WANG, "attended-1")
    since = leads(WANG, date(2026, 3, 6), team=GREEN)
    given(*ATTENDED, since, GONE_OUT).when(said, actor=WANG, at=moment(3, 9, 9)).refused(NotForYou)
    until = leads(WANG, date(2026, 2, 1), SPRING, team=GREEN)
    past = given(*ATTENDED, until, GONE_OUT)
    past.when(said, actor=WANG, at=moment(3, 6, 9)).refused(NotForYou)
    assert past.when(said, actor=WANG, at=moment(3, 5, 12)).fact
    closed = TeamClosed(team=GREEN, from_day=date(2026, 3, 6), lead_ids=(WANG,))
    forever = leads(WANG, date(2026, 2, 1), team=GREEN)
    shut = given(*ATTENDED, forever, closed, GONE_OUT)
    shut.when(said, actor=WANG, at=moment(3, 6, 9)).refused(NotForYou)


def test_a_lead_says_nothing_of_their_own_hours_or_their_familys() -> None:
    own = given(*ATTENDED, leads(LI, date(2026, 2, 1), team=GREEN), GONE_OUT)
    own.when(attest(LI, "attended-1"), actor=LI).refused(ConfirmsOwn)
    led = leads(WANG, date(2026, 2, 1), team=GREEN)
    family = given(*ATTENDED, led, kin(LI, WANG), GONE_OUT)
    family.when(attest(WANG, "attended-1"), actor=WANG).refused(ConfirmsOwn)


def test_a_lead_says_what_was_not_so() -> None:
    led = given(*ATTENDED, leads(WANG, date(2026, 2, 1), team=GREEN), GONE_OUT)
    denied = replace(dispute(WANG), service_id="attended-1")
    made = led.when(denied, actor=WANG).fact
    assert isinstance(made, ServiceDisputed)
    assert made.by == "team_lead"


def test_the_code_of_who_was_helped_counts_when_the_helper_types_it() -> None:
    given(*VISITED, TOLD).when(attest(way="code", actor_id=LI), actor=LI).then(word("code"))


def test_a_code_is_of_who_was_helped_and_nobody_elses() -> None:
    past = given(*VISITED, kin(AUNT, UNCLE), TOLD)
    past.when(attest(UNCLE, way="code", actor_id=LI), actor=LI).refused(NotForYou)


@pytest.mark.parametrize("way", ["desk", "slip", "phone_call"])
def test_the_office_hears_from_who_has_no_phone(way: str) -> None:
    past = given(*VISITED, kin(AUNT, UNCLE), TOLD)
    past.when(attest(way=way, actor_id=CHEN), actor=CHEN).then(word(way))
    past.when(attest(UNCLE, way=way, actor_id=CHEN), actor=CHEN).then(word(way, UNCLE))
    past.when(attest(WANG, way=way, actor_id=CHEN), actor=CHEN).refused(NotForYou)


def test_of_what_was_entered_afterwards_the_slip_says_whom_it_helped() -> None:
    past = given(*COMMUNITY, *STAFF, by(ZHOU, backfilled()))
    slip = attest(AUNT, "afterwards-1", way="slip", actor_id=CHEN)
    past.when(slip, actor=CHEN).then(word("slip", AUNT, "afterwards-1"))
    past.when(attest(AUNT, "afterwards-1"), actor=AUNT).refused(NotForYou)


@BOTH
def test_the_helper_does_not_speak_for_the_other_side(decide: object) -> None:
    past = given(*VISITED, TOLD)
    past.when(decide(LI), actor=LI).refused(ConfirmsOwn)
    past.when(decide(LI, way="slip"), actor=CHEN).refused(ConfirmsOwn)
    past.when(decide(AUNT, way="phone_call"), actor=LI).refused(ConfirmsOwn)


@BOTH
def test_the_helpers_family_does_not_speak_for_the_other_side(decide: object) -> None:
    past = given(*VISITED, kin(AUNT, UNCLE), kin(LI, UNCLE, "kin-2"), TOLD)
    past.when(decide(UNCLE), actor=UNCLE).refused(ConfirmsOwn)
    sister = given(*VISITED, kin(LI, CHEN), TOLD)
    sister.when(decide(AUNT, way="slip"), actor=CHEN).refused(ConfirmsOwn)
    aunt_is_family = given(*VISITED, kin(AUNT, LI), TOLD)
    aunt_is_family.when(decide(AUNT), actor=AUNT).refused(ConfirmsOwn)


@BOTH
def test_whose_service_it_was_not_says_nothing(decide: object) -> None:
    given(*VISITED, kin(AUNT, UNCLE), TOLD).when(decide(WANG), actor=WANG).refused(NotForYou)
    given(*VISITED, TOLD).when(decide(UNCLE), actor=UNCLE).refused(NotForYou)


@BOTH
def test_a_stranger_says_nothing(decide: object) -> None:
    given(*VISITED, TOLD).when(decide(STRANGER), actor=STRANGER).refused(UnknownMember)


@pytest.mark.parametrize(
    "decision",
    [
        AttestService(service_id="none", attester_id=AUNT),
        DisputeService(service_id="none", attester_id=AUNT),
        AttestService(service_id="paper-1", attester_id=AUNT),
        DisputeService(service_id="paper-1", attester_id=AUNT),
    ],
)
def test_nothing_is_said_of_a_service_that_never_waited(decision: Decision) -> None:
    past = given(*VISITED, TOLD, served(WANG, NINE, ELEVEN))
    past.when(decision, actor=AUNT).refused(UnknownService)


@BOTH
def test_nothing_is_said_of_what_was_rejected(decide: object) -> None:
    no = ServiceRejected(service_id="visit-1", member_id=LI)
    given(*VISITED, TOLD, no).when(decide(), actor=AUNT).refused(AlreadyDecided)


def test_the_other_side_says_yes_once() -> None:
    past = given(*VISITED, kin(AUNT, UNCLE), TOLD, by(AUNT, word()))
    past.when(attest(), actor=AUNT).refused(AlreadyAttested)
    past.when(attest(UNCLE), actor=UNCLE).refused(AlreadyAttested)
    past.when(dispute(), actor=AUNT).refused(AlreadyAttested)


def test_the_other_side_says_no_and_may_remember_better() -> None:
    given(*VISITED, TOLD).when(dispute(), actor=AUNT).then(NO)
    past = given(*VISITED, TOLD, by(AUNT, NO))
    past.when(dispute(), actor=AUNT).refused(AlreadyDisputed)
    past.when(attest(), actor=AUNT).then(word())


def test_what_is_denied_is_confirmed_only_by_who_knows_it() -> None:
    past = given(*VISITED, TOLD, by(AUNT, NO))
    past.when(ConfirmService(service_id="visit-1"), actor=CHEN).refused(OtherSideDisputes)
    knowing = ConfirmService(service_id="visit-1", despite_dispute=True)
    assert past.when(knowing, actor=CHEN).fact.word_by is None
    after_all = given(*VISITED, TOLD, by(AUNT, NO), by(AUNT, word()))
    assert after_all.when(ConfirmService(service_id="visit-1"), actor=CHEN).fact.word_by == "self"


def test_who_heard_the_word_does_not_confirm_the_hours_too() -> None:
    slip = by(CHEN, word("slip"))
    confirm = ConfirmService(service_id="visit-1")
    given(*VISITED, TOLD, slip).when(confirm, actor=CHEN).refused(SamePerson)
    assert given(*VISITED, TOLD, slip).when(confirm, actor=ZHOU).fact.word_by == "slip"
    led = given(*ATTENDED, GONE_OUT, by(ZHOU, word("team_lead", ZHOU, "attended-1")))
    led.when(ConfirmService(service_id="attended-1"), actor=ZHOU).refused(SamePerson)


def test_hours_that_were_unattested_earn_when_the_word_comes_later() -> None:
    given(*VISITED, NEEDED, TOLD, UNATTESTED).when(attest(), actor=AUNT).then(late())


def test_the_late_word_brings_what_the_days_cap_has_left() -> None:
    morning = served(LI, moment(3, 5, 0), moment(3, 5, 7), credited_minutes=420)
    past = given(*VISITED, NEEDED, morning, TOLD, UNATTESTED)
    past.when(attest(), actor=AUNT).then(late(60))


@pytest.mark.parametrize(
    "rules",
    [
        adopted(earning_classes=("attested", "unattested")),
        adopted(earning_classes=("imported",)),
    ],
)
def test_a_late_word_brings_nothing_where_the_rules_say_so(rules: RulesAdopted) -> None:
    past = given(rules, *VISITED[1:], NEEDED, TOLD, UNATTESTED)
    past.when(attest(), actor=AUNT).then(word())


def test_a_word_about_hours_that_have_earned_brings_nothing_more() -> None:
    earned = by(CHEN, confirmed("visit-1", "attested", credited_minutes=120))
    given(*VISITED, TOLD, earned).when(attest(), actor=AUNT).then(word())


@pytest.mark.parametrize(
    ("decision", "actor"),
    [
        (AttestService(service_id="visit-1", attester_id=AUNT), AUNT),
        (DisputeService(service_id="visit-1", attester_id=AUNT), AUNT),
        (AttestService(service_id="visit-1", attester_id=AUNT, way="slip"), CHEN),
    ],
)
def test_a_word_is_recorded_once(decision: Decision, actor: str, database: str) -> None:
    given(*VISITED, TOLD).when(decision, actor=actor).repeated(database)
