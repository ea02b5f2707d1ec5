"""Notices: what is put up for everybody to object to, before it goes on."""

from typing import Final

from api.capability import Capability
from domain.openness import (
    hours_notice,
    listed,
    notice,
    notice_objection,
    notice_posting,
    notice_terms,
)
from projections.openness.notices import Notices

CAPABILITY: Final = Capability(
    name="notice",
    projections=(Notices,),
    model=(hours_notice, listed, notice, notice_objection, notice_posting, notice_terms),
)
