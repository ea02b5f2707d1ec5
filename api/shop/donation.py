"""Donations: receiving them, and telling anybody with the receipt where they went."""

from datetime import date, datetime, timedelta
from typing import Annotated, Final, Self

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field, model_validator

from api.capability import Capability, Place
from api.policy.act import PUBLIC, Act, Gate
from api.serving.access import (
    Caller,
    allowed,
    bearer,
    community_of,
    fresh,
    not_let_in,
    public,
    require_proofs,
    signed_in,
)
from api.serving.composition import Community
from api.serving.fields import Amount, Body, Day, Id, Name, Pieces, Word
from api.serving.paging import Page, PageAfter, PageSize, page, read_cursor
from api.shop.corrected_donation import Correction, corrections_of
from api.shop.donation_workbook import WORKBOOK
from domain.ledger.tag import id_of
from domain.people.tags import member_tag
from domain.shop import donation as model
from domain.shop import receipt_lines
from domain.shop.donation import (
    GENERAL_FUND,
    DonatedGoods,
    DonationReceived,
    ReceiveDonation,
    UnknownDonation,
)
from domain.shop.tags import donor_tag
from projections.people.statements import LAST
from projections.shop.donation_trail import Donation, DonationTrail, donation, donations, trail
from projections.shop.stock import item_names

RECEIVE: Final = Act("donation.receive", "收捐赠", by=("coordinator", "cashier"))
LOOK_AFTER: Final = Act("donation.look_after", "在服务台管理捐赠", by=("coordinator",))
TRACE: Final = Act(
    "donation.trace", "查一笔捐赠的去向", by=("coordinator", "supervisor"), own=PUBLIC
)
"""A donation is the own of whoever knows the number of its receipt."""

router = APIRouter(prefix="/api/donations", tags=["donations"])

LINES_MAX = 200


class Donor(Body):
    """Who gave: a member, or anybody else by their name."""

    name: Name | None = None
    member_id: Id | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.name is None) == (self.member_id is None):
            raise ValueError("name 和 member_id 只填一项。｜needs either a name or a member_id.")
        return self


class NewGoods(Body):
    """A lot of goods; `expires_on` is the first day on which it may not be given out."""

    item_id: Id
    quantity: Pieces
    expires_on: Day | None = None


def with_last_good_day(goods: NewGoods) -> NewGoods:
    """Goods as a form has them, where people type the last good day as it stands on the packet."""
    last = goods.expires_on
    return goods.model_copy(update={"expires_on": last + timedelta(days=1) if last else None})


class NewDonation(Body):
    """Goods, money or both; without a donor it is anonymous."""

    donor: Donor | None = None
    goods: Annotated[tuple[NewGoods, ...], Field(max_length=LINES_MAX)] = ()
    money_fen: Amount | None = None
    purpose: Word | None = None


class Received(BaseModel):
    """The receipt."""

    donation_id: str
    receipt_number: str
    position: int


class GivenLot(BaseModel):
    """A line of a donation in kind."""

    item_id: str
    name: str | None
    quantity: int
    expires_on: date | None


class Gift(BaseModel):
    """What was given, as the fact `said_id` says. The donor's name is for staff only."""

    donation_id: str
    receipt_number: str
    happened_at: datetime
    donor: str | None
    goods: list[GivenLot]
    money_fen: int
    purpose: str
    said_id: str
    corrections: list[Correction]


class LotRow(BaseModel):
    """Where a lot's pieces are; `households` is how many took some home, no one is named.

    Of those on the shelf, `expired` may not be given out any more. `difference` is how many have
    left although they never came, as a correction said.
    """

    lot: str
    item_id: str
    name: str | None
    expires_on: date | None
    received: int
    on_shelf: int
    redeemed: int
    counted_off: int
    households: int
    expired: int
    difference: int


class GiftRow(BaseModel):
    """A donation in a list."""

    donation_id: str
    receipt_number: str
    happened_at: datetime
    donor: str | None
    money_fen: int
    purpose: str


@router.post("", status_code=201)
async def receive(
    body: NewDonation, caller: Annotated[Caller, Depends(allowed(RECEIVE))]
) -> Received:
    """Take a donation in and give a receipt number."""
    return await take_in(caller, body)


async def take_in(
    caller: Caller, body: NewDonation, *, receipt_number: str | None = None
) -> Received:
    """Record what was given, under the number that the office wrote on its receipt, if any."""
    decision = ReceiveDonation(
        donor=await _donor_tag(caller.community, body.donor),
        goods=tuple(DonatedGoods(it.item_id, it.quantity, it.expires_on) for it in body.goods),
        money_fen=body.money_fen,
        purpose=body.purpose or GENERAL_FUND,
        receipt_number=receipt_number,
    )
    receipt, fact = await caller.record(decision, DonationReceived)
    return Received(
        donation_id=fact.donation_id,
        receipt_number=fact.receipt_number,
        position=receipt.position,
    )


