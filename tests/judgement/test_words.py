"""What the findings say: one sentence, true of what was asked, and a fix that is the right action."""

from __future__ import annotations

import re

import pytest

from iacmx.model import Finding, Kind
from tests.judgement import broken_sets, broken_steps, test_broken, test_healthy
from tests.judgement.plans import cf, create, delete, exclusive, keep, mx, replace, update
from tests.judgement.scenario import Scenario, explained, run, scenario

EVERY = pytest.mark.parametrize(
    "case", [pytest.param(case, id=case.name) for case in (*test_broken.SCENARIOS, *test_healthy.SCENARIOS)]
)
_NEXT_SENTENCE = re.compile(r"[a-z)\"][.!?] +[A-Z]")
PAIR = ("10 mx1.hosting.net", "20 mx2.hosting.net")
MX, OTHER = "aws_route53_record.mx", "aws_route53_record.other"
A, B = "cloudflare_dns_record.a", "cloudflare_dns_record.b"
ALL = "aws_route53_records_exclusive.all"


@EVERY
def test_every_finding_is_well_said(case: Scenario) -> None:
    a_message_is_one_sentence_and_there_is_a_fix(case)
    offline_claims_nothing_about_what_was_not_asked(case)


def a_message_is_one_sentence_and_there_is_a_fix(case: Scenario) -> None:
    for finding in (*run(case).findings, *run(case, live=False).findings):
        assert finding.message.endswith("."), finding.message
        assert not _NEXT_SENTENCE.search(finding.message), finding.message
        assert finding.fix.endswith((".", "?")), finding.fix


def offline_claims_nothing_about_what_was_not_asked(case: Scenario) -> None:
    """Nothing is said to be live, or to be missing in DNS, unless the plan itself decides it."""
    plan_decides = re.compile(r"\(the plan|loses its last address|new zone|alias")
    for finding in run(case, live=False).findings:
        said = f"{finding.message} {finding.evidence}"
        assert "(DNS)" not in said, said
        assert not re.search(r"\blive:", said) or "left live" in said, said
        if re.search(r"does not exist|NXDOMAIN|neither A nor AAAA", said):
            assert plan_decides.search(said), explained(run(case, live=False))


def found(rule: str, case: Scenario, *, live: bool = True) -> Finding:
    return next(finding for finding in run(case, live=live).findings if finding.rule == rule)


def named(name: str) -> Scenario:
    return next(case for case in (*broken_sets.SCENARIOS, *broken_steps.SCENARIOS) if case.name == name)


@pytest.mark.parametrize(
    ("rule", "name", "words"),
    [
        ("MX101", "an address with the zone's name", "not a host name but an IP address with example.com appended"),
        ("MX102", "a leading dot", "a dot at its beginning"),
        ("MX102", "two dots", "two dots in a row"),
        ("MX601", "the owner is renamed", "which move to mail2.example.com"),
        ("MX601", "the owner is misspelt with @", 'Route 53 takes "@" for a label of its own'),
        ("MX601", "the zone is deleted with all in it", "Keep the zone"),
        ("MX602", "simple to weighted", "a simple set can't become a routed one"),
        ("MX602", "deleted here, created there", "moved block"),
        ("MX602", "Cloudflare: all others, by other resources", "moved block"),
        ("MX602", "Cloudflare: both replaced", "create_before_destroy"),
        ("MX604", "created first and overwriting", "writes the new MX set of example.com and then deletes it"),
        ("MX606", "the host becomes a CNAME known later", "an alias of a name known only after the apply"),
        ("MX610", "an exchange through a local", "or apply what it depends on first"),
        ("MX610", "Cloudflare: a priority known later", "The preference or exchange of an MX record"),
        ("MX609", "one set in two resources, one kept",
         "Keep it in aws_route53_record.mx, and take aws_route53_record.a out of the configuration"),
    ],
)  # fmt: skip
def test_words(rule: str, name: str, words: str) -> None:
    finding = found(rule, named(name))
    assert words in f"{finding.message} {finding.fix}"


def test_offline_the_name_may_have_an_address_of_its_own() -> None:
    case = scenario("deleted", delete(MX, mx(*PAIR)))
    assert "or goes to the name's own address" in found("MX601", case, live=False).message
    assert found("MX601", case).message.endswith("mail to it bounces.")


def test_a_doubled_suffix_that_nobody_looked_up() -> None:
    case = named("the zone's name twice")
    assert "has no address" in found("MX105", case).message
    assert "has no address" not in found("MX105", case, live=False).message


@pytest.mark.parametrize(
    "case",
    [
        scenario("a set shrinks by its index", update(A, cf("mx1.hosting.net"), cf("mx2.hosting.net", 20)),
                 delete(B, cf("mx2.hosting.net", 20))),
        scenario("the delete takes it", delete(MX, mx(*PAIR)), create(ALL, exclusive(mx(*PAIR, name="example.com")))),
    ],
    ids=lambda case: case.name,
)  # fmt: skip
def test_nothing_is_called_live_already_that_the_plan_changes(case: Scenario) -> None:
    assert "MX904" not in [finding.rule for finding in run(case).findings]


def test_what_is_new_is_blamed_for_a_set_held_twice() -> None:
    case = scenario("held twice", keep(OTHER, mx(*PAIR)), create(MX, mx(*PAIR)))
    assert found("MX609", case).address == MX


def test_a_replacement_in_two_zones_names_both() -> None:
    case = scenario("moved", replace(MX, mx(*PAIR), mx(*PAIR, zone="Z2")))
    assert "which move to example.net" in found("MX601", case).message


def test_servers_that_fail_leave_it_open() -> None:
    case = scenario("fails", create(MX, mx("10 slow.hosting.net")), dns={"slow.hosting.net": Kind.UNVERIFIED})
    assert "could not be told" in found("MX204", case).message
