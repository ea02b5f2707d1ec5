"""Words for calls: how often, how, what was found, what is to be done, and what a tap is told."""

from typing import Final

from domain.needs.calls import CallHow, CallOutcome
from projections.needs.call_board import FollowUp

CALL_OUTCOMES: Final[dict[str, str]] = {
    "well": "平安",
    "needs_help": "需要帮助",
    "not_reached": "没有联系上",
}
RHYTHMS: Final[dict[str, str]] = {"weekly": "每周", "monthly": "每月", "quarterly": "每季度"}
HOW: Final[dict[CallHow, str]] = {"phone": "打电话", "visit": "上门"}
FOLLOW_UPS: Final[dict[FollowUp, str]] = {
    "again": "没有联系上，请再打一次或上门看看",
    "visit": "电话里不放心，请上门看看",
    "help": "去看过了，还需要帮助",
}
TAPPED: Final[dict[tuple[CallHow, CallOutcome], str]] = {
    ("phone", "well"): "已记下：打通了。",
    ("phone", "not_reached"): "已记下：没人接。过一会儿再打，或上门看看。",
    ("phone", "needs_help"): "已记下：要去看看。去过以后，再来点一下。",
    ("visit", "well"): "已记下：去看过了，平安。",
    ("visit", "not_reached"): "已记下：去了，没人在家。请再去一次，或问问邻居。",
    ("visit", "needs_help"): "已记下：还需要帮助。请替这位老人求助。",
}
"""What is said when somebody told of a call."""

DONE: Final = {f"{how}-{outcome}": words for (how, outcome), words in TAPPED.items()}
