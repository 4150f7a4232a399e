"""MX604: flagged, clean, known false positives."""

from __future__ import annotations

import pytest

from iacmx.model import Change, RecordSet
from tests.rules.build import build, change, judge, record

MX = record("example.com. MX 10 mx1.example.net.")
NEW = record("example.com. MX 10 mx2.example.net.")
OTHER = record("other.example.com. MX 10 mx2.example.net.")
GONE = change("aws_route53_record.old", MX, None)
LISTED = Change("exclusive.all", "aws_route53_records_exclusive", "route53", ("create",), after=(NEW,), exclusive=True)


@pytest.mark.parametrize(
    ("changes", "message", "fix"),
    [
        pytest.param(
            [GONE, change("aws_route53_record.new", None, NEW, overwrite=True)],
            "if it is the last to run",
            "moved block from aws_route53_record.old to aws_route53_record.new",
            id="overwriting create",
        ),
        pytest.param([GONE, LISTED], "if it is the last to run", "removed block", id="taken over by exclusive"),
        pytest.param(
            [GONE, change("aws_route53_record.new", MX, NEW)],
            "if it is the last to run",
            "removed block",
            id="second resource of the set",
        ),
        pytest.param(
            [GONE, change("aws_route53_record.new", MX, MX, ("no-op",))],
            "removes the MX set",
            "removed block",
            id="second resource, unchanged",
        ),
        pytest.param(
            [change("x", MX, None, deposed="d1"), change("x", MX, MX, ("no-op",))],
            "deposed object",
            "import the live set",
            id="deposed",
        ),
        pytest.param(
            [change("x", MX, OTHER, ("delete", "create")), change("y", None, NEW, overwrite=True)],
            "Deleting x",
            "moved block",
            id="replacement that moves away",
        ),
        pytest.param(
            [change("x", MX, NEW, ("create", "delete"), overwrite=True)],
            "then deletes it in place of the old one",
            "create_before_destroy",
            id="create before destroy, overwriting",
        ),
        pytest.param(
            [change("x", MX, NEW, ("create", "delete"))],
            "apply fails",
            "create_before_destroy",
            id="create before destroy",
        ),
    ],
)
def test_flagged(changes: list[Change], message: str, fix: str) -> None:
    (finding,) = judge("MX604", build([MX], changes=changes))
    assert finding.severity == "error"
    assert message in finding.message
    assert fix in finding.fix
    assert finding.address == changes[0].address


EU = record("example.com. MX 10 mx1.example.net.", variant="eu", routing="weighted")
CF = record("example.com. MX 10 mx1.example.net.", "cloudflare", record_id="r1")


@pytest.mark.parametrize(
    ("before", "changes", "provider"),
    [
        pytest.param([MX], [GONE, change("b", None, NEW)], "route53", id="no overwrite: MX602"),
        pytest.param([MX], [change("x", MX, NEW, ("delete", "create"), overwrite=True)], "route53", id="delete first"),
        pytest.param([MX], [change("x", MX, OTHER, ("create", "delete"))], "route53", id="another owner"),
        pytest.param([MX], [GONE, change("b", None, EU, overwrite=True)], "route53", id="another set identifier"),
        pytest.param(
            [MX],
            [change("x", MX, None, ("forget",)), change("b", None, NEW, overwrite=True)],
            "route53",
            id="forgotten, not deleted",
        ),
        pytest.param([MX], [change("b", MX, MX, ("no-op",), previous_address="a")], "route53", id="moved"),
        pytest.param(
            [MX],
            [change("only", MX, None, exclusive=True), change("b", None, NEW, overwrite=True)],
            "route53",
            id="the end of an exclusive hold deletes nothing",
        ),
        pytest.param([CF], [change("x", CF, CF, ("create", "delete"))], "cloudflare", id="single records by id"),
    ],
)
def test_clean(before: list[RecordSet], changes: list[Change], provider: str) -> None:
    assert judge("MX604", build(before, changes=changes, provider=provider)) == []
