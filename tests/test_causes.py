"""One cause, one finding: by the gate as a whole, with waivers and baselines that see each owner."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from msgspec import structs

from iacmx.baseline import Baseline, dump
from iacmx.causes import one_per_cause
from iacmx.check import Options, check
from iacmx.model import Finding, Kind, Plan, RecordSet, Severity, Zone
from iacmx.policy import Limits, Policy
from iacmx.report import Report
from iacmx.waivers import Waiver
from tests.report.sample import Answers
from tests.rules.build import change, record

ZONE = Zone("route53:Z1", "route53", "Z1", "example.com")
DNS: dict[str, Sequence[str] | Kind] = {
    "mx1.example.net": ["45.33.1.1", "45.33.1.2"],
    "alias.example.net": ["CNAME mx1.example.net"],
    "text.example.net": ["MX 10 mx1.example.net"],
    "slow.example.net": Kind.UNVERIFIED,
    "private.example.net": ["10.0.0.25"],
    "example.net": ["NS ns1.example.net"],
    "example.com": ["NS ns1.example.net"],
}
OWNERS = [f"d{number:02}.example.com" for number in range(20)]


def run(records: Sequence[str | RecordSet], **options: object) -> Report:
    sets = [record(item) if isinstance(item, str) else item for item in records]
    made = tuple(change(f'aws_route53_record.mx["{held.owner}"]', None, held) for held in sets)
    plan = Plan("1.2", "1.11.4", changes=made, zones={ZONE.key: ZONE}, resources=len(made))
    return check(plan, dns=Answers(DNS), options=Options(**options))  # type: ignore[arg-type]


def bad(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.severity in (Severity.ERROR, Severity.UNVERIFIED)]


def many(exchange: str) -> list[str]:
    return [f"{owner}. MX 10 {exchange}., 20 mx1.example.net." for owner in OWNERS]


@pytest.mark.parametrize(
    ("exchange", "rule"),
    [
        ("alias.example.net", "MX201"),
        ("gone.example.net", "MX202"),
        ("text.example.net", "MX203"),
        ("slow.example.net", "MX204"),
        ("private.example.net", "MX205"),
        ("mx.not-registered-anywhere.org", "MX501"),
    ],
)
def test_a_host_that_many_owners_name_is_one_finding(exchange: str, rule: str) -> None:
    (finding,) = bad(run(many(exchange)))
    assert (finding.rule, finding.exchange) == (rule, exchange)
    assert (finding.owner, list(finding.owners)) == (OWNERS[0], OWNERS)
    assert [one.owner for one in finding.affected] == OWNERS
    assert [one.address for one in finding.affected] == [f'aws_route53_record.mx["{owner}"]' for owner in OWNERS]


def test_two_hosts_are_two_findings() -> None:
    assert len(bad(run([*many("gone.example.net")[:3], *many("gone2.example.net")[3:6]]))) == 2


def test_a_mistake_of_each_owner_is_told_of_each() -> None:
    assert len(bad(run(many("192.0.2.1")[:3]))) == 3


def test_the_words_are_about_the_owner_that_is_hit_hardest() -> None:
    (finding,) = bad(run([*many("gone.example.net")[:2], "z.example.com. MX 10 gone.example.net."]))
    assert finding.owners == ("z.example.com", *OWNERS[:2])
    assert "no mail can be delivered to 1 of 3 domains" in finding.message


def test_what_is_true_of_all_is_said_of_all() -> None:
    (alone,) = bad(run([f"{owner}. MX 10 gone.example.net." for owner in OWNERS]))
    assert alone.message == "gone.example.net does not exist: no mail can be delivered."
    (left,) = bad(run(many("gone.example.net")))
    assert left.message == "gone.example.net does not exist: senders are left with the other exchanges."


def test_words_that_are_true_of_some_only_tell_of_whom() -> None:
    base = Finding("MX804", "proxied", Severity.ERROR, "z", "a.example", "mx", "", "mx is not there.", "e", "f", "1")
    other = structs.replace(base, owner="b.example", severity=Severity.WARNING, message="mx is slow.", fingerprint="2")
    (told,) = one_per_cause([base, other], lambda _: 1)
    assert told.message == "a.example: mx is not there."
    named = [structs.replace(one, message=f"mail of {one.owner} is lost.") for one in (base, other)]
    (told,) = one_per_cause(named, lambda _: 1)
    assert told.message == "mail of a.example is lost."


def test_its_fingerprint_does_not_depend_on_who_names_the_host() -> None:
    prints = {bad(run(many("gone.example.net")[:count]))[0].fingerprint for count in (1, 2, 20)}
    prints |= {bad(run(many("gone.example.net")[5:]))[0].fingerprint}
    assert len(prints) == 1


def test_the_order_of_the_plan_does_not_matter() -> None:
    records = many("gone.example.net")
    assert bad(run(records)) == bad(run(records[::-1]))


def test_too_many_owners_is_one_finding() -> None:
    (finding,) = bad(run(many("mx1.example.net"), policy=Policy(limits=Limits(5))))
    assert (finding.rule, list(finding.owners)) == ("MX952", OWNERS)
    assert "20 owners" in finding.message


def test_what_could_not_be_told_stays_apart() -> None:
    base = Finding("MX202", "target-nxdomain", Severity.ERROR, "z", "a", "mx", "", "m", "e", "f", "1")
    open_question = structs.replace(base, owner="b", severity=Severity.UNVERIFIED, fingerprint="2")
    milder = structs.replace(base, owner="c", severity=Severity.WARNING, fingerprint="3")
    told = one_per_cause([base, open_question, milder], lambda _: 1)
    assert [(finding.severity.value, finding.owners) for finding in told] == [
        ("error", ("a", "c")),
        ("unverified", ("b",)),
    ]
    assert [one.severity for one in told[0].affected] == [Severity.ERROR, Severity.WARNING]


def test_a_waiver_of_some_owners_leaves_the_others() -> None:
    report = run(many("gone.example.net"), waivers=(Waiver("MX202", "lab", owner="d0*"),))
    assert [list(finding.owners) for finding in bad(report)] == [OWNERS[10:]]
    assert [list(waived.finding.owners) for waived in report.waived] == [OWNERS[:10]]
    assert [(waiver.state, waiver.findings) for waiver in report.waivers] == [("used", 10)]


def test_a_waiver_of_all_leaves_none() -> None:
    report = run(many("gone.example.net"), waivers=(Waiver("MX202", "lab", exchange="gone.*"),))
    assert (bad(report), report.exit_code) == ([], 0)


def known(report: Report) -> Baseline:
    import msgspec

    return msgspec.json.decode(dump(report.findings, report.known), type=Baseline)


def test_a_baseline_knows_each_owner() -> None:
    before = run(many("gone.example.net")[:3])
    again = run(many("gone.example.net")[:3], baseline=known(before))
    assert (bad(again), again.exit_code, len(again.known[0].owners), again.gone) == ([], 0, 3, ())
    more = run(many("gone.example.net")[1:4], baseline=known(before))
    assert ([list(finding.owners) for finding in bad(more)], more.exit_code) == ([OWNERS[3:4]], 1)
    assert [entry.owner for entry in more.gone if entry.rule == "MX202"] == [OWNERS[0]]
