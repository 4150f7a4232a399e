"""``aws_route53_record`` of hashicorp/aws: one record set, of any routing policy, or an alias."""

from __future__ import annotations

from collections.abc import Callable

from iacmx.model import RecordSet, Unknown
from iacmx.names import decode_route53, normalize
from iacmx.plan.attributes import Attributes, Later
from iacmx.plan.kinds import Lookup, RecordResource
from iacmx.plan.resources import _route53
from iacmx.plan.resources._values import hide

Detail = Callable[[Attributes], str]


def _words(*names: str) -> Detail:
    return lambda block: _route53.words(block, *names)


POLICIES: dict[str, tuple[str, Detail]] = {
    "weighted_routing_policy": ("weighted", _words("weight")),
    "latency_routing_policy": ("latency", _words("region")),
    "failover_routing_policy": ("failover", _words("type")),
    "geolocation_routing_policy": ("geolocation", _words("continent", "country", "subdivision")),
    "geoproximity_routing_policy": ("geoproximity", _words("aws_region", "local_zone_group", "bias")),
    "cidr_routing_policy": ("cidr", _words("collection_id", "location_name")),
}
"""The block of each routing policy, the policy's name, and what tells its instances apart."""


def read(attributes: Attributes, lookup: Lookup) -> tuple[RecordSet, ...]:
    """The record set of one side of a change."""
    zone = lookup.zone(attributes, "zone_id")
    rdtype = _route53.record_type(attributes, lookup)
    owner, relative = _owner(attributes, lookup, zone)
    alias = _alias(attributes, lookup)
    ttl = None if alias is not None else _route53.ttl(attributes)
    routing, detail = _routing(attributes)
    texts = attributes.texts("records")
    unknown = lookup.unknown("records") if any(isinstance(text, Later) for text in texts) else Unknown()
    values = _route53.values(texts, rdtype, unknown, ttl=ttl, address=lookup.address, owner=owner)
    return (
        RecordSet(
            zone=zone,
            owner=owner,
            type=rdtype,
            ttl=ttl,
            values=values,
            relative=relative,
            variant=_variant(attributes),
            routing=routing,
            routing_detail=detail,
            alias=alias,
            address=lookup.address,
            sensitive=hide(attributes, lookup, {("name", "fqdn"): (owner,), ("records", "alias"): (alias, *values)}),
        ),
    )


def _owner(attributes: Attributes, lookup: Lookup, zone: str) -> tuple[str | Unknown, bool]:
    written, absolute = attributes.text("name"), attributes.text("fqdn")
    name = None if written is None or isinstance(written, Later) else normalize(decode_route53(written))
    if isinstance(absolute, str) and absolute:
        fqdn = normalize(decode_route53(absolute))
        if name is not None:
            lookup.tell_zone_name(zone, name, fqdn)
        return fqdn, False
    if isinstance(written, Later):
        return lookup.unknown("name"), False
    return name or "", True


def _alias(attributes: Attributes, lookup: Lookup) -> str | Unknown | None:
    for block in attributes.blocks("alias"):
        name = block.text("name")
        return normalize(decode_route53(name)) if isinstance(name, str) else lookup.unknown("alias", "name")
    return None


def _variant(attributes: Attributes) -> str:
    """The set identifier: null in a plan and "" in a state both mean simple routing."""
    identifier = attributes.text("set_identifier")
    return "(known after the apply)" if isinstance(identifier, Later) else identifier or ""


def _routing(attributes: Attributes) -> tuple[str, str]:
    for block_name, (policy, detail) in POLICIES.items():
        for block in attributes.blocks(block_name):
            return policy, detail(block)
    return ("multivalue", "") if attributes.flag("multivalue_answer_routing_policy") else ("simple", "")


RECORDS = RecordResource(type="aws_route53_record", provider=_route53.PROVIDER, read=read, overwrite="allow_overwrite")
