"""Who is suggested: who fits, the least asked lately first, and nobody who said no."""

from collections import Counter
from datetime import date, datetime, timedelta

from domain.ledger.fact import Fact
from domain.needs.offers import OfferDeclined, RequestDispatched, TeamDeclined
from domain.needs.requests import RequestPublished
from domain.needs.word import RequestConfirmed
from domain.people.membership import MemberEnrolled, MemberLeft, MembersMerged
from domain.service.places import VolunteerSignedUp
from domain.service.plan import ActivityPublished
from domain.ties.kin import KinEnded, KinRecorded
from domain.ties.standing import StandingGranted
from projections.needs.matching import (
    ANYTHING,
    Candidate,
    Fitting,
    Lately,
    Narrowed,
    Question,
    Volunteer,
    Wanted,
    candidates,
    fitting,
    offered_to,
    questions_about,
    skills_wanted,
)
from tests.controls import AUNT, CARE, CLEANING, COMMUNITY, LI, NINE, NOW, WANG, moment
from tests.domain.needs.asked import NEED, claimed, help_given, made
from tests.projections.living import Living

TODAY = date(2026, 3, 20)
UNTIL = date(2026, 3, 23)
LATELY = Lately(TODAY, NOW - timedelta(90), NOW - timedelta(90), 5)
NURSE = "licence:护士"
OTHER = "need-2"


def joined(member_id: str, number: int, grid: str = "第一网格") -> MemberEnrolled:
    return MemberEnrolled(
        member_id=member_id, volunteer_number=f"V{number:06d}", kind="volunteer", grid=grid
    )


def up(need_id: str = NEED, for_id: str = AUNT, **more: object) -> tuple[Fact, ...]:
    shown = RequestPublished(need_id=need_id, public_text="text-2", open_until=date(2026, 4, 30))
    return made(need_id, for_id, **{"terms": "free", **more}), shown


def asked(
    member_id: str | None, need_id: str = NEED, offer_id: str = "offer-1", **more: object
) -> RequestDispatched:
    said: dict[str, object] = {"answer_by": UNTIL, **more}
    return RequestDispatched(need_id=need_id, offer_id=offer_id, member_id=member_id, **said)


def paper(member_id: str, kind: str = NURSE, evidence: str = "seen") -> StandingGranted:
    return StandingGranted(
        member_id=member_id, kind=kind, from_day=date(2026, 1, 1), evidence=evidence
    )


def names(living: Living, need_id: str = NEED, lately: Lately = LATELY) -> list[str]:
    return [it.member_id for it in living.ask(candidates, need_id, lately)]


def test_a_volunteer_is_suggested_with_what_speaks_for_them(living: Living) -> None:
    living.saw(*COMMUNITY, *up(), *up(OTHER, WANG), paper(LI, "skill:陪诊", "told"))
    (li, wang) = living.ask(candidates, NEED, LATELY)
    assert li == Candidate(
        member_id=LI,
        volunteer_number="V000001",
        grid="第一网格",
        asked_lately=0,
        last_asked_at=None,
        done_well=0,
        is_of_grid=True,
        has_skill=True,
        papers=[],
        is_free=False,
    )
    assert (wang.member_id, wang.has_skill) == (WANG, False)
    assert names(living, OTHER) == [LI]


def test_the_least_asked_lately_is_suggested_first_and_the_nearest_of_them(living: Living) -> None:
    far = joined("far", 7, "第二网格")
    living.saw(*COMMUNITY, far, *up(), *up(OTHER), asked(LI, OTHER), asked(WANG, OTHER, "offer-2"))
    assert names(living) == ["far", LI, WANG]
    later = Lately(TODAY, NOW + timedelta(1), LATELY.silent_since, 5)
    assert [it.asked_lately for it in living.ask(candidates, NEED, later)] == [0, 0, 0]
    assert names(living, lately=later) == ["far", LI, WANG]
    assert names(living, OTHER) == ["far"]


