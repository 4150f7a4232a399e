"""What mail needs of a zone, side by side: the providers' own ways of writing it are no difference, all else is."""

from __future__ import annotations

import msgspec
import pytest

from iacmx.migrate.compare import compare
from iacmx.migrate_report import State
from iacmx.model import RecordSet, Unknown, ZoneData
from tests.migrate.build import APEX, alias, aws_zone, cf, cf_zone, compared, mx, place, r53, states

KEY = "v=DKIM1; k=rsa; p=" + "MIIBIjANBgkq" * 40
CHUNKED = f'"{KEY[:255]}" "{KEY[255:]}"'
HASH = "ab" * 32

AWS = (
    r53("", "MX", "10 MX1.example.com.", "20 backup.example.net."),
    r53("mx1", "A", "192.0.2.1"),
    r53("mx1", "AAAA", "2001:DB8:0::1"),
    r53("", "TXT", '"v=spf1 mx -all"', '"google-site-verification=secret"'),
    r53("s1._domainkey", "TXT", CHUNKED),
    r53("s2._domainkey", "CNAME", "s2.mailhost.net."),
    r53("_dmarc", "TXT", '"v=DMARC1; p=reject;"'),
    r53("_mta-sts", "TXT", '"v=STSv1; id=1;"'),
    r53("mta-sts", "CNAME", "policy.example.net"),
    r53("_smtp._tls", "TXT", '"v=TLSRPTv1; rua=mailto:t@example.com"'),
    r53("_25._tcp.mx1", "TLSA", f"3 1 1 {HASH.upper()}"),
    r53("_imaps._tcp", "SRV", "0 1 993 mx1.example.com"),
    r53("autodiscover", "CNAME", "autodiscover.outlook.com"),
    r53(r"\052.eu", "MX", "10 mx1.example.com"),
    r53("sub", "NS", "ns1.example.org.", "ns2.example.org."),
    r53("www", "A", "192.0.2.80"),
)
CF = (
    mx("", 10, "mx1.example.com", ttl=1),
    mx("", 20, "backup.example.net", ttl=1),
    cf("mx1", "A", "192.0.2.1"),
    cf("mx1", "AAAA", "2001:db8::1"),
    cf("", "TXT", '"v=spf1 mx -all"'),
    cf("s1._domainkey", "TXT", KEY),
    cf("s2._domainkey", "CNAME", "s2.mailhost.net"),
    cf("_dmarc", "TXT", '"v=DMARC1;p=reject"'),
    cf("_mta-sts", "TXT", "v=STSv1; id=1;"),
    cf("mta-sts", "CNAME", "policy.example.net"),
    cf("_smtp._tls", "TXT", "v=TLSRPTv1; rua=mailto:t@example.com"),
    cf("_25._tcp.mx1", "TLSA", f"3 1 1 {HASH}"),
    cf("_imaps._tcp", "SRV", "1 993 mx1.example.com", priority=0),
    cf("autodiscover", "CNAME", "autodiscover.outlook.com"),
    mx("*.eu", 10, "mx1.example.com"),
    cf("sub", "NS", "ns1.example.org"),
    cf("sub", "NS", "ns2.example.org"),
)
PLACES = {
    "@ MX MX",
    "*.eu MX MX",
    "mx1 A address",
    "mx1 AAAA address",
    "@ TXT SPF",
    "s1._domainkey TXT DKIM",
    "s2._domainkey CNAME DKIM",
    "_dmarc TXT DMARC",
    "_mta-sts TXT MTA-STS",
    "mta-sts CNAME MTA-STS",
    "_smtp._tls TXT TLS-RPT",
    "_25._tcp.mx1 TLSA TLSA",
    "_imaps._tcp SRV service",
    "autodiscover CNAME autodiscover",
    "sub NS delegation",
}


def test_the_same_mail_written_in_the_ways_of_both_providers() -> None:
    for source, target in ((aws_zone(*AWS), cf_zone(*CF)), (cf_zone(*CF), aws_zone(*AWS))):
        found = compare(source, target)
        assert states(found) == {}
        assert {place(row) for row in found.rows} == PLACES
    assert b"secret" not in msgspec.json.encode(found)


def test_an_automatic_ttl_is_told_and_no_difference() -> None:
    (row,) = (row for row in compare(aws_zone(*AWS), cf_zone(*CF)).rows if place(row) == "@ MX MX")
    assert (row.state, row.notes) == (State.EQUAL, ("TTL 300 s at the source, automatic (300 s) at the target.",))


@pytest.mark.parametrize("kind", sorted(PLACES))
def test_what_is_not_carried_over_is_missing_and_the_other_way_extra(kind: str) -> None:
    owner, rdtype, part = kind.split()
    full = "example.com" if owner == "@" else f"{owner}.example.com"
    less = cf_zone(*(one for one in CF if (one.owner, one.type) != (full, rdtype)))
    assert states(compare(aws_zone(*AWS), less))[kind] == "missing"
    assert states(compare(less, aws_zone(*AWS)))[kind] == "extra"
    assert part


