"""Certificates of service, with a number that anybody can ask after."""

from typing import Final

from api.capability import Capability, Place
from api.policy.act import PUBLIC, SIGNED_IN, Act
from domain.service import certificate
from projections.service.certificates import Certificates

HAVE_CERTIFICATE: Final = Act("certificate.have", "开自己的服务记录单", own=SIGNED_IN)
VERIFY: Final = Act("certificate.verify", "核对记录单的编号", by=PUBLIC)

CAPABILITY: Final = Capability(
    name="certificate",
    model=(certificate,),
    projections=(Certificates,),
    pages=("volunteer.service.certificates",),
    places=(Place(menu="more", rank=40, path="/me/certificate", words="服务记录单"),),
)
