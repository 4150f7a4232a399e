"""What a mail admin applies on an ordinary day, with Route 53: no more than a notice is due."""

from __future__ import annotations

from tests.judgement.plans import (
    Sensitive,
    alias,
    cname,
    create,
    delete,
    exclusive,
    forget,
    host,
    keep,
    mx,
    other,
    replace,
    resource,
    txt,
    update,
)
from tests.judgement.scenario import Scenario, scenario

MX = "aws_route53_record.mx"
PAIR = ("10 mx1.hosting.net", "20 mx2.hosting.net")
SELF = ("10 mail.example.com", "20 mx2.example.com")
A1, A2 = host("mail", "45.33.200.1"), host("mx2", "45.33.200.2")
ONE, TWO = "aws_route53_record.one", "aws_route53_record.two"


def weighted(identifier: str, weight: int, *records: str) -> dict[str, object]:
    return mx(*records, set_identifier=identifier, weighted_routing_policy=[{"weight": weight}])


def latency(region: str, *records: str) -> dict[str, object]:
    return mx(*records, set_identifier=region, latency_routing_policy=[{"region": region}])


def failover(kind: str, *records: str) -> dict[str, object]:
    return mx(*records, set_identifier=kind.lower(), failover_routing_policy=[{"type": kind}])


SCENARIOS: list[Scenario] = [
    scenario("a TTL lowered before a move", update(MX, mx(*PAIR, ttl=86400), mx(*PAIR, ttl=300))),
    scenario("a TTL lowered to a minute", update(MX, mx(*PAIR, ttl=3600), mx(*PAIR, ttl=60))),
    scenario("a TTL raised after it", update(MX, mx(*PAIR, ttl=60), mx(*PAIR, ttl=86400))),
    scenario("a move with a low TTL", update(MX, mx(*PAIR, ttl=60), mx("10 mx3.hosting.net", "20 mx4.hosting.net"))),
    scenario("a move with a long TTL is only noted", update(MX, mx(*PAIR, ttl=86400), mx("1 smtp.google.com"))),
    scenario("a backup added", update(MX, mx(*PAIR), mx(*PAIR, "30 backup.hosting.net"))),
    scenario("a backup removed", update(MX, mx(*PAIR, "30 backup.hosting.net"), mx(*PAIR))),
    scenario("only one left", update(MX, mx(*PAIR), mx("10 mx1.hosting.net"))),
    scenario("same order, other numbers", update(MX, mx(*PAIR), mx("1 mx1.hosting.net", "5 mx2.hosting.net"))),
    scenario("preferences made equal", update(MX, mx(*PAIR), mx("10 mx1.hosting.net", "10 mx2.hosting.net"))),
    scenario("only case and dots", update(MX, mx(*PAIR), mx("10 MX1.Hosting.NET.", "20 mx2.hosting.net."))),
    scenario("only the order of the list", update(MX, mx(*PAIR), mx(*reversed(PAIR)))),
    scenario("tabs and blanks between the fields", create(MX, mx("10\tmx1.hosting.net", "20  mx2.hosting.net"))),
    scenario("a null MX for a parked domain", create(MX, mx("0 ."))),
    scenario("a null MX for a subdomain", create(MX, mx("0 .", name="noreply"))),
    scenario("a null MX and web records", create(MX, mx("0 .")), create(ONE, host("", "45.33.200.9"))),
    scenario("a parked domain opens in place", update(MX, mx("0 ."), mx(*PAIR))),
    scenario("a null MX kept, its TTL changed", update(MX, mx("0 ."), mx("0 .", ttl=3600))),
    scenario("a wildcard MX", create(MX, mx(*PAIR, name="*"))),
    scenario(
        "a wildcard MX, escaped in the state",
        update(MX, mx(*PAIR, name="\\052.example.com"), mx(*PAIR, name="\\052.example.com", ttl=60)),
    ),
    scenario(
        "a MAIL FROM subdomain for SES",
        create(MX, mx("10 feedback-smtp.eu-west-1.amazonses.com", name="bounce")),
        create(ONE, txt("bounce", "v=spf1 include:amazonses.com ~all")),
    ),
    scenario("a subdomain for inbound parsing", create(MX, mx("10 mx.sendgrid.net", name="parse.example.com"))),
    scenario("labels that look like a domain", create(MX, mx(*PAIR, name="mail.net")), create(ONE, mx(*PAIR,
             name="a.b.mail"))),
    scenario("a misplaced owner that is there already", update(MX, mx(*PAIR, name="other.com"), mx(*PAIR,
             name="other.com",
             ttl=60))),
    scenario("several names of a zone", create(MX, mx(*PAIR)), create(ONE, mx(*PAIR, name="lists"))),
    scenario("owner as an absolute name with a dot", create(MX, mx(*PAIR, name="Lists.Example.COM."))),
    scenario("self-hosted, one host", create(MX, mx("10 mail.example.com")), create(ONE, A1)),
    scenario("self-hosted, two hosts", create(MX, mx(*SELF)), create(ONE, A1), create(TWO, A2)),
    scenario("self-hosted, hosts live already", create(MX, mx(*SELF)), keep(ONE, A1), keep(TWO, A2)),
    scenario(
        "self-hosted, hosts live outside this state",
        create(MX, mx(*SELF)),
        live=["mail.example.com. A 45.33.200.1", "mx2.example.com. A 45.33.200.2"],
    ),
    scenario("the host at the apex", create(MX, mx("10 example.com")), create(ONE, host("", "45.33.200.1"))),
    scenario(
        "dual stack",
        create(MX, mx(*SELF)),
        create(ONE, A1),
        create(TWO, A2),
        create("aws_route53_record.one6", host("mail", "2600:3c00::200")),
        create("aws_route53_record.two6", host("mx2", "2600:3c00::201")),
    ),
    scenario(
        "an IPv6 address added",
        keep(MX, mx(*SELF)),
        keep(ONE, A1),
        keep(TWO, A2),
        create("aws_route53_record.one6", host("mail", "2600:3c00::200")),
    ),
    scenario(
        "the IPv6 address goes, IPv4 stays",
        keep(MX, mx(*SELF)),
        keep(ONE, A1),
        keep(TWO, A2),
        delete("aws_route53_record.one6", host("mail", "2600:3c00::200")),
    ),
    scenario("a host moves to another address", keep(MX, mx(*SELF)), keep(TWO, A2),
             update(ONE, A1, host("mail", "45.33.201.7"))),
    scenario("a host gets a second address", keep(MX, mx(*SELF)), keep(TWO, A2),
             update(ONE, A1, host("mail", "45.33.200.1", "45.33.201.7"))),
    scenario("a host's TTL changes", keep(MX, mx(*SELF)), keep(TWO, A2), update(ONE, A1, {**A1, "ttl": 60})),
    scenario("a host and its MX leave together", update(MX, mx(*SELF), mx("10 mail.example.com")), keep(ONE, A1),
             delete(TWO, A2)),
    scenario("a name and all that belongs to it leave, its MX kept elsewhere",
             update(MX, mx(*SELF), mx(*PAIR)), delete(ONE, A1), delete(TWO, A2)),
    scenario("the A record of a lab host goes, which no MX names", keep(MX, mx(*PAIR)), delete(ONE, host("lab",
             "45.33.9.9"))),
    scenario("a web host becomes a CNAME, which no MX names", keep(MX, mx(*PAIR)),
             replace(ONE, host("www", "45.33.9.9"), cname("www", "cdn.hosting.net"))),
    scenario("only an SPF record", keep(MX, mx(*PAIR)), update(ONE, txt(""), txt("", "v=spf1 include:_spf.x -all"))),
    scenario("only a DKIM key", create(ONE, txt("s1._domainkey", "v=DKIM1; p=MIIB"))),
    scenario("only a DKIM CNAME", create(ONE, cname("s1._domainkey", "s1.dkim.hosting.net"))),
    scenario("only DMARC and TLS reports", create(ONE, txt("_dmarc", "v=DMARC1; p=none")),
             create(TWO, txt("_smtp._tls", "v=TLSRPTv1; rua=mailto:t@example.com"))),
    scenario("MTA-STS", keep(MX, mx(*PAIR)), create(ONE, cname("mta-sts", "cdn.hosting.net"))),
    scenario("autodiscover", keep(MX, mx(*PAIR)), create(ONE, cname("autodiscover", "lb.hosting.net"))),
    scenario("an SPF record that is known later", keep(MX, mx(*PAIR)), create(ONE, other("", "TXT", "v=spf1 -all"))),
    scenario("nothing at all", keep(MX, mx(*PAIR)), keep(ONE, A1)),
    scenario("imported", keep(MX, mx(*PAIR), importing="Z1_example.com_MX")),
    scenario("moved", keep("aws_route53_record.apex", mx(*PAIR), previous_address=MX)),
    scenario("moved into a module", keep("module.mail.aws_route53_record.mx[0]", mx(*PAIR), previous_address=MX)),
    scenario("moved and changed", update("aws_route53_record.apex", mx(*PAIR), mx(*PAIR, ttl=60), previous_address=MX)),
    scenario("forgotten", forget(MX, mx(*PAIR))),
    scenario("only part of the plan (-target)", update(MX, mx(*PAIR), mx(*PAIR, ttl=60)), complete=False),
    scenario("weighted sets", create(ONE, weighted("blue", 90, *PAIR)),
             create(TWO, weighted("green", 10, "10 mx3.hosting.net", "20 mx4.hosting.net"))),
    scenario("weights shifted", update(ONE, weighted("blue", 90, *PAIR), weighted("blue", 10, *PAIR)),
             update(TWO, weighted("green", 10, *PAIR), weighted("green", 90, *PAIR))),
    scenario("one of two weighted sets goes", keep(ONE, weighted("blue", 90, *PAIR)),
             delete(TWO, weighted("green", 10, *PAIR))),
    scenario("latency sets", create(ONE, latency("eu-west-1", *PAIR)), create(TWO, latency("us-east-1",
             *reversed(PAIR)))),
    scenario("failover sets", create(ONE, failover("PRIMARY", *PAIR)),
             create(TWO, failover("SECONDARY", "10 backup.hosting.net", "20 mx4.hosting.net"))),
    scenario("an alias record as the host", create(MX, mx("10 mail.example.com", "20 mx2.hosting.net")),
             create(ONE, alias("mail", "dualstack.lb-1.eu-west-1.elb.amazonaws.com"))),
    scenario("a host becomes an alias record", keep(MX, mx("10 mail.example.com", "20 mx2.hosting.net")),
             update(ONE, A1, alias("mail", "dualstack.lb-1.eu-west-1.elb.amazonaws.com"))),
    scenario("an MX set as alias of another", create(MX, mx(*PAIR)), create(ONE, alias("lists", "example.com",
             rdtype="MX"))),
    scenario("an internationalised domain", create(MX, mx("10 mx.xn--mller-kva.de", zone="ZIDN")),
             create(ONE, host("mx", "45.33.200.5", zone="ZIDN"))),
    scenario("an internationalised owner, as typed", create(MX, mx(*PAIR, name="post.müller.de", zone="ZIDN"))),
    scenario("a delegated sub-zone", create(MX, mx(*PAIR, zone="ZSUB"))),
    scenario("a host in a delegated sub-zone", create(MX, mx("10 mx.lab.example.com", "20 mx2.hosting.net")),
             create(ONE, host("mx", "45.33.200.6", zone="ZSUB"))),
    scenario("a host in a sub-zone of others", create(MX, mx("10 mx.branch.example.com", "20 mx2.hosting.net")),
             live=["branch.example.com. NS ns1.hosting.net."], dns={"mx.branch.example.com": ["45.33.200.7"]}),
    scenario("hosts in another zone of the plan", create(MX, mx("10 mx.example.net")),
             create(ONE, host("mx", "45.33.200.8", zone="Z2"))),
    scenario("a host behind a wildcard", create(MX, mx("10 mail.example.com", "20 mx2.hosting.net")),
             live=["*.example.com. A 45.33.200.3"], dns={"mail.example.com": ["45.33.200.3"]}),
    scenario("a CNAME makes room for an MX", delete(ONE, cname("lists", "cdn.hosting.net")), create(MX, mx(*PAIR,
             name="lists"))),
    scenario("a name with a web server gets MX", create(MX, mx(*PAIR)), keep(ONE, host("", "45.33.9.9"))),
    scenario("an exclusive list of all sets", create("aws_route53_records_exclusive.all", exclusive(mx(*PAIR,
             name="example.com"))), ),
    scenario("an exclusive list that changes", update("aws_route53_records_exclusive.all",
             exclusive(mx(*PAIR, name="example.com")), exclusive(mx(*PAIR, name="example.com", ttl=60)))),
    scenario("an exclusive list destroyed deletes nothing", delete("aws_route53_records_exclusive.all",
             exclusive(mx(*PAIR, name="example.com")))),
    scenario("a sensitive set", create(MX, mx(Sensitive("10 mx1.hosting.net"), "20 mx2.hosting.net"))),
    scenario("a sensitive owner", create(MX, mx(*PAIR, name=Sensitive("secret-project")))),
    scenario("other resources only", resource("aws_instance.web", "create", ami="ami-1"), resource("aws_s3_bucket.b",
             "delete", bucket="b")),
    scenario("no resources at all"),
    scenario("two domains in one plan", create(MX, mx(*PAIR)), create(ONE, mx(*PAIR, zone="Z2"))),
    scenario("a domain's MX leaves, it never took mail", delete(MX, mx("0 .", name="old"))),
    scenario("overwrite of a set that is the same", create(MX, mx(*PAIR, allow_overwrite=True)),
             live=["example.com. 300 MX 10 mx1.hosting.net, 20 mx2.hosting.net"]),
    scenario("the TTL of every set of a file", *(
        update(f'aws_route53_record.mx["{name}"]', mx(*PAIR, name=name), mx(*PAIR, name=name, ttl=3600))
        for name in ("", "lists", "support", "news"))),
]  # fmt: skip
