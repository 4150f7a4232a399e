"""MX607: flagged, clean, known false positives."""

from __future__ import annotations

from typing import Any

import pytest

from iacmx.case import Actual
from iacmx.model import Answer, Change, Finding, Kind, Severity, Unknown, Zone
from tests.rules.build import build, build_all, change, judge, record

MX = "example.com. 300 MX 10 mx1.example.net."
NEW = "example.com. 300 MX 10 mx2.example.net."
OURS = ("ns-1.awsdns-01.com", "ns-2.awsdns-02.net")
OWN = {"name_servers": OURS}
HERE = {"example.com": ["NS ns-2.awsdns-02.net.", "NS ns-1.awsdns-01.com."]}
THERE = {"example.com": ["NS ns-9.awsdns-09.org."]}
CREATED = {"created_by_plan": True}
TWIN = Zone(key="route53:Z2", provider="route53", id="Z2", name="example.com", name_servers=("ns-9.awsdns-09.org",))
PARENT = Zone(key="route53:Z3", provider="route53", id="Z3", name="com")


def findings(before: list[Any] = [MX], after: list[Any] | None = [NEW], **how: Any) -> list[Finding]:  # noqa: B006 - read only
    return judge("MX607", build(before, after, **how))


@pytest.mark.parametrize(
    ("how", "severity", "says"),
    [
        pytest.param({"zone_fields": OWN, "dns": THERE}, "error", "to other name servers", id="elsewhere"),
        pytest.param(
            {"zone_fields": OWN, "dns": THERE, "more_zones": [TWIN]},
            "error",
            "to zone Z2 of the same name",
            id="to the zone of the same name",
        ),
        pytest.param({"zone_fields": OWN}, "error", "does not delegate example.com", id="nowhere"),
        pytest.param(
            {"zone_fields": OWN, "dns": {"example.com": Kind.UNVERIFIED}},
            "unverified",
            "could not be told",
            id="untold",
        ),
        pytest.param({"zone_fields": {"private": True}}, "warning", "is private", id="private, no public zone"),
        pytest.param(
            {"zone_fields": {"private": True}, "dns": HERE}, "error", "is private", id="private, public in DNS"
        ),
        pytest.param(
            {"zone_fields": {"private": True}, "more_zones": [TWIN]},
            "error",
            "is private",
            id="private beside a public zone",
        ),
        pytest.param(
            {"zone_fields": {"private": True}, "more_zones": [PARENT]},
            "error",
            "is private",
            id="private below a public zone",
        ),
        pytest.param(
            {"zone_fields": {"kind": "internal"}, "provider": "cloudflare"}, "warning", "is private", id="internal"
        ),
        pytest.param(
            {"zone_fields": {"kind": "partial", "status": "active"}, "provider": "cloudflare"},
            "error",
            "served elsewhere",
            id="partial",
        ),
        pytest.param(
            {"zone_fields": {"kind": "secondary"}, "provider": "cloudflare"}, "warning", "primary", id="secondary"
        ),
        pytest.param({"zone_fields": {"status": "moved"}, "provider": "cloudflare"}, "error", "(moved)", id="moved"),
        pytest.param(
            {"zone_fields": {"status": "pending", **OWN}, "provider": "cloudflare", "dns": THERE},
            "warning",
            "(pending)",
            id="pending",
        ),
    ],
)
def test_flagged(how: dict[str, Any], severity: str, says: str) -> None:
    (finding,) = findings(**how)
    assert finding.severity == severity
    assert says in finding.message
    assert finding.owner == "example.com"


def test_the_zones_own_ns_records_do_not_delegate_it() -> None:
    own = change("aws_route53_record.ns", None, record("example.com. NS ns-1.awsdns-01.com."))
    (finding,) = findings(changes=[WRITES, own], zone_fields=OWN, dns=THERE)
    assert finding.severity is Severity.ERROR


def test_a_new_zone_is_only_noted() -> None:
    (finding,) = findings([], [NEW], zone_fields=CREATED, actual=Actual.NEW, dns=THERE)
    assert finding.severity is Severity.INFO
    assert finding.evidence == "DNS names ns-9.awsdns-09.org now"


def test_a_second_zone_of_the_name_is_a_warning() -> None:
    (finding,) = findings([], [NEW], zone_fields=CREATED, actual=Actual.NEW, more_zones=[TWIN])
    assert finding.severity is Severity.WARNING
    assert "Z2" in finding.evidence


def test_a_look_up_that_finds_the_new_zone_itself_is_no_second_zone() -> None:
    data = Zone(key="route53:data.aws_route53_zone.main", provider="route53", name="example.com")
    (finding,) = findings([], [NEW], zone_fields=CREATED, actual=Actual.NEW, more_zones=[data])
    assert finding.severity is Severity.INFO


def test_one_finding_a_zone_however_many_owners() -> None:
    more = [line.replace("example.com.", "a.example.com.", 1) for line in (MX, NEW)]
    cases = build_all([MX, more[0]], [NEW, more[1]], zone_fields=OWN, dns=THERE)
    found = [finding for case in cases for finding in judge("MX607", case)]
    assert len(found) == 2
    assert len({finding.fingerprint for finding in found}) == 1


def delegates(*values: Any) -> Change:
    """The parent zone's NS records for example.com, written by the plan."""
    ns = record("example.com. NS ns-1.awsdns-01.com.", zone=PARENT.key)
    return change("aws_route53_record.ns", None, ns)


