"""Every unverified finding says what was asked, of whom, what came back, and what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from msgspec import structs

import iacmx.rules
from iacmx.case import Actual, Case
from iacmx.check import check
from iacmx.errors import ProviderError
from iacmx.model import Answer, Finding, Kind, MailFrom, Plan, Severity, Unknown, Zone, ZoneData
from iacmx.provider import Provider
from tests.report.sample import Answers
from tests.rules.build import build, change, judge, record

MX = "example.com. MX 10 mx1.example.net."
NEW = "example.com. MX 20 mx1.example.net."
HERE = {"example.com": ["NS ns1.example.net"]}
SILENT = Answer(Kind.UNVERIFIED, reason="192.0.2.53 failed to resolve the name (SERVFAIL)", source="DNS")
PARENT = Answer(Kind.UNVERIFIED, reason="did not answer", source="a.gtld.example (192.0.2.1)")
INSIDE = ["NS ns-0.awsdns-00.com"]
CF: Mapping[str, Any] = {"provider": "cloudflare"}
DENIED = {"actual_reason": "Cloudflare denies access to the records of zone Z1 (HTTP 403).", "actual_hint": "Ask."}
POLICY = "https://mta-sts.example.com/.well-known/mta-sts.txt"
STS = {"_mta-sts.example.com": ["TXT v=STSv1; id=1;"]}
LATER = Unknown(("aws_eip.mail.public_dns",), "aws_eip.mail")


class Told(NamedTuple):
    """What the finding says."""

    asked: str
    of: str
    came_back: str


def fails(**fields: Any) -> Case:
    """A single record of Cloudflare goes, and what else is live is not known."""
    how = {"actual": Actual.FAILED, **CF, **fields}
    return build([MX], [], **how)


def with_policy(answer: Answer) -> Case:
    dns: Any = {**STS, "mx2.example.net": ["45.33.1.2"], "example.com MTA-STS": answer}
    return build([MX], ["example.com. MX 10 mx2.example.net."], dns=dns)


def of_ses() -> Case:
    """Amazon SES begins to use a MAIL FROM domain that the plan holds no record of."""
    setting = MailFrom("bounce.example.com", "example.com", "RejectMessage", "ses.x", changed=True)
    case = build([], [MX], actual=Actual.SKIPPED, dns={setting.domain: Kind.UNVERIFIED})
    return structs.replace(case, owner=setting.domain, after=(), touched=False, mail_from=(setting,))


CASES: Sequence[tuple[str, Case, Told]] = [
    (
        "MX204",
        build([], [MX], dns={"mx1.example.net": Kind.UNVERIFIED}),
        Told("the A and AAAA records of mx1.example.net", "DNS", "the server failed"),
    ),
    (
        "MX405",
        build([MX], [NEW], dns={**HERE, "example.com MX@ns1.example.net": PARENT}),
        Told("the MX records of example.com", "ns1.example.net", "ns1.example.net did not answer"),
    ),
    (
        "MX409",
        build(
            [],
            ["example.com. MX 10 mail.eu.example.com.", "mail.eu.example.com. A 45.33.1.1"],
            dns={"eu.example.com": ["NS ns1.example.org"], "mail.eu.example.com": Kind.UNVERIFIED},
            actual=Actual.SERVED,
        ),
        Told("the A and AAAA records of mail.eu.example.com", "DNS", "the server failed"),
    ),
    (
        "MX601",
        structs.replace(fails(), **DENIED),
        Told("the live MX records of example.com", "Cloudflare", DENIED["actual_reason"]),
    ),
    (
        "MX601",
        fails(actual=Actual.SKIPPED),
        Told("the live MX records of example.com", "nobody", "this run leaves the provider out"),
    ),
    (
        "MX601",
        fails(actual=Actual.SERVED, dns={"example.com": Kind.UNVERIFIED}),
        Told("the live MX records of example.com", "DNS", "the server failed"),
    ),
    (
        "MX601",
        fails(actual=Actual.SERVED),
        Told("the live MX records of example.com", "DNS", "it lacks records that the plan believes to be live"),
    ),
    (
        "MX607",
        build([MX], [NEW], zone_fields={"name_servers": ("ns1.example.net",)}, dns={"example.com": Kind.UNVERIFIED}),
        Told("the NS records of example.com", "DNS", "the server failed"),
    ),
    (
        "MX607",
        build(
            [MX],
            [NEW],
            zone_fields={"name_servers": ("ns1.example.net",)},
            dns={"example.com": INSIDE, "example.com NS@parent": PARENT},
        ),
        Told(
            "the NS records of example.com",
            "DNS",
            "it answers from a Route 53 private hosted zone, as it does inside a VPC; at the parent zone: "
            "a.gtld.example (192.0.2.1) did not answer",
        ),
    ),
    (
        "MX610",
        build([], [record(MX)], changes=[change("r.mx", None, structs.replace(record(MX), values=(LATER,)))]),
        Told("the exchange of r.mx", "the plan", "known only after the apply, from aws_eip.mail"),
    ),
    (
        "MX612",
        of_ses(),
        Told("the MX records of bounce.example.com", "DNS", "the server failed"),
    ),
    (
        "MX701",
        with_policy(
            Answer(Kind.UNVERIFIED, reason="mta-sts.example.com did not answer in time at 192.0.2.1", source=POLICY)
        ),
        Told(POLICY, "mta-sts.example.com", "did not answer in time at 192.0.2.1"),
    ),
    (
        "MX905",
        structs.replace(build([MX], [NEW], actual=Actual.FAILED), **DENIED, actual_asked="snapshot live.json"),
        Told("the records of zone example.com (Z1)", "snapshot live.json", DENIED["actual_reason"]),
    ),
]


@pytest.mark.parametrize(("rule", "case", "told"), CASES)
def test_the_four_parts(rule: str, case: Case, told: Told) -> None:
    (finding,) = judge(rule, case)
    assert finding.severity is Severity.UNVERIFIED
    assert finding.evidence.startswith(f"asked {told.of} for {told.asked}: {told.came_back}")
    assert finding.fix


def test_no_rule_is_left_out() -> None:
    """A rule that can leave something open stands in the table above."""
    rules = Path(iacmx.rules.__file__).parent
    helped = {"_unseen.py": "MX607"}
    after_apply = "_served.py"  # tests/verify
    able = {
        helped.get(file.name) or file.name[:5].upper()
        for file in rules.glob("*.py")
        if file.name not in ("__init__.py", after_apply)
        and re.search(r"Severity\.UNVERIFIED", _without_tests(file.read_text()))
    }
    assert able == {rule for rule, _, _ in CASES}


def _without_tests(source: str) -> str:
    """Without the places where it is compared with."""
    return re.sub(r"(?:is|is not|==|!=) Severity\.UNVERIFIED", "", source)


def test_a_provider_that_fails_is_told_from_end_to_end() -> None:
    def provider_for(name: str) -> Provider:
        raise ProviderError("AWS does not accept the credentials (ExpiredToken).", "Give boto3 valid credentials.")

    here = Zone(key="route53:Z1", provider="route53", id="Z1", name="example.com")
    plan = Plan("1.2", "1.11.4", changes=(change("r.mx", record(MX), record(NEW)),), zones={here.key: here})
    report = check(plan, provider_for=provider_for, dns=Answers({"mx1.example.net": ["45.33.1.1"]}))
    (finding,) = (found for found in report.findings if found.rule == "MX905")
    said = "AWS does not accept the credentials (ExpiredToken)."
    assert finding.evidence == f"asked Route 53 for the records of zone example.com (Z1): {said}"
    assert finding.fix.startswith("Give boto3 valid credentials.")
    assert report.coverage.zones[0].reason == f"{said} Give boto3 valid credentials."


class Partly:
    """A provider that knows nothing of the name that is asked for."""

    name = "cloudflare"
    title = "Cloudflare"
    requests = 1

    def zones(self, name: str = "") -> list[Zone]:
        return []

    def fetch(self, zone: Zone, names: frozenset[str] | None) -> ZoneData:
        return ZoneData(zone, (), frozenset())


def test_a_provider_that_does_not_tell_of_the_owner() -> None:
    here = Zone(key="cloudflare:Z1", provider="cloudflare", id="Z1", name="example.com")
    gone = change("r.mx", record(MX, "cloudflare"), None)
    plan = Plan("1.2", "1.11.4", changes=(gone,), zones={here.key: here})
    report = check(plan, provider_for=lambda _: Partly(), dns=Answers({}))
    found: list[Finding] = [finding for finding in report.findings if finding.rule == "MX601"]
    assert [f.evidence.partition(":")[0] for f in found] == ["asked Cloudflare for the live MX records of example.com"]