@pytest.mark.parametrize(
    ("old", "new", "kind", "reason"),
    [
        (CF[0], mx("", 20, "mx1.example.com"), "@ MX MX", "other preferences"),
        (CF[0], mx("", 10, "mx1.example.com.example.com"), "@ MX MX", ""),
        (CF[2], cf("mx1", "A", "192.0.2.2"), "mx1 A address", ""),
        (CF[2], cf("mx1", "A", "192.0.2.1", proxied=True), "mx1 A address", "takes no mail"),
        (CF[4], cf("", "TXT", "v=spf1 -all"), "@ TXT SPF", ""),
        (CF[5], cf("s1._domainkey", "TXT", KEY[:255]), "s1._domainkey TXT DKIM", ""),
        (CF[5], cf("s1._domainkey", "TXT", KEY.swapcase().replace("P=", "p=")), "s1._domainkey TXT DKIM", ""),
        (CF[7], cf("_dmarc", "TXT", "v=DMARC1; p=none"), "_dmarc TXT DMARC", ""),
        (CF[11], cf("_25._tcp.mx1", "TLSA", "3 1 1 00"), "_25._tcp.mx1 TLSA TLSA", ""),
        (CF[12], cf("_imaps._tcp", "SRV", "1 993 mx1.example.com", priority=5), "_imaps._tcp SRV service", ""),
    ],
)
def test_a_difference_is_told(old: RecordSet, new: RecordSet, kind: str, reason: str) -> None:
    found = compare(aws_zone(*AWS), cf_zone(*(new if one is old else one for one in CF)))
    assert states(found) == {kind: "different"}
    assert reason in next(row.reason for row in found.rows if place(row) == kind)


def test_a_target_with_other_mail_records_is_called_that() -> None:
    found = compare(aws_zone(AWS[0]), cf_zone(mx("", 1, "aspmx.l.google.com"), mx("shop", 1, "aspmx.l.google.com")))
    assert states(found) == {"@ MX MX": "different", "shop MX MX": "extra"}
    assert all("other mail records here already" in row.reason for row in found.rows)


def test_the_web_is_not_compared() -> None:
    found = compare(aws_zone(*AWS), cf_zone(*CF, cf("www", "A", "203.0.113.9", proxied=True), cf("x", "TXT", "token")))
    assert states(found) == {}


def test_a_flattened_apex_beside_mx_is_the_webs() -> None:
    target = cf_zone(mx("", 10, "mx.example.net"), cf("", "CNAME", "site.example.net"))
    assert states(compare(aws_zone(r53("", "MX", "10 mx.example.net"), alias("", "A", "lb.aws")), target)) == {}
    hidden = cf_zone(mx("eu", 10, "mx.example.net"), cf("eu", "CNAME", "site.example.net"))
    assert states(compare(aws_zone(r53("eu", "MX", "10 mx.example.net")), hidden)) == {"eu CNAME address": "extra"}


def test_an_apex_without_mx_takes_mail_by_its_address() -> None:
    assert states(compare(aws_zone(r53("", "A", "192.0.2.1")), cf_zone(cf("", "A", "192.0.2.2")))) == {
        "@ A address": "different"
    }


def test_a_wildcard_answers_for_a_name_that_one_side_writes_out() -> None:
    source = aws_zone(r53("", "MX", "10 mx1.example.com"), r53("mx1", "A", "192.0.2.1"))
    target = cf_zone(mx("", 10, "mx1.example.com"), cf("*", "A", "192.0.2.1"))
    found = compare(source, target)
    assert states(found) == {}
    assert ("At the target the wildcard *.example.com answers.",) in {row.notes for row in found.rows}
    assert states(compare(source, cf_zone(mx("", 10, "mx1.example.com"), cf("*", "A", "192.0.2.2")))) == {
        "mx1 A address": "different"
    }


def test_a_wildcard_of_the_web_is_not_compared() -> None:
    source = aws_zone(r53("", "MX", "10 mx.example.net"), r53(r"\052", "A", "192.0.2.1"))
    assert states(compare(source, cf_zone(mx("", 10, "mx.example.net")))) == {}


def test_a_name_takes_itself_out_of_a_wildcards_mail() -> None:
    wild = (r53(r"\052", "MX", "10 mx.example.net"), r53("shop", "A", "192.0.2.1"))
    assert states(compare(aws_zone(*wild), cf_zone(mx("*", 10, "mx.example.net")))) == {"shop MX MX": "extra"}


def weighted(identifier: str, *values: str, weight: int = 1) -> RecordSet:
    return r53("", "MX", *values, SetIdentifier=identifier, Weight=weight)


