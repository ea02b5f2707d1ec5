"""The door at which a request comes in: a place in the network, and a browser known again."""

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from fastapi import Request, Response

from api.serving.served import SERVED, Served
from domain.people.entering.attempts import KNOWN_DAYS, Door

DEVICE: Final = "chengyin-device"
SECURE_DEVICE: Final = "__Host-chengyin-device"
DEVICE_LENGTH_MAX: Final = 100
NETWORK_BITS: Final = 64
"""Of an IPv6 address: one household or device has all the addresses of such a network."""


def place_of(host: str) -> str:
    """The address that counts as one place: all of an IPv6 network are one."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ip_network((address, NETWORK_BITS), strict=False))


def door_of(request: Request) -> Door:
    """Where a request comes in; of its address, which may say where somebody lives, a digest."""
    host = request.client.host if request.client else ""
    served: Served = request.scope[SERVED]
    place = served.community.vault.digest("place", place_of(host))
    cookies = request.cookies
    device = cookies.get(SECURE_DEVICE) or cookies.get(DEVICE)
    return Door(place, device if device and len(device) <= DEVICE_LENGTH_MAX else None)


def know_again(response: Response, request: Request, device: str) -> None:
    """Let the browser be known again: no wrong guesses of strangers keep it out."""
    secure = request.url.scheme == "https"
    response.set_cookie(
        SECURE_DEVICE if secure else DEVICE,
        device,
        max_age=KNOWN_DAYS * 24 * 60 * 60,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )
