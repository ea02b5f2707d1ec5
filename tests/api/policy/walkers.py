"""Who walks every route: somebody of each role, and something of everything that is theirs."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final
from uuid import uuid4

from api.openness.notice_rows import NewNotice
from api.pages.desk.office.uploads import Uploads
from api.pages.visitor import COOKIE, csrf_of
from api.serving.codes import activity_code, certificate_number
from domain.openness.notice_draft import Drafts
from domain.people.card import IssueCard
from domain.people.roles import WithdrawRole
from domain.service.certificate import IssueCertificate
from domain.shop.redemption import RedeemPoints
from domain.shop.sale import Pieces
from domain.shop.shift import OpenShift
from domain.ties.objection import RaiseObjection
from tests.api.answers import created_by, found, list_item, number_of, settle
from tests.api.every_post import (
    EVERY_POST,
    Post,
    building,
    calls_body,
    month_sheet,
    node_called,
    objected_notice,
    proposed_rules,
    proposed_terms,
    published,
    request_up,
    service_of,
    taken_on,
    team_of,
    waiting_terms,
)
from tests.clock import at, today
from tests.office import Office
from tests.pages.desk.test_importing import GOOD, workbook
from tests.pages.people import join

ROLES: Final = ("volunteer", "cashier", "coordinator", "supervisor", "admin")
WALKERS: Final = ("nobody", "no role", *ROLES)

Places = dict[str, str]
"""The ids of somebody's things, by what a route calls them."""

GUIDE: Final = {
    "book": "notice",
    "about": "volunteers",
    "whose": "cashier",
    "language": "zh",
    "shown": "code.webp",
}
"""What of the guide is asked for."""


def roles_of(walker: str) -> frozenset[str] | None:
    """In which roles a walker acts; nobody in none, for they are not signed in."""
    if walker == "nobody":
        return None
    return frozenset({walker}) & frozenset(ROLES)


@dataclass
class Walk:
    """An office with its walkers, each with things of their own, and things of somebody else."""

    office: Office
    members: dict[str, str] = field(default_factory=dict)
    own: dict[str, Places] = field(default_factory=dict)
    anothers: Places = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)

    def places(self, walker: str, *, own: bool) -> Places:
        """The places that a request names, about one's own things or another's."""
        places = self.own[walker] if own else self.anothers
        code = activity_code(self.office.community.vault, places["activity_id"], today())
        fresh = {"code_of_day": code, "sale_id": uuid4().hex, "digest": "0" * 64}
        return places | fresh | GUIDE

    def post(self, path: str) -> Post:
        """A good request for a route of the interface, made once."""
        if path not in self.posts:
            self.posts[path] = EVERY_POST[path](self.office)
        return self.posts[path]

    def signed_in_anew(self, walker: str) -> None:
        """Forget a walker's session, which they may just have ended."""
        self.office._tokens.pop(self.members[walker], None)

    def send(self, walker: str, method: str, path: str, **options: Any) -> Any:
        """A request in a walker's name, with the proof that their pages carry."""
        headers = {"Idempotency-Key": uuid4().hex} | options.pop("headers", {})
        if walker != "nobody":
            token = self.office.token(self.members[walker])
            headers |= {"Authorization": f"Bearer {token}", "Cookie": f"{COOKIE}={token}"}
            headers["X-CSRF"] = csrf_of(token)
        answer = self.office.client.request(
            method, path, headers=headers, follow_redirects=False, **options
        )
        self.office.client.cookies.clear()
        return answer


def set_out(office: Office) -> Walk:
    """Somebody of each role, each with something of everything; and somebody else."""
    walk = Walk(office)
    shared = everybodys(office)
    for walker in WALKERS[1:]:
        role = walker if walker in ROLES else "volunteer"
        walk.members[walker] = join(office, role=role)
        if walker == "no role":
            office.record(WithdrawRole(member_id=walk.members[walker], role="volunteer"))
        walk.own[walker] = shared | things_of(office, walk.members[walker], shared)
    walk.own["nobody"] = shared | things_of(office, join(office), shared)
    walk.anothers = shared | things_of(office, join(office, "王建国"), shared)
    settle(office)
    return walk


def everybodys(office: Office) -> Places:
    """What is nobody's own, or is of no account."""
    activity_id = published(office).rpartition("/")[2]
    item_id = list_item(office, 1)
    goods = {"goods": [{"item_id": item_id, "quantity": 99}]}
    opening = OpenShift(till=uuid4().hex[:6].upper(), cashier_id="cashier2")
    given = created_by(office, "/api/donations", "coordinator2", goods)
    seen = {"lines": [{"item_id": item_id, "counted": 99, "reason": "月末盘点"}]}
    notice, against_id = objected_notice(office)
    settle(office)
    return {
        "notice_id": (notice_id := notice.rpartition("/")[2]),
        "notice_number": str(found(office, f"/api/notices/{notice_id}")["number"]),
        "against_id": against_id,
        "draft_id": _draft(office),
        "activity_id": activity_id,
        "item_id": item_id,
        "donation_id": given["donation_id"],
        "receipt_number": given["receipt_number"],
        "count_id": created_by(office, "/api/stock-counts", "cashier2", seen)["count_id"],
        "node_id": building(office),
        "node": node_called(office),
        "sheet_id": month_sheet(office),
        "lot_id": f"{given['donation_id']}-1",
        "till_shift": office.record(opening, "cashier2").fact.shift_id,
        "file": _file(office),
        "rules_id": proposed_rules(office).rpartition("/")[2],
        "open_id": request_up(office).rpartition("/")[2],
        "status": "made",
        "terms_id": proposed_terms(office).rpartition("/")[2],
        "waiting_terms_id": waiting_terms(office),
        "position": "1",
        "code": "busy",
        "kind": "roster",
        "role": "cashier",
    }


