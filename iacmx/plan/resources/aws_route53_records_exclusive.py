"""``aws_route53_records_exclusive`` of hashicorp/aws: all record sets of a zone; those it does not list are deleted.

Its names are handed to Route 53 as they are, so they are absolute.
"""

from __future__ import annotations

from iacmx.model import RecordSet, Unknown
from iacmx.names import decode_route53, normalize
from iacmx.plan.attributes import Attributes, Later
from iacmx.plan.kinds import Lookup, RecordResource
from iacmx.plan.resources import _route53
from iacmx.plan.resources._values import hide

SETS = "resource_record_set"


def read(attributes: Attributes, lookup: Lookup) -> tuple[RecordSet, ...]:
    """The record sets that one side of a change lists."""
    zone = lookup.zone(attributes, "zone_id")
    return tuple(_record_set(block, lookup, zone) for block in attributes.blocks(SETS))


def _record_set(block: Attributes, lookup: Lookup, zone: str) -> RecordSet:
    rdtype = _route53.record_type(block, lookup, SETS)
    name = block.text("name")
    alias = _alias(block, lookup)
    ttl = None if alias is not None else _route53.ttl(block)
    texts = [text for record in block.blocks("resource_records") if (text := record.text("value")) is not None]
    unknown = (
        lookup.unknown(SETS, "resource_records", "value") if any(isinstance(t, Later) for t in texts) else Unknown()
    )
    identifier = block.text("set_identifier")
    routing, detail = _routing(block)
    owner = lookup.unknown(SETS, "name") if isinstance(name, Later) else normalize(decode_route53(name or ""))
    values = _route53.values(texts, rdtype, unknown, ttl=ttl, address=lookup.address)
    return RecordSet(
        zone=zone,
        owner=owner,
        type=rdtype,
        ttl=ttl,
        values=values,
        variant="(known after the apply)" if isinstance(identifier, Later) else identifier or "",
        routing=routing,
        routing_detail=detail,
        alias=alias,
        address=lookup.address,
        sensitive=hide(block, lookup, {("name",): (owner,), ("resource_records", "alias_target"): (alias, *values)}),
    )


def _alias(block: Attributes, lookup: Lookup) -> str | Unknown | None:
    for target in block.blocks("alias_target"):
        name = target.text("dns_name")
        if isinstance(name, str):
            return normalize(decode_route53(name))
        return lookup.unknown(SETS, "alias_target", "dns_name")
    return None


def _routing(block: Attributes) -> tuple[str, str]:
    for geolocation in block.blocks("geolocation"):
        return "geolocation", _route53.words(geolocation, "continent_code", "country_code", "subdivision_code")
    for proximity in block.blocks("geoproximity_location"):
        return "geoproximity", _route53.words(proximity, "aws_region", "local_zone_group", "bias")
    for cidr in block.blocks("cidr_routing_config"):
        return "cidr", _route53.words(cidr, "collection_id", "location_name")
    for attribute, policy in (("weight", "weighted"), ("region", "latency"), ("failover", "failover")):
        detail = _route53.words(block, attribute)
        if detail:
            return policy, detail
    if block.get("traffic_policy_instance_id"):
        return "traffic-policy", ""
    return ("multivalue", "") if block.flag("multi_value_answer") else ("simple", "")


RECORDS = RecordResource(type="aws_route53_records_exclusive", provider=_route53.PROVIDER, read=read, exclusive=True)
