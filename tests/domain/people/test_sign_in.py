"""The office lets members sign in, and nobody gets at the account of who watches them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.people.membership import Role, RoleGranted, RoleWithdrawn, UnknownMember
from domain.people.sign_in import (
    AccountHeld,
    ChoosePassword,
    Entrance,
    GiveSignIn,
    OwnSignIn,
    PasswordChosen,
    SignInGiven,
    StaffSignIn,
)
from domain.people.tags import member_tag
from domain.service.transfer import TransferCredit
from domain.shop.redemption import RedeemPoints
from domain.shop.sale import Pieces
from tests.controls import (
    CHEN,
    COMMUNITY,
    HAN,
    LI,
    NINE,
    NOW,
    RICE,
    RICE_LISTED,
    STRANGER,
    SUN,
    WANG,
    ZHOU,
    adopted,
    donated,
    moment,
    served,
)
from tests.scenario import Done, by, given

GIVE_LI = GiveSignIn(member_id=LI)
GIVEN = SignInGiven(member_id=LI, owner_chooses=True)
LATER = NOW + timedelta(days=8)


def granted(role: Role, member_id: str = LI) -> RoleGranted:
    return RoleGranted(member_id=member_id, role=role)


def test_a_member_can_sign_in(database: str) -> None:
    given(*COMMUNITY).when(GIVE_LI).then(GIVEN).repeated(database)


def test_a_volunteer_gets_a_new_password_when_the_old_one_is_forgotten() -> None:
    past = (
        *COMMUNITY,
        granted("volunteer"),
        granted("supervisor", WANG),
        SignInGiven(member_id=LI),
    )
    given(*past).when(GIVE_LI).then(GIVEN)


@pytest.mark.parametrize("role", ["cashier", "coordinator", "supervisor", "admin"])
def test_only_an_administrator_resets_the_password_of_staff(role: Role) -> None:
    past = given(*COMMUNITY, granted(role), granted("volunteer", WANG))
    past.when(GIVE_LI).refused(StaffSignIn)
    past.when(GiveSignIn(member_id=LI, by_admin=True)).then(GIVEN)


def test_who_is_staff_no_longer_is_a_member_as_others() -> None:
    left = RoleWithdrawn(member_id=LI, role="cashier")
    given(*COMMUNITY, granted("cashier"), left).when(GIVE_LI).then(GIVEN)


def test_nobody_resets_their_own_password_at_the_desk() -> None:
    past = given(*COMMUNITY)
    past.when(GiveSignIn(member_id=LI, by_admin=True), actor=LI).refused(OwnSignIn)
    past.when(GIVE_LI, actor=CHEN).then(GIVEN)


def test_a_stranger_gets_no_sign_in() -> None:
    given(*COMMUNITY).when(GiveSignIn(member_id=STRANGER)).refused(UnknownMember)


def test_a_member_chooses_a_password(database: str) -> None:
    choose = ChoosePassword(member_id=LI)
    given(*COMMUNITY, GIVEN).when(choose, actor=LI).then(PasswordChosen(member_id=LI)).repeated(
        database
    )
    given(*COMMUNITY).when(ChoosePassword(member_id=STRANGER)).refused(UnknownMember)


def entrance(*past: object) -> Entrance:
    return given(*COMMUNITY, *past).view(GIVE_LI)(Entrance, member_tag(LI))


def test_who_gave_a_sign_in_might_stand_in_until_its_owner_chose_a_password() -> None:
    assert not entrance().stood_in_by(CHEN)
    assert entrance(by(CHEN, GIVEN)).stood_in_by(CHEN)
    assert not entrance(by(CHEN, GIVEN)).stood_in_by(ZHOU)
    assert not entrance(by(CHEN, GIVEN), by(LI, PasswordChosen(member_id=LI))).stood_in_by(CHEN)


def let_in(owner: str, giver: str) -> tuple[Done, Done]:
    """Somebody gave another a sign-in, and the owner chose a password."""
    gave = SignInGiven(member_id=owner, owner_chooses=True)
    return by(giver, gave), by(owner, PasswordChosen(member_id=owner))


def test_a_sign_in_names_who_might_have_been_behind_its_giver(database: str) -> None:
    by_chen = GiveSignIn(member_id=LI, actor_id=CHEN)
    given(*COMMUNITY).when(by_chen).then(GIVEN)
    past = given(*COMMUNITY, *let_in(CHEN, ZHOU))
    behind = SignInGiven(member_id=LI, owner_chooses=True, behind_ids=(ZHOU,))
    past.when(by_chen).then(behind).repeated(database)
    past.when(by_chen, at=LATER).then(GIVEN)


def test_hands_are_followed_through_whoever_was_let_in_on_the_way() -> None:
    past = [*COMMUNITY, *let_in(CHEN, ZHOU)]
    for owner, giver in ((WANG, CHEN), (LI, WANG)):
        fact = given(*past).when(GiveSignIn(member_id=owner, actor_id=giver), actor=giver).fact
        past.append(by(giver, fact))
    last = entrance(*past[len(COMMUNITY) :])
    assert all(last.stood_in_by(it) for it in (WANG, CHEN, ZHOU))
    assert not last.stood_in_by(HAN)
    past.append(by(ZHOU, served(LI, NINE, moment(3, 5, 17))))
    given(*past).when(TRANSFER, actor=ZHOU).refused(AccountHeld)


def test_of_sign_ins_given_before_nobody_knows_who_chose_the_password() -> None:
    assert not entrance(by(CHEN, SignInGiven(member_id=LI))).stood_in_by(CHEN)


HOURS = (*COMMUNITY, by(ZHOU, served(LI, NINE, moment(3, 5, 17))))
TRANSFER = TransferCredit(giver_id=LI, amount=60, to=WANG, relation="child")


@pytest.mark.parametrize("actor", [LI, CHEN])
def test_nothing_is_given_away_by_the_owner_or_who_gave_the_sign_in_for_seven_days(
    actor: str,
) -> None:
    chosen = by(LI, PasswordChosen(member_id=LI))
    past = given(*HOURS, by(CHEN, GIVEN), chosen)
    soon = past.past[-1].envelope.recorded_at
    past.when(TRANSFER, actor=actor, at=soon).refused(AccountHeld, days=7)
    last = soon + timedelta(days=6, hours=23)
    past.when(TRANSFER, actor=actor, at=last).refused(AccountHeld, days=7)
    assert past.when(TRANSFER, actor=actor, at=soon + timedelta(days=7, minutes=1)).fact


def test_a_second_person_gives_it_for_the_owner() -> None:
    past = given(*HOURS, by(CHEN, GIVEN))
    assert past.when(TRANSFER, actor=ZHOU, at=past.past[-1].envelope.recorded_at).fact


def test_the_rules_say_for_how_long() -> None:
    at_once = adopted(version="2026-02", days_held_after_sign_in_given=0)
    past = given(*HOURS, at_once, by(CHEN, GIVEN))
    assert past.when(TRANSFER, actor=LI, at=past.past[-1].envelope.recorded_at).fact


def test_nothing_is_redeemed_at_the_till_of_who_gave_the_sign_in() -> None:
    past = given(*HOURS, RICE_LISTED, donated(RICE, 5), by(SUN, GIVEN))
    soon = past.past[-1].envelope.recorded_at
    sale = RedeemPoints(member_id=LI, lines=(Pieces(RICE, 1),), served_by=SUN)
    past.when(sale, actor=SUN, at=soon).refused(AccountHeld)
    assert past.when(replace(sale, served_by=HAN), actor=HAN, at=soon).fact
