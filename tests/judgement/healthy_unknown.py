"""Create plans whose zones and addresses are known only after the apply, and follow from the configuration."""

from __future__ import annotations

from tests.judgement.plans import (
    alias,
    cname,
    create,
    host,
    keep,
    kept_zone,
    later,
    mx,
    new_zone,
    other,
    read_zone,
    resource,
    txt,
    update,
)
from tests.judgement.scenario import Scenario, scenario

MX, A, B = "aws_route53_record.mx", "aws_route53_record.a", "aws_route53_record.b"
MAIN = later("aws_route53_zone.main.zone_id")
PAIR = ("10 mx1.hosting.net", "20 mx2.hosting.net")
EIP = later("aws_eip.mail.public_ip")
EACH = later("aws_route53_zone.all")


def zone(name: str = "brandnew.com", address: str = "aws_route53_zone.main") -> dict[str, object]:
    return new_zone(address, name)


SCENARIOS: list[Scenario] = [
    scenario("zone and records", zone(), create(MX, mx(*PAIR, zone=MAIN))),
    scenario("zone, records, host and elastic IP", zone(), resource("aws_eip.mail", "create", domain="vpc"),
             create(MX, mx("10 mail.brandnew.com", zone=MAIN)), create(A, host("mail", EIP, zone=MAIN))),
    scenario("the same with whole names", zone(), create(MX, mx("10 mail.brandnew.com.", name="brandnew.com",
             zone=MAIN)),
             create(A, host("mail.brandnew.com", EIP, zone=MAIN))),
    scenario("zone, two hosts of a count", zone(),
             create(MX, mx("10 mx0.brandnew.com", "20 mx1.brandnew.com", zone=MAIN)),
             *(create(f"aws_route53_record.host[{n}]", host(f"mx{n}", later("aws_instance.mx"),
             zone=MAIN)) for n in (0, 1))),
    scenario("a zone of for_each", *(
        change for name in ("brandnew.com", "brandnew.net") for change in (
            zone(name, f'aws_route53_zone.all["{name}"]'),
            create(f'aws_route53_record.mx["{name}"]', mx(*PAIR, zone=later("aws_route53_zone.all", "each.key"))))),
        for_each={"aws_route53_record.mx": later("var.domains"), "aws_route53_zone.all": later("var.domains")}),
    scenario("for_each over the zones themselves", *(
        change for name in ("brandnew.com", "brandnew.net") for change in (
            zone(name, f'aws_route53_zone.all["{name}"]'),
            create(f'aws_route53_record.mx["{name}"]', mx(*PAIR, zone=later("each.value.zone_id", "each.value"))))),
        for_each={"aws_route53_record.mx": EACH}),
    scenario("a zone with count", zone(address="aws_route53_zone.main[0]"),
             create("aws_route53_record.mx[0]", mx(*PAIR, zone=later("aws_route53_zone.main[0].zone_id")))),
    scenario("a module that gets the zone", zone(),
             create("module.mail.aws_route53_record.mx", mx(*PAIR, zone=later("var.zone_id"))),
             modules={"mail": {"args": {"zone_id": MAIN}}}),
    scenario("a module that gives the zone", zone(address="module.dns.aws_route53_zone.this"),
             create(MX, mx(*PAIR, zone=later("module.dns.zone_id", "module.dns"))),
             modules={"dns": {"outputs": {"zone_id": later("aws_route53_zone.this.zone_id")}}}),
    scenario("from one module to the other", zone(address="module.dns.aws_route53_zone.this"),
             create("module.mail.aws_route53_record.mx", mx(*PAIR, zone=later("var.zone_id"))),
             modules={"dns": {"outputs": {"zone_id": later("aws_route53_zone.this.zone_id")}},
                      "mail": {"args": {"zone_id": later("module.dns.zone_id", "module.dns")}}}),
    scenario("modules in modules", zone(address="module.site.module.dns.aws_route53_zone.this"),
             create("module.site.module.mail.aws_route53_record.mx", mx(*PAIR, zone=later("var.zone_id"))),
             modules={"site": {}, "site.dns": {"outputs": {"zone_id": later("aws_route53_zone.this.zone_id")}},
                      "site.mail": {"args": {"zone_id": later("module.dns.zone_id", "module.dns")}}}),
    scenario("a module for each domain", *(
        change for name in ("brandnew.com", "brandnew.net") for change in (
            zone(name, f'aws_route53_zone.all["{name}"]'),
            create(f'module.mail["{name}"].aws_route53_record.mx', mx(*PAIR, zone=later("var.zone_id"))))),
        modules={"mail": {"args": {"zone_id": later("aws_route53_zone.all", "each.key")},
             "for_each": later("var.domains")}}),
    scenario("a data source read during the apply", zone(), read_zone("data.aws_route53_zone.main", "brandnew.com"),
             create(MX, mx(*PAIR, zone=later("data.aws_route53_zone.main.zone_id")))),
    scenario("a data source by id", zone(),
             read_zone("data.aws_route53_zone.main", later("aws_route53_zone.main.name"), zone_id=MAIN),
             create(MX, mx(*PAIR, zone=later("data.aws_route53_zone.main.zone_id")))),
    scenario("the zone is kept, its id known", kept_zone("aws_route53_zone.main", "Z1"), create(MX, mx(*PAIR))),
    scenario("a host in a known zone, its address known later", kept_zone("aws_route53_zone.main", "Z1"),
             resource("aws_eip.mail", "create", domain="vpc"),
             create(MX, mx("10 mail.example.com", "20 mx2.hosting.net")), create(A, host("mail", EIP))),
    scenario("an address changes to one known later", keep(MX, mx("10 mail.example.com", "20 mx2.hosting.net")),
             resource("aws_eip.mail", "create", domain="vpc"), update(A, host("mail", "45.33.220.1"), host("mail",
             EIP))),
    scenario("a load balancer's alias known later", keep(MX, mx("10 mail.example.com", "20 mx2.hosting.net")),
             create(A, alias("mail", later("aws_lb.mail.dns_name")))),
    scenario("a validation record of a certificate", keep(MX, mx(*PAIR)),
             create('aws_route53_record.acm["example.com"]', other("_acm", "CNAME", "x.acm-validations.aws"))),
    scenario("DKIM of SES, known later", keep(MX, mx(*PAIR)),
             create("aws_route53_record.dkim[0]", cname(later("aws_ses_domain_dkim.d.dkim_tokens"),
             later("aws_ses_domain_dkim.d.dkim_tokens")))),
    scenario("a verification text known later", create("aws_route53_record.t", txt("_amazonses",
             later("aws_ses_domain_identity.d.verification_token")))),
    scenario("a new zone delegated by the same plan", new_zone("aws_route53_zone.sub", "eu.example.com"),
             create(A, other("eu", "NS", later("aws_route53_zone.sub.name_servers"), zone="Z1")),
             create(MX, mx(*PAIR, zone=later("aws_route53_zone.sub.zone_id")))),
    scenario("a zone id through a local, the only zone there is", zone(), create(MX, mx(*PAIR,
             zone=later("local.zone_id")))),
    scenario("a null MX in a new zone", zone(), create(MX, mx("0 .", zone=MAIN))),
    scenario("SPF and the rest in a new zone", zone(), create(MX, mx(*PAIR, zone=MAIN)), create(A, txt("", zone=MAIN)),
             create(B, txt("_dmarc", "v=DMARC1; p=none", zone=MAIN))),
    scenario("the exchange is another record's name", zone(), create(A, host("mail", EIP, zone=MAIN)),
             create(MX, mx("10 mail.brandnew.com", zone=MAIN)), resource("aws_eip.mail", "create", domain="vpc")),
    scenario("two new zones, each its own", zone(), zone("brandnew.net", "aws_route53_zone.other"),
             create(MX, mx(*PAIR, zone=MAIN)), create(A, mx(*PAIR, zone=later("aws_route53_zone.other.zone_id")))),
    scenario("a new zone whose name DNS does not know yet", zone("notyet.com"), create(MX, mx(*PAIR, zone=MAIN))),
]  # fmt: skip
