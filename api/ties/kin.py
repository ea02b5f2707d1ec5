"""Kin: who is whose relative, recorded at the desk."""

from typing import Final

from api.capability import Capability
from domain.ties import kin, kin_terms

CAPABILITY: Final = Capability(name="kin", model=(kin, kin_terms))
