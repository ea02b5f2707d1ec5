"""What goes on in the demo community: the weeks after its workbooks, up to today and beyond.

Everything is decided and recorded as in any office, by two people where two are needed; what lies
in the past is said to have happened then.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple, TypeVar

from api.demo.shop import CATALOGUE, DONORS
from api.serving.composition import Community
from domain.ledger.decision import Decision
from domain.ledger.fact import Fact
from domain.service.activity import SignIn, SignOut, VolunteerSignedOut
from domain.service.places import SignUp
from domain.service.plan import ActivityPublished, PublishActivity
from domain.service.service import BackfillService, ConfirmService
from domain.service.visit import PersonVisited, RecordVisit
from domain.shop.donation import DonatedGoods, ReceiveDonation
from domain.shop.goods_return import ReturnGoods
from domain.shop.offline_sale import AcceptOfflineSale, Allowance
from domain.shop.redemption import PointsRedeemed, RedeemPoints
from domain.shop.sale import Pieces
from domain.shop.shift import CloseShift, OpenShift, ShiftOpened, SpotCounted
from domain.shop.stock_count import Count, CountStock
from domain.shop.tags import donor_tag
from projections.service.pairing_board import pairing_board
from projections.shop.stock import ShelfItem, shelf

F = TypeVar("F", bound=Fact)

Act = Callable[[str, Decision, str, datetime | None], Awaitable[Fact | None]]
"""Records a decision once under a key, in somebody's name, as of a moment; none where refused."""

DONATIONS: Final = 24
DONATION_EVERY_DAYS: Final = 5
OVERDUE_EVERY: Final = 9
"""One pairing in so many has not been visited for longer than was agreed."""
VISITS: Final = 3


class Plan(NamedTuple):
    """An activity: so many days from today, from and to by the clock."""

    days: int
    begins: time
    ends: time
    title: str
    programme: str
    place: str
    team: str


PLANS: Final = (
    Plan(-1, time(9), time(11), "清扫楼道", "大手牵小手", "小区门岗", "环境美化"),
    Plan(0, time(7), time(8, 30), "早高峰文明劝导", "文明畅交通", "小区门岗", "治安联防"),
    Plan(0, time(9), time(11, 30), "陪老人读报", "真情系夕阳", "日间照料中心", "爱心帮扶"),
    Plan(0, time(14, 30), time(17), "便民义诊", "爱心义诊", "便民服务大厅", "医疗卫生"),
    Plan(0, time(19), time(21), "夜间义务巡逻", "文明畅交通", "小区门岗", "治安联防"),
    Plan(1, time(9), time(11), "四点半课堂备课", "学业辅导", "图书阅览室", "就业培训"),
    Plan(2, time(15), time(17), "家电义务维修", "家电维修", "文化广场", "爱心帮扶"),
    Plan(4, time(9, 30), time(11, 30), "冬季健康讲座", "健康讲座", "居民议事室", "医疗卫生"),
    Plan(6, time(14), time(16), "文艺队排练", "七彩雷锋日", "文化广场", "文体宣传"),
)


@dataclass(frozen=True)
class People:
    """Who acts, by their ids; `volunteers` are those with the most points, the most first."""

    cashier: str
    coordinator: str
    second: str
    volunteers: tuple[str, ...]


