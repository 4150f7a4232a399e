"""The resolvers to ask: given on the command line, or those of the system."""

from __future__ import annotations

import socket
from typing import Any

from msgspec import Struct

from iacmx.errors import UsageError

PORT = 53
_HINT = "Write it as 192.0.2.53, 192.0.2.53:5353, 2001:db8::53 or [2001:db8::53]:5353."


class Resolver(Struct, frozen=True):
    """A resolver's address. ``label`` names it in reports: the address, with the port where it is not 53."""

    family: int
    sockaddr: tuple[Any, ...]
    label: str


def parse_resolver(text: str) -> Resolver:
    """The resolver that ``text`` means: an IP address, with a port or without. Raises UsageError."""
    host, port = _split(text.strip())
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise UsageError(f"The resolver {text!r} has no usable port.", _HINT)
    try:
        found = socket.getaddrinfo(host, int(port), type=socket.SOCK_DGRAM, flags=socket.AI_NUMERICHOST)
    except (OSError, ValueError) as error:
        raise UsageError(f"The resolver {text!r} is not an IP address.", _HINT) from error
    family, _, _, _, sockaddr = found[0]
    if int(port) == PORT:
        return Resolver(family, sockaddr, host)
    return Resolver(family, sockaddr, f"[{host}]:{port}" if ":" in host else f"{host}:{port}")


def _split(text: str) -> tuple[str, str]:
    if text.startswith("["):
        host, _, rest = text[1:].partition("]")
        return host, rest.removeprefix(":") or str(PORT)
    if text.count(":") == 1:
        host, _, port = text.partition(":")
        return host, port
    return text, str(PORT)


def system_resolvers() -> tuple[str, ...]:
    """The addresses this machine's own look-ups use, in their order; empty where none is configured.

    Source: ``/etc/resolv.conf``, or what stands for it on the system (dnspython reads it).
    """
    import dns.resolver

    try:
        resolver = dns.resolver.Resolver()
    except dns.resolver.NoResolverConfiguration:
        return ()
    return tuple(dict.fromkeys(str(server) for server in resolver.nameservers if not str(server).startswith("https:")))
