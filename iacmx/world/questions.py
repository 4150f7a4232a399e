"""Questions beyond plain DNS look-ups, asked in the same way: as a type that a rule looks up in the served world.

- ``NS@parent`` of a zone's name: the delegation, as a server of the parent zone tells it. ``NS@parent:SERVER``: as that
  server of the parent zone does.
- ``TYPE@SERVER``: what one authoritative server answers, without recursion.
- ``MTA-STS`` of a mail domain: the text of its policy, fetched over HTTPS (RFC 8461 section 3.3).

The parent's and the server's answers are FOUND, NO_DATA or NO_NAME only where the server has authority to say so; else
they are UNVERIFIED, with one of the ``LAME`` reasons where the server answers but does not serve the zone.
"""

from __future__ import annotations

AT_PARENT = "NS@parent"
MTA_STS = "MTA-STS"
REFUSES = "refuses to answer for it (REFUSED)"
NOT_AUTHORITATIVE = "answers without authority"
LAME = (REFUSES, NOT_AUTHORITATIVE)
"""Reasons that tell a server which does not serve the zone from one that could not be asked."""


def at(rdtype: str, server: str) -> str:
    """The question for ``rdtype`` of the authoritative ``server`` (a host name in normal form)."""
    return f"{rdtype}@{server}"


def at_parent(server: str) -> str:
    """The question for the delegation of that ``server`` of the parent zone."""
    return f"{AT_PARENT}:{server}"


def is_at_parent(rdtype: str) -> bool:
    """Whether it asks for the delegation."""
    return rdtype.partition(":")[0] == AT_PARENT


def is_plain(rdtype: str) -> bool:
    """Whether it is a type that a resolver, or a zone file, answers."""
    return "@" not in rdtype and rdtype != MTA_STS
