"""The audit trail: every fact is found, by what it is about, who recorded it and when."""

from datetime import date, timedelta

import msgspec

from domain.office.workbook import WorkbookTakenIn
from domain.people.tags import member_tag
from domain.service.tags import service_tag
from domain.shop.goods_return import GoodsReturned
from domain.shop.items import LotChange
from domain.shop.sale import SaleLine
from projections.ledger.audit_trail import (
    RELATED_MAX,
    Between,
    Burst,
    LateMend,
    Related,
    audit_bytes,
    audit_fact,
    audit_page,
    bursts,
    counts_by_actor,
    facts_of_ids,
    late_mends,
    related_facts,
)
from projections.people.statements import LAST
from tests.controls import (
    CHEN,
    HE,
    LI,
    LI_JOINED,
    NOW,
    RICE,
    RULES,
    SUN,
    WANG,
    WANG_JOINED,
    ZHOU,
    ZONE,
    backfilled,
    confirmed,
    enrolled,
    moment,
    sold,
)
from tests.examples import EXAMPLES
from tests.projections.living import Living, ordered
from tests.scenario import by, write


def found(community: Living, limit: int = 50, before: int = LAST, **wanted: object) -> list[int]:
    rows = community.ask(audit_page, before=before, limit=limit, **wanted)
    return [it.position for it in rows]


def returned(redemption_id: str) -> GoodsReturned:
    """A bag of rice came back."""
    return GoodsReturned(
        redemption_id=redemption_id,
        member_id=LI,
        month="2026-03",
        lines=(SaleLine(RICE, 1, 30, (LotChange(RICE, "gift-1-1", 1),)),),
        points=30,
        balance_after=130,
    )


def test_every_kind_of_fact_is_in_the_trail_as_it_was_recorded(community: Living) -> None:
    written = ordered(community.log, EXAMPLES.values(), on_behalf_of=WANG)
    write(community.log, written)
    community.runner.catch_up()
    for recorded in written:
        assert community.ask(audit_fact, recorded.position) == recorded
    assert community.ask(audit_page, before=LAST, limit=len(written)) == written[::-1]


def test_there_is_nothing_at_a_position_that_was_not_reached(community: Living) -> None:
    community.saw(RULES)
    assert community.ask(audit_fact, 99) is None


def test_the_newest_comes_first_a_page_at_a_time(community: Living) -> None:
    positions = community.saw(*(enrolled(f"member-{n}", number=n) for n in range(5)))
    first = found(community, limit=2)
    second = found(community, limit=2, before=first[-1])
    third = found(community, limit=2, before=second[-1])
    assert (first, second, third) == (positions[:2:-1], positions[2:0:-1], positions[:1])
    assert found(community, limit=2, before=third[-1]) == []


def test_facts_are_found_by_the_things_they_touch(community: Living) -> None:
    li, wang, service = community.saw(LI_JOINED, WANG_JOINED, backfilled(LI))
    assert found(community, about=[member_tag(LI)]) == [service, li]
    assert found(community, about=[member_tag(WANG)]) == [wang]
    assert found(community, about=[service_tag("afterwards-1"), member_tag(WANG)]) == [
        service,
        wang,
    ]
    assert found(community, about=[member_tag("nobody")]) == []
    assert found(community, about=[]) == [service, wang, li]


def test_facts_are_found_by_their_type_and_by_who_recorded_them(community: Living) -> None:
    _, li, wang = community.saw(by(HE, RULES), by(CHEN, LI_JOINED), by(ZHOU, WANG_JOINED))
    assert found(community, type="member.enrolled") == [wang, li]
    assert found(community, type="member") == []
    assert found(community, actor=CHEN) == [li]
    assert found(community, actor=ZHOU, type="member.enrolled") == [wang]
    assert found(community, actor=ZHOU, type="rules.adopted") == []
    assert found(community, actor=ZHOU, about=[member_tag(LI)]) == []


def test_the_time_of_recording_counts_and_its_end_is_not_in_it(community: Living) -> None:
    later = NOW + timedelta(hours=1)
    (first,) = community.saw(LI_JOINED, happened_at=later)
    (second,) = community.saw(WANG_JOINED, recorded_at=later)
    assert found(community, recorded=Between(NOW)) == [second, first]
    assert found(community, recorded=Between(later)) == [second]
    assert found(community, recorded=Between(None, later)) == [first]
    assert found(community, recorded=Between(NOW, NOW)) == []