def test_who_did_it_well_comes_before_who_never_did(living: Living) -> None:
    living.saw(*COMMUNITY, *up(OTHER), claimed(WANG, need_id=OTHER, hold=None, asker_id=AUNT))
    living.saw(help_given(need_id=OTHER))
    living.saw(confirmed_help(OTHER, WANG), *up())
    (wang, li) = living.ask(candidates, NEED, LATELY)
    assert (wang.member_id, wang.done_well, li.done_well) == (WANG, 1, 0)


def confirmed_help(need_id: str, helper_id: str) -> Fact:
    return RequestConfirmed(
        need_id=need_id, helper_id=helper_id, asker_id=AUNT, how="desk", minutes_accepted=60
    )


def test_only_who_has_the_standing_as_somebody_has_seen_is_suggested(living: Living) -> None:
    living.saw(*COMMUNITY, *up(needs=(NURSE,)), paper(LI, evidence="told"), paper(WANG))
    (only,) = living.ask(candidates, NEED, LATELY)
    assert (only.member_id, only.papers) == (WANG, [NURSE])
    family = *up(OTHER, needs=("licence",)), paper(LI, "licence:司机")
    living.saw(*family)
    assert set(names(living, OTHER)) == {LI, WANG}


def test_whoever_asked_and_their_kin_are_not_suggested(living: Living) -> None:
    tie = KinRecorded(
        kin_id="kin-1", member_id=LI, relative_id=AUNT, relation="parent", evidence="told"
    )
    living.saw(*COMMUNITY, tie, *up())
    assert names(living) == [WANG]
    over = KinEnded(member_id=LI, relative_id=AUNT, kin_ids=("kin-1",))
    living.saw(over)
    assert names(living) == [LI, WANG]


def test_a_no_silences_for_the_rules_days_or_until_somebody_helps_again(living: Living) -> None:
    living.saw(*COMMUNITY, *up(), *up(OTHER), OfferDeclined(need_id=OTHER, member_id=LI))
    assert names(living) == [WANG]
    assert names(living, lately=LATELY._replace(silent_since=NOW + timedelta(1))) == [LI, WANG]
    assert names(living, OTHER, LATELY._replace(silent_since=NOW + timedelta(1))) == [WANG]
    living.saw(*up("need-3"), claimed(need_id="need-3", hold=None, asker_id=AUNT))
    assert names(living) == [LI, WANG]


def test_who_has_been_asked_has_time_to_answer(living: Living) -> None:
    living.saw(*COMMUNITY, *up(), asked(LI))
    assert names(living) == [WANG]
    assert names(living, lately=LATELY._replace(today=date(2026, 3, 24))) == [WANG, LI]


def test_who_has_promised_much_or_left_is_not_suggested(living: Living) -> None:
    living.saw(*COMMUNITY, joined("far", 7), *up(), *up(OTHER))
    living.saw(claimed(LI, need_id=OTHER, hold=None, asker_id=AUNT))
    assert names(living, lately=LATELY._replace(promises_max=1)) == [WANG, "far"]
    living.saw(MemberLeft(member_id=WANG, kind="volunteer", credit=0, points=0))
    assert names(living) == [LI, "far"]


def test_who_has_something_else_to_do_then_is_not_suggested(living: Living) -> None:
    morning = {"wanted_from": moment(3, 25, 9), "wanted_until": moment(3, 25, 11)}
    cleaning = ActivityPublished(
        activity_id=CLEANING,
        title_text="title-1",
        programme=CARE,
        place_text="place-1",
        starts_at=moment(3, 25, 10),
        ends_at=moment(3, 25, 12),
    )
    living.saw(*COMMUNITY, joined("far", 7), *up(**morning), *up(OTHER, **morning), cleaning)
    living.saw(VolunteerSignedUp(activity_id=CLEANING, member_id=LI))
    living.saw(claimed(WANG, need_id=OTHER, hold=None, asker_id=AUNT))
    (far,) = living.ask(candidates, NEED, LATELY)
    assert (far.member_id, far.is_free) == ("far", True)


