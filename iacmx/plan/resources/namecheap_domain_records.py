"""``namecheap_domain_records`` of namecheap/namecheap: records of a domain, in mode ``OVERWRITE`` all of them.

Its MX records are served with the ``email_type`` ``MX`` only; with another one Namecheap answers with hosts of its own.
"""

from __future__ import annotations

from msgspec import structs

from iacmx.model import RecordSet
from iacmx.mx import parse_mx
from iacmx.plan.attributes import Attributes
from iacmx.plan.kinds import Lookup
from iacmx.plan.resources._spelling import Spelling, one_record, read, zone_of

SPELLING = Spelling(
    type="namecheap_domain_records",
    provider="namecheap",
    zone="domain",
    owner="hostname",
    data="address",
    preference="mx_pref",
    default=10,
    each="record",
)
FORWARDING = (
    "10 eforward1.registrar-servers.com",
    "10 eforward2.registrar-servers.com",
    "10 eforward3.registrar-servers.com",
    "15 eforward4.registrar-servers.com",
    "20 eforward5.registrar-servers.com",
)
PRIVATE_EMAIL = ("10 mx1.privateemail.com", "10 mx2.privateemail.com")
IMPLIED = {"FWD": FORWARDING, "OX": PRIVATE_EMAIL}
"""What the apex answers with instead, for the email types whose hosts are documented."""
UNSERVED = {*IMPLIED, "NONE", "GMAIL", "MXE"}


def read_all(attributes: Attributes, lookup: Lookup) -> tuple[RecordSet, ...]:
    """The records of one side of a change, and those that the email type implies."""
    found = read(SPELLING, attributes, lookup)
    kind = str(attributes.get("email_type") or "MX").upper()
    if kind not in UNSERVED:
        return found
    return (*(item for item in found if item.type != "MX"), *_implied(kind, attributes, lookup))


def _implied(kind: str, attributes: Attributes, lookup: Lookup) -> tuple[RecordSet, ...]:
    zone = zone_of(SPELLING, attributes, lookup)
    owner = lookup.zone_name(zone)
    return tuple(
        RecordSet(zone, owner, "MX", values=(parse_mx(text, address=lookup.address),), address=lookup.address)
        for text in IMPLIED.get(kind, ())
        if owner
    )


def overwrites(attributes: Attributes) -> bool:
    return str(attributes.get("mode")).upper() == "OVERWRITE"


RECORDS = structs.replace(one_record(SPELLING), read=read_all, takes_over=overwrites)
