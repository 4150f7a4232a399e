"""Whole accounts, read and judged: what is asked, what counts, and that nothing goes missing."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec
import pytest

from iacmx.audit import Journal, Options, Source, unit
from iacmx.audit_report import renderer
from iacmx.baseline import Baseline, dump
from iacmx.case import Case
from iacmx.errors import NoAdapter, UsageError, ZoneNotFound
from iacmx.model import Finding, Severity, ZoneData
from iacmx.policy import Expectation, Policy
from iacmx.report import Style, Verdict
from iacmx.rules import collect
from iacmx.waivers import Waiver
from tests.audit.accounts import DENIED, HERE, Account, Network, holding, rules, run

GOOGLE = "@ MX 1 aspmx.l.google.com, 5 alt1.aspmx.l.google.com, 5 alt2.aspmx.l.google.com"
HEALTHY = (
    holding("google.example", GOOGLE, number=1),
    holding("microsoft.example", "@ MX 0 microsoft-example.mail.protection.outlook.com", number=2),
    holding("fastmail.example", "@ MX 10 in1-smtp.messagingengine.com, 20 in2-smtp.messagingengine.com", number=3),
    holding("null.example", "@ MX 0 .", number=4),
    holding("parked.example", number=5),
    holding("web.example", "@ A 45.33.9.9", "www CNAME web.example", number=6),
    holding(
        "own.example", "@ MX 10 mx1.own.example, 20 mx2.own.example", "mx1 A 45.33.7.1", "mx2 A 45.33.8.2", number=7
    ),
    holding(
        "wild.example",
        "@ MX 10 mx1.example.net, 20 mx2.example.net",
        "* MX 10 mx1.example.net, 20 mx2.example.net",
        number=8,
    ),
    holding("inside.example", "@ MX 10 mail.corp.local", number=9, private=True),
    holding("google.example", "@ MX 10 mail.corp.local", number=10, private=True),
    holding("sub.own.example", "@ MX 10 mx1.example.net, 20 mx2.example.net", number=11),
)


def weighted() -> ZoneData:
    one = holding("weighted.example", "@ MX 10 mx1.example.net", number=12, variant="a", routing="weighted")
    two = holding("weighted.example", "@ MX 10 mx2.example.net", number=12, variant="b", routing="weighted")
    return ZoneData(one.zone, (*one.records, two.records[0]))


def dead(count: int, first: int = 100) -> tuple[ZoneData, ...]:
    """Zones whose only mail host is gone."""
    return tuple(holding(f"d{n}.example", "@ MX 10 dead.example.net", number=n) for n in range(first, first + count))


def broken(*zones: ZoneData) -> Network:
    return Network(*zones, gone=["dead.example.net"])


def test_a_healthy_account_is_clean() -> None:
    report = run(Account(*HEALTHY, weighted()))
    assert rules(report) == []
    assert (report.verdict, report.exit_code, report.unverified) == (Verdict.PASS, 0, ())
    assert {domain.owner: domain.mail for domain in report.domains if not domain.private} == {
        "google.example": "Google Workspace, part of the legacy set",
        "microsoft.example": "Microsoft 365 / Exchange Online, mail.protection.outlook.com",
        "fastmail.example": "Fastmail",
        "null.example": "no mail (null MX)",
        "parked.example": "no MX and no address",
        "web.example": "no MX: its own address",
        "own.example": "its own hosts",
        "wild.example": "other hosts",
        "*.wild.example": "other hosts",
        "sub.own.example": "other hosts",
        "weighted.example": "other hosts",
    }


def test_a_private_zone_is_told_apart_and_not_looked_up() -> None:
    private = holding("corp.example", "@ MX 10 mail.elsewhere.example", private=True)
    network = Network()
    report = run(Account(private), network)
    assert network.asked == []
    assert [(domain.owner, domain.private) for domain in report.domains] == [("corp.example", True)]
    assert report.accounts[0].private == 1


def test_what_is_wrong_in_itself_is_found_in_a_private_zone_too() -> None:
    report = run(Account(holding("corp.example", "@ MX 10 192.0.2.1", private=True)))
    assert (report.exit_code, len(rules(report, "error"))) == (1, 1)


def test_two_accounts_in_one_run() -> None:
    one, two = Account(HEALTHY[0]), Account(*dead(1))
    sources = Source("route53", "one"), Source("route53", "two")
    report = run(dict(zip(sources, (one, two), strict=True)), broken(HEALTHY[0], *dead(1)))
    assert [(account.label, account.zones, account.requests) for account in report.accounts] == [
        ("route53:one", 1, 2),
        ("route53:two", 1, 2),
    ]
    assert [(domain.account, domain.owner) for domain in report.domains] == [
        ("route53:one", "google.example"),
        ("route53:two", "d100.example"),
    ]
    assert (report.api_requests, report.exit_code) == (4, 1)


def test_an_account_that_two_sources_reach_is_audited_once(tmp_path: Path) -> None:
    sources = Source("route53", "one"), Source("route53", "role")
    for _ in ("anew", "resumed"):
        one, again = (Account(*HEALTHY) for _ in sources)
        journal = Journal.open(str(tmp_path / "journal"), sources, ())
        report = run(dict(zip(sources, (one, again), strict=True)), Network(*HEALTHY), journal=journal)
        journal.close()
        assert rules(report) == []
        assert again.log in (["list"], [])
        assert report.totals.domains == len({(domain.zone_id, domain.owner) for domain in report.domains})
        twin = report.accounts[1]
        assert (twin.zones, twin.unverified, twin.resumed) == (0, 0, 0)
        assert (twin.same_as, twin.elsewhere) == ("route53:one", {"route53:one": len(HEALTHY)})
        for style in (Style(), Style(verbose=True)):
            text = "".join(renderer("text")(report, style))
            assert "11 zones in 1 account;" in text
            assert "route53:role (Route 53): the same account as route53:one, 11 zones told with route53:one" in text
        assert "The same account as route53:one" in "".join(renderer("html")(report, Style()))


def test_zones_that_two_sources_show_are_told_with_the_first() -> None:
    held = {
        Source("route53", "some"): Account(*HEALTHY[:2]),
        Source("route53", "others"): Account(*HEALTHY[2:3]),
        Source("route53"): Account(*HEALTHY),
    }
    report = run(held)
    assert [(account.zones, account.same_as) for account in report.accounts] == [(2, ""), (1, ""), (8, "")]
    assert report.accounts[2].elsewhere == {"route53:some": 2, "route53:others": 1}
    text = "".join(renderer("text")(report, Style()))
    assert "8 zones, 2 private, 2 zones told with route53:some, 1 zone told with route53:others, 9 requests" in text
    assert "2 zones more, told with route53:some" in "".join(renderer("html")(report, Style()))


def test_an_account_that_can_not_be_listed_shares_nothing() -> None:
    held = {
        Source("route53", "denied"): Account(*HEALTHY, list_fails=DENIED),
        Source("route53"): Account(*HEALTHY),
    }
    report = run(held)
    assert [(account.zones, account.same_as) for account in report.accounts] == [(0, ""), (11, "")]


def test_zones_of_providers_whose_ids_are_names_are_not_taken_for_one() -> None:
    held = {Source("route53", name): Account(HEALTHY[0]) for name in ("one", "two")}
    for account in held.values():
        account.has_global_ids = False
    report = run(held)
    assert [account.zones for account in report.accounts] == [1, 1]


def test_findings_of_one_host_are_one_cause_with_all_owners() -> None:
    zones = dead(41)
    report = run(Account(*zones, *HEALTHY), broken(*zones, *HEALTHY))
    worst = report.causes[0]
    assert (worst.rule, worst.exchange, len(worst.owners)) == ("MX202", "dead.example.net", 41)
    assert [cause.rule for cause in report.causes if cause.severity is Severity.ERROR] == ["MX202"]
    assert report.totals.rules["MX202"] == 41
    assert "41 with an error" in report.summary


def test_each_host_is_asked_for_once_whoever_names_it() -> None:
    zones = tuple(
        holding(f"z{n}.example", f"@ MX 10 mx{n % 5}.example.net, 20 mx9.example.net", number=n) for n in range(150)
    )
    network = Network(*zones)
    run(Account(*zones), network)
    addresses = [key for key in network.asked if key[1] in ("A", "AAAA")]
    assert len(network.asked) == len(set(network.asked))
    assert sorted(addresses) == sorted((f"mx{n}.example.net", kind) for n in (*range(5), 9) for kind in ("A", "AAAA"))


@pytest.mark.parametrize(
    ("patterns", "asked", "found"),
    [
        ((), ["list"], 13),
        (("*.own.example",), ["list"], 1),
        (("*own*",), ["list"], 2),
        (("null.example.",), ["list null.example"], 1),
        (("Null.Example", "null.example"), ["list null.example"], 1),
        (("null.example", "parked.example"), ["list null.example", "list parked.example"], 2),
        (("google.example",), ["list google.example"], 2),
        (("null.example", "sub.*"), ["list"], 2),
    ],
)
def test_zones_by_name(patterns: tuple[str, ...], asked: list[str], found: int) -> None:
    account = Account(*HEALTHY, *dead(2))
    report = run(account, patterns=patterns)
    assert [entry for entry in account.log if entry.startswith("list")] == asked
    assert (report.accounts[0].zones, len(account.log)) == (found, found + len(asked))


@pytest.mark.parametrize("patterns", [("typo.example",), ("null.example", "typo.example"), ("*.typo",)])
def test_a_name_that_fits_no_zone_is_not_clean(patterns: tuple[str, ...]) -> None:
    with pytest.raises(ZoneNotFound, match="typo"):
        run(Account(*HEALTHY), patterns=patterns)


def test_a_zone_may_be_in_either_account() -> None:
    accounts = {Source("route53", "one"): Account(HEALTHY[3]), Source("route53", "two"): Account(HEALTHY[4])}
    report = run(accounts, patterns=("null.example", "parked.example"))
    assert (report.exit_code, report.totals.domains) == (0, 2)


def test_a_name_may_be_in_the_account_that_was_not_listed() -> None:
    accounts = {Source("route53", "one"): Account(HEALTHY[3]), Source("route53", "two"): Account(list_fails=DENIED)}
    report = run(accounts, patterns=("null.example", "parked.example"))
    assert (report.exit_code, report.accounts[1].reason) == (3, "Access denied.")


@pytest.mark.parametrize("failure", [DENIED, ValueError("surprise")])
def test_a_zone_that_fails_is_named_and_the_rest_goes_on(failure: Exception) -> None:
    account = Account(*HEALTHY, failing={"own.example": failure})
    report = run(account)
    assert [(zone.zone, zone.zone_id) for zone in report.unverified] == [("own.example", "Z7")]
    assert report.unverified[0].reason
    assert (report.exit_code, report.verdict) == (3, Verdict.UNVERIFIED)
    assert report.accounts[0].zones == len(HEALTHY) == report.totals.domains - 1 + len(report.unverified)
    assert report.accounts[0].unverified == 1


def test_findings_weigh_more_than_what_was_not_read() -> None:
    zones = dead(1)
    account = Account(*zones, *HEALTHY, failing={"own.example": DENIED})
    report = run(account, broken(*zones, *HEALTHY))
    assert (report.exit_code, report.verdict) == (1, Verdict.FAIL)
    soft = run(account, broken(*zones, *HEALTHY), options=Options(soft_fail=True))
    assert soft.exit_code == 3


@pytest.mark.parametrize("failure", [DENIED, ValueError("surprise")])
def test_an_account_that_can_not_be_listed_is_named_and_the_rest_goes_on(failure: Exception) -> None:
    accounts = {Source("route53", "one"): Account(list_fails=failure), Source("route53", "two"): Account(HEALTHY[0])}
    report = run(accounts)
    assert report.accounts[0].reason
    assert (report.accounts[0].zones, report.accounts[1].zones) == (0, 1)
    assert (report.exit_code, report.totals.domains) == (3, 1)


def test_a_snapshot_that_can_not_be_read_is_a_mistake_of_the_command_line() -> None:
    with pytest.raises(UsageError):
        run(Account(list_fails=UsageError("no")))


def test_where_no_zone_is_shown_nothing_is_clean() -> None:
    report = run(Account())
    assert (report.exit_code, report.totals.domains) == (3, 0)
    assert report.summary.startswith("No zone was shown")


def test_an_empty_account_beside_another_is_clean() -> None:
    report = run({Source("route53", "one"): Account(), Source("route53", "two"): Account(HEALTHY[0])})
    assert (report.exit_code, report.totals.domains) == (0, 1)


def test_waivers_hold() -> None:
    zones = dead(3)
    waiver = Waiver("MX202", "retired on purpose", owner="d10[01].example")
    report = run(Account(*zones), broken(*zones), options=Options(waivers=(waiver,)))
    assert [cause.owners for cause in report.causes if cause.rule == "MX202"] == [("d102.example",)]
    assert [waived.finding.owners for waived in report.waived] == [("d100.example", "d101.example")]
    assert {domain.owner for domain in report.domains if domain.findings} == {"d102.example"}


def test_a_baseline_holds_and_what_is_new_counts() -> None:
    first = run(Account(*dead(2)), broken(*dead(2)))
    known = msgspec.json.decode(dump(first.causes, first.known), type=Baseline)
    same = run(Account(*dead(2)), broken(*dead(2)), options=Options(baseline=known))
    assert (same.exit_code, len(same.known)) == (0, 1)
    more = run(Account(*dead(3)), broken(*dead(3)), options=Options(baseline=known))
    assert (more.exit_code, more.causes[0].owners) == (1, ("d102.example",))


def test_expectations_are_held_against_every_owner() -> None:
    policy = Policy((Expectation("*.example", "google_workspace"),))
    report = run(Account(HEALTHY[0], HEALTHY[2]), options=Options(policy=policy))
    assert {owner for cause in report.causes if cause.severity is Severity.ERROR for owner in cause.owners} == {
        "fastmail.example"
    }


def test_severities_are_those_of_the_settings() -> None:
    options = Options(severities={"MX202": Severity.NOTICE})
    report = run(Account(*dead(1)), broken(*dead(1)), options=options)
    assert (report.exit_code, report.causes[0].severity) == (0, Severity.NOTICE)


def test_only_the_rules_selected_are_judged() -> None:
    report = run(Account(*dead(1)), broken(*dead(1)), options=Options(select=frozenset(["MX303"])))
    assert "MX202" not in rules(report, "error", "warning", "notice", "info")
    assert report.rules == 1


def test_without_dns_it_tells_that_nothing_was_asked() -> None:
    report = run(Account(*dead(1)), dns=None)
    assert (report.exit_code, report.dns_questions) == (0, 0)
    assert any("DNS: not asked" in words for words in report.skipped)


def test_the_report_is_the_same_whichever_zone_comes_first() -> None:
    zones = (*dead(40), *HEALTHY)
    told: set[str] = set()
    for seed in range(4):
        chance = random.Random(seed)
        account = Account(
            *chance.sample(zones, len(zones)),
            failing={"d107.example": DENIED, "d130.example": DENIED},
            before=lambda zone, chance=chance: time.sleep(chance.random() / 500),  # type: ignore[misc]  # bound now
        )
        report = run(account, broken(*zones))
        told.add("".join("".join(renderer(name)(report, Style(verbose=True))) for name in ("json", "csv", "text")))
    assert len(told) == 1


class Watcher:
    def __init__(self) -> None:
        self.plans: list[tuple[int, int]] = []
        self.steps: list[tuple[int, int, int]] = []

    def planned(self, zones: int, requests: int, seconds: float) -> None:
        self.plans.append((zones, requests))

    def advanced(self, zones: int, requests: int, findings: int) -> None:
        self.steps.append((zones, requests, findings))


def test_progress_is_told() -> None:
    watcher = Watcher()
    zones = dead(80)
    run(Account(*zones, failing={"d100.example": DENIED}), broken(*zones), progress=watcher)
    assert watcher.plans == [(80, 80)]
    assert watcher.steps == sorted(watcher.steps)
    assert watcher.steps[-1][:2] == (80, 81)


class Interrupts(Watcher):
    """Somebody presses Ctrl-C once a zone is judged."""

    def advanced(self, zones: int, requests: int, findings: int) -> None:
        if zones:
            raise KeyboardInterrupt


def test_an_interrupt_tells_what_is_known() -> None:
    zones = dead(100)
    report = run(Account(*zones), broken(*zones), progress=Interrupts())
    assert (report.exit_code, report.interrupted) == (130, True)
    assert 0 < report.totals.domains < 100
    assert report.totals.domains + len(report.unverified) == 100
    assert report.totals.domains == report.totals.rules["MX202"]


def test_a_provider_that_is_not_installed_is_a_mistake_of_usage() -> None:
    def none(source: Source) -> Account:
        raise NoAdapter(f"There is no provider {source.provider!r}.")

    with pytest.raises(NoAdapter):
        run({Source("rout53"): Account()}, provider_for=none)


def test_what_was_not_judged_of_private_zones_is_told() -> None:
    inside = holding("inside.example", "@ MX 10 mail.corp.local", private=True)

    told = "1 private zone: judged only by rules that need no DNS"
    assert told in run(Account(inside)).skipped
    assert told not in run(Account(holding("example.com", "@ MX 0 ."))).skipped


HALF = "\ud800"


def test_half_a_surrogate_pair_makes_its_zone_unverified(tmp_path: Path) -> None:
    bad = holding("bad.example.com", "@ MX 10 mx1.example.net", f"@ TXT {HALF}", number=2)
    journal = Journal.open(str(tmp_path / "journal"), (HERE,), ())
    report = run(Account(holding("example.com", "@ MX 10 mx1.example.net"), bad), journal=journal)
    journal.close()
    assert [row.zone for row in report.unverified] == ["bad.example.com"]
    assert "UnicodeEncodeError" in report.unverified[0].reason
    assert report.totals.domains == 1
    assert report.exit_code == 3


def test_half_a_surrogate_pair_in_a_list_of_zones_makes_the_account_unverified() -> None:
    report = run(Account(holding(f"{HALF}.example.com", "@ MX 10 mx1.example.net")))
    assert "UnicodeEncodeError" in report.accounts[0].reason
    assert report.exit_code == 3


def test_a_rule_that_fails_leaves_its_owner_unverified(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(case: Case) -> Iterator[Finding]:
        if case.owner == "a.example.com":
            raise KeyError
        yield from ()

    rules = [(rule, fails if rule.id == "MX101" else judge) for rule, judge in collect()]
    monkeypatch.setattr("iacmx.audit.unit.collect", lambda: rules)
    zones = [holding(f"{name}.example.com", "@ MX 10 mx1.example.net", number=n) for n, name in enumerate("abc")]
    report = run(Account(*zones))
    (open_one,) = (cause for cause in report.causes if cause.severity is Severity.UNVERIFIED)
    assert (open_one.owner, open_one.rule) == ("a.example.com", "MX101")
    assert report.totals.domains == 3
    assert report.exit_code == 3


@pytest.mark.parametrize("function", ["cases", "routes"])
@pytest.mark.parametrize("threads", [0, 2])
def test_a_defect_that_a_zone_brings_out_leaves_it_unverified(
    monkeypatch: pytest.MonkeyPatch, function: str, threads: int
) -> None:
    works = getattr(unit, function)

    def fails(about: Any, *arguments: Any, **more: Any) -> Any:
        zones = {about} if isinstance(about, str) else {zone.name for zone in about.plan.zones.values()}
        if "b.example.com" in zones:
            raise KeyError
        return works(about, *arguments, **more)

    monkeypatch.setattr(unit, function, fails)
    zones = [holding(f"{name}.example.com", GOOGLE, number=n) for n, name in enumerate("abc")]
    with ThreadPoolExecutor(2) as pool:
        report = run(Account(*zones), executor=pool if threads else None)
    (zone,) = report.unverified
    assert (zone.zone, "KeyError" in zone.reason, "report" in zone.hint) == ("b.example.com", True, True)
    assert [domain.owner for domain in report.domains] == ["a.example.com", "c.example.com"]
    assert (report.accounts[0].unverified, report.exit_code) == (1, 3)
    assert not any("executor" in words for words in report.skipped)
