"""What surrounds an MX set: zone cuts, wildcards, other families, and what only deserves a notice."""

from __future__ import annotations

from tests.judgement.plans import cf, create, delete, host, keep, mx, other, txt, update
from tests.judgement.scenario import Scenario, scenario

MX, A, B = "aws_route53_record.mx", "aws_route53_record.a", "aws_route53_record.b"
PAIR = ("10 mx1.hosting.net", "20 mx2.hosting.net")
NS = other("lab", "NS", "ns-7.awsdns-07.com")
SIX = [f"45.33.{n}.77" for n in range(1, 7)]

SCENARIOS: list[Scenario] = [
    scenario("MX at a name that is delegated away", create(MX, mx(*PAIR, name="lab")), keep(A, NS), expect="MX409"),
    scenario("MX below such a name", create(MX, mx(*PAIR, name="x.lab")), keep(A, NS), expect="MX409"),
    scenario("the first host has IPv6 alone, the backup IPv4 alone",
             create(MX, mx("10 mx6.example.com", "20 mx4.example.com")), create(A, host("mx6", "2600:3c00::6")),
             create(B, host("mx4", "45.33.200.4")), expect="MX308:warning", offline=""),
    scenario("Google joins Cloudflare Email Routing", create("cloudflare_dns_record.a", cf("smtp.google.com", 1)),
             live=[f"example.org. 300 MX {p} route{n}.mx.cloudflare.net" for n, p in ((1, 86), (2, 4), (3, 24))],
             expect="MX805", offline=""),
    scenario("SPF permits the mail hosts, which change", keep(A, txt("", "v=spf1 mx -all")),
             update(MX, mx(*PAIR), mx("1 smtp.google.com"))),
    scenario("another tenant's host", create(MX, mx("0 example-com.mail.protection.outlook.com", zone="Z2"))),
    scenario("a null MX goes, the web server becomes the mail host", delete(MX, mx("0 .")),
             keep(A, host("", "45.33.9.9"))),
    scenario("a wildcard that does not reach the names there are", create(MX, mx(*PAIR, name="*")),
             live=["shop.example.com. A 45.33.9.9"]),
    scenario("a new name takes mail from a wildcard that stays", keep(MX, mx(*PAIR, name="*")),
             create(A, host("shop", "45.33.9.9")), expect="MX403:warning", offline=""),
    scenario("another MX set changes, and a new name takes mail from a wildcard", keep(B, mx(*PAIR, name="*")),
             update(MX, mx(*PAIR), mx(*PAIR[:1], "30 mx2.hosting.net")), create(A, host("shop", "45.33.9.9")),
             expect="MX403:warning", offline=""),
    scenario("MX below a cut that the plan does not manage", create(MX, mx(*PAIR, name="x.lab")),
             live=["lab.example.com. NS ns-7.awsdns-07.com"], expect="MX409", offline=""),
    scenario("the exchange is written below a cut that the plan does not manage",
             create(MX, mx("10 mail.lab.example.com", "20 mx2.hosting.net")), create(A, host("mail.lab", "45.33.9.9")),
             live=["lab.example.com. NS ns-7.awsdns-07.com"], expect="MX202", offline=""),
    scenario("more than ten exchanges", create(MX, mx(*(f"{n} mx{n}.example.com" for n in range(1, 13)))),
             *(create(f"aws_route53_record.h[{n}]", host(f"mx{n}", f"45.33.{n}.25")) for n in range(1, 13))),
    scenario("a backup behind six addresses", create(MX, mx("10 mail.example.com", "20 mx2.hosting.net")),
             create(A, host("mail", *SIX))),
]  # fmt: skip