class Life:
    """The acts, each under a key of its own, so that they are taken up where they stopped."""

    def __init__(
        self, community: Community, people: People, act: Act, catch_up: Callable[[], object]
    ) -> None:
        self._community = community
        self._people = people
        self._act = act
        self._catch_up = catch_up
        self._today = datetime.now(community.zone).date()

    async def goes_on(self) -> None:
        """All of it, in the order of what needs what."""
        await self._donations()
        await self._visits()
        for number, plan in enumerate(PLANS):
            await self._activity(number, plan)
        await self._backfill()
        await self._day_at_the_till()
        await self._count()

    def _at(self, days: int, clock: time) -> datetime:
        day = self._today + timedelta(days=days)
        return datetime.combine(day, clock, self._community.zone)

    async def _record(
        self, kind: type[F], key: str, decision: Decision, actor: str, at: datetime | None = None
    ) -> F | None:
        fact = await self._act(key, decision, actor, at)
        return fact if isinstance(fact, kind) else None

    async def _shelf(self) -> list[ShelfItem]:
        self._catch_up()
        return await shelf(self._community.reader, self._today)

    async def _donations(self) -> None:
        """Gifts every few days, up to yesterday; each fifth of money."""
        goods = {it.name: it for it in await self._shelf()}
        kept = [it for it in CATALOGUE if it.name in goods]
        for number in range(DONATIONS):
            days = 1 + (DONATIONS - 1 - number) * DONATION_EVERY_DAYS
            at, donor = self._at(-days, time(10)), DONORS[number % len(DONORS)]
            giver = donor_tag(await self._community.vault.keep_donor(donor))
            gift = ReceiveDonation(donor=giver, money_fen=50_000 + number * 1_000)
            if number % 5:
                item = kept[number * 3 % len(kept)]
                good = goods[item.name].item_id
                gift = ReceiveDonation(
                    donor=giver, goods=(DonatedGoods(good, 20, _expiry(item.keeps_days, at)),)
                )
            await self._act(f"gift {number}", gift, self._people.cashier, at)

    async def _visits(self) -> None:
        """The last visits of each pairing on its rhythm, but of those that are overdue."""
        zone = self._community.zone
        board = await pairing_board(self._community.reader, self._today, zone, active=True)
        for number, pairing in enumerate(board):
            for back in range(VISITS, 0, -1):
                missed = pairing.visit_every_days + 2 if number % OVERDUE_EVERY == 0 else 0
                days = (back - 1) * pairing.visit_every_days + missed + 1 + number % 5
                starts_at = self._at(-days, time(9 + number % 8))
                if starts_at.date() < pairing.starts_on:
                    continue
                ends_at = starts_at + timedelta(minutes=40)
                visit = RecordVisit(
                    pairing_id=pairing.pairing_id, starts_at=starts_at, ends_at=ends_at
                )
                key = f"visit {number} {back}"
                told = await self._record(PersonVisited, key, visit, pairing.volunteer_id, ends_at)
                if told and (back > 1 or number % 4):  # the others wait for a word
                    confirmed = ConfirmService(service_id=told.service_id)
                    await self._act(f"{key} yes", confirmed, self._people.coordinator, None)

    async def _activity(self, number: int, plan: Plan) -> None:
        """It is published a week ahead; people sign up, and come where it was yesterday."""
        texts = await self._community.vault.keep_texts([plan.title, plan.place])
        published = await self._record(
            ActivityPublished,
            f"activity {number}",
            PublishActivity(
                title_text=texts[plan.title],
                programme=plan.programme,
                place_text=texts[plan.place],
                starts_at=self._at(plan.days, plan.begins),
                ends_at=self._at(plan.days, plan.ends),
                team=plan.team,
                capacity=20,
            ),
            self._people.coordinator,
            self._at(plan.days - 7, time(16)) if plan.days <= 0 else None,
        )
        if published is None:
            return
        came = self._people.volunteers[number * 3 : number * 3 + 8]
        for who in came:
            if plan.days < 0:
                await self._attended(f"activity {number} {who}", published, who, who != came[0])
            else:
                place = SignUp(activity_id=published.activity_id, member_id=who)
                await self._act(f"activity {number} {who}", place, who, None)

    async def _attended(
        self, key: str, plan: ActivityPublished, who: str, is_confirmed: bool
    ) -> None:
        """One coordinator typed in when they came and went, the other one confirms it."""
        coordinator = self._people.coordinator
        came = SignIn(activity_id=plan.activity_id, member_id=who, at=plan.starts_at)
        await self._act(f"{key} in", came, coordinator, plan.starts_at)
        went = SignOut(activity_id=plan.activity_id, member_id=who, at=plan.ends_at)
        out = await self._record(VolunteerSignedOut, f"{key} out", went, coordinator, plan.ends_at)
        if out and is_confirmed:
            confirmed = ConfirmService(service_id=out.service_id)
            await self._act(f"{key} yes", confirmed, self._people.second, None)

    async def _backfill(self) -> None:
        """Something that was written on paper, and waits for a second person."""
        ends_at = self._at(-1, time(16))
        decision = BackfillService(
            member_id=self._people.volunteers[1],
            programme="爱心暖冬日",
            starts_at=ends_at - timedelta(hours=2),
            ends_at=ends_at,
        )
        await self._act("backfill", decision, self._people.coordinator, None)

    async def _day_at_the_till(self) -> None:
        """Yesterday's shift: sales, a return, and one that was made without the network."""
        cashier = self._people.cashier
        opened = await self._record(
            ShiftOpened,
            "shift",
            OpenShift(till="S1", cashier_id=cashier),
            cashier,
            self._at(-1, time(9)),
        )
        if opened is None:
            return
        shift, goods = opened.shift_id, {it.name: it.item_id for it in await self._shelf()}
        for number, names in enumerate((("肥皂", "毛巾"), ("牙膏",), ("笔记本", "肥皂"))):
            sold = await self._record(
                PointsRedeemed,
                f"sale {number}",
                RedeemPoints(
                    member_id=self._people.volunteers[number],
                    lines=tuple(Pieces(goods[name], 1) for name in names),
                    served_by=cashier,
                    shift_id=shift,
                ),
                cashier,
                self._at(-1, time(10 + number, 20)),
            )
            if sold and number == 0:
                back = ReturnGoods(
                    redemption_id=sold.redemption_id,
                    lines=(Pieces(goods["毛巾"], 1),),
                    shift_id=shift,
                )
                await self._act("return", back, cashier, self._at(-1, time(11, 40)))
        await self._without_network(shift, goods["抽纸"])
        seen = tuple(SpotCounted(it.item_id, _pieces(it)) for it in (await self._shelf())[:3])
        closed = CloseShift(shift_id=shift, closed_by=cashier, counts=seen)
        await self._act("shift over", closed, cashier, self._at(-1, time(17)))

    async def _without_network(self, shift_id: str, item_id: str) -> None:
        """More tissues than one person may have in a month: the supervisors have to settle it."""
        who, at = self._people.volunteers[3], self._at(-1, time(15))
        sale = RedeemPoints(
            member_id=who,
            lines=(Pieces(item_id, 3),),
            served_by=self._people.cashier,
            shift_id=shift_id,
            slip="D1",
        )
        allowance = Allowance("demo", who, 300, self._at(-1, time(18)))
        decision = AcceptOfflineSale(sale=sale, allowance=allowance)
        await self._act("without network", decision, self._people.cashier, at)

    async def _count(self) -> None:
        """The shelf was counted yesterday evening, and one bar of soap is missing."""
        seen = (await self._shelf())[:8]
        soap = next(it for it in seen if it.name == "肥皂")
        lines = tuple(Count(it.item_id, _pieces(it) - (it == soap)) for it in seen)
        count = CountStock(lines=lines, counted_by=self._people.coordinator)
        await self._act("count", count, self._people.coordinator, self._at(-1, time(18)))


def _expiry(keeps_days: tuple[int, int] | None, received: datetime) -> date | None:
    return received.date() + timedelta(days=keeps_days[1]) if keeps_days else None


def _pieces(item: ShelfItem) -> int:
    """What stands there, with what may not be given out any more."""
    return item.in_stock + item.expired
