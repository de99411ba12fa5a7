"""What this process may connect to: public addresses on the ports of the web, and the few that its order names.

Names found in profiles lead anywhere. The address is judged where the connection is made, after the name was resolved, on every
redirect and for robots.txt alike, so that a name cannot be one thing when it is looked at and another when it is used.
"""

from __future__ import annotations

import errno
import ipaddress
import sys
from collections.abc import Iterable
from typing import Any

PORTS = frozenset({80, 443})
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_GLOBAL = ipaddress.ip_network(
    "2000::/3"
)  # what else there is of IPv6 is local, reserved, or an IPv4 address in disguise
_NOBODYS = tuple(
    map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24"))
)  # not all Pythons know: clouds put theirs there
_EVENTS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})


class Forbidden(OSError):
    """A connection that is not made; `errno` is EACCES, so that every library takes it for a failed connection."""

    def __init__(self, reason: str) -> None:
        super().__init__(errno.EACCES, reason)


def is_public(address: str) -> bool:
    """Whether an IP address, written in any form, belongs to the public Internet; one hidden in another counts as itself."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        hidden = found.ipv4_mapped or found.sixtofour
        if found in _NAT64:
            hidden = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if hidden is not None:
            return is_public(str(hidden))
        return found in _GLOBAL and found.is_global
    return found.is_global and not found.is_multicast and not any(found in one for one in _NOBODYS)


def reason_against(address: object, allowed: frozenset[tuple[str, int]]) -> str | None:
    """Why a socket's address may not be reached; None where it may. An address that is no IP address and port is not judged."""
    if not isinstance(address, tuple) or len(address) < 2:
        return None
    host, port = str(address[0]), int(address[1])
    if (host, port) in allowed:
        return None
    if not is_public(host):
        return f"{host} is no public address"
    return None if port in PORTS else f"port {port} is not the web's"


def install(allowed: Iterable[tuple[str, int]]) -> None:
    """Judges every connection of this process from now on, whatever library makes it; it cannot be taken off again."""
    known = frozenset(allowed)

    def judge(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _EVENTS and len(arguments) > 1:
            reason = reason_against(arguments[1], known)
            if reason:
                raise Forbidden(reason)

    sys.addaudithook(judge)
