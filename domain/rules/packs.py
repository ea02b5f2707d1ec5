"""Packs: what cities agreed on, as terms to begin with.

Each is what was published of the city's rules and no more: where a rule says nothing, the terms are
as in the workbooks' community, and `left_out` names what the city says and these terms cannot.
Communities change single terms as they like. No city's rules of inheritance were found.
"""

from typing import Final

import msgspec

from domain.rules.rules import Relation, Terms

LINEAL: Final[tuple[Relation, ...]] = ("parent", "child", "grandparent", "grandchild")
NO_GOODS: Final = 0
NO_CREDIT: Final = 0
BEIJING_STARS: Final = (100, 200, 500, 800, 1000)


class Pack(msgspec.Struct, frozen=True, kw_only=True):
    """The rules of a place and year: what they are called, and what they say.

    `source` is where they were published; `left_out` what they say besides.
    """

    name: str
    zh: str
    en: str
    source: str
    terms: Terms
    left_out_zh: str = ""
    left_out_en: str = ""


PACKS: Final = (
    Pack(
        name="community",
        zh="社区通用",
        en="a community of its own",
        source="星级：《中国社区志愿者注册管理办法》第十八条",
        terms=Terms(),
    ),
    Pack(
        name="beijing-2022",
        zh="北京 2022",
        en="Beijing 2022",
        source="北京市养老服务时间银行实施方案，2022；星级：北京市志愿者管理办法",
        terms=Terms(
            points_per_hour=NO_GOODS,
            transfer_relations=("spouse", *LINEAL),
            star_hours=BEIJING_STARS,
        ),
        left_out_zh="满 60 岁本人或配偶才可使用；满 10000 枚可入住公办养老机构；全市通存通兑",
        left_out_en="use by oneself or one's spouse from 60 on; 10,000 coins open a public care "
        "home; coins hold in the whole city",
    ),
    Pack(
        name="nanjing-2019",
        zh="南京 2019",
        en="Nanjing 2019",
        source="南京市养老服务时间银行实施方案（试行），2019；转给亲属：鼓楼区 2018",
        terms=Terms(points_per_hour=NO_GOODS, transfer_relations=("spouse", *LINEAL)),
        left_out_zh="个人最多存 1500 小时；团体时长只能捐赠；受赠的先用于重点空巢独居老人",
        left_out_en="a store of 1,500 hours at most; groups' hours only to give; what is given "
        "goes first to old people who live alone",
    ),
    Pack(
        name="shanghai-changning-2019",
        zh="上海长宁 2019",
        en="Shanghai Changning 2019",
        source="上海市长宁区养老服务时间银行，2019",
        terms=Terms(points_per_hour=NO_GOODS, credited_minutes_per_day_max=2 * 60),
        left_out_zh="个人最多 600 枚；服务者 60 至 70 岁（女 50 岁起），先培训",
        left_out_en="600 coins a person at most; who serves is 60 to 70, women from 50, and is "
        "trained first",
    ),
    Pack(
        name="guangzhou-2019",
        zh="广州 2019",
        en="Guangzhou 2019",
        source="广州公益“时间银行”，2019（新快报 2019-08-27）",
        terms=Terms(
            points_per_hour=1,
            service_minutes_min=60,
            service_minutes_before_redeeming=100 * 60,
        ),
        left_out_zh="只记整小时；个人最多存 1500 小时",
        left_out_en="whole hours only; a store of 1,500 hours at most",
    ),
    Pack(
        name="huangshi-2024",
        zh="黄石 2024",
        en="Huangshi 2024",
        source="黄石市志愿服务积分，2024（长江云）",
        terms=Terms(
            points_per_hour=1, credit_minutes_per_hour=NO_CREDIT, earning_classes=("attested",)
        ),
        left_out_zh="积分当年 12 月 31 日作废",
        left_out_en="points end with the year",
    ),
    Pack(
        name="hailin-2025",
        zh="海林 2025",
        en="Hailin 2025",
        source="海林市志愿服务积分，2025",
        terms=Terms(
            points_per_hour=1,
            credit_minutes_per_hour=NO_CREDIT,
            credited_minutes_per_day_max=2 * 60,
        ),
        left_out_zh="2 小时的上限按每次活动算（这里按每天）；推荐他人的积分",
        left_out_en="the cap of two hours is an activity's (here a day's); points for bringing "
        "somebody",
    ),
    Pack(
        name="changsha-2023",
        zh="长沙陈家湖 2023",
        en="Changsha Chenjiahu 2023",
        source="长沙陈家湖社区“爱星社”，2023（长沙晚报）",
        terms=Terms(service_minutes_before_redeeming=5 * 60),
        left_out_zh="商家每小时抵 10 到 100 元",
        left_out_en="merchants take an hour for 10 to 100 yuan",
    ),
)


def pack_called(name: str) -> Pack | None:
    """The pack of a name, in whichever language, with or without the year; none of two alike."""
    wanted = _plain(name)
    exact = [it for it in PACKS if wanted in {_plain(it.name), _plain(it.zh), _plain(it.en)}]
    begun = [
        it for it in PACKS if any(_plain(said).startswith(wanted) for said in (it.name, it.zh))
    ]
    found = exact or begun
    return found[0] if wanted and len(found) == 1 else None


def _plain(name: str) -> str:
    return "".join(it for it in name.casefold() if it.isalnum())
