"""Each cause is told by one rule: what a plan does, and exactly the rules that speak up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from msgspec import structs

from iacmx.case import Actual, Case
from iacmx.model import Change, Finding, RecordSet, Severity, Unknown, Zone, ZoneChange
from iacmx.rules import collect
from tests.rules.build import build_all, change, record
from tests.rules.worlds import OFFLINE

MX = record("example.com. 300 MX 10 mx1.example.net., 20 mx2.example.net.")
NEW = record("example.com. 300 MX 10 mx3.example.net., 20 mx4.example.net.")
SWAPPED = record("example.com. 300 MX 30 mx1.example.net., 20 mx2.example.net.")
MIXED = record("example.com. 300 MX 0 ., 10 mx1.example.net.")
EDITED = record("example.com. 300 MX 10 mx1.example.net., 20 mx3.example.net.")
NULL = record("example.com. 300 MX 0 .")
OTHER = record("other.example.com. 300 MX 10 mx1.example.net., 20 mx2.example.net.")
LOCAL = record("example.com. 300 MX 10 mail.example.com., 20 mx2.example.net.")
HOST = record("mail.example.com. A 45.33.1.1")
ALIAS = record("mail.example.com. CNAME lb.example.net.")
WEB = record("example.com. A 45.33.1.2")
EU = record("example.com. 300 MX 10 mx1.example.net., 20 mx2.example.net.", variant="eu", routing="weighted")
US = record("example.com. 300 MX 10 mx3.example.net., 20 mx4.example.net.", variant="us", routing="weighted")
GONE = change("a", MX, None)
KEPT = change("a", MX, MX, ("no-op",))
HOSTS = {f"mx{n}.example.net": [f"45.33.{n}.1", f"2a01:{n}::1"] for n in range(1, 6)}
OURS = ("ns-1.awsdns-01.com",)
DNS = {**HOSTS, "lb.example.net": ["45.33.9.1"], "example.com": [f"NS {OURS[0]}"]}
ZONE = Zone(key="route53:Z1", provider="route53", id="Z1", name="example.com", address="zone")


def cf(line: str, number: int = 0, **fields: Any) -> RecordSet:
    return record(f"example.com. 300 MX {line}", "cloudflare", record_id=f"r{number}" if number else "", **fields)


A, B, C, N = cf("10 mx1.example.net.", 1), cf("20 mx2.example.net.", 2), cf("5 mx3.example.net.", 3), cf("0 .", 4)
SAME = cf("10 mx1.example.net.")


def exclusive(*sets: RecordSet) -> Change:
    return Change("only", "aws_route53_records_exclusive", "route53", ("create",), after=sets, exclusive=True)


def findings(cases: Sequence[Case]) -> list[Finding]:
    judges = [judge for rule, judge in collect() if not rule.opt_in]
    return [finding for case in cases if case.touched for judge in judges for finding in judge(case)]


ROUTE53 = [
    ("deleted", [MX], [GONE], "MX601"),
    ("deleted, a web server stays", [MX, WEB], [GONE], "MX601"),
    ("null MX takes over", [MX], [change("a", MX, NULL)], "MX614"),
    ("null MX takes over by replacement", [MX], [change("a", MX, NULL, ("delete", "create"))], "MX614"),
    ("replaced", [MX], [change("a", MX, NEW, ("delete", "create"))], "MX602"),
    ("deleted here, created there", [MX], [GONE, change("b", None, NEW)], "MX602"),
    ("deleted here, overwritten there", [MX], [GONE, change("b", None, NEW, overwrite=True)], "MX604"),
    ("taken over by exclusive", [MX], [GONE, exclusive(NEW)], "MX604"),
    ("created before destroyed", [MX], [change("a", MX, NEW, ("create", "delete"))], "MX604"),
    ("deposed", [MX], [change("a", MX, None, deposed="d"), KEPT], "MX604"),
    ("renamed", [MX], [change("a", MX, OTHER, ("delete", "create"))], "MX601"),
    ("to routed sets", [MX], [GONE, change("b", None, EU), change("c", None, US)], "MX602"),
    ("not listed", [MX], [exclusive(record("www.example.com. A 45.33.1.1"))], "MX601"),
    ("listed with other content", [MX], [exclusive(NEW)], "MX902"),
    ("two holders", [MX], [KEPT, change("b", None, NEW)], "MX609"),
    ("created twice", [], [change("a", None, MX), change("b", None, NEW)], "MX609"),
    ("an unmanaged set is there", [MX], [change("b", None, NEW)], "MX902"),
    ("an unmanaged set is overwritten", [MX], [change("b", None, NEW, overwrite=True)], "MX902"),
    ("a routed set beside an unmanaged simple one", [MX], [change("b", None, EU)], "MX902"),
    ("what is overwritten is the same", [MX], [change("b", None, MX, overwrite=True)], "MX904"),
    ("edited meanwhile", [EDITED], [change("a", MX, NEW)], "MX901"),
    ("edited meanwhile and deleted", [EDITED], [GONE], "MX601 MX901"),
    ("gone meanwhile", [], [change("a", MX, NEW)], "MX901"),
    ("done already", [NEW], [change("a", MX, NEW)], "MX904"),
    ("the target's address goes", [LOCAL, HOST], [change("h", HOST, None)], "MX605"),
    ("the target goes and the set is replaced", [LOCAL, HOST],
     [change("h", HOST, None), change("a", LOCAL, LOCAL, ("delete", "create"))], "MX602 MX605"),
    ("the target becomes an alias", [LOCAL, HOST], [change("h", HOST, ALIAS)], "MX606"),
    ("the target and its MX go", [LOCAL, HOST], [change("h", HOST, None), change("a", LOCAL, None)], "MX601"),
    ("swapped", [MX], [change("a", MX, SWAPPED)], "MX613"),
    ("an exchange is unknown", [MX], [change("a", MX, structs.replace(MX, values=(Unknown(),)))], "MX610"),
    ("null MX beside another", [MX], [change("a", MX, MIXED)], "MX301"),
]  # fmt: skip

CLOUDFLARE = [
    ("all deleted", [A, B], [change("a", A, None), change("b", B, None)], "MX601"),
    ("one deleted, one stays", [A, B, C], [change("a", A, None)], ""),
    ("all replaced by others", [A, B], [change("a", A, None), change("b", B, None), change("c", None, C)], "MX602"),
    ("one replaced", [A, B], [change("a", A, C, ("delete", "create")), change("b", B, B, ("no-op",))], ""),
    ("null MX to real", [N], [change("n", N, None), change("a", None, SAME)], "MX603"),
    ("real to null MX", [A, B], [change("a", A, None), change("b", B, N)], "MX603"),
    ("one record becomes the null MX", [A], [change("a", A, N)], "MX614"),
    ("null MX joins", [A], [change("a", A, A, ("no-op",)), change("n", None, cf("0 ."))], "MX301"),
    ("null MX joins what nobody manages", [A], [change("n", None, cf("0 ."))], "MX301"),
    ("joins what nobody manages", [A], [change("c", None, cf("5 mx3.example.net."))], "MX903"),
    ("created again", [A, B], [change("a", None, SAME), change("b", B, B, ("no-op",))], "MX903"),
    ("held twice", [B], [change("a", None, SAME), change("x", None, SAME)], "MX609 MX903"),
]


def ids(found: Sequence[Finding], *, beside: Sequence[str] = ("MX304", "MX404")) -> str:
    """The rules that speak up, without the standing notices about the set itself."""
    return " ".join(sorted({finding.rule for finding in found} - set(beside)))


@pytest.mark.parametrize(("before", "changes", "expected"), [pytest.param(*row[1:], id=row[0]) for row in ROUTE53])
def test_route53(before: list[RecordSet], changes: list[Change], expected: str) -> None:
    cases = build_all(before, changes=changes, dns=DNS, zone_fields={"name_servers": OURS})
    assert ids(findings([case for case in cases if case.owner == "example.com"])) == expected


@pytest.mark.parametrize(("before", "changes", "expected"), [pytest.param(*row[1:], id=row[0]) for row in CLOUDFLARE])
def test_cloudflare(before: list[RecordSet], changes: list[Change], expected: str) -> None:
    cases = build_all(before, changes=changes, dns=DNS, provider="cloudflare", zone_fields={"status": "active"})
    assert ids(findings(cases)) == expected


def test_a_zone_deleted_with_its_records() -> None:
    gone = [ZoneChange("zone", ("delete",), ZONE, None)]
    dns = {**HOSTS, "example.com": [f"NS {OURS[0]}"]}
    cases = build_all([MX, HOST], changes=[GONE], zone_changes=gone, dns=dns, zone_fields={"name_servers": OURS})
    assert ids(findings(cases)) == "MX601"


def test_a_zone_that_nobody_sees_is_told_once_however_it_changes() -> None:
    elsewhere = {**HOSTS, "example.com": ["NS ns.elsewhere.net"]}
    cases = build_all([MX], changes=[change("a", MX, NEW)], dns=elsewhere, zone_fields={"name_servers": OURS})
    assert ids(findings(cases)) == "MX607"


def test_live_records_that_could_not_be_read() -> None:
    failed = build_all([MX], changes=[change("a", MX, NEW)], dns=HOSTS, actual=Actual.FAILED)
    assert ids(findings(failed)) == "MX905"


LOWERED = record("example.com. 60 MX 10 mx1.example.net., 20 mx2.example.net.")
SLOW = record("example.com. 86400 MX 10 mx1.example.net., 20 mx2.example.net.")
LATER = structs.replace(HOST, values=(Unknown(("aws_eip.mail.public_ip",), "aws_eip.mail"),))
THREE = record("example.com. 300 MX 10 mx1.example.net., 20 mx2.example.net., 30 mx3.example.net.")
CREATED = {"zone_fields": {"created_by_plan": True}, "actual": Actual.NEW}
CF = {"provider": "cloudflare"}
EVERYDAY = [
    ("a new zone with records", [], [change("a", None, LOCAL), change("h", None, LATER)], CREATED),
    ("a new name", [MX], [KEPT, change("b", None, OTHER)], {}),
    ("a new target in the same plan", [MX], [change("a", MX, LOCAL), change("h", None, LATER)], {}),
    ("TTL lowered", [SLOW], [change("a", SLOW, LOWERED)], {}),
    ("a backup added", [MX], [change("a", MX, THREE)], {}),
    ("a backup added as a record", [A, B], [change("a", A, A, ("no-op",)), change("b", B, B, ("no-op",)),
     change("c", None, cf("30 mx3.example.net."))], CF),
    ("Google to Microsoft", [SLOW], [change("a", SLOW, NEW)], {}),
    ("moved", [MX], [change("b", MX, MX, ("no-op",), previous_address="a"), change("c", None, OTHER)], {}),
    ("imported", [MX], [change("a", MX, MX, ("no-op",), importing=True)], {}),
    ("imported and changed", [MX], [change("a", MX, THREE, importing=True)], {}),
    ("forgotten", [MX], [change("a", MX, None, ("forget",))], {}),
    ("the null MX opened in place", [N], [change("n", N, A)], CF),
    ("a domain without mail", [], [change("a", None, NULL)], {}),
    ("one of the host's addresses changes", [LOCAL, HOST],
     [change("h", HOST, record("mail.example.com. A 45.33.7.7"))], {}),
]  # fmt: skip


@pytest.mark.parametrize(("before", "changes", "how"), [pytest.param(*row[1:], id=row[0]) for row in EVERYDAY])
def test_everyday_plans_are_no_worse_than_notices(
    before: list[RecordSet], changes: list[Change], how: dict[str, Any]
) -> None:
    settings: dict[str, Any] = {"dns": DNS, "zone_fields": {"name_servers": OURS}, **how}
    found = findings(build_all(before, changes=changes, **settings))
    assert [finding for finding in found if finding.severity.rank < Severity.NOTICE.rank] == []


@pytest.mark.parametrize(("before", "changes", "how"), [pytest.param(*row[1:], id=row[0]) for row in EVERYDAY])
def test_so_are_they_with_nobody_asked(before: list[RecordSet], changes: list[Change], how: dict[str, Any]) -> None:
    found = findings(build_all(before, changes=changes, **{"actual": Actual.SKIPPED, **how, "dns": OFFLINE}))
    assert [finding for finding in found if finding.severity.rank < Severity.NOTICE.rank] == []
