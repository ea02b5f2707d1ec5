"""A small history for the ledger: two volunteers, two gifts, what was taken home and came back."""

from dataclasses import dataclass

from tests.api.answers import created_by, enrol, list_item, settle
from tests.office import TEAM, Office


@dataclass(frozen=True)
class Story:
    """The ids of what happened."""

    li: str
    wang: str
    rice: str
    rice_name: str
    oil: str
    gift: str
    receipt: str
    other_gift: str
    redemption: str
    position: int
    other_position: int
    back: int

    @property
    def lot(self) -> str:
        """The rice that came with the gift."""
        return f"{self.gift}-1"


def tell(office: Office) -> Story:
    """Li served 8 hours and took 2 bags of rice of the first gift home, 1 of them came back.

    Wang served 16 hours and took a bag too. The second gift was oil, from nobody known.
    """
    settle(office)
    li = enrol(office, "李桂珍", team=TEAM, grid="第一网格", birth_date="1950-05-01")
    wang = enrol(office, "王建国", grid="第二网格")
    rice, oil = list_item(office, 30), list_item(office, 50)
    donor = {"name": "嘉和商行"}
    goods = {"donor": donor, "goods": [{"item_id": rice, "quantity": 10}], "money_fen": 12_345}
    gift = created_by(office, "/api/donations", "coordinator", goods)
    more = {"goods": [{"item_id": oil, "quantity": 4}]}
    other = created_by(office, "/api/donations", "coordinator", more)
    office.has_served(li, 8, days_ago=10)
    office.has_served(wang, 8, days_ago=10)
    office.has_served(wang, 8, days_ago=11)
    taken = _redeem(office, li, rice, 2)
    other_taken = _redeem(office, wang, rice, 1)
    back = {"lines": [{"item_id": rice, "quantity": 1}], "reason": "包装破损"}
    path = f"/api/redemptions/{taken['redemption_id']}/returns"
    came_back = created_by(office, path, "cashier", back)
    settle(office)
    items = office.get("/api/items", "coordinator", params={"limit": 200}).json()["items"]
    return Story(
        li=li,
        wang=wang,
        rice=rice,
        rice_name=next(it["name"] for it in items if it["item_id"] == rice),
        oil=oil,
        gift=str(gift["donation_id"]),
        receipt=str(gift["receipt_number"]),
        other_gift=str(other["donation_id"]),
        redemption=str(taken["redemption_id"]),
        position=int(str(taken["position"])),
        other_position=int(str(other_taken["position"])),
        back=int(str(came_back["position"])),
    )


def _redeem(office: Office, member_id: str, item_id: str, quantity: int) -> dict[str, object]:
    lines = [{"item_id": item_id, "quantity": quantity}]
    return created_by(
        office, "/api/redemptions", "cashier", {"member_id": member_id, "lines": lines}
    )
