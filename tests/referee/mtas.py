"""Exim's and Postfix's verdicts: the hosts in the order in which they try them, or what becomes of the mail."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import dns.exception
import dns.zone

from tests.lab.mail_servers import Asked, mail_servers
from tests.referee.zones import DOMAIN, FAILING, Situation, elsewhere, master


def ask(situations: Iterable[Situation]) -> Asked:
    """What both say of each situation that DNS can hold; raises :class:`tests.lab.mail_servers.Missing`."""
    rest = "".join(elsewhere().values())
    zones = {held.name: absolute(held) + rest for held in situations if absolute(held)}
    return mail_servers(zones, DOMAIN, FAILING)


@cache
def absolute(situation: Situation) -> str:
    """The zone with every name absolute, ``""`` where no name server could load it."""
    if not situation.mx.isascii():
        return ""  # dnspython would make an A-label of it, which is not what was written
    try:
        zone = dns.zone.from_text(f"$TTL 300\n{master(situation)}", DOMAIN, relativize=False)
    except dns.exception.DNSException:
        return ""
    return zone.to_text(relativize=False).replace(" IN ", " ")
