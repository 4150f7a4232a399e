"""Hosts that DNS serves: the mail services', and those of no particular service."""

from __future__ import annotations

_SERVICES = """
aspmx.l.google.com alt1.aspmx.l.google.com alt2.aspmx.l.google.com alt3.aspmx.l.google.com alt4.aspmx.l.google.com
aspmx2.googlemail.com aspmx3.googlemail.com aspmx4.googlemail.com aspmx5.googlemail.com smtp.google.com
example-com.mail.protection.outlook.com example-org.mail.protection.outlook.com example-com.p-v1.mx.microsoft
in1-smtp.messagingengine.com in2-smtp.messagingengine.com mail.protonmail.ch mailsec.protonmail.ch
mx.zoho.com mx2.zoho.com mx3.zoho.com mx.zoho.eu mx2.zoho.eu mx3.zoho.eu
inbound-smtp.eu-west-1.amazonaws.com feedback-smtp.eu-west-1.amazonses.com feedback-smtp.us-east-1.amazonses.com
eu-smtp-inbound-1.mimecast.com eu-smtp-inbound-2.mimecast.com mx1-us1.ppe-hosted.com mx2-us1.ppe-hosted.com
mxa-001a2b01.gslb.pphosted.com mxb-001a2b01.gslb.pphosted.com
route1.mx.cloudflare.net route2.mx.cloudflare.net route3.mx.cloudflare.net
mx1.improvmx.com mx2.improvmx.com aspmx1.migadu.com aspmx2.migadu.com mxa.mailgun.org mxb.mailgun.org
mxa.eu.mailgun.org mxb.eu.mailgun.org mx0.mail.ovh.net mx1.mail.ovh.net mx2.mail.ovh.net mx3.mail.ovh.net
spool.mail.gandi.net fb.mail.gandi.net mx00.ionos.de mx01.ionos.de mx00.ionos.com mx01.ionos.com
mx.sendgrid.net mx1.forwardemail.net mx2.forwardemail.net
mx1.titan.email mx2.titan.email mx1.hostinger.com mx2.hostinger.com mxext1.mailbox.org mxext2.mailbox.org
mx.yandex.net inbound.postmarkapp.com inbound-smtp.us-east-1.amazonaws.com d1.a.ess.barracudanetworks.com
mx1.privateemail.com mx2.privateemail.com mx01.mail.icloud.com mx02.mail.icloud.com
mx1.hosting.net mx2.hosting.net mx3.hosting.net mx4.hosting.net backup.hosting.net lb.hosting.net cdn.hosting.net
dualstack.lb-1.eu-west-1.elb.amazonaws.com
"""
HOSTS: dict[str, list[str]] = {
    name: [f"45.33.{number}.25", f"2600:3c00::{number:x}"] for number, name in enumerate(_SERVICES.split(), 1)
} | {
    "hosting.net": ["NS ns1.hosting.net"],
    "only6.hosting.net": ["2600:3c00::6666"],
    "inside.hosting.net": ["10.1.2.3"],
    "alias.hosting.net": ["CNAME mx1.hosting.net"],
    "text.hosting.net": ["NS ns1.hosting.net"],
}
