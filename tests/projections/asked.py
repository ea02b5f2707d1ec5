"""Every question that projections answer, asked of days on which everything happened."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final

from domain.needs.need_terms import NeedTerms
from domain.people.network.homes import Span
from domain.people.tags import member_tag
from domain.rules.accounts import CNY, CREDIT, POINTS
from domain.shop.barcode import own_code
from domain.shop.tags import item_tag
from projections.ledger import audit_trail as audit
from projections.ledger.reader import Reader
from projections.needs import call_board as calls
from projections.needs import matching
from projections.needs import request_clocks as clocks
from projections.needs import requests_board as board
from projections.needs.calls_kept import Within, call_turns
from projections.office import community as figures
from projections.office import merges, months, turnover
from projections.openness import notices
from projections.people import (
    balances,
    cards,
    members,
    nodes,
    objections,
    sealed_readings,
    statements,
    team_leads,
)
from projections.people.statements import LAST
from projections.rules.rule_versions import proposed_rules, rule_versions
from projections.rules.term_versions import proposed_terms, term_versions, terms_in_force
from projections.service import (
    activities,
    attestations,
    certificates,
    denials,
    odd_ties,
    pairing_board,
    rankings,
    services,
)
from projections.shop import donation_trail as gifts
from projections.shop import item_pictures, shifts, stock, taken_home
from projections.shop import lot_movements as lots
from projections.shop import offline_disputes as disputes
from projections.shop import stock_counts as counts
from projections.ties import households, kin, leavings, proxies, register, standings
from tests.controls import CARE, CHEN, CLEANING, GREEN, HE, LI, OIL, RICE, SUN, WANG, ZONE
from tests.projections.years import FIRST_DAY

Ask = Callable[[Reader, date], Awaitable[Any]]

LIMIT: Final = 20
DAY: Final = timedelta(days=1)
MONTH: Final = timedelta(days=30)


def asks() -> Iterator[Ask]:
    """Every question, as somebody asks it who has seen it all."""
    page = {"before": LAST, "limit": LIMIT}
    busy, rice = [member_tag(LI)], [item_tag(RICE)]
    about, until = page | {"about": busy}, audit.Between(None, at(FIRST_DAY + DAY))
    yield lambda it, _: audit.audit_page(it, **page)
    yield lambda it, _: audit.audit_page(it, about=busy, **page)
    yield lambda it, _: audit.audit_page(it, about=busy, type="points.redeemed", **page)
    yield lambda it, _: audit.audit_page(it, about=busy, type="item.listed", **page)
    yield lambda it, _: audit.audit_page(it, about=rice, type="item.listed", actor=CHEN, **page)
    yield lambda it, _: audit.audit_page(it, about=rice, actor=HE, **page)
    yield lambda it, day: audit.audit_page(it, recorded=audit.Between(at(day)), **about)
    yield lambda it, _: audit.audit_page(it, recorded=until, **about)
    yield lambda it, day: audit.audit_page(it, happened=audit.Between(at(day)), **about)
    yield lambda it, _: audit.audit_page(it, happened=until, **about)
    yield lambda it, _: audit.audit_fact(it, 100)
    yield lambda it, _: audit.facts_of_actor(it, CHEN, ["item.listed"])
    yield lambda it, _: audit.facts_between(it, 90, 100)
    yield lambda it, day: audit.facts_happened(it, at(day), at(day + DAY))
    yield lambda it, day: audit.position_before(it, at(day))
    yield audit_relations
    yield lambda it, day: audit.late_mends(it, 3, at(day), LIMIT)
    yield lambda it, day: audit.counts_by_actor(it, ["points.redeemed"], at(day))
    yield lambda it, day: audit.bursts(
        it, ZONE, type="points.redeemed", least=1, since=at(day), limit=LIMIT
    )
    yield lambda it, _: figures.community_figures(it)
    yield lambda it, day: months.months(it, day.replace(day=1), day)
    yield lambda it, day: months.programmes(it, day.replace(day=1), day)
    yield lambda it, day: months.redeemed_items(it, day.replace(day=1), day)
    yield lambda it, day: turnover.moved_before(it, "happened", at(day))
    yield lambda it, day: turnover.moved_before(it, "recorded", at(day))
    yield from of_balances()
    yield from of_people()
    yield from of_teams()
    yield from of_objections()
    yield from of_services()
    yield from of_words()
    yield from of_matching()
    yield from of_ties()
    yield from of_odd_ties()
    yield from of_goods()


def at(day: date) -> datetime:
    """A day's midnight."""
    return datetime(day.year, day.month, day.day, tzinfo=ZONE)


