"""For whom a page acts: somebody who let the visitor help them, in what they said."""

from typing import NamedTuple

from api.pages.visitor import Visitor
from api.serving.problems import Problem
from api.ties.proxy import known
from domain.ties.proxy import ProxyNotAccepted, ProxyOver
from projections.ties.proxies import Helper, helped_by


class Acting(NamedTuple):
    """Who is helped, what they are called, and what they agreed to."""

    agreed: Helper
    name: str

    @property
    def member_id(self) -> str:
        """Who is helped."""
        return self.agreed.member_id

    @property
    def home(self) -> str:
        """The page from which one acts for them."""
        return f"/me/helping/{self.agreed.proxy_id}"

    def may(self, scope: str) -> bool:
        """Whether they agreed to that, too."""
        return scope in self.agreed.scope


async def acting_for(visitor: Visitor, helping_id: str, *, looking: bool = False) -> Acting:
    """Whom the visitor helps by what was agreed under this id, and in what the page is for.

    `looking` is for a page that shows no more than the agreement lets. Raises UnknownProxy,
    ProxyOver, ProxyNotAccepted, ProxyScope, Problem.
    """
    asked = await known(visitor, helping_id)
    if asked.helper_id != visitor.member_id:
        raise Problem(403, "not_permitted")
    community = visitor.community
    agreed = next(
        (
            it
            for it in await helped_by(community.reader, visitor.member_id, visitor.today)
            if it.proxy_id == helping_id
        ),
        None,
    )
    if agreed is None:
        raise ProxyOver
    if agreed.consent is None:
        raise ProxyNotAccepted
    if not looking:
        visitor.acts_for(agreed.member_id)
    people = await community.vault.people([agreed.member_id])
    return Acting(agreed, people[agreed.member_id].name if agreed.member_id in people else "")
