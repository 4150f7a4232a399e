"""A TXT record that is no mail policy reaches no noun and no report, whoever holds it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from iacmx.check import check
from iacmx.model import Kind
from iacmx.plan import read_bytes
from iacmx.report import Style
from iacmx.report.json import render
from iacmx.snapshot_format import SavedSet, SavedZone, records_to
from iacmx.world import Nothing
from iacmx.world.zonefile import ZoneFiles, read_zone
from iacmx_cloudflare.answers import ApiRecord
from iacmx_cloudflare.records import to_record_set
from iacmx_route53.records import record_set_of
from tests.plan.build import aws, change, cloudflare, plan_bytes

TOKEN = "google-site-verification=S3cr3t"
SPF = "v=spf1 mx -all"


def test_a_plan_and_its_report() -> None:
    plan = read_bytes(
        plan_bytes(
            change("aws_route53_record.mx", after=aws(records=["0 ."], fqdn="example.com")),
            change("aws_route53_record.txt", after=aws(type="TXT", records=[TOKEN, SPF], fqdn="example.com")),
            change("cloudflare_dns_record.txt", after=cloudflare(type="TXT", name="example.org", content=f'"{TOKEN}"')),
        )
    )
    assert b"S3cr3t" not in msgspec.json.encode(plan)
    report = check(plan)
    assert "MX310" in {finding.rule for finding in report.findings}
    assert "S3cr3t" not in render(report, Style())


def test_providers() -> None:
    sets = (
        record_set_of(
            "route53:Z1",
            {
                "Name": "x.test.",
                "Type": "TXT",
                "TTL": 60,
                "ResourceRecords": [{"Value": f'"{t}"'} for t in (TOKEN, SPF)],
            },
        ),
        *(
            to_record_set(
                msgspec.convert({"id": "1", "name": "x.test", "type": "TXT", "content": text, "ttl": 60}, ApiRecord),
                "z",
            )
            for text in (TOKEN, SPF)
        ),
    )
    assert [record.values for record in sets] == [(SPF,), (), (SPF,)]
    assert all(record.type == "TXT" for record in sets)


KEY = "v=DKIM1; k=rsa; p=MIIB"
HIDDEN = "p=S3cr3t"
OF_MAIL = [
    ("s1._domainkey.x.test", "TXT", KEY, KEY),
    ("s1._domainkey.x.test", "TXT", TOKEN, None),
    ("_domainkey.x.test", "TXT", HIDDEN, None),
    ("x.test", "TXT", HIDDEN, None),
    ("x.test", "TXT", KEY.replace("MIIB", "S3cr3t"), None),
    ("s1.domainkey.x.test", "TXT", HIDDEN, None),
    ("_imaps._tcp.x.test", "SRV", "0 1 993 MX.x.test.", "0 1 993 mx.x.test"),
    ("_s3cr3t._tcp.x.test", "SRV", "0 1 993 S3cr3t.x.test", None),
    ("_25._tcp.mx.x.test", "TLSA", "3 1 1 ABCD EF", "3 1 1 abcdef"),
    ("_443._tcp.mx.x.test", "TLSA", "3 1 1 ABCD", None),
    ("x.test", "HINFO", "S3cr3t S3cr3t", None),
]


@pytest.mark.parametrize(("owner", "rdtype", "written", "kept"), OF_MAIL)
def test_keys_and_services_are_kept_where_mail_looks_for_them(
    owner: str, rdtype: str, written: str, kept: str | None
) -> None:
    quoted = f'"{written}"' if rdtype == "TXT" else written
    held: Any = {"Name": f"{owner}.", "Type": rdtype, "TTL": 60, "ResourceRecords": [{"Value": quoted}]}
    at_aws = record_set_of("route53:Z1", held)
    record = {"id": "1", "name": owner, "type": rdtype, "content": quoted, "ttl": 60}
    at_cloudflare = to_record_set(msgspec.convert(record, ApiRecord), "z")
    saved = SavedZone("route53", "Z1", "x.test", records=(SavedSet(owner, rdtype, 60, (quoted,)),))
    (in_snapshot,) = records_to(saved, "route53:Z1") if rdtype != "HINFO" else (at_aws,)
    expected = () if kept is None else (kept,)
    assert [one.values for one in (at_aws, at_cloudflare, in_snapshot)] == [expected] * 3


def test_keys_in_zone_files(tmp_path: Path) -> None:
    path = tmp_path / "x.test.zone"
    path.write_text(
        "$TTL 300\n@ IN SOA ns hostmaster 1 2 3 4 5\n@ IN NS ns\nns IN A 192.0.2.1\n"
        f's1._domainkey TXT "{KEY}"\ns2._domainkey TXT "{TOKEN}"\n@ TXT "{HIDDEN}"\n@ HINFO S3cr3t S3cr3t\n'
        "_imaps._tcp SRV 0 1 993 mx\n_s3cr3t._tcp SRV 0 1 993 S3cr3t\n"
    )
    data = read_zone(path)
    assert b"S3cr3t" not in msgspec.json.encode(data).replace(b"_s3cr3t", b"")
    assert {value for record in data.records for value in record.values} >= {KEY, "0 1 993 mx.x.test"}


@pytest.mark.parametrize(("owner", "kept"), [("example.test", (SPF,)), ("x.example.test", ())])
def test_zone_files(tmp_path: Path, owner: str, kept: tuple[str, ...]) -> None:
    (tmp_path / "example.test.zone").write_text(
        "$TTL 300\n@ IN SOA ns hostmaster 1 2 3 4 5\n@ IN NS ns\nns IN A 192.0.2.1\n"
        f'@ IN TXT "{TOKEN}"\n@ IN TXT "v=spf1 " "mx -all"\nx IN TXT "{TOKEN}"\n'
    )
    answer = ZoneFiles.load(tmp_path).lookup(owner, "TXT")
    assert (answer.kind, answer.values) == (Kind.FOUND, kept)


def test_nothing_was_asked_is_not_nothing_there() -> None:
    answer = Nothing().lookup("example.test", "TXT")
    assert answer is not None
    assert answer.kind is Kind.SKIPPED
