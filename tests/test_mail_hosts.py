"""Known mail services."""

from __future__ import annotations

import re

import pytest

from iacmx.mail_hosts import mail_hosts, recognise, similar
from iacmx.names import is_host_name


@pytest.mark.parametrize(
    ("exchange", "service", "whole"),
    [
        ("smtp.google.com", "google_workspace", True),
        ("aspmx.l.google.com", "google_workspace", True),
        ("alt4.aspmx.l.google.com", "google_workspace", False),
        ("aspmx5.googlemail.com", "google_workspace", False),
        ("example-com.mail.protection.outlook.com", "microsoft_365", True),
        ("example-com.p-v1.mx.microsoft", "microsoft_365", True),
        ("in1-smtp.messagingengine.com", "fastmail", False),
        ("mailsec.protonmail.ch", "proton", False),
        ("mx2.zoho.eu", "zoho_eu", False),
        ("inbound-smtp.us-east-1.amazonaws.com", "amazon_ses_inbound", True),
        ("inbound-smtp.us-gov-west-1.amazonaws.com", "amazon_ses_inbound", True),
        ("feedback-smtp.eu-west-1.amazonses.com", "amazon_ses_mail_from", True),
        ("route2.mx.cloudflare.net", "cloudflare_email_routing", False),
        ("eu-smtp-inbound-1.mimecast.com", "mimecast", False),
        ("mxa-00190b01.gslb.pphosted.com", "proofpoint_enterprise", False),
        ("d12345a.ess.barracudanetworks.com", "barracuda_ess", False),
        ("mx.sendgrid.net", "sendgrid_inbound", True),
        ("mx00.ionos.de", "ionos", False),
    ],
)
def test_recognised(exchange: str, service: str, whole: bool) -> None:
    found = recognise(exchange)
    assert found is not None
    assert (found.id, found.is_whole(exchange)) == (service, whole)


@pytest.mark.parametrize(
    "exchange",
    [
        "",
        ".",
        "mail.example.com",
        "smtp.google.com.example.com",
        "google.com",
        "mail.protection.outlook.com",
        "x.y.mail.protection.outlook.com",
        "alt5.aspmx.l.google.com",
        "evil-smtp.google.com",
        "ec2-1.amazonaws.com",
    ],
)
def test_not_recognised(exchange: str) -> None:
    assert recognise(exchange) is None


def test_a_near_miss_is_named() -> None:
    assert similar("aspmx.l.gogle.com") == "aspmx.l.google.com"
    assert similar("in1-smtp.messagingengin.com") == "in1-smtp.messagingengine.com"
    assert similar("mail.example.com") == ""
    assert similar("aspmx.l.google.com") == ""


def test_the_data_holds_together() -> None:
    services = mail_hosts()
    assert len({service.id for service in services}) == len(services)
    hosts = [host for service in services for host in service.hosts]
    assert len(set(hosts)) == len(hosts)
    assert all(is_host_name(host) for host in hosts)
    for service in services:
        assert service.sources
        assert all(re.compile(pattern.label) for pattern in service.patterns)
        assert set(service.single) <= {"*", *service.hosts}
        for expected in service.sets:
            for _, exchange in expected.records:
                assert "{" in exchange or recognise(exchange) == service
