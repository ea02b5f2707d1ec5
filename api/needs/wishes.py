"""Wishes: the list that a school or a station hands in, and the year's list that goes out."""

from typing import Final

from api.capability import Capability
from api.needs.wishes_workbook import WORKBOOK

CAPABILITY: Final = Capability(
    name="wishes",
    pages=("desk.needs.wishes",),
    workbook=WORKBOOK,
)
