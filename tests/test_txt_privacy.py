"""A TXT record that is no mail policy reaches no noun and no report, whoever holds it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from iacmx.check import check
from iacmx.model import Kind
from iacmx.plan import read_bytes
from iacmx.report import Style
from iacmx.report.json import render
from iacmx.world import Nothing
from iacmx.world.zonefile import ZoneFiles
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
