"""Moves between mail services, and what they publish: none of it is worth a warning."""

from __future__ import annotations

from tests.judgement.plans import cf, create, keep, mx, replace, txt, update
from tests.judgement.scenario import Scenario, scenario

MX = "aws_route53_record.mx"
OLD = ("10 mx1.hosting.net", "20 mx2.hosting.net")
GOOGLE = (
    "1 ASPMX.L.GOOGLE.COM", "5 ALT1.ASPMX.L.GOOGLE.COM", "5 ALT2.ASPMX.L.GOOGLE.COM",
    "10 ALT3.ASPMX.L.GOOGLE.COM", "10 ALT4.ASPMX.L.GOOGLE.COM",
)  # fmt: skip
SETS: dict[str, tuple[str, ...]] = {
    "Google, legacy five": GOOGLE,
    "Google, five with dots": tuple(f"{text}." for text in GOOGLE),
    "Google, single": ("1 smtp.google.com",),
    "Google, googlemail": ("10 aspmx.l.google.com", "20 alt1.aspmx.l.google.com", "30 aspmx2.googlemail.com"),
    "Microsoft 365": ("0 example-com.mail.protection.outlook.com",),
    "Microsoft 365, new hosts": ("0 example-com.p-v1.mx.microsoft",),
    "Microsoft 365 and its proof": ("0 example-com.mail.protection.outlook.com", "32767 ms12345678.msv1.invalid"),
    "Fastmail": ("10 in1-smtp.messagingengine.com", "20 in2-smtp.messagingengine.com"),
    "Proton": ("10 mail.protonmail.ch", "20 mailsec.protonmail.ch"),
    "Zoho": ("10 mx.zoho.com", "20 mx2.zoho.com", "50 mx3.zoho.com"),
    "Zoho Europe": ("10 mx.zoho.eu", "20 mx2.zoho.eu", "50 mx3.zoho.eu"),
    "Amazon SES inbound": ("10 inbound-smtp.eu-west-1.amazonaws.com",),
    "Mimecast": ("10 eu-smtp-inbound-1.mimecast.com", "10 eu-smtp-inbound-2.mimecast.com"),
    "Proofpoint": ("10 mxa-001a2b01.gslb.pphosted.com", "10 mxb-001a2b01.gslb.pphosted.com"),
    "Proofpoint Essentials": ("10 mx1-us1.ppe-hosted.com", "20 mx2-us1.ppe-hosted.com"),
    "ImprovMX": ("10 mx1.improvmx.com", "20 mx2.improvmx.com"),
    "Migadu": ("10 aspmx1.migadu.com", "20 aspmx2.migadu.com"),
    "Mailgun": ("10 mxa.mailgun.org", "10 mxb.mailgun.org"),
    "Mailgun Europe": ("10 mxa.eu.mailgun.org", "10 mxb.eu.mailgun.org"),
    "OVH": ("1 mx0.mail.ovh.net", "5 mx1.mail.ovh.net", "50 mx2.mail.ovh.net", "100 mx3.mail.ovh.net"),
    "Gandi": ("10 spool.mail.gandi.net", "50 fb.mail.gandi.net"),
    "IONOS": ("10 mx00.ionos.de", "10 mx01.ionos.de"),
    "SendGrid inbound": ("10 mx.sendgrid.net",),
    "Forward Email": ("10 mx1.forwardemail.net", "10 mx2.forwardemail.net"),
    "Titan": ("10 mx1.titan.email", "20 mx2.titan.email"),
    "Hostinger": ("5 mx1.hostinger.com", "10 mx2.hostinger.com"),
    "mailbox.org": ("10 mxext1.mailbox.org", "20 mxext2.mailbox.org"),
    "iCloud": ("10 mx01.mail.icloud.com", "10 mx02.mail.icloud.com"),
    "Yandex": ("10 mx.yandex.net",),
    "Postmark inbound": ("10 inbound.postmarkapp.com",),
    "Barracuda": ("10 d1.a.ess.barracudanetworks.com", "20 mx1.hosting.net"),
    "Namecheap": ("10 mx1.privateemail.com", "10 mx2.privateemail.com"),
    "Google, two of five": GOOGLE[:2],
    "Google, the seven of old": (
        *GOOGLE[:3],
        *(f"30 aspmx{n}.googlemail.com" for n in range(2, 6)),
    ),
    "Microsoft 365 of another domain": ("0 example-org.mail.protection.outlook.com",),
    "a host of no service": ("10 mx1.hosting.net", "20 mx2.hosting.net"),
}


