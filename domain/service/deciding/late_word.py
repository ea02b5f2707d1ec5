"""Late words: what hours that were unattested earn when the other side speaks at last."""

from domain.ledger.decision import View
from domain.people.membership import Member
from domain.people.tags import member_tag
from domain.rules.rules import RuleBook
from domain.rules.tags import RULES
from domain.service.counting.earnings import earnings
from domain.service.paid_help import LateEarning
from domain.service.service import Service
from domain.service.service_record import ServiceRecord


def late_earning(view: View, service: Service, helper_id: str) -> LateEarning | None:
    """What a service earns at last, if it was for the other side's word that it did not.

    By the rules of its own day, within the cap of that day, and once. Nothing for who has left.
    """
    earned = service.earned
    if earned is None or service.status != "confirmed" or earned.service_class != "unattested":
        return None
    if view(Member, member_tag(helper_id)).left:
        return None
    rules = view(RuleBook, RULES).on(earned.day)
    record = view(ServiceRecord, member_tag(helper_id))
    cut = record.cut_short_on(earned.day).get(service.id)
    if cut is None or cut.earns(rules.terms) or "attested" not in rules.terms.earning_classes:
        return None
    brought = earnings(earned.minutes, earned.day, record.credited_on(earned.day), rules)
    return LateEarning(
        member_id=helper_id,
        day=earned.day,
        credited_minutes=brought["credited_minutes"],
        credit=brought["credit"],
        points=brought["points"],
        rule_version=rules.version,
    )