async def audit_relations(reader: Reader, _: date) -> None:
    """What belongs to a fact."""
    recorded = await audit.audit_fact(reader, 100)
    assert recorded
    await audit.related_facts(reader, recorded)
    await audit.facts_of_ids(reader, [recorded.envelope.id])


def of_teams() -> Iterator[Ask]:
    """Questions about teams, their leads and what waits for them."""
    yield team_leads.in_teams
    yield team_leads.who_is_in
    yield team_leads.all_teams
    yield lambda it, _: team_leads.one_team(it, CARE)
    yield lambda it, day: team_leads.leads_of(it, CARE, day)
    yield team_leads.all_leads
    yield lambda it, day: team_leads.led_by(it, LI, day)
    yield lambda it, day: matching.offered_to(it, CARE, day, limit=LIMIT)
    yield lambda it, day: attestations.waiting_in_team(it, GREEN, LI, at(day), limit=LIMIT)
    yield lambda it, day: rankings.given_in_team(it, CARE, rankings.read_period(f"{day:%Y-%m}"))


def of_balances() -> Iterator[Ask]:
    """Questions about what is held."""
    yield lambda it, _: balances.member_balance(it, LI)
    yield lambda it, _: balances.trial_balance(it)
    yield lambda it, _: balances.accounts_below_zero(it)
    yield lambda it, _: balances.held_by_members(it, POINTS)
    yield lambda it, _: balances.held_by_kind(it, CREDIT)
    yield lambda it, _: balances.accounts_of_kind(it, "fund", CNY)


def of_people() -> Iterator[Ask]:
    """Questions about members."""
    yield lambda it, _: cards.valid_card(it, 3)
    yield lambda it, _: cards.valid_cards(it)
    yield lambda it, _: cards.cards_of(it, "newcomer-3")
    yield lambda it, _: members.members(it, limit=LIMIT)
    yield lambda it, _: members.members(it, grids=["第3网格"], limit=5)
    yield lambda it, day: members.members(it, team="助老服务队", today=day, limit=5)
    yield lambda it, _: members.members_by_id(it, [LI])
    yield lambda it, _: members.belongings_of(it, LI)
    yield lambda it, _: members.member_of_number(it, "V000004")
    yield lambda it, _: members.roles_of(it, CHEN)
    yield lambda it, _: members.held_roles(it)
    yield lambda it, _: members.proposed_roles(it)
    yield lambda it, _: statements.has_act(it, LI, 9)
    yield lambda it, _: merges.proposed_merges(it, after=0, limit=LIMIT)
    yield lambda it, _: members.volunteer_numbers(it)
    yield members.teams
    yield lambda it, _: members.grids(it)
    yield lambda it, _: members.ids_of_kind(it, "volunteer")
    yield lambda it, _: nodes.nodes(it)
    yield lambda it, _: nodes.network_of(it)
    yield lambda it, _: nodes.node_names(it)
    yield lambda it, day: nodes.names_meant(it, "第3网格", day)
    yield lambda it, day: members.ids_in(it, ["第3网格"], day)
    yield lambda it, _: members.kinds(it)
    yield lambda it, _: members.grids_of(it, [LI])
    yield lambda it, day: members.inhabitants(it, ["第3网格"], day)
    yield lambda it, _: nodes.known_grids(it)
    yield lambda it, _: statements.member_statement(it, LI, "zh", limit=LIMIT)
    yield lambda it, _: statements.member_statement(it, LI, "zh", unit="credit", limit=LIMIT)
    yield lambda it, _: statements.member_acts(it, LI, "zh", limit=LIMIT)
    yield lambda it, _: statements.member_acts(it, LI, "zh", before=200, limit=LIMIT)
    yield lambda it, day: statements.member_acts(
        it, LI, "zh", month=day.replace(day=1), limit=LIMIT
    )
    yield lambda it, _: statements.months_of(it, LI, ZONE.key)
    yield lambda it, day: statements.turnover_by_happening(it, at(day), at(day + DAY))
    yield lambda it, _: statements.turnover_by_position(it, 90, 120)
    yield lambda it, _: kin.kin_of(it, LI)
    yield lambda it, _: kin.heir_of(it, LI)
    yield lambda it, day: proxies.helpers_of(it, LI, day)
    yield lambda it, day: proxies.helped_by(it, LI, day)
    yield lambda it, _: proxies.one_helper(it, "proxy-1")
    yield lambda it, _: rule_versions(it)
    yield lambda it, _: proposed_rules(it)
    yield lambda it, _: term_versions(it)
    yield lambda it, _: proposed_terms(it)


