"""MAIL FROM domains of Amazon SES whose MX record is not there, or not as SES wants it."""

from __future__ import annotations

from iacmx.model import Kind
from tests.judgement.plans import cf, create, delete, forget, host, keep, mx, new_zone, ses, txt, update
from tests.judgement.scenario import Scenario, scenario

MX, A = "aws_route53_record.mx", "aws_route53_record.a"
SES, SES2 = "aws_ses_domain_mail_from.x", "aws_sesv2_email_identity_mail_from_attributes.x"
CF = "cloudflare_dns_record.a"
FEEDBACK = "10 feedback-smtp.eu-west-1.amazonses.com"
BOUNCE = mx(FEEDBACK, name="bounce")
FALLBACK, REJECT = ses(behavior="UseDefaultValue"), ses(behavior="REJECT_MESSAGE")
SPF = txt("bounce", "v=spf1 include:amazonses.com ~all")
WWW = create(A, host("www", "45.33.9.9"))


def bounce(*records: str) -> dict[str, object]:
    return mx(*records, name="bounce")


SCENARIOS: list[Scenario] = [
    scenario("the record goes", keep(SES, ses()), delete(MX, BOUNCE), expect="MX612"),
    scenario("the record goes, version 2", keep(SES2, REJECT), delete(MX, BOUNCE), keep(A, SPF), expect="MX612"),
    scenario("the record goes, SES sends all the same", keep(SES, FALLBACK), delete(MX, BOUNCE), keep(A, SPF),
             expect="MX612:warning"),
    scenario("the record goes, SES was forgotten", forget(SES, ses()), delete(MX, BOUNCE), expect="MX612"),
    scenario("the record goes, version 2 takes over", delete(SES, ses()), create(SES2, REJECT), delete(MX, BOUNCE),
             expect="MX612"),
    scenario("the record goes, one of two identities stays", delete(SES, ses()), delete(MX, BOUNCE),
             keep("aws_ses_domain_mail_from.y", ses(identity="shop.example.com")), expect="MX612"),
    scenario("the record goes from Cloudflare", keep(SES, ses("bounce.example.org", identity="example.org")),
             delete(CF, cf("feedback-smtp.eu-west-1.amazonses.com", name="bounce.example.org")),
             expect="MX612", offline="MX601:unverified"),
    scenario("another record in its place", keep(SES, ses()), update(MX, BOUNCE, bounce("1 smtp.google.com")),
             expect="MX612"),
    scenario("another record in its place, SES sends all the same", keep(SES, FALLBACK),
             update(MX, BOUNCE, bounce("1 smtp.google.com")), expect="MX612:warning"),
    scenario("a null MX in its place", keep(SES, ses()), update(MX, BOUNCE, bounce("0 .")), keep(A, SPF),
             expect="MX612"),
    scenario("a second record beside it", keep(SES, ses()), update(MX, BOUNCE, bounce(FEEDBACK, "20 mx1.hosting.net")),
             expect="MX612"),
    scenario("a mailbox service beside it", keep(SES, ses()), update(MX, BOUNCE, bounce(FEEDBACK, "1 smtp.google.com")),
             expect="MX612"),
    scenario("two regions", keep(SES, ses()),
             update(MX, BOUNCE, bounce(FEEDBACK, "10 feedback-smtp.us-east-1.amazonses.com")), expect="MX612"),
    scenario("new, with the wrong records", create(SES, ses()),
             create(MX, bounce("10 mx1.hosting.net", "20 mx2.hosting.net")), expect="MX612"),
    scenario("new, with SES's host for receiving", create(SES2, REJECT),
             create(MX, bounce("10 inbound-smtp.eu-west-1.amazonaws.com")), expect="MX612"),
    scenario("new, with the wrong record at Cloudflare", create(SES, ses("bounce.example.org", identity="example.org")),
             create(CF, cf("inbound-smtp.eu-west-1.amazonaws.com", name="bounce.example.org")), expect="MX612"),
    scenario("new, beside a live record", create(SES, ses("bounce.example.org", identity="example.org")),
             create(CF, cf("feedback-smtp.eu-west-1.amazonses.com", name="bounce.example.org")),
             live=["bounce.example.org. 300 MX 10 mx1.hosting.net"], expect="MX612", offline=""),
    scenario("new, without a record", create(SES, ses()), WWW, expect="MX612:warning", offline=""),
    scenario("new, without a record, its zone elsewhere",
             create(SES, ses("bounce.example.dev", identity="example.dev")), expect="MX612:warning", offline=""),
    scenario("new, without a record in a new zone", new_zone("aws_route53_zone.new", "example.dev"),
             create(SES, ses("bounce.example.dev", identity="example.dev")), expect="MX612:warning"),
    scenario("new, with the record in a private zone only", create(SES, ses()),
             create(MX, mx(FEEDBACK, name="bounce", zone="ZPRIV")), expect="MX607", offline="MX607:warning"),
    scenario("SES shall refuse from now on, the live record is wrong", update(SES, FALLBACK, ses()), WWW,
             live=["bounce.example.com. MX 10 mx1.hosting.net."], expect="MX612:warning", offline=""),
    scenario("SES shall refuse from now on, the record in the plan is wrong", update(SES, FALLBACK, ses()),
             keep(MX, bounce("10 mx1.hosting.net")), expect="MX612:warning"),
    scenario("new, and DNS fails", create(SES, ses("bounce.example.dev", identity="example.dev")),
             dns={"bounce.example.dev": Kind.UNVERIFIED}, expect="MX612:unverified", offline=""),
]  # fmt: skip
