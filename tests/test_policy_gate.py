"""What the settings change in the gate's verdict: which rules, how severe, and the policy of the house."""

from __future__ import annotations

import pytest
from msgspec import structs

from iacmx.check import Options, check
from iacmx.errors import UsageError
from iacmx.model import Plan, Severity, Unknown, Zone
from iacmx.policy import Expectation, Limits, Policy
from iacmx.report import Report, Verdict
from iacmx.rules import Rule, collect
from iacmx.waivers import Waiver
from tests.report.sample import Answers
from tests.rules.build import change, record

ZONE = Zone("route53:Z1", "route53", "Z1", "example.com")
OLD = record("example.com. MX 10 mx1.example.net., 20 mx2.example.net.")
NEW = record("example.com. MX 10 mx3.example.net.")
DNS = {f"mx{number}.example.net": [f"45.33.{number}.1"] for number in (1, 2, 3)} | {"example.com": ["45.33.1.4"]}


def run(after: object = NEW, **options: object) -> Report:
    made = (change("aws_route53_record.mx", OLD, after),)  # type: ignore[arg-type]
    plan = Plan("1.2", "1.11.4", changes=made, zones={ZONE.key: ZONE}, resources=1)
    return check(plan, dns=Answers(DNS), options=Options(**options))  # type: ignore[arg-type]


def ids(report: Report) -> set[str]:
    return {finding.rule for finding in report.findings}


def test_only_what_is_selected_is_judged_and_the_report_says_so() -> None:
    report = run(None, select=frozenset({"sets"}))
    assert (ids(report), report.exit_code) == (set(), 0)
    assert report.coverage.rules == sum(rule.id.startswith("MX3") for rule, _ in collect())
    assert report.coverage.rules_skipped["MX601"] == "not selected"
    assert "Mail will arrive" not in run(select=frozenset({"sets"})).summary
    assert ids(run(None, select=frozenset({"MX601"}))) == {"MX601"}


def test_what_is_accepted_does_not_make_mail_arrive() -> None:
    waived = run(None, waivers=(Waiver("MX601", "moved"), Waiver("MX401", "moved")))
    assert (waived.verdict, {one.finding.rule for one in waived.waived}) == (Verdict.PASS, {"MX601"})
    assert waived.summary.startswith("Nothing wrong but what is accepted; see what was skipped")
    mild = run(waivers=(Waiver("MX304", "one is enough"),))
    assert mild.waived
    assert "accepted" not in mild.summary


@pytest.mark.parametrize("word", ["MX304", "single-exchanger", "MX3", "sets", "notice"])
def test_what_is_ignored_is_not_judged(word: str) -> None:
    assert "MX304" in ids(run())
    report = run(select=frozenset({"all"}), ignore=frozenset({word}))
    assert "MX304" not in ids(report)
    assert report.coverage.rules_skipped["MX304"] == "ignored by the settings"


def test_a_rule_to_opt_in_to_is_judged_where_selected(monkeypatch: pytest.MonkeyPatch) -> None:
    def opt_in(rule: Rule) -> Rule:
        return structs.replace(rule, opt_in=True) if rule.id == "MX304" else rule

    rules = tuple((opt_in(rule), function) for rule, function in collect())
    for module in ("iacmx.verdict", "iacmx.selection"):
        monkeypatch.setattr(f"{module}.collect", lambda: rules)
    usual = run()
    assert "MX304" not in ids(usual)
    assert usual.coverage.rules_skipped["MX304"] == "judged only where selected"
    assert ids(run(select=frozenset({"MX304"}))) == {"MX304"}
    assert ids(run(select=frozenset({"default", "MX304"}))) == ids(usual) | {"MX304"}


def test_a_word_that_is_no_rule() -> None:
    with pytest.raises(UsageError, match="MX3O4"):
        run(ignore=frozenset({"MX3O4"}))


@pytest.mark.parametrize(("severity", "code"), [(Severity.ERROR, 1), (Severity.INFO, 0)])
def test_a_rule_counts_as_what_it_is_given(severity: Severity, code: int) -> None:
    report = run(severities={"MX304": severity})
    assert [f.severity for f in report.findings if f.rule == "MX304"] == [severity]
    assert report.exit_code == code


def test_what_could_not_be_told_stays_unverified() -> None:
    unknown = structs.replace(NEW, values=(Unknown(("aws_eip.mail.public_dns",)),))
    assert run(unknown, severities={"MX610": Severity.NOTICE}).verdict is Verdict.UNVERIFIED
    assert run(unknown, severities={"MX610": Severity.NOTICE}, unknown_warns=True).exit_code == 0


@pytest.mark.parametrize(
    ("policy", "rules"),
    [
        (Policy(expect=(Expectation("example.com", "fastmail"),)), {"MX951"}),
        (Policy(expect=(Expectation("example.com", ("10 mx3.example.net",)),)), set()),
        (Policy(limits=Limits(0)), {"MX952"}),
        (Policy(limits=Limits(1)), set()),
        (Policy(protected=("*",)), {"MX953"}),
        (Policy(protected=("*",), acknowledged=("example.com",)), set()),
    ],
)
def test_the_policy_of_the_house_fails_the_gate(policy: Policy, rules: set[str]) -> None:
    report = run(policy=policy)
    assert {f.rule for f in report.findings if f.severity is Severity.ERROR} == rules
    assert report.exit_code == bool(rules)
