"""Kin in words: what relatives are to each other, who helps with what, why somebody leaves."""

from typing import Final

from domain.people.saying.left import Departure
from domain.ties.kin import KinRelation
from domain.ties.proxy import Scope
from domain.ties.standing import Evidence

KIN_RELATIONS: Final[dict[KinRelation, str]] = {
    "spouse": "配偶",
    "parent": "父母",
    "child": "子女",
    "grandparent": "祖父母、外祖父母",
    "grandchild": "孙子女、外孙子女",
    "sibling": "兄弟姐妹",
    "parent_in_law": "公婆、岳父母",
    "child_in_law": "儿媳、女婿",
    "guardian": "监护人",
    "ward": "被监护人",
    "other": "其他亲属",
}
EVIDENCE: Final[dict[Evidence, str]] = {
    "seen": "看过证件原件",
    "copied": "留有证件复印件",
    "registry": "在底册或系统里查到",
    "told": "只是口头说的",
}
DEPARTURES: Final[dict[Departure, str]] = {
    "own_wish": "本人要求退出",
    "moved": "搬离社区",
    "died": "去世",
    "incapable": "本人已不能表达意愿",
}
SCOPES: Final[dict[Scope, str]] = {
    "see": "看存折和余额",
    "sign_up": "报名、取消活动",
    "ask": "请人帮忙",
    "confirm": "确认收到的帮助",
}