def test_when_it_happened_is_asked_apart_from_when_it_was_recorded(community: Living) -> None:
    march, april = moment(3, 1, 12), moment(4, 1, 12)
    (told,) = community.saw(LI_JOINED, happened_at=march, recorded_at=april)
    (late,) = community.saw(WANG_JOINED, happened_at=april, recorded_at=april)
    (old,) = community.saw(confirmed("a", "attested"), happened_at=march, recorded_at=april)
    end = moment(3, 2, 0)
    assert found(community, happened=Between(march, end)) == [old, told]
    assert found(community, happened=Between(end)) == [late]
    assert found(community, happened=Between(None, march)) == []
    assert found(community, happened=Between(None, end), recorded=Between(None, end)) == []
    assert found(community, happened=Between(march, end), recorded=Between(april)) == [old, told]
    assert found(community, happened=Between(moment(5, 1, 0))) == []
    about = {"about": [member_tag(WANG)], "type": "member.enrolled"}
    assert found(community, **about, happened=Between(end)) == [late]
    assert found(community, **about, happened=Between(None, end)) == []


def around(community: Living, position: int) -> Related:
    recorded = community.ask(audit_fact, position)
    assert recorded is not None
    return community.ask(related_facts, recorded)


def test_a_confirmation_is_led_to_by_the_entry(community: Living) -> None:
    first, second = community.saw(backfilled(), backfilled(WANG, service_id="afterwards-2"))
    (word,) = community.saw(confirmed(f"fact-{first}", "backfilled"))
    assert around(community, word) == Related(cause=first, mends=None, mended_by=[], led_to=[])
    assert around(community, first) == Related(cause=None, mends=None, mended_by=[], led_to=[word])
    assert around(community, second) == Related(None, None, [], [])


def test_a_sale_is_mended_by_all_that_came_back(community: Living) -> None:
    sale, other = community.saw(by(SUN, sold()), by(SUN, sold("sale-2")))
    back = community.saw(returned(f"fact-{sale}"), returned(f"fact-{sale}"))
    assert around(community, sale).mended_by == back
    assert [around(community, it).mends for it in back] == [sale, sale]
    assert around(community, other) == Related(None, None, [], [])


def test_of_a_workbooks_many_rows_the_first_hundred_are_told(community: Living) -> None:
    book = WorkbookTakenIn(workbook_id="book-1", kind="roster", sha256="5e" * 32, rows=101)
    (position,) = community.saw(book)
    rows = [enrolled(f"member-{n}", number=n) for n in range(RELATED_MAX + 1)]
    positions = community.saw(*rows, cause=f"fact-{position}")
    assert around(community, position).led_to == positions[:RELATED_MAX]
    assert around(community, positions[-1]).cause == position


def test_a_fact_can_be_caused_by_one_and_mend_another(community: Living) -> None:
    cause, sale, _ = community.saw(RULES, sold(), LI_JOINED)
    (back,) = community.saw(returned(f"fact-{sale}"), cause=f"fact-{cause}")
    assert around(community, back) == Related(cause, sale, [], [])


def test_bytes_that_were_written_long_ago_are_shown_as_they_are(community: Living) -> None:
    (position,) = community.saw(LI_JOINED)
    recorded = community.ask(audit_fact, position)
    assert recorded is not None
    assert msgspec.json.decode(recorded.envelope.data)["volunteer_number"] == "V000001"


def test_the_bytes_of_a_fact_are_those_of_the_log(community: Living) -> None:
    first, second = community.saw(LI_JOINED, WANG_JOINED)
    kept = dict(community.log.after(0, limit=10))
    assert community.ask(audit_bytes, first) == kept[first]
    assert community.ask(audit_bytes, second) == kept[second]
    assert community.ask(audit_bytes, 99) is None


def test_facts_are_found_by_their_ids(community: Living) -> None:
    first, second = community.saw(LI_JOINED, WANG_JOINED)
    found = community.ask(facts_of_ids, [f"fact-{second}", "none"])
    assert {it: recorded.position for it, recorded in found.items()} == {f"fact-{second}": second}
    both = community.ask(facts_of_ids, [f"fact-{first}", f"fact-{second}"])
    assert [it.fact for it in both.values()] == [LI_JOINED, WANG_JOINED]