async def _donor_tag(community: Community, donor: Donor | None) -> str | None:
    if donor is None:
        return None
    if donor.member_id is None:
        return donor_tag(await community.vault.keep_donor(donor.name or ""))
    return member_tag(donor.member_id)


async def donor_names(community: Community, given: list[Donation]) -> dict[str, str]:
    """The names of those who gave, by their tags; for staff only."""
    tags = {row.donor for row in given if row.donor}
    ids = {it: id_of(it) for it in tags}
    donors = await community.vault.donors(ids.values())
    people = await community.vault.people(ids.values())
    named = donors | {member_id: person.name for member_id, person in people.items()}
    return {it: named[donor_id] for it, donor_id in ids.items() if donor_id in named}


@router.get("", dependencies=[Depends(fresh("donation_trail"))])
async def find(
    caller: Annotated[Caller, Depends(allowed(TRACE, for_others=True))],
    limit: PageSize = 50,
    after: PageAfter = None,
) -> Page[GiftRow]:
    """Donations, the last received first."""
    before = read_cursor(after, LAST)[0]
    found = await donations(caller.community.reader, before=before, limit=limit + 1)
    rows, following = page(found, limit, lambda row: (row.position,))
    names = await donor_names(caller.community, rows)
    items = [GiftRow(**it._asdict() | {"donor": names.get(it.donor or "")}) for it in rows]
    return Page(items=items, next=following)


ReceiptNumber = Annotated[Word | None, Query(description="Lets in who holds the receipt.")]


async def _staff(
    request: Request,
    token: Annotated[str | None, Depends(bearer)],
    receipt_number: ReceiptNumber = None,
) -> bool:
    """Whether staff asks, or somebody who has a receipt number. Raises Problem."""
    session = await signed_in(request, token)
    if session is not None and TRACE.lets(session.roles, own=False):
        require_proofs(request, session, Gate(TRACE))
        return True
    if receipt_number is None:
        raise not_let_in(TRACE, session.roles if session else None)
    return False


Staff = Annotated[bool, Depends(_staff)]


async def _readable(
    request: Request, donation_id: str, staff: Staff, receipt_number: ReceiptNumber = None
) -> Donation:
    """The donation, to staff or who knows its receipt number. Raises Problem, UnknownDonation."""
    community = community_of(request)
    found = await donation(community.reader, donation_id)
    if found is None or (not staff and found.receipt_number != receipt_number):
        raise UnknownDonation
    return found if staff else found._replace(donor=None)


Readable = Annotated[Donation, Depends(_readable)]
ANYBODYS: Final = (Depends(public(TRACE)), Depends(fresh("donation_trail", "audit_trail")))


@router.get("/{donation_id}", dependencies=ANYBODYS)
async def given(request: Request, found: Readable, staff: Staff) -> Gift:
    """What was given."""
    community = community_of(request)
    names = await item_names(community.reader)
    goods = [
        GivenLot(
            item_id=lot.item_id,
            name=names.get(lot.item_id),
            quantity=lot.received,
            expires_on=lot.expires_on,
        )
        for lot in await trail(community.reader, found.donation_id)
        if lot.received
    ]
    return Gift(
        donation_id=found.donation_id,
        receipt_number=found.receipt_number,
        happened_at=found.happened_at,
        donor=(await donor_names(community, [found])).get(found.donor or ""),
        goods=goods,
        money_fen=found.money_fen,
        purpose=found.purpose,
        said_id=found.said_id,
        corrections=await corrections_of(community, found.donation_id, for_staff=staff),
    )


@router.get("/{donation_id}/trail", dependencies=ANYBODYS)
async def where_it_went(request: Request, found: Readable) -> list[LotRow]:
    """Where it went, lot by lot."""
    community = community_of(request)
    reader, today = community.reader, datetime.now(community.zone).date()
    names = await item_names(reader)
    lots = await trail(reader, found.donation_id)
    rows = [it._asdict() | {"expired": it.expired(today)} for it in lots]
    return [LotRow(lot=row.pop("lot_id"), name=names.get(row["item_id"]), **row) for row in rows]


CAPABILITY: Final = Capability(
    name="donation",
    model=(model, receipt_lines),
    projections=(DonationTrail,),
    router=router,
    places=(
        Place(menu="desk", rank=80, path="/desk/donations", words="捐赠"),
        Place(menu="ledger", rank=40, path="/ledger/donations", words="捐赠"),
        Place(menu="till", rank=30, path="/till/donations", words="收货"),
    ),
    workbook=WORKBOOK,
)