def _draft(office: Office) -> str:
    """What a coordinator wrote, for somebody else to post."""
    body = NewNotice(
        kind="rules", opens_on=today(), last_day=today() + timedelta(days=9), wording="新规则"
    )
    draft_id, portal = uuid4().hex, office.client.portal
    assert portal
    drafts = Drafts(office.community.reader)
    portal.call(drafts.keep, draft_id, "coordinator2", body.model_dump_json())
    return draft_id


def _file(office: Office) -> str:
    """A roster that a coordinator brought, and that waits for somebody."""
    uploads = Uploads(office.settings.data, office.community.vault)
    return uploads.keep("coordinator2", "roster", "花名册.xlsx", workbook("roster", [GOOD]))


def things_of(office: Office, member_id: str, shared: Places, **said: str) -> Places:
    """One of each kind of thing that can be somebody's; others who are in them live as is said."""
    office.has_served(member_id, 8)
    vault = office.community.vault
    promise = {
        "volunteer_id": member_id,
        "assisted_id": join(office, "赵大爷", **said),
        "cause": "illness",
        "visit_every_days": 7,
        "starts_on": today().isoformat(),
    }
    paired = created_by(office, "/api/pairings", "coordinator2", promise)
    selling = RedeemPoints(
        member_id=member_id,
        lines=(Pieces(shared["item_id"], 1),),
        served_by="cashier2",
        shift_id=shared["till_shift"],
    )
    receipt = office.record(selling, "cashier2")
    sold = receipt.fact
    objecting = RaiseObjection(
        member_id=member_id,
        line_id=sold.redemption_id,
        recorded_by_ids=("cashier2",),
        wording_text=office.community.vault.text_id("时长不对"),
    )
    objection = office.record(objecting, member_id).fact
    helping = {"by": promise["assisted_id"], "scope": ["see"], "until": today(90).isoformat()}
    home = {"members": [member_id], "head": member_id}
    household = created_by(office, "/api/households", "coordinator2", home)
    asked = created_by(office, f"/api/members/{member_id}/proxies", "coordinator2", helping)
    visits = f"/api/pairings/{paired['pairing_id']}/visits"
    came = {"starts_at": at(9, days_ago=20), "ends_at": at(10, days_ago=20)}
    visited = created_by(office, visits, "coordinator2", came)
    acting = _acts_for(office, str(promise["assisted_id"]), member_id)
    calling = calls_body(str(promise["assisted_id"]), member_id)
    called = created_by(office, "/api/calls", "coordinator2", calling)
    opening = OpenShift(till=uuid4().hex[:6].upper(), cashier_id=member_id)
    shift = office.record(opening, member_id).fact
    card = office.record(IssueCard(member_id=member_id)).fact
    certifying = IssueCertificate(member_id=member_id, first_day=date(2026, 1, 1), last_day=today())
    paper = office.record(certifying).fact
    return {
        "team": team_of(office, lead=member_id),
        "lead_id": member_id,
        "member_id": member_id,
        "node_id": building(office, said.get("grid")),
        "request_id": request_up(office, member_id).rpartition("/")[2],
        "taken_id": taken_on(office, member_id).rpartition("/")[2],
        "volunteer_number": number_of(office, member_id),
        "service_id": service_of(office, member_id).rpartition("/")[2],
        "pairing_id": paired["pairing_id"],
        "calls_id": called["calls_id"],
        "assisted_id": str(promise["assisted_id"]),
        "household_id": household["household_id"],
        "proxy_id": asked["proxy_id"],
        "visit_id": visited["service_id"],
        "assisted_number": number_of(office, str(promise["assisted_id"])),
        **acting,
        "relative_id": str(promise["assisted_id"]),
        "redemption_id": sold.redemption_id,
        "line": str(receipt.position),
        "objection_id": objection.objection_id,
        "shift_id": shift.shift_id,
        "card_id": card.card_id,
        "number": certificate_number(vault, paper.certificate_id, paper.number, paper.issued_on),
    }


def _acts_for(office: Office, helped_id: str, helper_id: str) -> Places:
    """Somebody lets another see and do everything for them; and something that they asked for."""
    scope = ["see", "sign_up", "ask", "confirm"]
    body = {"by": helper_id, "scope": scope, "until": today(90).isoformat()}
    agreed = created_by(office, f"/api/members/{helped_id}/proxies", helped_id, body)
    return {
        "helping_id": agreed["proxy_id"],
        "helped_request_id": request_up(office, helped_id).rpartition("/")[2],
    }