def test_of_forty_requests_nobody_is_asked_twice_while_another_who_fits_was_not(
    living: Living,
) -> None:
    crowd = [joined(f"crowd-{n:02}", n + 10, f"第{n % 3}网格") for n in range(30)]
    nurses = [it.member_id for it in crowd[:3]]
    living.saw(*COMMUNITY[:3], *COMMUNITY[5:], *crowd, *(paper(it) for it in nurses))
    special = set(range(3, 40, 3)) - {39}
    assert len(special) == 12
    times: Counter[str] = Counter()
    for n in range(40):
        need_id, needs = f"need-{n:02}", (NURSE,) if n in special else ()
        living.saw(*up(need_id, needs=needs, grid=f"第{n % 3}网格"))
        fit = living.ask(candidates, need_id, LATELY)
        assert {it.member_id for it in fit} == set(nurses) if needs else len(fit) == 30
        first = fit[0]
        assert times[first.member_id] == min(times[it.member_id] for it in fit)
        times[first.member_id] += 1
        living.saw(asked(first.member_id, need_id, f"offer-{n}", answer_by=date(2026, 4, 20)))
    assert sum(times.values()) == 40
    assert {times[it] for it in nurses} <= {4, 5}
    assert {times[it.member_id] for it in crowd[3:]} <= {0, 1}


def ask_fitting(
    living: Living, who: Volunteer, narrowed: Narrowed = ANYTHING, **more: object
) -> list[Fitting]:
    return living.ask(fitting, who, TODAY, narrowed, **more)


def test_a_volunteer_finds_what_they_could_do_and_what_they_were_asked_about_first(
    living: Living,
) -> None:
    living.saw(*COMMUNITY, *up(grid="第二网格"), *up(OTHER), *up("need-3", needs=(NURSE,)))
    living.saw(*up("need-4", WANG), *up("need-5", grid="第三网格"), *up("need-6", LI))
    living.saw(
        asked(LI, "need-4", "offer-4"), asked(None, "need-5", "offer-5", team=CARE), asked(WANG)
    )
    li = Volunteer(LI, "第一网格", (CARE,))
    found = ask_fitting(living, li)
    assert [(it.need_id, *it[5:8]) for it in found] == [
        ("need-4", "offer-4", UNTIL, None),
        ("need-5", "offer-5", UNTIL, CARE),
        (OTHER, None, None, None),
        (NEED, None, None, None),
    ]
    in_order = ask_fitting(living, li, Narrowed(after=0))
    assert [it.need_id for it in in_order] == [NEED, OTHER, "need-4", "need-5"]
    rest = ask_fitting(living, li, Narrowed(after=in_order[1].position))
    assert rest == in_order[2:]
    assert len(ask_fitting(living, li, Narrowed(only_asked=True))) == 2
    near = ask_fitting(living, li, Narrowed(grid="第三网格"))
    assert [it.need_id for it in near] == ["need-5"]
    assert not ask_fitting(living, li, Narrowed(kind="wish"))
    assert not ask_fitting(living, li, Narrowed(statuses=("confirmed",)))
    assert len(ask_fitting(living, li, limit=1)) == 1
    living.saw(OfferDeclined(need_id="need-4", member_id=LI), paper(LI))
    assert [it.need_id for it in ask_fitting(living, li)] == ["need-5", OTHER, "need-3", NEED]


def test_what_somebody_is_known_to_be_able_to_do_is_told_apart(living: Living) -> None:
    living.saw(*COMMUNITY, *up(), *up(OTHER, need="理发"), *up("need-3", needs=(NURSE,)))
    living.saw(paper(LI, "skill:理发", "told"), paper(LI), paper(WANG, "skill:陪诊", "told"))
    assert [(it.need_id, it.is_sought) for it in ask_fitting(living, Volunteer(LI))] == [
        (NEED, False),
        (OTHER, True),
        ("need-3", True),
    ]


