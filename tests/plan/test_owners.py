"""What an owner's name means: relative, absolute, escaped, and once the zone's name is known."""

from __future__ import annotations

import pytest

from iacmx.plan import bind, read
from iacmx.plan.owners import route53_owner
from tests.plan.build import OWN, aws, change, cloudflare, only, plan

MX = "aws_route53_record.mx"
ZONE = {"zone_id": "Z1", "id": "Z1", "name": "example.com"}
KNOWN = change("aws_route53_zone.main", actions=["no-op"], before=ZONE, after=ZONE)


@pytest.mark.parametrize(
    ("written", "owner"),
    [
        ("", "example.com"),
        ("@", "@.example.com"),
        ("mail", "mail.example.com"),
        ("mail.", "mail.example.com"),
        ("Mail.Example.COM.", "mail.example.com"),
        ("example.com", "example.com"),
        (r"\052.sub", "*.sub.example.com"),
        ("*.sub.example.com", "*.sub.example.com"),
        ("example.com.example.com", "example.com.example.com"),
        ("example.org", "example.org.example.com"),
        ("myexample.com", "myexample.com"),
    ],
)
def test_route53_names(written: str, owner: str) -> None:
    found = only(change(MX, after=aws(name=written)), KNOWN)
    assert (found.after[0].owner, found.after[0].relative) == (owner, False)


def test_real_apply_agrees() -> None:
    """The owners that hashicorp/aws 5.100.0 really made of "@", "Sub.Dotted.", "\\052.esc" and "myexample.com"."""
    owners = {change.address: change.after[0].owner for change in read(OWN / "aws_owner_forms.json").changes}
    assert owners["aws_route53_record.at"] == route53_owner("@", "example.com")
    assert owners["aws_route53_record.dotted"] == route53_owner("sub.dotted", "example.com")
    assert owners["aws_route53_record.esc"] == route53_owner("*.esc", "example.com")
    assert owners["aws_route53_record.suffix"] == route53_owner("myexample.com", "example.com")


@pytest.mark.parametrize(
    ("written", "owner"), [("@", "example.com"), ("mail", "mail.example.com"), ("Example.com", "example.com")]
)
def test_cloudflare_names(written: str, owner: str) -> None:
    zone = {"id": "c1", "name": "example.com"}
    found = only(
        change("cloudflare_dns_record.mx", after=cloudflare(name=written)),
        change("cloudflare_zone.main", actions=["no-op"], before=zone, after=zone),
    )
    assert found.after[0].owner == owner


def test_state_tells_the_owner_without_the_zone() -> None:
    record = aws(name="mail", fqdn=r"\052.Mail.example.com")
    found = only(change(MX, actions=["no-op"], before=record, after=record))
    assert found.after[0].owner == "*.mail.example.com"


def test_siblings_tell_the_zone() -> None:
    known = aws(name="mail", fqdn="mail.example.com")
    found = plan(
        change("aws_route53_record.known", actions=["no-op"], before=known, after=known),
        change("aws_route53_record.new", after=aws(name="mx")),
    )
    assert found.zones["route53:Z1"].name == "example.com"
    assert found.changes[1].after[0].owner == "mx.example.com"


def test_an_absolute_sibling_tells_nothing() -> None:
    known = aws(name="mail.example.com", fqdn="mail.example.com")
    found = plan(
        change("aws_route53_record.known", actions=["no-op"], before=known, after=known),
        change("aws_route53_record.new", after=aws(name="mx")),
    )
    assert found.zones["route53:Z1"].name == ""
    assert (found.changes[1].after[0].owner, found.changes[1].after[0].relative) == ("mx", True)


@pytest.mark.parametrize("mode", ["data", "managed"])
def test_prior_state_tells_the_zone(mode: str) -> None:
    resource = {
        "address": "data.aws_route53_zone.main" if mode == "data" else "aws_route53_zone.main",
        "mode": mode,
        "type": "aws_route53_zone",
        "values": {"zone_id": "Z1", "name": "example.com", "private_zone": True},
    }
    state = {"values": {"root_module": {"child_modules": [{"resources": [resource]}]}}}
    found = plan(change(MX, after=aws(name="mail")), prior_state=state)
    assert found.changes[0].after[0].owner == "mail.example.com"
    assert found.zones["route53:Z1"].private
    assert found.zones["route53:Z1"].address == resource["address"]


def test_bind_completes_what_the_provider_told() -> None:
    found = plan(
        change(MX, before=aws(name="old"), after=aws(name="mail")),
        change("aws_route53_record.other", after=aws(name="x", zone_id="Z2")),
        resource_drift=[change(MX, before=aws(name="old"), after=aws(name=""))],
    )
    bound = bind(found, {"route53:Z1": "Example.com.", "route53:Z9": "unrelated"})
    first, second = bound.changes
    assert (first.before[0].owner, first.after[0].owner) == ("old.example.com", "mail.example.com")
    assert not first.after[0].relative
    assert second.after[0].relative
    assert bound.drift[0].after[0].owner == "example.com"
    assert bound.zones["route53:Z1"].name == "example.com"
    assert bind(bound, {"route53:Z1": "example.org"}) == bound
