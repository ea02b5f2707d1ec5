"""The policy as a table for people: every route, and who may come in there."""

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple

from fastapi.routing import APIRoute

from api.application import create_application
from api.capabilities import AREAS, CAPABILITIES
from api.capability import Capability
from api.pages.ledger.words import ROLES
from api.policy.act import Gate
from api.policy.routes import Policy

FILE: Final = Path(__file__).parents[1] / "docs" / "policy.md"

HEAD: Final = """\
# 谁可以做什么 · Who may do what

本表由 `make policy` 生成，请勿手改。每个地址都说明它办的是哪件事，没有说明的系统不会启动；
一件事谁可以办只规定一次，接口（`/api/…`）和网页都照它执行。

This table is made by `make policy`. Every address says which act it is for, or the program does
not start; who may do an act is said once, for the interface (`/api/…`) and the pages alike.

| 记号 · mark | 意思 · meaning |
| --- | --- |
| ✓ | 可以办，不论是谁的 · may do it, whomever it concerns |
| 本人 own | 只能办自己的、看自己的 · for themselves, or on what is theirs, only |
| | 不可以 · may not |

- 没有登录的：网页转到登录页，接口答 401；登录了但不可以的：403。
  Who is not signed in is sent to the sign-in page (401 over the interface); others are told 403.
- 有几个角色的人，其中一个可以就可以。Who has several roles may do what any of them may.
- 知道捐赠收据号的人，就当作这笔捐赠的“本人”。
  A donation is the own of whoever knows the number of its receipt.
- 不能确认自己的服务、不能给自己授予角色等，是业务规则，不在本表。
  That nobody confirms their own hours, and the like, are rules of the acts and not in this table.
"""

WORDS: Final = {
    "people": "成员 · People",
    "ties": "身份与亲属 · Standing and kin",
    "openness": "公开 · Openness",
    "needs": "求助 · Needs",
    "service": "服务 · Service",
    "shop": "超市 · Shop",
    "rules": "规则 · Rules",
    "office": "社区与表格 · Community and workbooks",
    "ledger": "总账 · Ledger",
    "": "系统 · The system itself",
}

OWN: Final = "本人 own"
NOBODY: Final = (("未登录 · not signed in", None), ("无角色 · no role", frozenset[str]()))


class Row(NamedTuple):
    """A route: the area of its act, the method and path, and where it lets in."""

    area: str
    route: str
    gate: Gate


def written(policy: Policy) -> str:
    """The whole table, in Markdown."""
    people = [*NOBODY, *((f"{it} · {name}", frozenset({name})) for name, it in ROLES.items())]
    titles = ["做什么 · act", "地址 · route", *(title for title, _ in people)]
    lines = [HEAD]
    for area, rows in groupby(_rows(policy), key=lambda it: it.area):
        lines += [f"## {WORDS[area]}", "", _line(titles), _line(["---"] * len(titles))]
        for row in rows:
            act = f"{row.gate.act.called} `{row.gate.act.name}`"
            cells = [_cell(row.gate, roles) for _, roles in people]
            lines.append(_line([act, f"`{row.route}`", *cells]))
        lines.append("")
    return "\n".join(lines)


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(gate: Gate, roles: frozenset[str] | None) -> str:
    if gate.lets(roles, own=False):
        return "✓"
    if not gate.lets(roles):
        return ""
    says_whose = gate.for_oneself or gate.act.own
    return OWN if says_whose else "✓"


def _rows(policy: Policy) -> Iterator[Row]:
    """The routes by area and act, each act in the area of the first route that is for it."""
    area_of = {
        f"{it} {route.path}": _area(route) for route in policy.routes for it in _methods(route)
    }
    acts: dict[str, str] = {}
    for route, gate in policy.gates.items():
        acts.setdefault(gate.act.name, area_of[route])
    turn = {name: at for at, name in enumerate(acts)}
    found = [Row(acts[gate.act.name], route, gate) for route, gate in policy.gates.items()]
    areas = [*WORDS]
    return iter(sorted(found, key=lambda it: (areas.index(it.area), turn[it.gate.act.name])))


def _methods(route: APIRoute) -> set[str]:
    return route.methods or set()


def _area(route: APIRoute) -> str:
    """The area of a route's capability; what serves all of them is in none."""
    layer, _, module = route.endpoint.__module__.removeprefix("api.").partition(".")
    if layer == "pages":
        return next(_area_of(it) for it in CAPABILITIES if module in it.pages)
    return layer if layer in AREAS else ""


def _area_of(capability: Capability) -> str:
    for name, module in sys.modules.items():
        if getattr(module, "CAPABILITY", None) is capability:
            return name.removeprefix("api.").partition(".")[0]
    raise LookupError(f"{capability.name} is in no area")


def main() -> None:
    """Write the table."""
    FILE.write_text(written(create_application().state.policy), encoding="utf-8")


if __name__ == "__main__":
    main()
