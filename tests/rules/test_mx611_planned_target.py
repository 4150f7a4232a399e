"""MX611: flagged, clean, known false positives."""

from __future__ import annotations

import pytest
from msgspec import structs

from iacmx.model import RecordSet, Severity, Unknown
from tests.rules.build import build, judge, record

MX = record("example.com. MX 10 mail.example.com.")
HOST = record("mail.example.com. A 45.33.1.1")
LATER = structs.replace(HOST, values=(Unknown(("aws_eip.mail.public_ip",), "aws_eip.mail"),))


def test_flagged() -> None:
    (finding,) = judge("MX611", build([], [MX, LATER]))
    assert finding.severity is Severity.INFO
    assert finding.exchange == "mail.example.com"
    assert "route53_record.new_a1" in finding.evidence
    assert "from route53_record.new_mx0 to route53_record.new_a1" in finding.fix


V6 = record("mail.example.com. AAAA 2a01::1")
ALIAS = structs.replace(LATER, type="CNAME")


@pytest.mark.parametrize(
    "after",
    [
        pytest.param([MX, HOST], id="known"),
        pytest.param([MX, LATER, V6], id="one family known"),
        pytest.param([MX, ALIAS], id="an alias: MX201"),
        pytest.param([MX], id="absent: MX202"),
        pytest.param([record("example.com. MX 10 mx.example.net."), LATER], id="no exchange"),
    ],
)
def test_clean(after: list[RecordSet]) -> None:
    assert judge("MX611", build([], after)) == []
