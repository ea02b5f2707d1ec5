"""All versions of the rules are told, with who adopted them and when."""

from datetime import date, timedelta

from msgspec.structs import replace

from domain.rules.rule_proposals import RulesDeclined, RulesProposed
from domain.rules.rules import Terms
from projections.rules.rule_versions import (
    ProposedRules,
    RuleVersion,
    proposed_rules,
    rule_versions,
)
from tests.controls import HE, NOW, ZHOU, adopted
from tests.projections.living import Living
from tests.scenario import by


def test_a_version_is_told_as_it_was_adopted(community: Living) -> None:
    first, second = community.saw(
        by(HE, adopted()), by(ZHOU, adopted("2026-07", date(2026, 7, 1), points_per_hour=12))
    )
    assert community.ask(rule_versions) == [
        RuleVersion("2026-01", first, date(2026, 1, 1), NOW, HE, Terms()),
        RuleVersion("2026-07", second, date(2026, 7, 1), NOW, ZHOU, Terms(points_per_hour=12)),
    ]


def test_versions_stand_in_the_order_of_their_first_days(community: Living) -> None:
    summer, autumn = date(2026, 7, 1), date(2026, 10, 1)
    community.saw(adopted(), adopted("autumn", autumn), adopted("summer", summer))
    community.saw(adopted("summer, corrected", summer))
    told = [it.version for it in community.ask(rule_versions)]
    assert told == ["2026-01", "summer", "summer, corrected", "autumn"]


def test_a_version_was_adopted_when_it_was_recorded(community: Living) -> None:
    later = NOW + timedelta(days=1)
    community.saw(adopted(), recorded_at=later)
    assert [it.adopted_at for it in community.ask(rule_versions)] == [later]


SUMMER = date(2026, 7, 1)


def proposed(version: str) -> RulesProposed:
    return RulesProposed(version=version, in_force_from=SUMMER, terms=Terms(points_per_hour=12))


def ids_of(community: Living) -> dict[str, str]:
    return {it.version: it.rules_id for it in community.ask(proposed_rules)}


def test_a_version_waits_until_the_word_about_it(community: Living) -> None:
    community.saw(adopted())
    first, _, _ = community.saw(
        by(HE, proposed("first")), by(HE, proposed("second")), by(HE, proposed("third"))
    )
    ids = ids_of(community)
    assert community.ask(proposed_rules)[0] == ProposedRules(
        ids["first"], "first", first, SUMMER, NOW, HE, Terms(points_per_hour=12), False
    )
    community.saw(RulesDeclined(version="second", proposal_id=ids["second"]))
    assert [*ids_of(community)] == ["first", "third"]
    approved = replace(adopted("first", SUMMER), proposal_id=ids["first"])
    community.saw(by(ZHOU, approved))
    (left,) = community.ask(proposed_rules)
    assert (left.version, left.overtaken) == ("third", True)
    assert [it.adopted_by for it in community.ask(rule_versions)][-1] == ZHOU
