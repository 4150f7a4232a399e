"""MX612 and MX310 where the plan tells which MAIL FROM domains Amazon SES uses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from msgspec import structs

from iacmx.case import Actual, Case
from iacmx.cases import Live, cases, situation
from iacmx.check import check
from iacmx.mail_from import with_mail_from
from iacmx.model import Change, Finding, Kind, MailFrom, Plan, Unknown, Zone
from iacmx.plan import read
from tests.judgement import broken_senders
from tests.judgement.scenario import Scenario, run
from tests.plan.build import OWN
from tests.report.sample import Answers
from tests.rules.build import DictDns, build, change, judge, record

FEEDBACK = "10 feedback-smtp.eu-west-1.amazonses.com"
OWNER = "bounce.example.com"
BEFORE = f"{OWNER}. MX {FEEDBACK}."
GONE = MailFrom(OWNER, "example.com", "RejectMessage", "ses.x", ends=True)
KEPT = structs.replace(GONE, ends=False)
NEW = structs.replace(KEPT, changed=True)
FALLBACK = structs.replace(KEPT, behavior="UseDefaultValue")
OPEN = structs.replace(KEPT, behavior="")


def told(case: Case, *settings: MailFrom) -> list[Finding]:
    return judge("MX612", structs.replace(case, mail_from=settings))


def severities(case: Case, *settings: MailFrom) -> list[str]:
    return [finding.severity for finding in told(case, *settings)]


@pytest.mark.parametrize(
    ("settings", "severity", "words"),
    [
        ([KEPT], "error", "refuses to send for example.com (RejectMessage)"),
        ([FALLBACK], "warning", "sends for example.com from amazonses.com instead (UseDefaultValue)"),
        ([OPEN], "warning", "may refuse to send for example.com"),
        ([structs.replace(KEPT, behavior="REJECT_MESSAGE")], "error", "(REJECT_MESSAGE)"),
        ([structs.replace(KEPT, identity="")], "error", "refuses to send for its identity"),
        ([FALLBACK, KEPT], "error", "refuses"),
        ([GONE], "notice", "in the same apply"),
        ([GONE, FALLBACK], "warning", "from amazonses.com"),
        ([structs.replace(KEPT, domain="other.example.com")], "warning", "or stops sending"),
        ([], "warning", "or stops sending"),
    ],
)
def test_the_record_goes(settings: Sequence[MailFrom], severity: str, words: str) -> None:
    (finding,) = told(build([BEFORE], []), *settings)
    assert finding.severity == severity
    assert words in finding.message


def test_the_resource_is_believed_before_the_spf_record() -> None:
    spf = f"{OWNER}. TXT v=spf1 include:amazonses.com ~all"
    case = build([BEFORE, spf], [spf])
    assert severities(case) == ["error"]
    assert severities(case, FALLBACK) == ["warning"]
    assert severities(case, GONE) == ["notice"]


@pytest.mark.parametrize("settings", [[KEPT], [FALLBACK], []])
def test_nobody_sees_a_zone_that_dns_does_not_delegate_to(settings: Sequence[MailFrom]) -> None:
    here = {"name_servers": ("ns-1.awsdns-01.com",)}
    case = build([BEFORE], [], zone_fields=here, dns={"example.com": ["NS ns1.example.net"]})
    assert severities(case, *settings) == ["notice"]


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (["1 smtp.google.com."], "names smtp.google.com in place of Amazon SES"),
        ([f"{FEEDBACK}.", "20 mx1.example.net."], "names mx1.example.net beside Amazon SES"),
        ([f"{FEEDBACK}.", "10 feedback-smtp.us-east-1.amazonses.com."], "names several hosts of Amazon SES"),
        (["10 feedback-smtp.eu-west-1.amazonaws.com."], "names feedback-smtp.eu-west-1.amazonaws.com in place"),
        (["0 ."], "names nothing (null MX) in place of Amazon SES"),
    ],
)
def test_the_plan_writes_another_set(after: list[str], words: str) -> None:
    case = build([], [f"{OWNER}. MX {', '.join(after)}"])
    (finding,) = told(case, KEPT)
    assert (finding.severity, finding.address) == ("error", "route53_record.new_mx0")
    assert words in finding.message
    assert severities(case, FALLBACK) == ["warning"]
    assert told(case, GONE) == told(case) == []


@pytest.mark.parametrize("preference", [0, 10, 99])
def test_the_set_that_ses_wants(preference: int) -> None:
    after = f"{OWNER}. MX {preference} feedback-smtp.ap-northeast-1.amazonses.com."
    assert told(build([BEFORE], [after]), KEPT) == []


def test_what_is_known_later_is_left_to_others() -> None:
    later = structs.replace(record(BEFORE), values=(Unknown(),))
    assert told(build([BEFORE], [later]), KEPT) == []


def test_a_set_that_was_wrong_before_and_is_not_changed() -> None:
    wrong = f"{OWNER}. MX 10 mail.example.com."
    host, moved = "mail.example.com. A 45.33.1.1", "mail.example.com. A 45.33.1.2"
    case = build([wrong, host], [wrong, moved])
    assert case.touched
    assert told(case, KEPT) == []
    assert severities(case, NEW) == ["warning"]
    assert severities(case, structs.replace(NEW, behavior="UseDefaultValue")) == ["notice"]


def beside(
    *settings: MailFrom, zones: Sequence[Zone] = (), changes: Sequence[Change] = (), **names: Any
) -> dict[str, list[Finding]]:
    """What MX612 finds by owner in a plan with these settings; ``names`` is DNS."""
    unread: dict[str, int] = names.pop("not_understood", {})
    dns = names.pop("dns", {})
    known = {zone.key: zone for zone in zones}
    plan = Plan("1.2", "1.11.4", changes=tuple(changes), zones=known, mail_from=settings, not_understood=unread)
    at = situation(plan, {key: Live(zone, Actual.SKIPPED) for key, zone in known.items()}, DictDns(dns))
    return {case.owner: judge("MX612", case) for case in with_mail_from(cases(at), at)}


class TestNoRecordInThePlan:
    """The plan takes a MAIL FROM domain into use, and DNS tells what is at it."""

    def test_dns_has_the_record(self) -> None:
        assert beside(NEW, dns={OWNER: [f"MX {FEEDBACK}"]}) == {OWNER: []}

    def test_dns_has_none(self) -> None:
        (finding,) = beside(NEW)[OWNER]
        assert (finding.severity, finding.zone, finding.address) == ("warning", "example.com", "ses.x")
        assert finding.message.endswith(f"its MAIL FROM domain {OWNER} has no MX record.")
        (milder,) = beside(structs.replace(NEW, behavior="UseDefaultValue"))[OWNER]
        assert milder.severity == "notice"

    def test_dns_has_another(self) -> None:
        (finding,) = beside(NEW, dns={OWNER: ["MX 10 mx1.example.net", f"MX {FEEDBACK}"]})[OWNER]
        assert "names mx1.example.net beside Amazon SES" in finding.message
        assert finding.severity == "warning"

    def test_dns_fails(self) -> None:
        (finding,) = beside(NEW, dns={OWNER: Kind.UNVERIFIED})[OWNER]
        assert (finding.severity, finding.evidence) == (
            "unverified",
            f"asked DNS for the MX records of {OWNER}: the server failed; ses.x: RejectMessage",
        )
        assert beside(structs.replace(NEW, behavior=""), dns={OWNER: Kind.UNVERIFIED})[OWNER] == []

    @pytest.mark.parametrize("kind", [Kind.SKIPPED, Kind.PENDING])
    def test_dns_was_not_asked(self, kind: Kind) -> None:
        assert beside(NEW, dns={OWNER: kind}) == {OWNER: []}

    @pytest.mark.parametrize("setting", [KEPT, GONE, structs.replace(NEW, ends=True)])
    def test_settings_that_the_plan_does_not_begin(self, setting: MailFrom) -> None:
        assert not any(beside(setting).values())

    def test_a_resource_that_is_not_read_may_write_it(self) -> None:
        assert beside(NEW, not_understood={"akamai_dns_record": 1}) == {}

    def test_an_owner_that_can_not_be_told_may_be_it(self) -> None:
        zone = Zone("route53:Z1", "route53", id="Z1")
        made = change("r", None, structs.replace(record(BEFORE), owner=Unknown()))
        assert OWNER not in beside(NEW, zones=[zone], changes=[made])

    def test_the_zone_that_holds_it(self) -> None:
        zones = [
            Zone("route53:Z1", "route53", id="Z1", name="com"),
            Zone("route53:Z2", "route53", id="Z2", name="example.com"),
            Zone("route53:Z3", "route53", id="Z3", name=OWNER, private=True),
        ]
        (finding,) = beside(NEW, zones=zones)[OWNER]
        assert finding.zone == "example.com"

    def test_several_settings_for_one_domain(self) -> None:
        settings = [structs.replace(NEW, behavior="UseDefaultValue", address="ses.y"), NEW]
        (finding,) = beside(*settings)[OWNER]
        assert finding.severity == "warning"


def test_a_plan_that_terraform_made() -> None:
    """One record goes while SES refuses to send without it, and a domain without a record is taken into use."""
    plan = read(OWN / "aws_ses_mail_from.json")
    (gone,) = check(plan).findings
    assert (gone.rule, gone.severity, gone.owner) == ("MX612", "error", OWNER)
    assert gone.address == "aws_route53_record.bounce"
    found = check(plan, dns=Answers({"feedback-smtp.us-east-1.amazonses.com": ["52.1.1.1", "2600:3c00::1"]})).findings
    mine = [(finding.severity, finding.owner) for finding in found if finding.rule == "MX612"]
    assert mine == [("error", OWNER), ("warning", "bounce.example.net")]


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in broken_senders.SCENARIOS])
def test_a_cause_is_told_once_notices_included(case: Scenario) -> None:
    assert len(run(case).findings) == 1
    assert len(run(case, live=False).findings) <= 1


class TestNullMx:
    """MX310."""

    CASE = build([], ["example.com. MX 0 ."])

    def find(self, *settings: MailFrom, case: Case = CASE) -> list[Finding]:
        return judge("MX310", structs.replace(case, mail_from=settings))

    def test_an_identity_sends(self) -> None:
        (finding,) = self.find(KEPT)
        assert finding.severity == "notice"
        assert finding.evidence == f"ses.x: MAIL FROM domain {OWNER}"

    def test_an_spf_record_that_refuses_all_is_about_another_name(self) -> None:
        case = build([], ["example.com. MX 0 .", "example.com. TXT v=spf1 -all"])
        assert len(self.find(KEPT, case=case)) == 1
        assert self.find(case=case) == []

    def test_an_spf_record_that_permits_somebody_tells_more(self) -> None:
        case = build([], ["example.com. MX 0 .", "example.com. TXT v=spf1 a -all"])
        assert [finding.severity for finding in self.find(KEPT, case=case)] == ["warning"]

    def test_an_identity_that_is_given_up(self) -> None:
        assert self.find(GONE) == []

    def test_the_mail_from_domain_itself_is_told_once(self) -> None:
        case = build([], [f"{OWNER}. MX 0 .", f"{OWNER}. TXT v=spf1 include:amazonses.com ~all"])
        assert self.find(KEPT, case=case) == []
        assert len(self.find(case=case)) == 1
