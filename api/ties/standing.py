"""Standings: what members were shown to be, who looked, and until when it holds."""

from typing import Final

from api.capability import Capability
from domain.ties import granting, standing

CAPABILITY: Final = Capability(name="standing", model=(standing, granting))