def of_objections() -> Iterator[Ask]:
    """Questions about what hangs, and what somebody objects to."""
    yield lambda it, _: objections.open_objections(it, limit=LIMIT)
    yield lambda it, _: sealed_readings.sealed_readings(it, limit=LIMIT)
    yield lambda it, _: sealed_readings.sealed_readings_of(it, LI, limit=LIMIT)
    yield lambda it, _: objections.objections_of(it, LI, limit=LIMIT)
    yield lambda it, _: objections.one_objection(it, "objection-1")
    yield lambda it, day: notices.notices(it, day, ZONE, limit=LIMIT)
    yield lambda it, day: notices.notices(it, day, ZONE, running=True, limit=LIMIT)
    yield lambda it, day: notices.one_notice(it, day, ZONE, number=1)
    yield lambda it, day: notices.one_notice(it, day, ZONE, notice_id="notice-1")
    yield lambda it, _: notices.subjects_of(it, "notice-1")
    yield lambda it, _: notices.objections_to(it, "notice-1", limit=LIMIT)
    yield lambda it, _: notices.due_objections(it, limit=LIMIT)
    yield notices.waiting_objections
    yield notices.running_notices
    yield lambda it, day: notices.notices(it, day, ZONE, among=[LI], limit=LIMIT)
    yield lambda it, _: notices.due_objections(it, among=[LI], limit=LIMIT)
    yield lambda it, day: notices.waiting_objections(it, day, [LI])
    yield lambda it, _: notices.people_on(it, number=1)
    yield lambda it, _: notices.people_about(it, [f"item:{RICE}", "pool:welfare"])
    yield lambda it, _: notices.is_worded_elsewhere(it, "wording-1", but="notice-2")
    yield lambda it, _: notices.concerning(it, LI, ["notice-1"])
    yield lambda it, _: notices.put_up_before(it, "honour", [member_tag(LI)])


def of_matching() -> Iterator[Ask]:
    """Questions about who could help, and who is called on."""
    yield lambda it, day: matching.candidates(
        it, "need-1", matching.Lately(day, at(day), at(day), 5)
    )
    yield lambda it, day: matching.fitting(it, matching.Volunteer(LI), day, limit=LIMIT)
    yield lambda it, day: matching.fitting(
        it, matching.Volunteer(LI), day, matching.Narrowed(after=1), limit=LIMIT
    )
    yield lambda it, _: matching.questions_about(it, "need-1")
    yield lambda it, _: clocks.running_clocks(it, ["need-1"])
    bound = dict.fromkeys(clocks.STAGES, clocks.Limits((date.min,), (3,)))
    yield lambda it, day: clocks.clock_months(it, bound, at(day), day, zone=ZONE)
    yield lambda it, day: matching.skills_wanted(it, at(day), day, limit=LIMIT)
    yield lambda it, day: terms_in_force(it, "needs", NeedTerms, day)
    yield lambda it, day: calls.call_board(it, day, ZONE, calls.SoughtCalls(), limit=LIMIT)
    yield lambda it, _: calls.call_days(it, "calls-1", limit=LIMIT)
    yield lambda it, day: call_turns(it, day, ZONE, Within(day, day), limit=LIMIT)


def of_words() -> Iterator[Ask]:
    """Questions about what the other side says."""
    yield lambda it, day: attestations.waiting_for(it, "qian-daye.3", at(day), limit=LIMIT)
    yield lambda it, day: attestations.unsaid_of(it, LI, at(day), limit=LIMIT)
    yield lambda it, _: attestations.one_service(it, "visit-1.3")
    yield lambda it, _: attestations.words_on(it, ["visit-1.3"])
    yield lambda it, day: attestations.own_average(it, LI, at(day))
    yield lambda it, day: attestations.by_programme(it, at(day), limit=LIMIT)
    yield lambda it, day: attestations.by_team(it, at(day), limit=LIMIT)
    yield lambda it, day: attestations.always_five(it, at(day), least=1, limit=LIMIT)
    yield lambda it, day: attestations.often_heard(it, at(day), least=1, limit=LIMIT)
    yield lambda it, _: denials.denied_hours(it, "open", limit=LIMIT)
    yield lambda it, _: denials.denied_hours(it, "revoked", limit=LIMIT)
    yield lambda it, _: denials.denied_hours(it, "dismissed", limit=LIMIT)


