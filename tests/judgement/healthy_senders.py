"""MAIL FROM domains of Amazon SES that have their MX record, or are not to have it any more."""

from __future__ import annotations

from tests.judgement.plans import (
    cf,
    create,
    delete,
    forget,
    gone_zone,
    host,
    keep,
    later,
    mx,
    new_zone,
    other,
    replace,
    ses,
    txt,
    update,
)
from tests.judgement.scenario import Scenario, scenario

MX, A, B = "aws_route53_record.mx", "aws_route53_record.a", "aws_route53_record.b"
SES, SES2 = "aws_ses_domain_mail_from.x", "aws_sesv2_email_identity_mail_from_attributes.x"
FEEDBACK = "10 feedback-smtp.eu-west-1.amazonses.com"
BOUNCE = mx(FEEDBACK, name="bounce")
SPF = txt("bounce", "v=spf1 include:amazonses.com ~all")
FALLBACK = "UseDefaultValue"

SCENARIOS: list[Scenario] = [
    scenario("all of it in one plan", create(SES, ses()), create(MX, BOUNCE), create(A, SPF)),
    scenario("all of it in one plan, version 2", create(SES2, ses(behavior="REJECT_MESSAGE")), create(MX, BOUNCE),
             create(A, SPF)),
    scenario("of an address, not a domain", create(SES2, ses(behavior="REJECT_MESSAGE", identity="news@example.com")),
             create(MX, BOUNCE)),
    scenario("all of it in a new zone", new_zone("aws_route53_zone.new", "example.dev"),
             create(MX, mx(FEEDBACK, name="bounce", zone=later("aws_route53_zone.new.zone_id"))),
             create(SES, ses("bounce.example.dev", identity="example.dev"))),
    scenario("its record at Cloudflare", create(SES, ses("bounce.example.org", identity="example.org")),
             create("cloudflare_dns_record.a", cf("feedback-smtp.eu-west-1.amazonses.com", name="bounce.example.org"))),
    scenario("its record is live already, beside the plan", create(SES, ses()), create(A, host("www", "45.33.9.9")),
             live=[f"bounce.example.com. MX {FEEDBACK}."]),
    scenario("its record is live already, and so is a set that the plan changes", create(SES, ses()),
             update(MX, mx("10 mx1.hosting.net", "20 mx2.hosting.net"), mx("10 mx1.hosting.net", "20 mx3.hosting.net")),
             live=[f"bounce.example.com. MX {FEEDBACK}."]),
    scenario("its record is in the plan already", create(SES, ses()), keep(MX, BOUNCE)),
    scenario("its zone is not in the plan, DNS has the record", create(SES, ses("bounce.example.dev")),
             dns={"bounce.example.dev": [f"MX {FEEDBACK}"]}),
    scenario("its zone is not in the plan, a wildcard has the record", create(SES, ses("bounce.example.dev")),
             dns={"bounce.example.dev": ["CNAME all.example.dev"], "all.example.dev": [f"MX {FEEDBACK}"]}),
    scenario("no record anywhere, and SES sends all the same", create(SES, ses(behavior=FALLBACK))),
    scenario("no record anywhere, as before", keep(SES, ses()), create(A, host("www", "45.33.9.9"))),
    scenario("the record may be in a resource that is not read", create(SES, ses("bounce.example.dev")),
             create("akamai_dns_record.x", {"name": "bounce.example.dev", "recordtype": "MX"})),
    scenario("a domain known later", create(SES, ses(later("aws_ses_domain_identity.x.id"))), create(MX, BOUNCE)),
    scenario("SES shall refuse from now on", update(SES, ses(behavior=FALLBACK), ses()), keep(MX, BOUNCE)),
    scenario("given up together with the record", delete(SES, ses()), delete(MX, BOUNCE), keep(A, SPF)),
    scenario("given up together with the zone", delete(SES, ses()), delete(MX, BOUNCE),
             gone_zone("aws_route53_zone.old", "Z1")),
    scenario("given up, the record stays", delete(SES, ses()), keep(MX, BOUNCE)),
    scenario("forgotten, the record stays", forget(SES, ses()), update(MX, BOUNCE, {**BOUNCE, "ttl": 600})),
    scenario("to another domain", update(SES, ses(), ses("mail.example.com")), delete(MX, BOUNCE),
             create(A, mx(FEEDBACK, name="mail"))),
    scenario("from version 1 to version 2", delete(SES, ses()), create(SES2, ses(behavior="REJECT_MESSAGE")),
             update(MX, BOUNCE, {**BOUNCE, "ttl": 600})),
    scenario("two identities, one gives it up", delete(SES, ses()), keep(MX, BOUNCE),
             keep("aws_ses_domain_mail_from.y", ses(identity="shop.example.com"))),
    scenario("to another region", keep(SES, ses()),
             update(MX, BOUNCE, mx("10 feedback-smtp.us-east-1.amazonses.com", name="bounce"))),
    scenario("the identity is replaced", replace(SES, ses(identity="a.example.com"), ses()), keep(MX, BOUNCE)),
    scenario("an identity that takes no mail itself", create(SES, ses()), create(MX, BOUNCE), create(A, mx("0 .")),
             create(B, txt("", "v=spf1 -all")), create("aws_route53_record.c", SPF)),
    scenario("the identity's own MX set changes", keep(SES, ses()),
             update(MX, mx("10 mx1.hosting.net", "20 mx2.hosting.net"), mx("1 smtp.google.com")),
             keep(A, other("bounce", "MX", FEEDBACK))),
]  # fmt: skip