def _pairs(texts: tuple[str, ...]) -> list[tuple[int, str]]:
    return [(int(text.split()[0]), text.split()[1]) for text in texts]


def _cloudflare(name: str, texts: tuple[str, ...]) -> Scenario:
    records = [cf(host, number) for number, host in _pairs(texts)]
    return scenario(
        f"{name}, one Cloudflare record after the other",
        *(create(f'cloudflare_dns_record.mx["{n}"]', record) for n, record in enumerate(records)),
    )


EMAIL_ROUTING = [cf(f"route{n}.mx.cloudflare.net", p) for n, p in ((1, 86), (2, 4), (3, 24))]
SCENARIOS: list[Scenario] = [
    *(scenario(f"{name}, new", create(MX, mx(*texts))) for name, texts in SETS.items()),
    *(scenario(f"{name}, in place", update(MX, mx(*OLD), mx(*texts))) for name, texts in SETS.items() if texts != OLD),
    *(scenario(f"{name}, and back", update(MX, mx(*texts), mx(*OLD))) for name, texts in SETS.items() if texts != OLD),
    *(_cloudflare(name, texts) for name, texts in SETS.items()),
    scenario("legacy five to single", update(MX, mx(*GOOGLE), mx("1 smtp.google.com"))),
    scenario("single to legacy five", update(MX, mx("1 smtp.google.com"), mx(*GOOGLE))),
    scenario("five with other numbers", update(MX, mx(*GOOGLE), mx(*(f"1{text}" for text in GOOGLE)))),
    scenario(
        "Microsoft: the new host joins the old one for a while",
        update(
            MX,
            mx("0 example-com.mail.protection.outlook.com"),
            mx("0 example-com.mail.protection.outlook.com", "20 example-com.p-v1.mx.microsoft"),
        ),
    ),
    scenario(
        "Microsoft: the old host goes",
        update(
            MX,
            mx("0 example-com.mail.protection.outlook.com", "20 example-com.p-v1.mx.microsoft"),
            mx("0 example-com.p-v1.mx.microsoft"),
        ),
    ),
    scenario("a parked domain", create(MX, mx("0 .")), create("aws_route53_record.spf", txt("", "v=spf1 -all"))),
    scenario("SPF by mx", update(MX, mx(*OLD), mx(*GOOGLE)), keep("aws_route53_record.spf", txt(""))),
    scenario(
        "the return path of Amazon SES moves",
        update(
            MX,
            mx("10 feedback-smtp.us-east-1.amazonses.com", name="bounce"),
            mx("10 feedback-smtp.eu-west-1.amazonses.com", name="bounce"),
        ),
    ),
    scenario(
        "Cloudflare Email Routing", *(create(f"cloudflare_dns_record.r{n}", r) for n, r in enumerate(EMAIL_ROUTING))
    ),
    scenario(
        "Email Routing stays, a text changes",
        *(keep(f"cloudflare_dns_record.r{n}", r) for n, r in enumerate(EMAIL_ROUTING)),
    ),
    scenario(
        "Cloudflare: two records, each changed in place",
        update("cloudflare_dns_record.a", cf("mx1.hosting.net", 10), cf("in1-smtp.messagingengine.com", 10)),
        update("cloudflare_dns_record.b", cf("mx2.hosting.net", 20), cf("in2-smtp.messagingengine.com", 20)),
    ),
    scenario(
        "Cloudflare: one is replaced while the other stays",
        replace("cloudflare_dns_record.a", cf("mx1.hosting.net", 10), cf("mx3.hosting.net", 10)),
        keep("cloudflare_dns_record.b", cf("mx2.hosting.net", 20)),
    ),
    scenario(
        "Cloudflare: all replaced, each created first",
        replace("cloudflare_dns_record.a", cf("mx1.hosting.net", 10), cf("mx3.hosting.net", 10), first="create"),
        replace("cloudflare_dns_record.b", cf("mx2.hosting.net", 20), cf("mx4.hosting.net", 20), first="create"),
    ),
]
