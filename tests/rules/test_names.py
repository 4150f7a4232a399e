"""MX101 to MX109 and MX107: what is told from the written record, one rule for one mistake."""

from __future__ import annotations

import pytest

from iacmx.case import Actual
from iacmx.model import Kind, RecordSet
from iacmx.mx import parse_mx
from tests.rules.build import build, build_all, judge
from tests.rules.worlds import OFFLINE

STATIC = ("MX101", "MX102", "MX103", "MX104", "MX105", "MX106", "MX107", "MX108", "MX109")
HOST = {"mx1.example.net": ["45.33.1.1"]}


def told(value: str) -> dict[str, str]:
    """Rule -> message of everything that the rules about names find in one value."""
    case = build([], [f"example.com. MX {value}"], dns=HOST)
    return {rule: finding.message for rule in STATIC for finding in judge(rule, case)}


@pytest.mark.parametrize(
    ("value", "rule", "says"),
    [
        ("10 45.33.1.1", "MX101", "IP address"),
        ("10 45.33.1.1.", "MX101", "IP address"),
        ("10 [45.33.1.1]", "MX101", "IP address"),
        ("10 [IPv6:2600:3c00::25]", "MX101", "IP address"),
        ("10 2600:3c00::25", "MX101", "IP address"),
        ("10 ::1", "MX101", "IP address"),
        ("10 10.1", "MX101", "IP address"),
        ("10 999.1.2.3", "MX101", "IP address"),
        ("10 45.33.1.1.example.com", "MX101", "IP address"),
        ("10 mx1..example.net", "MX102", "empty label"),
        ("10 mx1.example.net..", "MX102", "empty label"),
        ("10 .mx1.example.net", "MX102", "empty label"),
        ("10 -mx1.example.net", "MX102", "the label -mx1"),
        ("10 mx1-.example.net", "MX102", "the label mx1-"),
        ("10 " + "a" * 64 + ".example.net", "MX102", "64 characters, 63"),
        ("10 " + "abcdefghi." * 26 + "example.net", "MX102", "characters, 253"),
        ("10 mx#1.example.net", "MX102", "letters, digits and hyphens"),
        ("10 mail_1.example.com", "MX103", "underscore"),
        ("10 xn--a.example.net", "MX104", "no valid"),
        ("10 mx.m\u00fcller.de", "MX104", "xn--mller-kva"),
        ("10 mx.\u2400.de", "MX104", "no valid"),
        ("10 mail", "MX105", "single label"),
        ("10 mail.", "MX105", "single label"),
        ("10 localhost", "MX105", "single label"),
        ("10 mx.example.com.example.com", "MX105", "mx.example.com with example.com appended"),
        ("10 example.com.example.com", "MX105", "example.com with example.com appended"),
        ("10 aspmx.l.google.com.example.com", "MX105", "aspmx.l.google.com with example.com appended"),
        ("10 mx1.example.net.example.com", "MX105", "mx1.example.net with example.com appended"),
        ("10 smtp://mx1.example.net", "MX106", "URL"),
        ("10 mx1.example.net:25", "MX106", "port"),
        ("10 mx1.example.net/", "MX106", "path"),
        ("10 postmaster@example.net", "MX106", "mail address"),
        ("10 10 mx1.example.net", "MX106", "preference is written twice, before mx1.example.net"),
        ("10 10", "MX106", "only a number"),
        ("10 mx1.example.net mx2.example.net", "MX106", "characters"),
        ('10 "mx1.example.net"', "MX106", "characters"),
        ("10 ${var.mx}", "MX106", "placeholder"),
        ("10 {{ mx }}", "MX106", "placeholder"),
        ("10", "MX106", "missing"),
        ("mx1.example.net", "MX107", "no preference"),
        ("ten mx1.example.net", "MX107", "no preference"),
        ("10.5 mx1.example.net", "MX107", "no preference"),
        ("mx1.example.net 10", "MX107", "after the exchange"),
        ("70000 mx1.example.net", "MX107", "the preference 70000"),
        ("65536 mx1.example.net", "MX107", "the preference 65536"),
        ("-1 mx1.example.net", "MX107", "the preference -1"),
        ("10 *.mx.example.net", "MX108", "wildcard"),
        ("10 *", "MX108", "wildcard"),
        (r"10 \052.mx.example.net", "MX108", "wildcard"),
        ("10 mail.office.local", "MX109", "lies in local"),
        ("10 mail.corp.internal", "MX109", "lies in internal"),
        ("10 nas.home.arpa", "MX109", "lies in home.arpa"),
        ("10 ms12345678.msv1.invalid", "MX109", "proof of domain ownership"),
    ],
)
def test_flagged_by_one_rule(value: str, rule: str, says: str) -> None:
    found = told(value)
    assert list(found) == [rule]
    assert says in found[rule]


