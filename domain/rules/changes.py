"""Changes: what is asked for differs from what is in force, and was asked of what is in force."""

from domain.ledger.refusal import Refusal


class NothingChanged(Refusal, code="nothing_changed"):
    """A fact that changes nothing would tell nobody anything."""

    zh = "没有任何改动，不用保存。"
    en = "Nothing is different, so there is nothing to record."


class ChangedMeanwhile(Refusal, code="changed_meanwhile"):
    """Who changes something has seen what it is."""

    zh = "您打开以后，已经有人改过。这里是现在的内容，请核对以后再改。"
    en = "Somebody has changed it since you opened it. Look at what it is now, and change that."
