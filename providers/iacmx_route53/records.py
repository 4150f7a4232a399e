"""Route 53's zones and record sets as iacmx's.

A member that the API reference calls required and that is missing raises KeyError: the answer is broken.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec.structs import replace

from iacmx.addresses import canonical
from iacmx.mail_texts import mail_data, mail_texts
from iacmx.model import RecordSet, Value, Zone
from iacmx.mx import parse_mx
from iacmx.names import decode_route53, normalize

if TYPE_CHECKING:
    from types_boto3_route53.type_defs import HostedZoneTypeDef, ResourceRecordSetOutputTypeDef

PROVIDER = "route53"
_HELD = frozenset({"A", "AAAA", "CNAME", "MX", "NS"})
_ESCAPE = re.compile(r"\\(?:([0-3][0-7]{2})|(.))", re.DOTALL)


def zone_id(text: str) -> str:
    """An id without the ``/hostedzone/`` that some calls put before it."""
    return text.rpartition("/")[2]


@lru_cache(maxsize=4096)
def name_of(text: str) -> str:
    """A name of the API in normal form; names come escaped, lower-case and with a trailing dot."""
    return normalize(decode_route53(text))


def zone_of(hosted: HostedZoneTypeDef) -> Zone:
    """A hosted zone as the listing calls and GetHostedZone give it."""
    identity = zone_id(hosted["Id"])
    return Zone(
        key=f"{PROVIDER}:{identity}",
        provider=PROVIDER,
        id=identity,
        name=name_of(hosted["Name"]),
        private=hosted.get("Config", {}).get("PrivateZone", False),
        sets=hosted.get("ResourceRecordSetCount"),
    )


def record_set_of(zone_key: str, held: ResourceRecordSetOutputTypeDef) -> RecordSet:
    """One record set; the values of types other than A, AAAA, CNAME, MX, NS and those of mail are left out."""
    owner, rdtype, ttl = name_of(held["Name"]), held["Type"], held.get("TTL")
    alias = held.get("AliasTarget")
    routing, detail = _routing(held)
    return RecordSet(
        zone=zone_key,
        owner=owner,
        type=rdtype,
        ttl=ttl,
        values=_values(owner, rdtype, [record["Value"] for record in held.get("ResourceRecords", ())], ttl),
        variant=held.get("SetIdentifier", ""),
        routing=routing,
        routing_detail=detail,
        alias=name_of(alias["DNSName"]) if alias else None,
    )


def whole_set_of(zone_key: str, held: ResourceRecordSetOutputTypeDef) -> RecordSet:
    """One record set with all its values, as :meth:`iacmx.provider.Whole.whole` has them."""
    values = tuple(_as_in_zone_files(record["Value"]) for record in held.get("ResourceRecords", ()))
    return replace(record_set_of(zone_key, held), values=values)


def _as_in_zone_files(text: str) -> str:
    """Escapes are octal here (developer guide, "TXT record type"), and decimal there (RFC 1035 section 5.1)."""
    return _ESCAPE.sub(lambda match: f"\\{int(match[1], 8):03d}" if match[1] else match[0], text)


def _values(owner: str, rdtype: str, texts: list[str], ttl: int | None) -> tuple[Value, ...]:
    if rdtype == "TXT":
        return mail_texts(owner, texts)
    if rdtype in ("SRV", "TLSA"):
        return mail_data(owner, rdtype, texts)
    return tuple(_value(rdtype, text, ttl) for text in texts) if rdtype in _HELD else ()


def _value(rdtype: str, text: str, ttl: int | None) -> Value:
    """A value; a name in it is absolute with or without a trailing dot (developer guide, "MX record type")."""
    if rdtype == "MX":
        return parse_mx(text, ttl=ttl)
    if rdtype in ("A", "AAAA"):
        return canonical(text)
    return name_of(text)


def _routing(held: ResourceRecordSetOutputTypeDef) -> tuple[str, str]:
    """The routing policy and its settings in words."""
    policy, words = _policy(held)
    if "HealthCheckId" in held:
        words = ", ".join(filter(None, (words, f"health check {held['HealthCheckId']}")))
    return policy, words


def _policy(held: ResourceRecordSetOutputTypeDef) -> tuple[str, str]:
    found = ("simple", "")
    if "TrafficPolicyInstanceId" in held:
        found = ("traffic-policy", f"instance {held['TrafficPolicyInstanceId']}")
    elif "Weight" in held:
        found = ("weighted", f"weight {held['Weight']}")
    elif "Region" in held:
        found = ("latency", f"region {held['Region']}")
    elif "Failover" in held:
        found = ("failover", held["Failover"].lower())
    elif "GeoLocation" in held:
        found = ("geolocation", _location(held))
    elif "GeoProximityLocation" in held:
        found = ("geoproximity", _proximity(held))
    elif "CidrRoutingConfig" in held:
        cidr = held["CidrRoutingConfig"]
        found = ("cidr", f"collection {cidr['CollectionId']}, location {cidr['LocationName']}")
    elif held.get("MultiValueAnswer"):
        found = ("multivalue", "")
    return found


def _location(held: ResourceRecordSetOutputTypeDef) -> str:
    place = held.get("GeoLocation", {})
    if place.get("CountryCode") == "*":
        return "default location"
    named = (
        ("continent", place.get("ContinentCode")),
        ("country", place.get("CountryCode")),
        ("subdivision", place.get("SubdivisionCode")),
    )
    return ", ".join(f"{kind} {code}" for kind, code in named if code)


def _proximity(held: ResourceRecordSetOutputTypeDef) -> str:
    place = held.get("GeoProximityLocation", {})
    spot = place.get("Coordinates")
    named = (
        ("region", place.get("AWSRegion")),
        ("local zone group", place.get("LocalZoneGroup")),
        ("coordinates", f"{spot['Latitude']} {spot['Longitude']}" if spot else None),
        ("bias", place.get("Bias")),
    )
    return ", ".join(f"{kind} {value}" for kind, value in named if value is not None)
