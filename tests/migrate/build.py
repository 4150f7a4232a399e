"""Zones of both providers for tests, through the providers' own readers."""

from __future__ import annotations

from typing import Any

import msgspec

from iacmx.migrate.compare import compare
from iacmx.migrate_report import Row, ZoneComparison
from iacmx.model import RecordSet, Zone, ZoneData
from iacmx_cloudflare.answers import ApiRecord
from iacmx_cloudflare.records import to_record_set
from iacmx_route53.records import record_set_of

APEX = "example.com"


def r53(name: str, rdtype: str, *values: str, ttl: int = 300, **more: Any) -> RecordSet:
    """A record set of Route 53; ``name`` below the apex, values as the API writes them."""
    held: Any = {"Name": _owner(name) + ".", "Type": rdtype, **more}
    if "AliasTarget" not in more:
        held |= {"TTL": ttl, "ResourceRecords": [{"Value": value} for value in values]}
    return record_set_of("route53:Z1", held)


def alias(name: str, rdtype: str, target: str) -> RecordSet:
    return r53(name, rdtype, AliasTarget={"DNSName": target, "HostedZoneId": "Z2", "EvaluateTargetHealth": False})


def cf(name: str, rdtype: str, content: str, ttl: int = 300, **more: Any) -> RecordSet:
    """A record of Cloudflare; ``name`` below the apex."""
    fields = {"id": f"{name}/{rdtype}/{content}", "name": _owner(name), "type": rdtype, "content": content, "ttl": ttl}
    return to_record_set(msgspec.json.decode(msgspec.json.encode(fields | more), type=ApiRecord), "cloudflare:c1")


def mx(name: str, preference: int, target: str, **more: Any) -> RecordSet:
    return cf(name, "MX", target, priority=preference, **more)


def _owner(name: str) -> str:
    return f"{name}.{APEX}" if name else APEX


def aws_zone(*records: RecordSet, names: frozenset[str] | None = None) -> ZoneData:
    return ZoneData(Zone("route53:Z1", "route53", "Z1", APEX), records, names)


def cf_zone(*records: RecordSet) -> ZoneData:
    return ZoneData(Zone("cloudflare:c1", "cloudflare", "c1", APEX), records)


def compared(source: ZoneData, target: ZoneData) -> ZoneComparison:
    return compare(source, target)


def states(found: ZoneComparison) -> dict[str, str]:
    """``owner TYPE PART`` -> state, of what is not equal."""
    return {place(row): row.state.value for row in found.rows if row.state != "equal"}


def place(row: Row) -> str:
    owner = row.owner.removesuffix(APEX).rstrip(".") or "@"
    return f"{owner} {row.type} {row.part.value}"
