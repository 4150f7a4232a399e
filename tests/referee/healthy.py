"""Sets that are right: nobody who is right complains."""

from __future__ import annotations

from tests.referee.zones import Situation

SITUATIONS = [
    Situation(
        "one host in the zone",
        mx="10 mx1.example.com.",
        zone="mx1 A 45.33.1.1",
        exim="mx1.example.com",
        postfix="mx1.example.com",
    ),
    Situation(
        "one host elsewhere",
        mx="10 mx1.example.net.",
        exim="mx1.example.net",
        postfix="mx1.example.net",
    ),
    Situation(
        "two hosts, two preferences",
        mx="10 mx1.example.com., 20 mx2.example.com.",
        zone="mx1 A 45.33.1.1|mx2 A 45.34.2.2",
        exim="mx1.example.com > mx2.example.com",
        postfix="mx1.example.com > mx2.example.com",
    ),
    Situation(
        "two hosts share a preference",
        mx="10 mx1.example.com., 10 mx2.example.com.",
        zone="mx1 A 45.33.1.1|mx2 A 45.34.2.2",
        exim="mx1.example.com,mx2.example.com",
        postfix="mx1.example.com,mx2.example.com",
    ),
    Situation(
        "addresses of both families",
        mx="10 mx1.example.com.",
        zone="mx1 A 45.33.1.1|mx1 AAAA 2600:3c00::1",
        exim="mx1.example.com",
        postfix="mx1.example.com",
    ),
    Situation(
        "two hosts of both families",
        mx="10 mx1.example.com., 20 mx2.example.com.",
        zone="mx1 A 45.33.1.1|mx1 AAAA 2600:3c00::1|mx2 A 45.34.2.2|mx2 AAAA 2600:3c00::2",
        exim="mx1.example.com > mx2.example.com",
        postfix="mx1.example.com > mx2.example.com",
    ),
    Situation(
        "backup in another zone",
        mx="10 mx1.example.com., 50 mx2.example.net.",
        zone="mx1 A 45.33.1.1",
        exim="mx1.example.com > mx2.example.net",
        postfix="mx1.example.com > mx2.example.net",
    ),
    Situation(
        "preference 0",
        mx="0 mx1.example.com.",
        zone="mx1 A 45.33.1.1",
        exim="mx1.example.com",
        postfix="mx1.example.com",
    ),
    Situation(
        "preference 65535",
        mx="65535 mx1.example.com.",
        zone="mx1 A 45.33.1.1",
        exim="mx1.example.com",
        postfix="mx1.example.com",
    ),
    Situation(
        "null MX",
        mx="0 .",
        exim="bounces",
        postfix="bounces",
        why="bouncing at once is what a null MX asks for (RFC 7505 section 3): no mail is the wish",
    ),
    Situation(
        "null MX beside an address",
        mx="0 .",
        zone="@ A 45.33.1.1",
        exim="bounces",
        postfix="bounces",
        why="bouncing at once is what a null MX asks for (RFC 7505 section 3): no mail is the wish",
    ),
    Situation(
        "upper-case target",
        mx="10 MX1.Example.COM.",
        zone="mx1 A 45.33.1.1",
        exim="mx1.example.com",
        postfix="mx1.example.com",
    ),
    Situation(
        "the owner itself as target",
        mx="10 example.com.",
        zone="@ A 45.33.1.1",
        exim="example.com",
        postfix="example.com",
    ),
    Situation(
        "host with several addresses",
        mx="10 mx1.example.com.",
        zone="mx1 A 45.33.1.1|mx1 A 45.34.1.2|mx1 A 45.35.1.3",
        exim="mx1.example.com",
        postfix="mx1.example.com",
    ),
    Situation(
        "host name that starts with a digit",
        mx="10 1mx.example.com.",
        zone="1mx A 45.33.1.1",
        exim="1mx.example.com",
        postfix="1mx.example.com",
    ),
    Situation(
        "host name of digits and hyphens",
        mx="10 0--1.example.com.",
        zone="0--1 A 45.33.1.1",
        exim="0--1.example.com",
        postfix="0--1.example.com",
    ),
    Situation(
        "A-label host",
        mx="10 xn--mller-kva.example.com.",
        zone="xn--mller-kva A 45.33.1.1",
        exim="xn--mller-kva.example.com",
        postfix="xn--mller-kva.example.com",
    ),
    Situation(
        "label of 63 characters",
        mx="10 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example.com.",
        zone="aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa A 45.33.1.1",
        exim="aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example.com",
        postfix="aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example.com",
    ),
    Situation(
        "a wildcard in the zone",
        mx="10 mx1.example.com.",
        zone="mx1 A 45.33.1.1|* A 45.33.1.9",
        exim="mx1.example.com",
        postfix="mx1.example.com",
    ),
    Situation(
        "Google Workspace, one host",
        mx="1 smtp.google.com.",
        exim="smtp.google.com",
        postfix="smtp.google.com",
    ),
    Situation(
        "Google Workspace, five hosts",
        mx=(
            "1 aspmx.l.google.com., 5 alt1.aspmx.l.google.com., 5 alt2.aspmx.l.google.com., 10 "
            "alt3.aspmx.l.google.com., 10 alt4.aspmx.l.google.com."
        ),
        exim=(
            "aspmx.l.google.com > alt1.aspmx.l.google.com,alt2.aspmx.l.google.com > "
            "alt3.aspmx.l.google.com,alt4.aspmx.l.google.com"
        ),
        postfix=(
            "aspmx.l.google.com > alt1.aspmx.l.google.com,alt2.aspmx.l.google.com > "
            "alt3.aspmx.l.google.com,alt4.aspmx.l.google.com"
        ),
    ),
    Situation(
        "Microsoft 365",
        mx="0 example-com.mail.protection.outlook.com.",
        exim="example-com.mail.protection.outlook.com",
        postfix="example-com.mail.protection.outlook.com",
    ),
    Situation(
        "SPF and DMARC beside",
        mx="10 mx1.example.com.",
        zone='mx1 A 45.33.1.1|@ TXT "v=spf1 mx -all"|_dmarc TXT "v=DMARC1; p=reject"',
        exim="mx1.example.com",
        postfix="mx1.example.com",
    ),
    Situation(
        "four tiers of one host each",
        mx="10 mx1.example.com., 20 mx2.example.com., 30 mx3.example.com., 40 mx4.example.com.",
        zone="mx1 A 45.33.1.1|mx2 A 45.34.1.2|mx3 A 45.35.1.3|mx4 A 45.36.1.4",
        exim="mx1.example.com > mx2.example.com > mx3.example.com > mx4.example.com",
        postfix="mx1.example.com > mx2.example.com > mx3.example.com > mx4.example.com",
    ),
]
