"""MX903: flagged, clean, known false positives."""

from __future__ import annotations

import pytest
from msgspec import structs

from iacmx.case import Actual
from iacmx.model import Change, RecordSet, Severity
from tests.rules.build import build, change, judge, record


def cf(line: str, record_id: str = "") -> RecordSet:
    return record(f"example.com. 300 MX {line}", "cloudflare", record_id=record_id)


GOOGLE, BACKUP, NULL = cf("1 smtp.google.com.", "r1"), cf("20 backup.example.net.", "r2"), cf("0 .", "r3")
MICROSOFT = cf("0 example-com.mail.protection.outlook.com.")


def test_mail_is_split() -> None:
    (finding,) = judge("MX903", build([GOOGLE], changes=[change("mx", None, MICROSOFT)], provider="cloudflare"))
    assert finding.severity is Severity.WARNING
    assert finding.evidence == "live and staying: smtp.google.com (1)"
    assert finding.message.startswith("example-com.mail.protection.outlook.com (0) joins live MX records")


def test_an_identical_record_is_refused() -> None:
    (finding,) = judge(
        "MX903", build([GOOGLE], changes=[change("mx", None, cf("1 SMTP.google.com"))], provider="cloudflare")
    )
    assert finding.severity is Severity.ERROR
    assert finding.exchange == "smtp.google.com"


def test_identical_beside_others() -> None:
    changes = [change("mx", None, cf("1 smtp.google.com."))]
    found = judge("MX903", build([GOOGLE, BACKUP], changes=changes, provider="cloudflare"))
    assert [finding.severity for finding in found] == [Severity.ERROR, Severity.WARNING]
    assert len({finding.fingerprint for finding in found}) == 2


def test_a_provider_keeps_some_itself() -> None:
    locked = structs.replace(GOOGLE, locked=True)
    (finding,) = judge("MX903", build([locked], changes=[change("mx", None, MICROSOFT)], provider="cloudflare"))
    assert "Email Routing" in finding.message
    (finding,) = judge("MX903", build([locked], changes=[change("mx", None, GOOGLE)], provider="cloudflare"))
    assert finding.fix == "Take mx out of the configuration: Email Routing keeps the record."


def test_a_backup_that_joins_deletes_nothing() -> None:
    (finding,) = judge("MX903", build([GOOGLE], changes=[change("mx", None, BACKUP)], provider="cloudflare"))
    assert finding.fix.startswith("Import the live records: keep those that are to stay,")


R53 = record("example.com. MX 10 mx1.example.net.")


@pytest.mark.parametrize(
    ("live", "changes", "provider"),
    [
        pytest.param(
            [GOOGLE],
            [change("g", GOOGLE, GOOGLE, ("no-op",)), change("b", None, BACKUP)],
            "cloudflare",
            id="a backup joins a managed set",
        ),
        pytest.param(
            [GOOGLE], [change("g", GOOGLE, None), change("m", None, MICROSOFT)], "cloudflare", id="the old goes"
        ),
        pytest.param([GOOGLE], [change("g", GOOGLE, MICROSOFT)], "cloudflare", id="changed in place"),
        pytest.param([GOOGLE], [change("g", GOOGLE, GOOGLE, ("no-op",), importing=True)], "cloudflare", id="import"),
        pytest.param([NULL], [change("m", None, MICROSOFT)], "cloudflare", id="a null MX: MX301"),
        pytest.param([], [change("m", None, MICROSOFT)], "cloudflare", id="nothing there"),
        pytest.param([R53], [change("m", None, R53)], "route53", id="whole sets: MX902"),
    ],
)
def test_clean(live: list[RecordSet], changes: list[Change], provider: str) -> None:
    assert judge("MX903", build(live, changes=changes, provider=provider)) == []


def test_nothing_to_compare_with() -> None:
    case = build([GOOGLE], changes=[change("mx", None, MICROSOFT)], provider="cloudflare", actual=Actual.FAILED)
    assert judge("MX903", case) == []
