"""The other side's word on a service: said by who was helped, and heard at the desk."""

from typing import Final

from api.capability import Capability
from domain.service import attestation, attesting

CAPABILITY: Final = Capability(name="attestation", model=(attestation, attesting))
