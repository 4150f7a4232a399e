"""IP addresses: one form for each, whoever wrote it, so that they can be compared as texts."""

from __future__ import annotations

from socket import AF_INET, AF_INET6, inet_ntop, inet_pton


def canonical(text: str) -> str:
    """The address in the form of RFC 5952, as the answers of DNS are read; a text that is none, in lower case."""
    address = text.strip().lower()
    try:
        family = AF_INET6 if ":" in address else AF_INET
        return inet_ntop(family, inet_pton(family, address))
    except (OSError, ValueError):  # no address, or a NUL in it
        return address
