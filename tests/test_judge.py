"""Rules over cases: asked until settled, once per fingerprint, worst first."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from iacmx.case import Case
from iacmx.errors import ProviderError
from iacmx.judge import judge
from iacmx.model import Answer, Finding, Kind, Severity
from iacmx.rules import Need, Rule, collect
from tests.rules.build import DictDns, build, build_all, record

RULE = Rule("MX000", "test", Severity.NOTICE, (Need.DNS,), "a rule of the tests")


class Asked:
    """A layer that knows only what was asked before it settled."""

    def __init__(self, dns: DictDns) -> None:
        self.rounds: list[set[tuple[str, str]]] = []
        self._dns = dns
        self._known: dict[tuple[str, str], Answer] = {}
        self._wanted: set[tuple[str, str]] = set()

    def lookup(self, name: str, rdtype: str) -> Answer:
        if (name, rdtype) not in self._known:
            self._wanted.add((name, rdtype))
            return Answer(Kind.PENDING)
        return self._known[name, rdtype]

    def settle(self) -> bool:
        if not self._wanted:
            return False
        self.rounds.append(self._wanted)
        self._known |= {key: self._dns.lookup(*key) for key in self._wanted}
        self._wanted = set()
        return True


def test_what_rules_look_up_is_asked_in_rounds_and_once() -> None:
    asked = Asked(DictDns({"b.example.net": ["45.33.1.1"], "c.example.net": ["45.33.1.2"]}))

    def chase(case: Case) -> Iterator[Finding]:
        first = asked.lookup("b.example.net", "A")
        if first.kind is Kind.PENDING:
            yield RULE.finding(case, "premature", fix="")
            return
        if asked.lookup("c.example.net", "A").exists:
            yield RULE.finding(case, "settled", fix="")

    cases = [build([], [f"example.com. MX 10 {host}.example.net."]) for host in "bc"]
    (finding,) = judge(cases, lambda _: [(RULE, chase)], asked.settle)
    assert finding.message == "settled"
    assert asked.rounds == [{("b.example.net", "A")}, {("c.example.net", "A")}]


def test_questions_without_end_are_no_verdict() -> None:
    with pytest.raises(ProviderError, match="further question") as raised:
        judge([build([], ["example.com. MX 10 a.example.net."])], lambda _: [], lambda: True)
    assert raised.value.exit_code == 3


def test_worst_first_and_one_for_each_fingerprint() -> None:
    def two(case: Case) -> Iterator[Finding]:
        yield RULE.finding(case, "mild", fix="", exchange="a", severity=Severity.INFO)
        yield RULE.finding(case, "grave", fix="", exchange="a", severity=Severity.ERROR)
        yield RULE.finding(case, "other", fix="", exchange="b", severity=Severity.UNVERIFIED)

    found = judge([build([], ["example.com. MX 10 a.example.net."])], lambda _: [(RULE, two)], lambda: False)
    assert [finding.message for finding in found] == ["grave", "other"]


def test_variants_of_one_owner_each_have_their_findings() -> None:
    sets = [
        record("example.com. MX 0 ., 10 mx.example.net.", variant=variant, routing="weighted")
        for variant in ("blue", "green")
    ]
    rules = [pair for pair in collect() if pair[0].id == "MX301"]
    found = judge(build_all([], sets), lambda _: rules, lambda: False)
    assert [finding.address for finding in found] == ["route53_record.new_mx0", "route53_record.new_mx1"]


def test_a_rule_that_fails_is_told_and_loses_nothing_of_the_others() -> None:
    def fails(case: Case) -> Iterator[Finding]:
        yield RULE.finding(case, "before", fix="")
        raise KeyError("secret")

    def finds(case: Case) -> Iterator[Finding]:
        yield other.finding(case, "found", fix="")

    other = Rule("MX001", "other", Severity.ERROR, (Need.DNS,), "another rule")
    case = build([], ["example.com. MX 10 a.example.net."])
    found = judge([case], lambda _: [(RULE, fails), (other, finds)], lambda: False)
    assert [(one.rule, one.severity) for one in found] == [
        ("MX001", Severity.ERROR),
        ("MX000", Severity.UNVERIFIED),
    ]
    assert "MX000 (test) says of example.com could not be told" in found[1].message
    assert "secret" not in repr(found)