WRITES = change("aws_route53_record.mx", record(MX), record(NEW))


@pytest.mark.parametrize(
    "how",
    [
        pytest.param({"zone_fields": OWN, "dns": HERE}, id="delegated here"),
        pytest.param({"zone_fields": OWN, "dns": {"example.com": [f"NS {OURS[0]}", "NS ns.other.net."]}}, id="in part"),
        pytest.param(
            {
                "before": [MX, "example.com. NS ns1.brand.com."],
                "zone_fields": OWN,
                "after": [NEW, "example.com. NS ns1.brand.com."],
                "dns": {"example.com": ["NS ns1.brand.com."]},
            },
            id="white-label names of the zone's own NS records",
        ),
        pytest.param({"dns": THERE}, id="servers not known"),
        pytest.param({"zone_fields": OWN, "dns": {"example.com": Kind.SKIPPED}}, id="DNS not asked"),
        pytest.param({"zone_fields": OWN, "dns": {"example.com": Kind.PENDING}}, id="not answered yet"),
        pytest.param({"zone_fields": OWN, "dns": THERE, "after": []}, id="the MX records only go"),
        pytest.param({"zone_fields": OWN, "dns": THERE, "after": None}, id="nothing changes"),
        pytest.param(
            {"zone_fields": OWN, "changes": [WRITES, delegates()], "more_zones": [PARENT]}, id="delegated by the plan"
        ),
        pytest.param(
            {"zone_fields": {"private": False, **OWN}, "dns": HERE, "more_zones": [TWIN]}, id="a copy not in use"
        ),
        pytest.param(
            {
                "zone_fields": CREATED,
                "actual": Actual.NEW,
                "before": [],
                "changes": [change("mx", None, record(NEW)), delegates(Unknown())],
                "more_zones": [PARENT],
            },
            id="created and delegated",
        ),
        pytest.param(
            {
                "zone_fields": {"status": "active", **OWN},
                "dns": {"example.com": Kind.UNVERIFIED},
                "provider": "cloudflare",
            },
            id="the provider says that it is active",
        ),
        pytest.param(
            {"zone_fields": {"status": "pending", **OWN}, "dns": HERE, "provider": "cloudflare"}, id="just delegated"
        ),
    ],
)
def test_clean(how: dict[str, Any]) -> None:
    assert findings(**how) == []


INSIDE = [
    "NS ns-0.awsdns-00.com.", "NS ns-512.awsdns-00.net.", "NS ns-1024.awsdns-00.org.", "NS ns-1536.awsdns-00.co.uk."
]  # fmt: skip


@pytest.mark.parametrize(
    ("dns", "severity"),
    [
        pytest.param({**THERE, "example.com NS@parent": OURS}, None, id="the resolver's answer is old"),
        pytest.param({**HERE, "example.com NS@parent": ["ns-9.awsdns-09.org"],
                      "example.com NS@ns-9.awsdns-09.org": ["ns-9.awsdns-09.org"]}, "error", id="just moved away"),
        pytest.param({"example.com NS@parent": ["ns1.brand.com"], "example.com NS@ns1.brand.com": OURS}, None,
                     id="white-label names at the parent only"),
        pytest.param({**HERE, "example.com NS@parent": ["ns1.brand.com"]}, None, id="perhaps white-label names"),
        pytest.param({"example.com NS@parent": ["ns-9.awsdns-09.org"]}, "error", id="parent says elsewhere"),
        pytest.param({**THERE, "example.com NS@parent": Answer(Kind.NO_NAME, source="a.gtld")}, "error", id="nowhere"),
        pytest.param({**HERE, "example.com NS@parent": Answer(Kind.NO_NAME)}, None, id="a name server of a lab"),
        pytest.param({**HERE, "example.com NS@parent": Kind.UNVERIFIED}, None, id="parent silent, resolver says here"),
        pytest.param({**THERE, "example.com NS@parent": Kind.UNVERIFIED}, "error", id="parent silent, elsewhere"),
        pytest.param({"example.com": INSIDE}, "unverified", id="inside a VPC"),
        pytest.param({"example.com": INSIDE, "example.com NS@parent": OURS}, None, id="inside a VPC, parent reached"),
        pytest.param({"example.com": INSIDE, "example.com NS@parent": Kind.UNVERIFIED}, "unverified", id="no way out"),
    ],
)  # fmt: skip
def test_the_parents_word_counts(dns: dict[str, Any], severity: str | None) -> None:
    found = findings(zone_fields=OWN, dns=dns)
    assert [finding.severity for finding in found] == ([severity] if severity else [])


def test_a_private_zone_above_hides_the_public_delegation() -> None:
    how = {"zone": "eu.example.com", "zone_fields": OWN, "dns": {"example.com": INSIDE}}
    before, after = (line.replace("example.com.", "eu.example.com.", 1) for line in (MX, NEW))
    (finding,) = findings([before], [after], **how)
    assert finding.severity is Severity.UNVERIFIED
    assert "private hosted zone" in finding.evidence


def test_who_said_so_is_told() -> None:
    answer = Answer(Kind.FOUND, ("ns-9.awsdns-09.org",), source="a.gtld-servers.net (192.5.6.30)")
    (finding,) = findings(zone_fields=OWN, dns={"example.com NS@parent": answer})
    assert finding.evidence.startswith("a.gtld-servers.net (192.5.6.30), of the parent zone, names ns-9.awsdns-09.org;")
