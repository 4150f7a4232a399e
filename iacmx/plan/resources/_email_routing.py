"""What both resources that enable Cloudflare Email Routing share: the MX records that Cloudflare makes for it.

Cloudflare adds and locks them where Email Routing is enabled, with preferences of its own choice, and deletes them
where it is disabled, which is what destroying either resource does.
"""

from __future__ import annotations

from iacmx.model import Mx, RecordSet, Unknown
from iacmx.plan.attributes import Attributes
from iacmx.plan.kinds import Lookup

HOLDS = "the MX records of Email Routing"
PREFERENCE = "chosen by Cloudflare"
EXCHANGE = "`route1` to `route3.mx.cloudflare.net`"
HOSTS = ("route1.mx.cloudflare.net", "route2.mx.cloudflare.net", "route3.mx.cloudflare.net")


def is_off(attributes: Attributes) -> bool:
    """Whether Email Routing is disabled. Only an explicit ``enabled = false`` says so: version 5 computes it."""
    return attributes.get("enabled") is False


def records(zone: str, owner: str | Unknown, lookup: Lookup, *, sensitive: bool = False) -> tuple[RecordSet, ...]:
    """The MX records that Cloudflare makes at ``owner`` (as written, ``""`` for the apex), one record set each."""
    return tuple(
        RecordSet(
            zone=zone,
            owner=owner,
            type="MX",
            values=(Mx(host, None, host, address=lookup.address, automatic=True),),
            relative=isinstance(owner, str),
            address=lookup.address,
            sensitive=sensitive,
        )
        for host in HOSTS
    )
