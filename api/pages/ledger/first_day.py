"""The first day: what an administrator sees to before a community can work, ticked by itself."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from api.office.founding import CHANGE_SETTINGS, identity_of
from api.pages.visitor import Visitor
from api.serving.own_facts import see_own_facts
from api.serving.upkeep.backups import last_backup
from projections.office.community import community_figures
from projections.people.members import held_roles, teams
from projections.people.nodes import known_grids
from projections.rules.rule_versions import rule_versions
from projections.shop.stock import shelf

QUESTIONS: Final = ("community", "members", "nodes", "rule_versions", "stock")
NEEDED_ROLES: Final = frozenset({"cashier", "coordinator", "supervisor"})


class Seen(NamedTuple):
    """What the log, and what is noted beside it, say of a community."""

    desk: str
    areas: tuple[list[str], list[str]]
    roles: set[str]
    rules: int
    goods: int
    figures: Mapping[str, int]
    backup: Any
    check: Any


class Step(NamedTuple):
    """Something to do; the page where it is done, or the guide for who asks others to do it."""

    words: str
    path: str
    guide: str
    is_done: Callable[[Seen], bool]


STEPS: Final = (
    Step(
        "写好社区的名称和服务台",
        "/ledger/settings",
        "administrators#community",
        lambda it: bool(it.desk),
    ),
    Step(
        "添加服务队和网格",
        "/ledger/settings",
        "administrators#community",
        lambda it: all(it.areas),
    ),
    Step(
        "请好收银员、网格员和监事",
        "/ledger/roles",
        "administrators#roles",
        lambda it: it.roles >= NEEDED_ROLES,
    ),
    Step(
        "定好一小时值几分",
        "/ledger/rules",
        "administrators#rules",
        lambda it: it.rules > 0,
    ),
    Step(
        "登记或导入志愿者",
        "/desk/import",
        "coordinators#members",
        lambda it: it.figures["volunteers"] > 0,
    ),
    Step(
        "货架上有了商品",
        "/desk/items",
        "coordinators#goods",
        lambda it: it.goods > 0,
    ),
    Step(
        "记了第一次服务",
        "/desk/confirm",
        "coordinators#confirm",
        lambda it: it.figures["services"] > 0,
    ),
    Step(
        "换了第一次东西",
        "/till",
        "cashiers#sale",
        lambda it: it.figures["redemptions"] > 0,
    ),
    Step("做了第一次备份", "/ledger", "administrators#backups", lambda it: it.backup is not None),
    Step("核对过一次账", "/ledger", "supervisors#books", lambda it: it.check is not None),
)
"""In the order of a first day; `/ledger` is the page that shows them, so the guide says more."""


class Told(NamedTuple):
    """A step as the page has it."""

    words: str
    path: str
    is_done: bool


async def first_day(visitor: Visitor) -> list[Told]:
    """The steps of a first day, for who sees to them; none once all of them are done."""
    if not visitor.may(CHANGE_SETTINGS):
        return []
    seen = await _seen(visitor)
    told = [Told(it.words, _leads_to(visitor, it), it.is_done(seen)) for it in STEPS]
    return [] if all(it.is_done for it in told) else told


def _leads_to(visitor: Visitor, step: Step) -> str:
    """Where it is done, for who may open that page; else what to ask of those who may."""
    policy = visitor.request.app.state.policy
    is_here = step.path == visitor.request.url.path
    may_open = not is_here and policy.lets(visitor.roles, step.path)
    return step.path if may_open else f"/help/{step.guide}"


async def _seen(visitor: Visitor) -> Seen:
    community, reader = visitor.community, visitor.community.reader
    for question in QUESTIONS:
        await see_own_facts(community, question)
    return Seen(
        desk=(await identity_of(community)).desk,
        areas=(await teams(reader, visitor.today), await known_grids(reader)),
        roles={it.role for it in await held_roles(reader)},
        rules=len(await rule_versions(reader)),
        goods=len(await shelf(reader, visitor.today, after=0, limit=1)),
        figures=await community_figures(reader),
        backup=await last_backup(reader),
        check=await community.checks.last(),
    )
