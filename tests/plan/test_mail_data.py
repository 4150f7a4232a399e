"""Of a plan's TXT, SRV and TLSA records those of mail are kept, and of no others anything."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from iacmx.model import Unknown
from iacmx.plan import read_bytes
from tests.plan.build import aws, change, cloudflare, plan_bytes

KEY = "v=DKIM1; p=MIIB"
SRV = {"priority": 0, "weight": 1, "port": 993, "target": "MX.example.com"}
TLSA = {"usage": 3, "selector": 1, "matching_type": 1, "certificate": "ABCD"}
ROUTE53 = [
    ("s1._domainkey", "TXT", [KEY], (KEY,)),
    ("s1._domainkey.example.com", "TXT", ['MII""B; p=A', "s3cr3t"], ("MIIB; p=A",)),
    ("example.com", "TXT", ["s3cr3t", "p=s3cr3t"], ()),
    ("_imaps._tcp", "SRV", ["0 1 993 MX.example.com."], ("0 1 993 mx.example.com",)),
    ("_s3cr3t._tcp", "SRV", ["0 1 993 s3cr3t.example.com"], ()),
    ("_25._tcp.mx", "TLSA", ["3 1 1 AB CD"], ("3 1 1 abcd",)),
    ("_443._tcp.mx", "TLSA", ["3 1 1 5ec4e7"], ()),
]
CLOUDFLARE: list[tuple[str, str, dict[str, Any], tuple[str, ...]]] = [
    ("s1._domainkey.example.com", "TXT", {"content": f'"{KEY}"'}, (KEY,)),
    ("s1.example.com", "TXT", {"content": "p=s3cr3t"}, ()),
    ("_imaps._tcp.example.com", "SRV", {"content": None, "data": SRV}, ("0 1 993 mx.example.com",)),
    ("_imaps._tcp.example.com", "SRV", {"content": None, "data": None}, ()),
    ("_s3cr3t._tcp.example.com", "SRV", {"content": None, "data": SRV | {"target": "s3cr3t"}}, ()),
    ("_25._tcp.mx.example.com", "TLSA", {"content": None, "data": TLSA}, ("3 1 1 abcd",)),
]


@pytest.mark.parametrize(("name", "rdtype", "records", "kept"), ROUTE53)
def test_route53(name: str, rdtype: str, records: list[str], kept: tuple[str, ...]) -> None:
    values = aws(name=name, type=rdtype, records=records)
    plan = read_bytes(plan_bytes(change("aws_route53_record.x", after=values)))
    assert plan.changes[0].after[0].values == kept
    assert b"s3cr3t" not in msgspec.json.encode(plan).replace(b"_s3cr3t", b"")


@pytest.mark.parametrize(("name", "rdtype", "more", "kept"), CLOUDFLARE)
def test_cloudflare(name: str, rdtype: str, more: dict[str, Any], kept: tuple[str, ...]) -> None:
    values = cloudflare(name=name, type=rdtype, **{"priority": None, **more})
    plan = read_bytes(plan_bytes(change("cloudflare_dns_record.x", after=values)))
    assert plan.changes[0].after[0].values == kept
    assert b"s3cr3t" not in msgspec.json.encode(plan).replace(b"_s3cr3t", b"")


def test_what_is_known_only_later_is_that() -> None:
    later = aws(name="_imaps._tcp", type="SRV", records=None)
    plan = read_bytes(plan_bytes(change("aws_route53_record.x", after=later, unknown={"records": True})))
    assert [type(value) for value in plan.changes[0].after[0].values] == [Unknown]
    data = cloudflare(name="_25._tcp.mx.example.com", type="TLSA", content=None, data=TLSA | {"certificate": None})
    unknown = {"data": {"certificate": True}}
    plan = read_bytes(plan_bytes(change("cloudflare_dns_record.x", after=data, unknown=unknown)))
    assert [type(value) for value in plan.changes[0].after[0].values] == [Unknown]
