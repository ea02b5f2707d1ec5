"""Acts about requests: who may ask, put up, take on, confirm and decide."""

from typing import Final

from api.policy.act import PUBLIC, SIGNED_IN, Act, Who

_DESK: Final[tuple[Who, ...]] = ("coordinator",)
_OFFICE: Final[tuple[Who, ...]] = ("coordinator", "supervisor")
_HELPERS: Final[tuple[Who, ...]] = ("volunteer",)

ASK: Final = Act("request.make", "提出求助", by=_DESK, own=SIGNED_IN, in_node=True, helper="ask")
SEE_REQUESTS: Final = Act("request.see", "看公布的求助", by=PUBLIC)
REVIEW: Final = Act("request.review", "审核和公布求助", by=_DESK, in_node=True)
CLAIM: Final = Act("request.claim", "认领和完成求助", by=_DESK, own=_HELPERS, in_node=True)
SAY: Final = Act(
    "request.say", "确认或撤回求助", by=_DESK, own=SIGNED_IN, in_node=True, helper="confirm"
)
SETTLE: Final = Act("request.settle", "裁定求助的异议", by=_OFFICE, in_node=True)
SEE_ALL: Final = Act("request.see_all", "看全部求助", by=_OFFICE, in_node=True)
FIND: Final = Act("request.find", "看我能做什么、我答应的事", own=SIGNED_IN)
WATCH: Final = Act("request.watch", "核查求助", by=("supervisor",))
