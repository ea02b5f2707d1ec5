"""Proxies: who looks after somebody's things for them."""

from typing import Final

from api.capability import Capability
from domain.ties import proxy, proxy_agreeing

CAPABILITY: Final = Capability(name="proxy", model=(proxy, proxy_agreeing))
