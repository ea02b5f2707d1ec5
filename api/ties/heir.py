"""Heirs: to whom somebody's time credit goes when they leave."""

from typing import Final

from api.capability import Capability
from domain.ties import heir

CAPABILITY: Final = Capability(name="heir", model=(heir,))
