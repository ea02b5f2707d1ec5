"""Certificates of service, with a number that anybody can ask after."""

from typing import Final

from api.capability import Capability
from domain.service import certificate
from projections.service.certificates import Certificates

CAPABILITY: Final = Capability(
    name="certificate",
    model=(certificate,),
    projections=(Certificates,),
    pages=("volunteer.service.certificates",),
)
