"""What mail services need: every fact has a source, and no customer's part is guessed."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from iacmx.errors import UsageError
from iacmx.mail_hosts import MailHost, recognise
from iacmx.mail_needs import movable, needs_of, service_named, target_of
from iacmx.names import is_host_name

TENANTS = {
    "microsoft_365": "example-com",
    "outlook_com_personal": "123456789",
    "amazon_ses_inbound": "eu-west-1",
    "amazon_ses_mail_manager": "abc.inbound.awsses.com",
    "mimecast": "eu",
    "proofpoint_enterprise": "00190b01",
    "barracuda_ess": "d12345",
    "mailgun": "eu",
    "resend_inbound": "eu-west-1",
    "ionos": "de",
    "ovh": "mx_plan",
}
"""What the console tells a customer, for those services where customers differ."""


@pytest.mark.parametrize("service", movable(), ids=lambda one: one.id)
def test_every_host_has_a_set_and_says_how_far_it_can_be_trusted(service: MailHost) -> None:
    needs = needs_of(service)
    for confidence, sources in ((service.confidence, service.sources), (needs.confidence, needs.sources)):
        assert confidence in ("official", "corroborated", "unverified")
        assert sources
    assert needs.console
    target = target_of(service, "example.com", TENANTS.get(service.id, ""))
    assert target.hosts
    assert all(is_host_name(host) and recognise(host) for host in target.hosts)
    assert all("{" not in term and term.startswith("include:") for term in target.spf)
    for wanted in (*needs.dkim, *needs.clients):
        value = wanted.value_for("example.com")
        assert wanted.type in ("CNAME", "TXT", "SRV")
        assert "{" not in value
        assert not value or is_host_name(value.split()[-1].replace("_", ""))


@pytest.mark.parametrize("service", movable(), ids=lambda one: one.id)
def test_where_customers_differ_nothing_is_guessed(service: MailHost) -> None:
    if service.id not in TENANTS:
        return
    with pytest.raises(UsageError, match="--tenant") as caught:
        target_of(service, "example.com", "")
    assert "console" in caught.value.hint


def test_nothing_is_told_of_a_service_that_is_not_known() -> None:
    text = files("iacmx").joinpath("data/mail_needs.json").read_text("utf-8")
    ids = [one["id"] for one in json.loads(text)["services"]]
    assert set(ids) <= {one.id for one in movable()}
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("microsoft365", "microsoft_365"),
        ("Microsoft-365", "microsoft_365"),
        ("m365", "microsoft_365"),
        ("office365", "microsoft_365"),
        ("google", "google_workspace"),
        ("fastmail", "fastmail"),
        ("zoho_com", "zoho_com"),
        ("mailbox.org", "mailbox_org"),
        ("icloud", "icloud_custom"),
    ],
)
def test_a_service_is_found_by_what_people_write(word: str, found: str) -> None:
    assert service_named(word).id == found


@pytest.mark.parametrize(
    ("word", "message", "hint"),
    [
        ("fastmial", "No mail service 'fastmial'", "Did you mean fastmail"),
        ("zoho", "several", "zoho_com, zoho_eu"),
        ("hotmail.example", "No mail service", "Known are google_workspace, microsoft_365"),
        ("", "No mail service", "Known are"),
        ("amazon_ses_mail_from", "No mail service", "Known are"),
    ],
)
def test_what_is_no_service_is_told_with_those_known(word: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        service_named(word)
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("service", "tenant", "records"),
    [
        ("microsoft_365", "contoso-com", [(0, "contoso-com.mail.protection.outlook.com")]),
        ("microsoft_365", "Contoso-COM.mail.protection.outlook.com.", [(0, "contoso-com.mail.protection.outlook.com")]),
        ("microsoft_365", "contoso-com.p-v1.mx.microsoft", [(0, "contoso-com.p-v1.mx.microsoft")]),
        ("google_workspace", "", [(1, "smtp.google.com")]),
        ("google_workspace", "smtp.google.com", [(1, "smtp.google.com")]),
        ("mimecast", "us-smtp-inbound-2.mimecast.com", [(10, f"us-smtp-inbound-{n}.mimecast.com") for n in (1, 2)]),
        ("proofpoint_enterprise", "00190b01", [(10, f"mx{n}-00190b01.gslb.pphosted.com") for n in "ab"]),
    ],
)
def test_the_tenant_tells_the_exchanges(service: str, tenant: str, records: list[tuple[int, str]]) -> None:
    assert list(target_of(service_named(service), "contoso.com", tenant).records) == records


def test_the_tenants_part_is_in_the_spf_term_too() -> None:
    found = target_of(service_named("proofpoint_enterprise"), "example.com", "00190b01")
    assert found.spf == ("include:spf-00190b01.pphosted.com",)


@pytest.mark.parametrize("tenant", ["a b", 'x"${file("/etc/passwd")}', "x.y", "..", "mx.example.net", "x\n0 evil"])
def test_a_tenant_that_makes_no_host_of_the_service_is_refused(tenant: str) -> None:
    with pytest.raises(UsageError):
        target_of(service_named("microsoft365"), "example.com", tenant)
