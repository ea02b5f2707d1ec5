"""Changes: what is asked for has to differ from what is in force."""

from domain.ledger.refusal import Refusal


class NothingChanged(Refusal, code="nothing_changed"):
    """A fact that changes nothing would tell nobody anything."""

    zh = "没有任何改动，不用保存。"
    en = "Nothing is different, so there is nothing to record."
