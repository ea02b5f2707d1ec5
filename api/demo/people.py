"""The invented people of the demo community."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from random import Random

from api.workbooks.identity_number import Sex, check_character

VOLUNTEERS = 790
SIXTY_OR_OVER = 426
NEWCOMERS = 20
NEIGHBOURS = 60
PAIRS_OF_NAMESAKES = 13
TEAMS = ("爱心帮扶", "就业培训", "治安联防", "环境美化", "政策宣传", "医疗卫生", "文体宣传")
GRIDS = 6
BUILDINGS_A_GRID = 8

_REGION = "430499"
_PHONE_PREFIX = "1991000"
_SURNAMES = (
    *"王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏",
    *"魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵",
    *"万钱严覃武戴莫孔向汤单解仇朴查",
    *("欧阳", "司马", "上官", "诸葛"),
)
_SURNAME_WEIGHTS = (*(3,) * 20, *(1,) * (len(_SURNAMES) - 20))
_FEMALE = "秀英玉兰凤珍桂芳红霞淑梅丽娟艳琴敏静慧玲雪梓怡欣琪佳涵雨萍香娥云莲"
_MALE = "建国军明华强志伟永勇刚辉海涛磊杰文平浩宇轩俊子洋霖思然家春福德"
_RARE = "䶮𬭎㛃𬍛"
_FOREIGN_TO_HAN = ("热依拉·艾合买提", "阿里木·买买提")
_REMARKS = ("", "", "党员", "退役军人")


@dataclass(frozen=True, slots=True)
class DemoVolunteer:
    """One invented person, as the roster will have them."""

    name: str
    phone: str
    identity_number: str
    grid: str
    building: str
    team: str
    remark: str

    @property
    def last_four(self) -> str:
        """The last four digits of the phone."""
        return self.phone[-4:]

    @property
    def sex_zh(self) -> str:
        """男 or 女, as the identity number says."""
        return "男" if int(self.identity_number[16]) % 2 else "女"


@dataclass(frozen=True, slots=True)
class DemoPeople:
    """Everybody of the demo community.

    `newcomers` are those whose rows in the roster will be refused, `neighbours` are the names of
    people who are not in the roster at all.
    """

    volunteers: tuple[DemoVolunteer, ...]
    newcomers: tuple[DemoVolunteer, ...]
    neighbours: tuple[str, ...]
    shared_names: frozenset[str]

    @property
    def namesakes(self) -> tuple[DemoVolunteer, ...]:
        """The volunteers who share their name with another."""
        return tuple(person for person in self.volunteers if person.name in self.shared_names)


def make_people(until: date, dice: Random) -> DemoPeople:
    """Return the people; SIXTY_OR_OVER of the volunteers are so old on the day `until`."""
    different = VOLUNTEERS - PAIRS_OF_NAMESAKES
    fresh = list(islice(_names(dice), different + NEWCOMERS + NEIGHBOURS))
    names = fresh[:different] + dice.sample(fresh[:different], PAIRS_OF_NAMESAKES)
    births = dice.sample(list(_births(until, dice)), VOLUNTEERS)
    births += dice.choices(births, k=NEWCOMERS)
    names += fresh[different : different + NEWCOMERS]
    everybody = list(_people(names, births, dice))
    return DemoPeople(
        tuple(dice.sample(everybody[:VOLUNTEERS], VOLUNTEERS)),
        tuple(everybody[VOLUNTEERS:]),
        tuple(name for name, _ in fresh[different + NEWCOMERS :]),
        frozenset(name for (name, _), times in Counter(names).items() if times > 1),
    )


def _names(dice: Random) -> Iterator[tuple[str, Sex]]:
    """Yield names, each once, with the sex that they are usually given to."""
    given: set[str] = set()
    for name in _FOREIGN_TO_HAN:
        yield name, "female"
    while True:
        sex: Sex = dice.choice(("female", "male"))
        characters = _FEMALE if sex == "female" else _MALE
        given_name = "".join(dice.sample(characters, 2))
        if dice.random() < 0.08:
            given_name = given_name[0]
        if dice.random() < 0.04:
            given_name = dice.choice(_RARE) + given_name[1:]
        name = dice.choices(_SURNAMES, _SURNAME_WEIGHTS)[0] + given_name
        if name not in given:
            given.add(name)
            yield name, sex


def _births(until: date, dice: Random) -> Iterator[date]:
    """Yield the volunteers' birthdays; nobody turns sixty in the month before or the year after."""
    for years_max, years_min, people in (
        (88, 60, SIXTY_OR_OVER),
        (59, 18, VOLUNTEERS - SIXTY_OR_OVER),
    ):
        earliest, latest = _years_before(until, years_max), _years_before(until, years_min)
        days = (latest - earliest).days - 31
        yield from (earliest + timedelta(days=dice.randint(1, days)) for _ in range(people))


def _years_before(day: date, years: int) -> date:
    # Nobody of the demo community has a birthday on 29 February of a year without one.
    return day.replace(year=day.year - years, day=min(day.day, 28))


def _people(
    names: list[tuple[str, Sex]], births: list[date], dice: Random
) -> Iterator[DemoVolunteer]:
    born_that_day: Counter[date] = Counter()
    for number, ((name, sex), born) in enumerate(zip(names, births, strict=True)):
        # The three digits after the birthday tell people apart, the last of them is odd for a man.
        order = 2 * born_that_day[born] + (sex == "male")
        born_that_day[born] += 1
        first_seventeen = f"{_REGION}{born:%Y%m%d}{order:03}"
        building = dice.randrange(GRIDS * BUILDINGS_A_GRID)
        yield DemoVolunteer(
            name=name,
            phone=f"{_PHONE_PREFIX}{number:04}",
            identity_number=first_seventeen + check_character(first_seventeen),
            grid=f"第{building // BUILDINGS_A_GRID + 1}网格",
            building=f"{building + 1}栋",
            team=dice.choice(TEAMS),
            remark=dice.choice(_REMARKS),
        )
