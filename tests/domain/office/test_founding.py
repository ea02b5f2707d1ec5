"""A community is founded once, as a whole; what it is called may change."""

from domain.ledger.decision import OFFICE, Receipt, Request
from domain.ledger.log import Log
from domain.ledger.recording import Ledger
from domain.office.founding import (
    AlreadyFounded,
    AtFounding,
    ChangeSettings,
    CommunityFounded,
    FoundCommunity,
    NotFounded,
    SettingsChanged,
    identity_in,
)
from domain.people.teams import FoundTeam, TeamExists, TeamFounded
from domain.rules.changes import NothingChanged
from tests.controls import CARE, COMMUNITY, HE, RULES, ZONE, enrolled
from tests.scenario import given

NAMED = {"name": "演武坪社区", "issuer": "演武坪社区居委会", "desk": "1栋一楼"}
FOUNDED = CommunityFounded(**NAMED, time_zone="Asia/Shanghai")
FOUND = FoundCommunity(**NAMED, time_zone="Asia/Shanghai")
CARE_TEAM = FoundTeam(team=CARE)


def test_a_community_is_founded_once(database: str) -> None:
    given().when(FOUND).then(FOUNDED).repeated(database)
    given(FOUNDED).when(FOUND).refused(AlreadyFounded)


def test_nobody_founds_over_books_that_are_there() -> None:
    for fact in (RULES, enrolled(HE, "staff"), TeamFounded(team=CARE)):
        given(fact).when(FOUND).refused(AlreadyFounded)


def test_books_from_before_the_founding_take_over_what_they_are_called(database: str) -> None:
    decision = FoundCommunity(**NAMED, time_zone="Asia/Shanghai", taken_over=True)
    fact = CommunityFounded(**NAMED, time_zone="Asia/Shanghai", taken_over=True)
    given(*COMMUNITY).when(decision).then(fact).repeated(database)
    given(*COMMUNITY, fact).when(decision).refused(AlreadyFounded)


def test_what_belongs_to_a_founding_is_nothing_with_another(database: str) -> None:
    own = AtFounding(decision=CARE_TEAM, founding_id="fact-1")
    given(FOUNDED).when(own).then(TeamFounded(team=CARE)).repeated(database)
    of_another = AtFounding(decision=CARE_TEAM, founding_id="another")
    given(FOUNDED).when(of_another).refused(AlreadyFounded)
    given().when(own).refused(AlreadyFounded)


def test_what_belongs_to_a_founding_is_refused_for_its_own_reasons() -> None:
    own = AtFounding(decision=CARE_TEAM, founding_id="fact-1")
    outcome = given(FOUNDED, TeamFounded(team=CARE)).when(own)
    assert isinstance(outcome.answer, TeamExists)


def test_the_settings_change_and_the_time_zone_stays(database: str) -> None:
    change = ChangeSettings(name="新社区", issuer="新社区居委会")
    fact = SettingsChanged(name="新社区", issuer="新社区居委会")
    given(FOUNDED).when(change, actor=HE).then(fact).repeated(database)
    given(FOUNDED).when(ChangeSettings(**NAMED)).refused(NothingChanged)
    given(FOUNDED, fact).when(change).refused(NothingChanged)


def test_nothing_is_changed_before_there_is_a_community() -> None:
    given(*COMMUNITY).when(ChangeSettings(**NAMED)).refused(NotFounded)


def test_the_log_says_what_the_community_is_called_now(database: str) -> None:
    log = Log(database, "yanwuping")
    try:
        assert identity_in(log).founding_id is None
        ledger = Ledger(log, ZONE)
        (founded,) = ledger.record([Request(decision=FOUND, actor=OFFICE)])
        change = ChangeSettings(name="新社区", name_english="New")
        ledger.record([Request(decision=change, actor=HE)])
        assert isinstance(founded, Receipt)
        told = identity_in(log)
        assert told.founding_id == founded.recorded.envelope.id
        assert (told.name, told.name_english, told.issuer) == ("新社区", "New", "")
        assert told.time_zone == "Asia/Shanghai"
    finally:
        log.close()
