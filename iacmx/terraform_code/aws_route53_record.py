"""``aws_route53_record`` of hashicorp/aws 5 and 6: one record set.

Values are as the API has them (developer guide, "Supported DNS record types"), with two exceptions: the provider puts
the quotes around a text itself, so that only those between its strings are written.
"""

from __future__ import annotations

from iacmx.terraform_code import Existing, Resource, Rrset, Target, hcl
from iacmx.terraform_code.naming import of_owner
from iacmx.terraform_code.rdata import TEXTS, parse, strings, to_octal

TYPE = "aws_route53_record"


def resources(rrset: Rrset, zone: str) -> tuple[Resource, ...]:
    """The one resource of a set."""
    pairs = (
        ("zone_id", zone),
        ("name", hcl.text(_name(rrset.owner))),
        ("type", hcl.text(rrset.type)),
        ("ttl", hcl.number(TARGET.ttl(rrset.ttl))),
        ("records", hcl.texts([_value(rrset.type, value) for value in rrset.values])),
    )
    name = f"{of_owner(rrset.owner)}_{rrset.type.lower()}"
    body = tuple(hcl.attributes(pairs))
    return (Resource(TYPE, name, rrset.owner, rrset.type, rrset.values, body, rrset.remarks),)


def _name(owner: str) -> str:
    """Letters that Terraform could take for something else are escaped; Route 53 takes all others as they are."""
    return "".join(letter if "!" <= letter <= "~" and letter != "\\" else _octal(letter) for letter in owner)


def _octal(letter: str) -> str:
    return "".join(f"\\{octet:03o}" for octet in letter.encode())


def _value(rdtype: str, value: str) -> str:
    if rdtype in TEXTS:
        return to_octal('" "'.join(strings(parse(rdtype, value))))
    return to_octal(value)


def import_id(zone_id: str, held: Existing) -> str:
    """``ZONE_NAME_TYPE``, and the set identifier behind it where there is one."""
    parts = (zone_id, _name(held.owner), held.rdtype, held.id)
    return "_".join(part for part in parts if part)


TARGET = Target(
    type=TYPE,
    provider="route53",
    local="aws",
    source="hashicorp/aws",
    version=">= 5.75",
    types=frozenset(
        {"A", "AAAA", "CAA", "CNAME", "DS", "HTTPS", "MX", "NAPTR", "NS", "PTR"}
        | {"SPF", "SRV", "SSHFP", "SVCB", "TLSA", "TXT"}
    ),
    seconds=(0, 2147483647),
    automatic=300,
    longest=4000,
    per_record=False,
    resources=resources,
    import_id=import_id,
)
"""TTLs and the length of a text: API reference, "ResourceRecordSet" and "ResourceRecord". 300 s is what Cloudflare's
automatic TTL is. The provider knows HTTPS, SSHFP, SVCB and TLSA since 5.75."""