def test_weighted_sets_are_named_and_differ() -> None:
    source = aws_zone(weighted("a", "10 a.example.net"), weighted("b", "10 b.example.net"))
    found = compare(source, cf_zone(mx("", 10, "a.example.net"), mx("", 10, "b.example.net")))
    assert states(found) == {"@ MX MX": "different"}
    (carry,) = found.carry
    assert ("weighted" in carry.what, "one set" in carry.instead) == (True, True)
    assert states(compare(source, source)) == {}
    assert compare(source, source).carry == ()


def test_weighted_sets_that_answer_alike_are_the_same() -> None:
    source = aws_zone(weighted("a", "10 a.example.net"), weighted("b", "10 a.example.net"))
    found = compare(source, cf_zone(mx("", 10, "a.example.net")))
    assert (states(found), len(found.carry)) == ({}, 1)


def test_an_alias_set_is_named_and_a_cname_stands_for_it_except_at_an_exchange() -> None:
    lb = "lb.eu-west-1.elb.amazonaws.com"
    webmail = compare(aws_zone(alias("webmail", "A", lb)), cf_zone(cf("webmail", "CNAME", lb)))
    assert (states(webmail), [carry.what for carry in webmail.carry]) == (
        {},
        [f"An alias set, for which Route 53 answers with the addresses of {lb}."],
    )
    exchange = compare(
        aws_zone(r53("", "MX", "10 mx1.example.com"), alias("mx1", "A", lb)),
        cf_zone(mx("", 10, "mx1.example.com"), cf("mx1", "CNAME", lb)),
    )
    assert states(exchange) == {"mx1 A address": "different"}
    assert "A and AAAA" in exchange.carry[0].instead


def test_an_alias_within_the_zone_is_its_addresses() -> None:
    source = aws_zone(r53("", "MX", "10 mx1.example.com"), alias("mx1", "A", "host.example.com."), HOST)
    assert states(compare(source, cf_zone(mx("", 10, "mx1.example.com"), cf("mx1", "A", "192.0.2.1")))) == {}


HOST = r53("host", "A", "192.0.2.1")


def test_what_cloudflare_alone_does_is_named() -> None:
    source = cf_zone(
        cf("", "CNAME", "site.example.net"),
        cf("mail", "A", "192.0.2.1", proxied=True),
        mx("eu", 10, "route1.mx.cloudflare.net", meta={"read_only": True}),
    )
    found = compare(source, aws_zone())
    assert {carry.what.split(" ")[1] for carry in found.carry} == {"flattens", "proxies", "Email"}
    assert all(carry.instead for carry in found.carry)


def test_names_that_a_side_was_not_asked_for_are_untold() -> None:
    partly = aws_zone(r53("", "MX", "10 mx.example.net"), names=frozenset({"example.com"}))
    assert states(compare(partly, cf_zone(mx("", 10, "mx.example.net"), mx("eu", 10, "mx.example.net")))) == {
        "eu MX MX": "untold"
    }


@pytest.mark.parametrize(
    "record",
    [
        RecordSet("route53:Z1", "example.com", "MX", 300, (Unknown(),)),
        RecordSet("route53:Z1", Unknown(), "MX", 300, ()),
        RecordSet("route53:Z1", "example.com", Unknown(), 300, ()),
        RecordSet("route53:Z1", "s._domainkey.example.com", "TXT", 300, ()),
        RecordSet("route53:Z1", "_imaps._tcp.example.com", "SRV", 300, ()),
    ],
)
def test_unknown_is_never_equal(record: RecordSet) -> None:
    side: ZoneData = aws_zone(record)
    assert set(states(compare(side, side)).values()) == {"untold"}


def test_what_an_older_snapshot_did_not_keep_is_open_and_not_the_same() -> None:
    """Snapshots had the owners of DKIM keys, SRV and TLSA records before they had the values."""
    empty = ("s1._domainkey", "TXT"), ("_imaps._tcp", "SRV"), ("_25._tcp.mx", "TLSA")
    mail = r53("", "MX", "10 mx.example.net")
    old = [RecordSet("route53:Z1", f"{name}.{APEX}", rdtype, 300, ()) for name, rdtype in empty]
    new = [
        r53("s1._domainkey", "TXT", '"v=DKIM1; p=AAAA"'),
        r53("_imaps._tcp", "SRV", "0 1 993 mx.example.net."),
        r53("_25._tcp.mx", "TLSA", "3 1 1 " + "AB" * 32),
    ]
    for source, target in ((old, new), (new, old), (old, old)):
        found = compared(aws_zone(mail, *source), aws_zone(mail, *target))
        assert set(states(found).values()) == {"untold"}
        assert len(states(found)) == 3
        assert all("not kept" in row.reason for row in found.rows if row.state == "untold")