def of_services() -> Iterator[Ask]:
    """Questions about what people do for others."""
    page = {"before": LAST, "limit": LIMIT}
    yield lambda it, _: activities.activities(it, LI, **page)
    yield lambda it, day: activities.activities(it, LI, ending_after=at(day), **page)
    yield lambda it, _: activities.attendees(it, f"{CLEANING}.3")
    yield lambda it, _: activities.plans(it, [f"{CLEANING}.3"])
    yield lambda it, _: activities.still_signed_in(it, limit=LIMIT)
    yield lambda it, day: activities.coming(it, LI, at(day), limit=LIMIT)
    yield lambda it, day: activities.changed_for(it, LI, at(day), limit=LIMIT)
    yield lambda it, day: activities.next_of(it, LI, at(day))
    yield lambda it, _: activities.attended(it, LI, limit=LIMIT)
    yield lambda it, _: certificates.certificate_of_number(it, 3)
    yield lambda it, _: certificates.certificates_of(it, LI, limit=LIMIT)
    yield lambda it, day: pairing_board.pairing_board(it, day, ZONE, limit=LIMIT)
    yield lambda it, day: pairing_board.pairing_board(it, day, ZONE, overdue=True, limit=LIMIT)
    yield lambda it, day: pairing_board.pairings_of(it, day, ZONE, LI)
    yield lambda it, _: board.requests_board(it, board.Sought(for_id=WANG), limit=LIMIT)
    yield lambda it, _: board.requests_board(it, board.Sought(helper_id=LI), limit=LIMIT)
    yield lambda it, day: board.requests_board(it, board.Sought(open_on=day), limit=LIMIT)
    yield lambda it, _: board.not_met(it)
    yield lambda it, _: board.one_request(it, "need-1")
    yield lambda it, day: board.helped_again(it, at(day), limit=LIMIT)
    yield lambda it, _: board.served_for(it, [1, 2])
    yield lambda it, _: board.requests_by_status(it)
    yield lambda it, day: rankings.ranking(
        it, "member", "points", rankings.read_period(f"{day:%Y-%m}"), limit=LIMIT
    )
    yield lambda it, _: rankings.last_months(it)
    homes = rankings.Homes([("第3网格", Span(None, None, "grid-3"))], [(LI, Span(None, None, "x"))])
    yield lambda it, day: rankings.given_in_grids(it, rankings.read_period(f"{day:%Y-%m}"), homes)
    yield lambda it, _: services.services(it, **page)
    yield lambda it, _: services.services(it, status="rejected", **page)
    yield lambda it, _: services.services(it, member_id=LI, **page)
    yield lambda it, _: services.services(it, service_id="paper-1.3", **page)
    yield lambda it, _: services.waiting_services(it, limit=LIMIT)
    yield lambda it, day: services.served_by_programme(it, LI, at(day), at(day))
    yield lambda it, day: services.confirmed_between(it, at(day), at(day + DAY))
    yield lambda it, _: services.programmes(it)
    yield lambda it, day: services.long_services(it, 100, at(day), LIMIT)
    yield lambda it, _: services.unaudited_services(it, LIMIT)
    yield lambda it, _: services.revoked_beside_cut_short(it, LIMIT)
    yield lambda it, day: services.frequent_typists(it, 1, at(day), LIMIT)
    yield lambda it, _: services.backlog(it)


def of_ties() -> Iterator[Ask]:
    """Questions about what people were shown to be."""
    soon = 120 * DAY
    yield lambda it, _: standings.standings_of(it, LI, limit=LIMIT)
    yield lambda it, day: standings.papers_of(it, [LI], ["training:急救"], day)
    yield lambda it, _: standings.papers_said(it, [LI], ["training:急救"])
    yield lambda it, day: standings.holders(it, "training:急救", day, limit=LIMIT)
    yield lambda it, day: standings.ending(it, day, day + soon, confidential=True, limit=LIMIT)
    yield lambda it, day: standings.ending_count(it, day, day + soon, confidential=True)
    yield lambda it, _: standings.kinds_held(it)
    yield lambda it, day: register.residents(it, day, grids=["第二网格"])
    yield lambda it, day: register.everybody_here(it, day, among=[LI])
    yield lambda it, day: register.only_registered(it, ["第二网格"], day)
    yield register.stale_count
    yield register.coverage
    yield lambda it, _: households.households_of(it, [LI])
    yield lambda it, _: households.household(it, "household-1")
    yield lambda it, _: households.households(it, limit=LIMIT)


