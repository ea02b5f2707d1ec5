"""Sealed texts: what nobody reads without a fact that says who read it, and of whom."""

from typing import Final, Literal

from domain.ledger.fact import Fact
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.people.tags import member_tag

SealedKind = Literal["pairing_cause"]
SEALED_KINDS: Final[dict[SealedKind, str]] = {"pairing_cause": "困难原因"}
"""What each kind is called, in Chinese; the pages translate it."""


class SealedRead(Fact, type="sealed.read", omit_defaults=True):
    """Somebody had a sealed text opened, which is about a thing and mostly about a member.

    `sealed_id` is its id under the seal; what a pairing of old says in its own fact has the id of
    the pairing. `why_text` is what they said they need it for, in the vault.
    """

    called = "查看保密资料"
    told = "查看了 {member_id} 的保密资料：{sealed_kind}。"

    kind: SealedKind
    about: Tag
    sealed_id: str
    member_id: str | None = None
    why_text: str | None = None

    def touches(self) -> tuple[Tag, ...]:
        """What it is about, and whom."""
        return self.about, *((member_tag(self.member_id),) if self.member_id else ())


class SealedGone(Refusal, code="sealed_gone"):
    """Whoever leaves takes it with them."""

    zh = "这份保密资料已经删除：本人已退出，或者没有保存过。"
    en = "This confidential text is gone: the person has left, or it was never kept."


class SealKeyLost(Refusal, code="seal_key_lost"):
    """Nobody can open what was sealed with a key that is no longer there."""

    zh = "打不开：保密资料的钥匙（seal.key）换过或丢了。请技术人员把原来的钥匙放回去。"
    en = (
        "It does not open: the key of confidential texts (seal.key) was changed or lost. "
        "Have the former one put back."
    )
