"""Requests: help that is asked for, taken on, given and confirmed."""

from typing import Final

from api.capability import Capability
from domain.needs import (
    asking,
    claims,
    contest,
    fulfilment,
    giving_back,
    need_terms,
    requests,
    withdrawal,
    word,
)

CAPABILITY: Final = Capability(
    name="requests",
    model=(
        asking,
        claims,
        contest,
        fulfilment,
        giving_back,
        need_terms,
        requests,
        withdrawal,
        word,
    ),
)
