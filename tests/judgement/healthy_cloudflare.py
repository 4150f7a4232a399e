"""An ordinary day with Cloudflare, in versions 4 and 5 of its provider."""

from __future__ import annotations

from tests.judgement.plans import cf, cf4, cf_host, create, delete, forget, keep, later, new_zone, replace, update
from tests.judgement.scenario import Scenario, scenario

A, B, C = "cloudflare_dns_record.a", "cloudflare_dns_record.b", "cloudflare_dns_record.c"
A4, B4 = "cloudflare_record.a", "cloudflare_record.b"
ONE, TWO, THREE = cf("mx1.hosting.net", 10), cf("mx2.hosting.net", 20), cf("backup.hosting.net", 30)
ONE4, TWO4 = cf4("mx1.hosting.net", 10), cf4("mx2.hosting.net", 20)
MAIL = cf_host("mail.example.org", "45.33.210.1")
DATA = {"content": later(), "priority": None, "data": {"priority": 10, "target": "mx1.hosting.net"}}

SCENARIOS: list[Scenario] = [
    scenario("a backup joins", keep(A, ONE), keep(B, TWO), create(C, THREE)),
    scenario("a backup goes", keep(A, ONE), keep(B, TWO), delete(C, THREE)),
    scenario("one of two unmanaged by the plan is changed", update(A, ONE, cf("mx3.hosting.net", 10)),
             live=["example.org. 300 MX 20 mx2.hosting.net"]),
    scenario("version 5 updates for what it computes", update(A, ONE, ONE), update(B, TWO, TWO)),
    scenario("a comment changes", update(A, ONE, {**ONE, "comment": "mail"})),
    scenario("all TTLs to an hour", update(A, ONE, {**ONE, "ttl": 3600}), update(B, TWO, {**TWO, "ttl": 3600})),
    scenario("automatic TTL written out", update(A, ONE, {**ONE, "ttl": 300}), keep(B, TWO)),
    scenario("owner as @", create(A, {**ONE, "name": "@"}), create(B, {**TWO, "name": "@"})),
    scenario("owner with capitals", create(A, {**ONE, "name": "Example.ORG"}), create(B, {**TWO,
             "name": "Example.ORG"})),
    scenario("a relative owner", create(A, {**ONE, "name": "lists"}), create(B, {**TWO, "name": "lists"})),
    scenario("a relative owner and the whole one", keep(A, {**ONE, "name": "lists"}), create(B, {**TWO,
             "name": "lists.example.org"})),
    scenario("an exchange with a dot", update(A, ONE, {**ONE, "content": "mx1.hosting.net."}), keep(B, TWO)),
    scenario("an exchange with capitals", update(A, ONE, {**ONE, "content": "MX1.Hosting.NET"}), keep(B, TWO)),
    scenario("data in place of content", create(A, {**ONE, **DATA}), create(B, TWO)),
    scenario("a null MX", create(A, cf(".", 0))),
    scenario("a null MX beside a web server", create(A, cf(".", 0)), create(B, cf_host("example.org", "45.33.210.9",
             proxied=True))),
    scenario("a null MX opens in place", update(A, cf(".", 0), cf("mx1.hosting.net", 10))),
    scenario("self-hosted, not proxied", create(A, cf("mail.example.org")), create(B, MAIL)),
    scenario("self-hosted, the address known later", create(A, cf("mail.example.org")),
             create(B, {**MAIL, "content": later("hcloud_server.mail.ipv4_address")})),
    scenario("the web is proxied, mail is not", keep(A, cf("mail.example.org")), keep(B, MAIL),
             update(C, cf_host("www.example.org", "45.33.210.9"), cf_host("www.example.org", "45.33.210.9",
             proxied=True))),
    scenario("the proxy is turned off", keep(A, cf("mail.example.org")),
             update(B, {**MAIL, "proxied": True}, {**MAIL, "proxied": False})),
    scenario("the apex is a flattened CNAME", create(A, ONE), create(B, TWO), create(C, cf_host("example.org",
             "cdn.hosting.net", proxied=True))),
    scenario("the apex changes from A to a flattened CNAME", keep(A, ONE), keep(B, TWO),
             replace(C, cf_host("example.org", "45.33.210.9"), cf_host("example.org", "cdn.hosting.net",
             proxied=True))),
    scenario("a proxied web host no MX names goes", keep(A, ONE), delete(B, cf_host("old.example.org", "45.33.210.9",
             proxied=True))),
    scenario("imported", keep(A, ONE, importing="C1/1"), keep(B, TWO)),
    scenario("imported and the rest created", keep(A, ONE, importing="C1/1"), create(B, TWO)),
    scenario("renamed resources", keep(A, ONE, previous_address="cloudflare_dns_record.old"), keep(B, TWO)),
    scenario("forgotten", forget(A, ONE), keep(B, TWO)),
    scenario("version 4: two records", create(A4, ONE4), create(B4, TWO4)),
    scenario("version 4: one changed in place", update(A4, ONE4, cf4("mx3.hosting.net", 10)), keep(B4, TWO4)),
    scenario("version 4: value is computed from content", create(A4, {**ONE4, "value": later()}), create(B4, {**TWO4,
             "value": later()})),
    scenario("version 4: content is computed from value", create(A4, {**ONE4, "content": later()}), create(B4,
             {**TWO4, "content": later()})),
    scenario("version 4: replaced, the other stays", replace(A4, ONE4, cf4("mx3.hosting.net", 10)), keep(B4, TWO4)),
    scenario("version 4 to 5 by removed and import", forget(A4, ONE4), keep(A, ONE, importing="C1/1")),
    scenario("a new zone and its records",
             new_zone("cloudflare_zone.new", "brandnew.org"),
             create(A, cf("mx1.hosting.net", name="brandnew.org", zone=later("cloudflare_zone.new.id"))),
             create(B, cf("mx2.hosting.net", 20, name="@", zone=later("cloudflare_zone.new.id")))),
    scenario("a new zone with its own host",
             new_zone("cloudflare_zone.new", "brandnew.org"),
             create(A, cf("mail.brandnew.org", name="brandnew.org", zone=later("cloudflare_zone.new.id"))),
             create(B, cf_host("mail", "45.33.210.3", zone=later("cloudflare_zone.new.id")))),
    scenario("a zone of another plan that names nothing", create(A, {**ONE, "name": "example.org"}), told=False),
    scenario("a TXT record only", create(A, {**cf("v=spf1 -all", None), "type": "TXT"})),
    scenario("a MAIL FROM domain", create(A, cf("feedback-smtp.us-east-1.amazonses.com", name="bounce.example.org"))),
    scenario("a wildcard", create(A, {**ONE, "name": "*.example.org"}), create(B, {**TWO, "name": "*"})),
    scenario("two zones", create(A, ONE), create(B, cf("mx1.hosting.net", name="example.info", zone="C2"))),
    scenario("the host in another zone of the account", create(A, cf("mail.example.info")),
             create(B, cf_host("mail.example.info", "45.33.210.4", zone="C2"))),
    scenario("a priority changes, the order stays", update(A, ONE, {**ONE, "priority": 5}), keep(B, TWO)),
    scenario("the record is moved to another exchange one by one", update(A, ONE, cf("mx3.hosting.net", 10)), keep(B,
             TWO)),
]  # fmt: skip
