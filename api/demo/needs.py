"""What people of the demo community ask for: help and small wishes, each as far as it has come."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple

from api.serving.composition import Community
from domain.ledger.decision import Decision
from domain.ledger.fact import Fact
from domain.needs.asking import MakeRequest
from domain.needs.claims import ClaimRequest
from domain.needs.contest import ContestHelp, SettleHelp
from domain.needs.fulfilment import FulfilRequest, RequestServed, ServeRequest
from domain.needs.giving_back import GiveBackRequest
from domain.needs.requests import PaidBy, PublishRequest, RequestMade
from domain.needs.withdrawal import DeclineRequest, WithdrawRequest
from domain.needs.word import ConfirmHelp
from domain.service.service import ConfirmService
from domain.service.transfer import TransferCredit

Act = Callable[[str, Decision, str, datetime | None], Awaitable[Fact | None]]

REQUESTS: Final = 130
GIVERS: Final = 10
GIVEN_MINUTES: Final = 420
"""So many volunteers give so much of their credit to the pool."""
POOL_AGE_YEARS: Final = 80


class Asked(NamedTuple):
    """Something that is needed: in the words of who asks, and as everybody reads it."""

    need: str
    text: str
    public: str
    minutes: int


HELP: Final = (
    Asked("陪诊", "我腿脚不便，想请人陪我去医院复查。", "一位老人需要人陪同去医院复查。", 120),
    Asked("代购", "下雪天不敢出门，请人帮我买米买菜。", "一位老人需要人代买米和菜。", 60),
    Asked("家电维修", "家里的灯不亮了，自己不敢爬高。", "一户人家的灯需要检修。", 60),
    Asked("陪聊", "孩子在外地，想有人来坐坐，说说话。", "一位老人希望有人上门陪聊。", 90),
    Asked("理发", "行动不便，想请人上门理发。", "一位行动不便的居民需要上门理发。", 60),
    Asked("保洁", "窗户够不着，想请人帮忙擦一擦。", "一位老人需要人帮忙擦窗户。", 120),
    Asked("教用手机", "想学会用手机挂号。", "一位老人想学用手机挂号。", 60),
)
WISHES: Final = (
    Asked("书本", "想要一套课外书。", "一名小学生想要一套课外书。", 0),
    Asked("取暖器", "屋里冷，想要一台小取暖器。", "一位老人想要一台小取暖器。", 0),
    Asked("棉被", "想要一床厚棉被。", "一户人家想要一床厚棉被。", 0),
)
ENDS: Final = (
    *("confirmed",) * 8,
    *("up",) * 5,
    *("claimed",) * 3,
    *("overdue", "made", "made", "fulfilled", "fulfilled", "recognised"),
    *("contested", "settled", "given_back", "withdrawn", "declined"),
)
"""How far each has come, again and again."""


@dataclass(frozen=True)
class Neighbours:
    """Who asks and who helps, by their ids, and the two at the desk."""

    askers: tuple[str, ...]
    helpers: tuple[str, ...]
    coordinator: str
    second: str
    supervisor: str


class Needs:
    """The requests, each step under a key of its own."""

    def __init__(self, community: Community, people: Neighbours, act: Act) -> None:
        self._community = community
        self._people = people
        self._act = act
        self._today = datetime.now(community.zone).date()

    async def go_on(self) -> None:
        """Some give credit to the pool; then everything is asked for, and comes as far as it does.

        The first asked is the one asked longest ago.
        """
        people = self._people
        for number, giver in enumerate(people.helpers[:GIVERS]):
            gift = TransferCredit(giver_id=giver, amount=GIVEN_MINUTES)
            await self._act(f"to the pool {number}", gift, people.coordinator, None)
        known = await self._community.vault.people(people.askers)
        for number in range(REQUESTS):
            asker = people.askers[number % len(people.askers)]
            person = known.get(asker)
            born = person.birth_date if person else None
            await self._request(number, asker, born)

    def _at(self, days_ago: int, hour: int) -> datetime:
        day = self._today - timedelta(days=days_ago)
        return datetime.combine(day, time(hour), self._community.zone)

    async def _request(self, number: int, asker: str, born: date | None) -> None:
        """One request, from the asking to where it stands."""
        end = ENDS[number % len(ENDS)]
        is_wish = number % 6 == 5
        said = WISHES[number % len(WISHES)] if is_wish else HELP[number % len(HELP)]
        days_ago = 3 + (REQUESTS - number) // 3 if end in {"confirmed", "settled"} else 20
        texts = await self._community.vault.keep_texts([said.text, said.public])
        age = (self._today - born).days // 365 if born else None
        make = MakeRequest(
            kind="wish" if is_wish else "service",
            need=said.need,
            terms="free" if is_wish else self._terms(asker, age),
            wish_text=texts[said.text],
            for_id=asker,
            minutes_wanted=said.minutes,
            value_fen_max=20_000 if is_wish else None,
            age_years=age,
        )
        key, people = f"need {number}", self._people
        made = await self._act(key, make, people.coordinator, self._at(days_ago, 9))
        if not isinstance(made, RequestMade) or end == "made":
            return
        if end == "declined":
            decline = DeclineRequest(need_id=made.need_id, reason_text=texts[said.public])
            await self._act(f"{key} no", decline, people.second, None)
            return
        publish = PublishRequest(
            need_id=made.need_id,
            public_text=texts[said.public],
            open_until=self._today + timedelta(days=30),
        )
        await self._act(f"{key} up", publish, people.second, self._at(days_ago, 15))
        if end == "withdrawn":
            withdraw = WithdrawRequest(need_id=made.need_id, by_office=True)
            await self._act(f"{key} back", withdraw, people.coordinator, None)
        elif end != "up":
            await self._taken_on(key, number, made, end, days_ago - 1)

    def _terms(self, asker: str, age: int | None) -> PaidBy:
        """Who helps others pays with time; for the oldest the pool does."""
        if asker in self._people.helpers:
            return "credit"
        return "pool" if (age or 0) > POOL_AGE_YEARS else "free"

    async def _taken_on(
        self, key: str, number: int, made: RequestMade, end: str, days_ago: int
    ) -> None:
        """Somebody helps, or says that they cannot."""
        helper = self._people.helpers[number * 7 % len(self._people.helpers)]
        late = self._today - timedelta(days=2)
        due_on = late if end == "overdue" else self._today + timedelta(days=5)
        claim = ClaimRequest(need_id=made.need_id, helper_id=helper, due_on=due_on)
        await self._act(f"{key} claim", claim, helper, self._at(days_ago, 18))
        if end == "given_back":
            back = GiveBackRequest(need_id=made.need_id)
            await self._act(f"{key} given back", back, helper, None)
        elif end not in {"claimed", "overdue"}:
            await self._helped(key, made, helper, end, days_ago - 1)

    async def _helped(
        self, key: str, made: RequestMade, helper: str, end: str, days_ago: int
    ) -> None:
        """Help was given; its hours are recognised, and whoever asked says so, or otherwise."""
        people = self._people
        if made.kind == "wish":
            text = await self._community.vault.keep_text("已送到服务台，由工作人员转交。")
            grant = FulfilRequest(need_id=made.need_id, note_text=text)
            await self._act(f"{key} done", grant, helper, self._at(days_ago, 17))
        else:
            starts_at = self._at(days_ago, 14)
            ends_at = starts_at + timedelta(minutes=made.minutes_wanted)
            serve = ServeRequest(need_id=made.need_id, starts_at=starts_at, ends_at=ends_at)
            served = await self._act(f"{key} done", serve, helper, ends_at)
            if isinstance(served, RequestServed) and end in {"confirmed", "settled", "recognised"}:
                yes = ConfirmService(service_id=served.service_id)
                await self._act(f"{key} hours", yes, people.second, None)
        if end in {"contested", "settled"}:
            text = await self._community.vault.keep_text("说好两小时，只来了一会儿。")
            contest = ContestHelp(need_id=made.need_id, reason_text=text or "", by_office=True)
            await self._act(f"{key} contest", contest, people.coordinator, None)
        if end == "settled":
            half = SettleHelp(need_id=made.need_id, minutes=made.minutes_wanted // 2)
            await self._act(f"{key} half", half, people.supervisor, None)
        if end == "confirmed":
            word = ConfirmHelp(
                need_id=made.need_id, how="phone_call", satisfaction=5, by_office=True
            )
            await self._act(f"{key} word", word, people.coordinator, None)
