"""Addresses that a setting names: single ones and networks."""

from functools import cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

EVERYWHERE: Final = "*"


def is_among(host: str, named: str) -> bool:
    """Whether an address is named, in `*` or in a list such as `127.0.0.1, 10.0.0.0/8, ::1`."""
    literal, networks = _read(named)
    if EVERYWHERE in literal or host in literal:
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return any(address in it for it in networks)


@cache
def _read(named: str) -> tuple[frozenset[str], tuple[IPv4Network | IPv6Network, ...]]:
    """What is no address, such as the name of a socket, is taken literally."""
    literal, networks = set[str](), list[IPv4Network | IPv6Network]()
    for it in filter(None, (part.strip() for part in named.split(","))):
        try:
            networks.append(ip_network(it, strict=False))
        except ValueError:
            literal.add(it)
    return frozenset(literal), tuple(networks)