def of_odd_ties() -> Iterator[Ask]:
    """What supervisors look at twice."""
    yield lambda it, _: leavings.proposed_leavings(it, after=0, limit=LIMIT)
    yield lambda it, day: proxies.helping_many(it, day, least=1, limit=LIMIT)
    yield lambda it, day: odd_ties.given_to_kin(it, LI, at(day - MONTH), at(day))
    yield lambda it, day: odd_ties.rings(it, at(day - MONTH), LIMIT)
    several = {"least": 1, "limit": LIMIT}
    yield lambda it, day: odd_ties.gave_to_many(it, at(day - MONTH), **several)
    yield lambda it, day: odd_ties.had_of_many(it, at(day - MONTH), **several)
    yield lambda it, day: odd_ties.gifts_on_fresh_ties(it, at(day - MONTH), within=DAY, limit=LIMIT)
    yield lambda it, day: odd_ties.recorded_many(it, at(day - MONTH), **several)
    yield lambda it, day: odd_ties.endings(it, at(day - MONTH), LIMIT)
    yield lambda it, day: odd_ties.served_kin(it, at(day - MONTH), LIMIT)


def of_goods() -> Iterator[Ask]:
    """Questions about gifts, goods and tills."""
    page = {"before": LAST, "limit": LIMIT}
    yield lambda it, _: gifts.donation(it, "gift-1.3")
    yield lambda it, _: gifts.donations(it, **page)
    yield lambda it, _: gifts.trails(it, ["gift-1.3"])
    yield lambda it, day: gifts.donation_months(it, ZONE, day.replace(day=1), day)
    yield lambda it, day: gifts.donations_between(it, at(day), at(day + DAY))
    yield gifts.donated_items
    yield lambda it, _: gifts.households_reached(it)
    yield lambda it, _: gifts.donation_of_lot(it, "gift-1.3-1")
    yield lambda it, _: gifts.receipts_of_lots(it, ["gift-1.3-1"])
    yield lambda it, _: gifts.donation_by_receipt(it, "R20260305.3-0001")
    yield lambda it, _: lots.item_lots(it, RICE, **page)
    yield lambda it, _: lots.goods_lot(it, RICE, "gift-1.3-1")
    yield lambda it, _: lots.lot_movements(it, RICE, "gift-1.3-1", after=0, limit=LIMIT)
    yield lambda it, _: disputes.disputes(it, settled=True, **page)
    yield lambda it, _: disputes.disputes(it, settled=False, **page)
    yield lambda it, _: disputes.lines_of(it, ["sale-2.3"])
    yield lambda it, _: disputes.dispute_of(it, "sale-2.3")
    yield lambda it, _: disputes.unsettled(it)
    yield lambda it, _: shifts.shift_of(it, SUN)
    yield lambda it, _: shifts.open_shifts(it)
    yield lambda it, _: shifts.tills(it)
    yield lambda it, _: shifts.shifts_of(it, SUN, LIMIT)
    yield lambda it, _: shifts.report(it, "shift-1.3")
    yield lambda it, _: shifts.receipts_of(it, "shift-1.3", LIMIT)
    yield lambda it, _: shifts.redemption_of_receipt(it, "S1-20260305-F3FA9C2.3")
    yield lambda it, _: shifts.exchanges(it, "sale-2.3")
    yield lambda it, _: lots.booked_at(it, [RICE], LAST)
    yield lambda it, _: item_pictures.photographs_of(it, [RICE, OIL])
    yield stock.shelf
    yield lambda it, day: stock.offered(it, day, limit=LIMIT)
    yield stock.expired
    yield lambda it, day: stock.with_code(it, day, own_code(7), limit=LIMIT)
    yield lambda it, _: counts.stock_counts(it, **page)
    yield lambda it, _: counts.stock_counts(it, status="booked", **page)
    yield lambda it, _: counts.waiting_counts(it)
    yield lambda it, _: counts.lines_of_counts(it, ["count-1.3"])
    yield lambda it, day: counts.large_differences(it, 1, at(day), LIMIT)
    yield lambda it, _: counts.agreeing_since(it)
    yield lambda it, _: stock.item_names(it)
    yield lambda it, _: stock.names_by_day(it)
    yield lambda it, _: stock.changes_of(it, RICE)
    yield lambda it, _: taken_home.taken_home(it, LI, "2026-03")
    yield lambda it, _: taken_home.taken_home_by_all(it, "2026-03")
