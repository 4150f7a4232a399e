"""The rules that look at SPF: MX310, MX612, MX705."""

from __future__ import annotations

import pytest

from iacmx.case import Actual, Case
from iacmx.model import Finding, Severity
from iacmx.rules import collect
from tests.rules.build import build, judge
from tests.rules.worlds import OFFLINE

NULL = "example.com. MX 0 ."
MX = "example.com. MX 10 mail.example.com."
NEW = "example.com. MX 1 smtp.google.com."
DNS = {"smtp.google.com": ["142.250.102.26"]}
HOST = "mail.example.com. A 45.33.1.1"


def spf(text: str, owner: str = "example.com") -> str:
    return f"{owner}. TXT v=spf1 {text}".rstrip()


def warnings(case: Case) -> list[Finding]:
    found = [finding for rule, function in collect() if not rule.opt_in for finding in function(case)]
    return [finding for finding in found if finding.severity.rank <= Severity.WARNING.rank]


class TestNullSender:
    """MX310."""

    @pytest.mark.parametrize(
        ("text", "severity"),
        [
            ("include:amazonses.com ~all", "warning"),
            ("mx -all", "warning"),
            ("+all", "warning"),
            ("redirect=_spf.example.net", "warning"),
            ("exists:%{i}.spf.example.net -all", "warning"),
            ("~all", "notice"),
            ("", "notice"),
        ],
    )
    def test_flagged(self, text: str, severity: str) -> None:
        (finding,) = judge("MX310", build([], [NULL, spf(text)]))
        assert finding.severity == severity

    @pytest.mark.parametrize("text", ["-all", "-ALL", "-include:example.net -all", "exp=why.example.com -all"])
    def test_clean(self, text: str) -> None:
        assert judge("MX310", build([], [NULL, spf(text)])) == []

    def test_what_the_plan_writes_counts(self) -> None:
        assert judge("MX310", build([spf("mx -all")], [NULL, spf("-all")])) == []
        assert len(judge("MX310", build([spf("-all")], [NULL, spf("mx -all")]))) == 1

    @pytest.mark.parametrize("other", [[], ["example.com. TXT token=1"], [spf("-all"), spf("~all")], [HOST]])
    def test_nothing_shows_that_it_sends(self, other: list[str]) -> None:
        assert judge("MX310", build([], [NULL, *other], provider="cloudflare")) == []

    def test_dns_tells_what_the_zone_does_not(self) -> None:
        dns = {"example.com": ["TXT token=1", "TXT v=spf1 a ~all"]}
        assert len(judge("MX310", build([], [NULL], dns=dns, actual=Actual.SKIPPED))) == 1
        assert judge("MX310", build([], [NULL], dns=OFFLINE, actual=Actual.SKIPPED)) == []

    def test_a_domain_that_takes_mail(self) -> None:
        assert judge("MX310", build([], [MX, HOST, spf("mx ~all")])) == []


class TestSpfMx:
    """MX705."""

    def test_the_exchanges_change(self) -> None:
        case = build([MX, HOST, spf("mx -all")], [NEW, HOST, spf("mx -all")], dns=DNS)
        (finding,) = judge("MX705", case)
        assert finding.severity == "notice"
        assert "mail.example.com no longer may, smtp.google.com may" in finding.message

    @pytest.mark.parametrize("text", ["mx/24 -all", "MX ~all", "+mx ?all"])
    def test_its_forms(self, text: str) -> None:
        assert len(judge("MX705", build([MX, HOST, spf(text)], [NEW, HOST, spf(text)], dns=DNS))) == 1

    @pytest.mark.parametrize(
        "text", ["include:_spf.google.com ~all", "-mx -all", "mx:other.example.net -all", "a -all"]
    )
    def test_the_owners_exchanges_are_not_named(self, text: str) -> None:
        assert judge("MX705", build([MX, HOST, spf(text)], [NEW, HOST, spf(text)], dns=DNS)) == []

    def test_the_exchanges_stay(self) -> None:
        moved = "example.com. MX 20 mail.example.com."
        assert judge("MX705", build([MX, HOST, spf("mx -all")], [moved, HOST, spf("mx -all")])) == []

    def test_there_were_none(self) -> None:
        assert judge("MX705", build([spf("mx -all")], [NEW, spf("mx -all")], dns=DNS)) == []

    def test_other_rules_tell_that_none_are_left(self) -> None:
        assert judge("MX705", build([MX, HOST, spf("mx -all")], [HOST, spf("mx -all")])) == []
        case = build([MX, HOST, spf("mx -all")], [NULL, HOST, spf("mx -all")])
        assert judge("MX705", case) == []
        assert len(judge("MX310", case)) == 1


class TestMailFrom:
    """MX612."""

    OWNER = "bounce.example.com"
    BEFORE = "bounce.example.com. MX 10 feedback-smtp.eu-west-1.amazonses.com."
    SPF = spf("include:amazonses.com ~all", OWNER)

    def _case(self, before: list[str], after: list[str]) -> Case:
        dns = {"feedback-smtp.us-east-1.amazonses.com": ["52.1.1.1"], **DNS}
        return build(before, after, dns=dns)

    def test_the_spf_record_stays(self) -> None:
        (finding,) = warnings(self._case([self.BEFORE, self.SPF], [self.SPF]))
        assert (finding.rule, finding.severity) == ("MX612", "error")

    def test_both_go(self) -> None:
        (finding,) = warnings(self._case([self.BEFORE, self.SPF], []))
        assert (finding.rule, finding.severity) == ("MX612", "warning")

    def test_a_null_mx_takes_its_place(self) -> None:
        found = warnings(self._case([self.BEFORE], ["bounce.example.com. MX 0 ."]))
        assert [finding.rule for finding in found] == ["MX612"]

    def test_another_region(self) -> None:
        after = ["bounce.example.com. MX 10 feedback-smtp.us-east-1.amazonses.com.", self.SPF]
        assert judge("MX612", self._case([self.BEFORE, self.SPF], after)) == []

    def test_a_domain_that_takes_mail(self) -> None:
        before = ["bounce.example.com. MX 10 smtp.google.com."]
        assert [finding.rule for finding in warnings(self._case(before, []))] == ["MX601"]
