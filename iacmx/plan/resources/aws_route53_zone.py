"""``aws_route53_zone`` of hashicorp/aws, the resource and the data source: a hosted zone."""

from __future__ import annotations

from iacmx.model import Zone
from iacmx.names import decode_route53, normalize
from iacmx.plan.attributes import Attributes, Later
from iacmx.plan.kinds import ZoneResource
from iacmx.plan.resources._route53 import PROVIDER


def read(attributes: Attributes) -> tuple[Zone, ...]:
    """The zone of one side of a change, or of a state. A zone with a VPC is private."""
    name = attributes.text("name")
    return (
        Zone(
            key="",
            provider=PROVIDER,
            id=_id(attributes),
            name=normalize(decode_route53(name)) if isinstance(name, str) else "",
            private=bool(attributes.blocks("vpc")) or attributes.flag("private_zone"),
            name_servers=tuple(normalize(host) for host in attributes.texts("name_servers") if isinstance(host, str)),
        ),
    )


def _id(attributes: Attributes) -> str:
    found = attributes.text("zone_id") or attributes.text("id")
    return "" if found is None or isinstance(found, Later) else found.removeprefix("/hostedzone/")


ZONES = ZoneResource(type="aws_route53_zone", provider=PROVIDER, read=read)
