"""Whom a service helped, as this process knows it by now."""

from api.serving.access import Caller
from api.serving.own_facts import see_own_facts
from domain.people.membership import UnknownMember
from domain.service.service import UnknownService
from projections.service.attestations import Unsaid, one_service


async def helped_of(caller: Caller, service_id: str) -> str:
    """Whom a service helped. Raises UnknownService, UnknownMember where nobody has noted it."""
    helped_id = (await unsaid_of(caller, service_id)).helped_id
    if not helped_id:
        raise UnknownMember
    return helped_id


async def unsaid_of(caller: Caller, service_id: str) -> Unsaid:
    """A service as it waits for somebody's word. Raises UnknownService."""
    await see_own_facts(caller.community, "attestations")
    found = await one_service(caller.community.reader, service_id)
    if found is None:
        raise UnknownService
    return found