def test_what_their_kin_asked_for_is_nothing_for_a_volunteer(living: Living) -> None:
    tie = KinRecorded(
        kin_id="kin-1", member_id=AUNT, relative_id=LI, relation="child", evidence="seen"
    )
    living.saw(*COMMUNITY, tie, *up(), *up(OTHER, WANG))
    assert [it.need_id for it in ask_fitting(living, Volunteer(LI))] == [OTHER]


def test_the_desk_sees_whom_it_asked_and_who_said_no(living: Living) -> None:
    living.saw(*COMMUNITY, *up(), *up(OTHER), asked(LI), asked(None, offer_id="team", team=CARE))
    living.saw(asked(WANG, OTHER, "offer-9"), OfferDeclined(need_id=NEED, member_id=LI))
    (li, team) = living.ask(questions_about, NEED)
    assert li == Question("offer-1", LI, None, li.asked_at, UNTIL, li.said_no_at)
    assert isinstance(li.said_no_at, datetime)
    assert (team.team, team.member_id, team.said_no_at) == (CARE, None, None)


def test_two_records_of_one_person_were_asked_and_said_no_as_one(living: Living) -> None:
    again = joined("li-again", 8)
    noes = (OfferDeclined(need_id=NEED, member_id=it) for it in (LI, "li-again"))
    living.saw(*COMMUNITY, again, *up(), *up(OTHER), asked("li-again", OTHER), *noes)
    living.saw(
        KinRecorded(
            kin_id="kin-1",
            member_id="li-again",
            relative_id=WANG,
            relation="child",
            evidence="told",
        )
    )
    one = MembersMerged(
        member_id="li-again", into_id=LI, kind="volunteer", minutes=0, credit=0, points=0
    )
    living.saw(one)
    assert [it.member_id for it in living.ask(questions_about, OTHER)] == [LI]
    assert names(living) == [WANG]
    living.saw(*up("need-3", WANG))
    assert names(living, "need-3") == []


def test_help_of_which_there_is_too_little_is_counted_by_need(living: Living) -> None:
    living.saw(
        *COMMUNITY, *up(), *up(OTHER), *up("need-3", need="理发"), *up("need-4", need="修灯")
    )
    living.saw(claimed(need_id=OTHER, hold=None, asker_id=AUNT))
    living.saw(claimed(need_id="need-4", hold=None, asker_id=AUNT))
    living.saw(help_given(need_id="need-4"))
    for who in (LI, WANG, AUNT):
        living.saw(paper(who, "skill:陪诊", "told"))
    living.saw(MemberLeft(member_id=AUNT, kind="assisted", credit=0, points=0))
    wanted = [Wanted("陪诊", 2, 0, 2, 2), Wanted("理发", 1, 0, 1, 0)]
    assert living.ask(skills_wanted, NINE - timedelta(90), TODAY) == wanted
    assert living.ask(skills_wanted, NINE - timedelta(90), date(2025, 1, 1))[0].skilled == 0
    assert living.ask(skills_wanted, NOW + timedelta(900), TODAY) == []


def test_what_a_team_was_asked_about_waits_until_it_is_answered_or_done(
    living: Living,
) -> None:
    living.saw(*COMMUNITY, *up(), *up(OTHER))
    living.saw(asked(None, team=CARE), asked(None, OTHER, "offer-2", team=CARE))
    living.saw(asked(None, OTHER, "offer-3", team="环境美化"))

    def waits(team: str = CARE, today: date = TODAY) -> list[str]:
        return [it.need_id for it in living.ask(offered_to, team, today)]

    assert waits() == [NEED, OTHER]
    assert waits(today=date(2026, 3, 24)) == []
    living.saw(TeamDeclined(need_id=OTHER, team=CARE, member_id=WANG))
    assert (waits(), waits("环境美化")) == ([NEED], [OTHER])
    said = [it.said_no_at is not None for it in living.ask(questions_about, OTHER)]
    assert said == [True, False]
    member = Volunteer(LI, None, (CARE,))
    found = living.ask(fitting, member, TODAY, Narrowed(only_asked=True))
    assert [it.need_id for it in found] == [NEED]
    living.saw(claimed(LI, due_on=UNTIL))
    assert waits() == []
