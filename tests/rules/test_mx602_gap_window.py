"""MX602: flagged, clean, known false positives."""

from __future__ import annotations

from typing import Any

import pytest

from iacmx.model import Answer, Change, Kind, RecordSet, Severity
from tests.rules.build import build, change, judge, record

MX = record("example.com. 3600 MX 10 mx1.example.net.")
NEW = record("example.com. 300 MX 10 mx2.example.net.")
REPLACED = change("aws_route53_record.mx", MX, MX, ("delete", "create"))
REAL = {"provider": "cloudflare"}


def cf(line: str, number: int) -> RecordSet:
    return record(f"example.com. MX {line}", "cloudflare", record_id=f"r{number}")


A, B, C = cf("10 a.example.net.", 1), cf("20 b.example.net.", 2), cf("10 c.example.net.", 3)


def test_a_replacement_that_deletes_first() -> None:
    (finding,) = judge("MX602", build([MX], changes=[REPLACED]))
    assert finding.severity is Severity.WARNING
    assert "about 60 s" in finding.message
    assert "900 s (the provider's default)" in finding.message
    assert "spelling" in finding.fix
    assert finding.address == "aws_route53_record.mx"


def test_delete_and_create_at_another_address_may_also_fail() -> None:
    changes = [change("aws_route53_record.old", MX, None), change("aws_route53_record.new", None, NEW)]
    (finding,) = judge("MX602", build([MX], changes=changes))
    assert "or the create fails" in finding.message
    assert "moved block from aws_route53_record.old to aws_route53_record.new" in finding.fix


def test_all_single_records_deleted_and_others_created() -> None:
    changes = [change("cf.a", A, None), change("cf.b", B, None), change("cf.c", None, C)]
    (finding,) = judge("MX602", build([A, B], changes=changes, **REAL))
    assert "a few seconds" in finding.message
    assert "1800 s" in finding.message
    assert "moved block from cf.a to cf.c" in finding.fix


def test_the_zone_tells_the_negative_cache_time() -> None:
    soa = RecordSet("route53:Z1", "example.com", "SOA", 600, ("ns1. host. 1 7200 900 1209600 86400",))
    (finding,) = judge("MX602", build([MX, soa], changes=[REPLACED]))
    assert "600 s (the zone's SOA record)" in finding.message


def test_dns_tells_the_negative_cache_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.rules.build.NOTHING", Answer(Kind.NO_NAME, negative_ttl=77))
    (finding,) = judge("MX602", build([MX], changes=[REPLACED]))
    assert "77 s (as DNS says)" in finding.message


def test_the_web_server_stands_in_meanwhile() -> None:
    (finding,) = judge("MX602", build([MX, record("example.com. A 45.33.1.1")], changes=[REPLACED]))
    assert "web server" in finding.message


WEIGHTED = record("example.com. MX 10 mx1.example.net.", variant="eu", routing="weighted")
OTHER = record("example.com. MX 10 mx1.example.net.", variant="us", routing="weighted")
NULL = record("example.com. MX 0 .")


@pytest.mark.parametrize(
    ("before", "changes", "how"),
    [
        pytest.param([MX], [change("x", MX, NEW)], {}, id="in place"),
        pytest.param([MX], [change("x", MX, None)], {}, id="gone for good: MX601"),
        pytest.param([], [change("x", None, NEW)], {}, id="new"),
        pytest.param([A, B], [change("cf.a", A, C, ("delete", "create"))], REAL, id="another record stays"),
        pytest.param([A], [change("cf.a", A, C, ("create", "delete"))], REAL, id="create before destroy"),
        pytest.param([A], [change("cf.a", A, None, deposed="d1"), change("cf.a", A, C)], REAL, id="deposed beside"),
        pytest.param([A, B], [change("cf.a", A, None), change("cf.c", None, C)], REAL, id="an unmanaged one stays"),
        pytest.param(
            [WEIGHTED, OTHER], [change("x", WEIGHTED, WEIGHTED, ("delete", "create"))], {}, id="variant stays"
        ),
        pytest.param([NULL], [change("x", NULL, NEW, ("delete", "create"))], {}, id="no mail before"),
        pytest.param([MX], [change("x", MX, NULL, ("delete", "create"))], {}, id="no mail after"),
        pytest.param([MX], [change("x", MX, MX, ("create", "delete"))], {}, id="MX604"),
        pytest.param([MX], [change("x", MX, None, exclusive=True), change("b", None, NEW)], {}, id="stays live: MX902"),
    ],
)
def test_clean(before: list[Any], changes: list[Change], how: dict[str, Any]) -> None:
    assert judge("MX602", build(before, changes=changes, **how)) == []