def test_what_was_mended_late_is_told(community: Living) -> None:
    (sale,) = community.saw(sold())
    community.saw(returned(f"fact-{sale}"), recorded_at=NOW + timedelta(days=3))
    late = NOW + timedelta(days=3, seconds=1)
    (back,) = community.saw(by(SUN, returned(f"fact-{sale}")), recorded_at=late)
    told = LateMend(back, "goods.returned", SUN, late, sale, NOW)
    assert community.ask(late_mends, 3, NOW, 9) == [told]
    assert community.ask(late_mends, 2, NOW, 1) == [told]
    assert len(community.ask(late_mends, 2, NOW, 9)) == 2
    assert community.ask(late_mends, 2, late + timedelta(seconds=1), 9) == []


def test_what_each_person_recorded_is_counted(community: Living) -> None:
    community.saw(by(CHEN, LI_JOINED), by(CHEN, WANG_JOINED), by(ZHOU, RULES), by(HE, sold()))
    types = ["member.enrolled", "rules.adopted"]
    assert community.ask(counts_by_actor, types, NOW) == {
        CHEN: {"member.enrolled": 2, "rules.adopted": 0},
        ZHOU: {"member.enrolled": 0, "rules.adopted": 1},
    }
    assert community.ask(counts_by_actor, types, NOW + timedelta(seconds=1)) == {}


def test_who_recorded_much_on_a_day_of_the_communitys_calendar_is_told(
    community: Living,
) -> None:
    people = [enrolled(f"member-{n}", number=n) for n in range(4)]
    before, after = moment(3, 9, 23, 59), moment(3, 10, 0, 1)
    community.saw(people[0], by(ZHOU, people[1]), RULES, recorded_at=before)
    community.saw(people[2], people[3], recorded_at=after)
    asked = {"type": "member.enrolled", "since": before, "least": 1, "limit": 9}
    told = [
        Burst(CHEN, date(2026, 3, 10), 2),
        Burst(CHEN, date(2026, 3, 9), 1),
        Burst(ZHOU, date(2026, 3, 9), 1),
    ]
    assert community.ask(bursts, ZONE, **asked) == told
    assert community.ask(bursts, ZONE, **asked | {"least": 2}) == told[:1]
    assert community.ask(bursts, ZONE, **asked | {"limit": 2}) == told[:2]
    assert community.ask(bursts, ZONE, **asked | {"since": after}) == told[:1]


def test_the_few_facts_are_found_in_which_a_thing_a_type_and_a_person_meet(
    community: Living,
) -> None:
    (first,) = community.saw(by(ZHOU, confirmed("a", "attested")))
    for number in range(9):
        community.saw(by(CHEN, confirmed(f"b{number}", "attested")))
        community.saw(by(ZHOU, confirmed(f"c{number}", "attested", member_id=WANG)))
        community.saw(by(ZHOU, backfilled(service_id=f"d{number}")))
    (last,) = community.saw(by(ZHOU, confirmed("e", "attested")))
    wanted = {"about": [member_tag(LI)], "type": "service.confirmed", "actor": ZHOU}
    assert found(community, **wanted) == [last, first]
    assert found(community, **wanted, limit=1) == [last]
    assert found(community, **wanted, before=last) == [first]
    both = wanted | {"about": [member_tag(LI), member_tag(WANG), service_tag("e")]}
    assert len(found(community, **both)) == 11
    assert found(community, **wanted | {"actor": HE}) == []


def test_a_clock_that_was_set_back_hides_nothing(community: Living) -> None:
    days = [moment(3, 1, 12), moment(3, 9, 12), moment(3, 2, 12), moment(3, 9, 13)]
    first, ahead, back, again = (
        community.saw(confirmed(f"{number}", "attested"), recorded_at=day)[0]
        for number, day in enumerate(days)
    )
    assert found(community, recorded=Between(moment(3, 9, 0))) == [again, ahead]
    assert found(community, recorded=Between(None, moment(3, 3, 0))) == [back, first]
    assert found(community, recorded=Between(moment(3, 2, 0), moment(3, 3, 0))) == [back]
    assert found(community, about=[member_tag(LI)], recorded=Between(moment(3, 10, 0))) == []
    assert found(community, about=[member_tag(LI)], recorded=Between(None, moment(2, 1, 0))) == []


def test_what_the_trail_has_not_taken_in_yet_is_not_in_it(community: Living) -> None:
    (known,) = community.saw(confirmed("a", "attested"))
    community.write(confirmed("b", "attested"))
    assert found(community, about=[member_tag(LI)]) == [known]
    assert found(community) == [known]
    community.runner.catch_up()