@pytest.mark.parametrize(
    "value",
    [
        "10 mx1.example.net",
        "0 .",
        "0 mx1.example.net",
        "65535 MX1.Example.NET.",
        "10 1.2.3.mx.example.net",
        "10 xn--mller-kva.de",
        "10 _dc-mx.0123456789ab.example.com",
        "10 mx-1.a1.example.net",
        "10 1and1.example.net",
        "10 mail.example.com",
        "10 mx.com.example.com",
        "10 test.example.net",
        "10 local.example.net",
        "10 " + "a" * 63 + ".example.net",
    ],
)
def test_clean(value: str) -> None:
    assert told(value) == {}


@pytest.mark.parametrize(
    ("value", "rules"),
    [("45.33.1.1", ["MX101", "MX107"]), ("7 7 7", ["MX106"]), ("", ["MX106"]), ("70000 mail", ["MX105", "MX107"])],
)
def test_two_mistakes_in_one_value(value: str, rules: list[str]) -> None:
    written = RecordSet(zone="route53:Z1", owner="example.com", type="MX", ttl=300, values=(parse_mx(value),))
    case = build([], [written])
    assert [finding.rule for rule in STATIC for finding in judge(rule, case)] == rules


def test_the_resource_that_names_it_is_blamed() -> None:
    (finding,) = judge("MX106", build([], ["example.com. MX 10"]))
    assert (finding.exchange, finding.address) == ("", "route53_record.new_mx0")


def test_microsofts_proof_is_only_noted() -> None:
    (finding,) = judge("MX109", build([], ["example.com. MX 32767 ms1.msv1.invalid"]))
    assert finding.severity == "info"


def test_unicode_that_has_an_ascii_form_is_a_warning() -> None:
    (finding,) = judge("MX104", build([], ["example.com. MX 10 mx.m\u00fcller.de"]))
    assert finding.severity == "warning"
    assert "xn--mller-kva" in finding.fix


def test_special_use_is_fine_in_a_lab_or_where_somebody_answers() -> None:
    assert judge("MX109", build([], ["lab.test. MX 10 mx.lab.test."], zone="lab.test")) == []
    assert (
        judge(
            "MX109", build([], ["example.com. MX 10 mx.provider.example."], dns={"mx.provider.example": ["45.33.1.1"]})
        )
        == []
    )


def test_special_use_is_what_private_zones_are_for() -> None:
    assert judge("MX109", build([], ["example.com. MX 10 mx.corp.internal."], zone_fields={"private": True})) == []


class TestAppendedZone:
    def test_a_name_that_exists_is_right_however_odd(self) -> None:
        mx, host = "example.com. MX 10 mx.example.com.example.com.", "mx.example.com.example.com"
        assert judge("MX105", build([], [mx, f"{host}. A 45.33.1.1"])) == []
        assert judge("MX105", build([], [mx], dns={host: ["45.33.1.1"]}, actual=Actual.FAILED)) == []

    def test_a_wildcard_that_answers_is_a_warning(self) -> None:
        records = ["example.com. MX 10 mx1.example.net.example.com.", "*.example.com. A 45.33.1.2"]
        assert judge("MX105", build([], records, dns=HOST)) == []
        records[0] = "example.com. MX 10 aspmx.l.google.com.example.com."
        (finding,) = judge("MX105", build([], records))
        assert finding.severity == "warning"
        assert "*.example.com" in finding.message

    def test_offline_the_certain_ones_are_told(self) -> None:
        def rules(exchange: str) -> list[str]:
            case = build([], [f"example.com. MX 10 {exchange}"], dns=OFFLINE, actual=Actual.SKIPPED)
            return [finding.rule for finding in judge("MX105", case)]

        assert rules("mx.example.com.example.com.") == ["MX105"]
        assert rules("aspmx.l.google.com.example.com.") == ["MX105"]
        assert rules("mx1.example.net.example.com.") == []

    def test_what_could_not_be_verified_is_left_to_mx204(self) -> None:
        host = "mx.example.com.example.com"
        case = build([], [f"example.com. MX 10 {host}."], dns={host: Kind.UNVERIFIED}, actual=Actual.FAILED)
        assert judge("MX105", case) == []
        assert len(judge("MX204", case)) == 1

    def test_the_owner_appended(self) -> None:
        (case,) = build_all([], ["a.example.com. MX 10 mx.a.example.com.a.example.com."])
        (finding,) = judge("MX105", case)
        assert "Write mx.a.example.com " in finding.fix

    def test_a_host_below_a_site_name_is_no_foreign_host(self) -> None:
        """mail.de exists elsewhere, but mail.de.example.com is as well the host of a site."""
        case = build([], ["example.com. MX 10 mail.de.example.com."], dns={"mail.de": ["45.33.1.1"]})
        assert judge("MX105", case) == []
        assert len(judge("MX202", case)) == 1
