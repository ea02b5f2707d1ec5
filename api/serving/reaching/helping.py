"""Helping: for whom somebody may act by that person's own yes, in what they agreed to."""

from collections.abc import Sequence
from datetime import datetime

from api.policy.act import Gate
from api.serving.composition import Community
from api.serving.own_facts import see_own_facts
from domain.people.entering.session import Session
from domain.ties.proxy import ProxyNotAccepted, ProxyScope
from projections.ties.proxies import Helper, helped_by


class Helping:
    """Whom somebody helps with what they ask for; without a word for it, nobody."""

    def __init__(self, scope: str = "", agreed: Sequence[Helper] = ()) -> None:
        self._scope = scope
        self._agreed = {it.member_id: it for it in agreed}

    def lets(self, member_id: str) -> bool:
        """Whether they help that member, with this too. Raises ProxyNotAccepted, ProxyScope."""
        agreed = self._agreed.get(member_id)
        if agreed is None:
            return False
        if agreed.consent is None:
            raise ProxyNotAccepted
        if self._scope not in agreed.scope:
            raise ProxyScope
        return True


async def helping_of(community: Community, session: Session, gate: Gate) -> Helping:
    """Whom somebody helps with an act; who may do it there for everybody is not looked up."""
    act = gate.act
    if not act.helper or gate.lets(session.roles, own=False):
        return Helping()
    await see_own_facts(community, "proxies")
    today = datetime.now(community.zone).date()
    return Helping(act.helper, await helped_by(community.reader, session.member_id, today))
