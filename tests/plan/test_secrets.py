"""Nothing of a plan beyond DNS fields is kept, and what the plan marks as sensitive is told to whoever prints."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from iacmx.plan import bind, read
from tests.plan.build import REAL, aws, change, cloudflare, plan

MX = "aws_route53_record.mx"
SENTINEL = "s3cr3t-sentinel"


def sensitive(marks: Any, **values: Any) -> frozenset[str]:
    return plan(change(MX, after=aws(**values), _after_sensitive=marks)).secrets


@pytest.mark.parametrize("marks", [{"records": True}, {"records": [False, True]}, True])
def test_sensitive_values_in_every_form(marks: Any) -> None:
    secrets = sensitive(marks, records=["10 Token.Example.net.", "20 mx.example.net"])
    assert {"10 Token.Example.net.", "Token.Example.net.", "token.example.net"} <= secrets
    assert not {"10", "20"} & secrets
    assert ("example.com" in secrets) is (marks is True)


@pytest.mark.parametrize(
    "marks", [None, False, {}, {"records": False}, {"records": [False]}, {"records": [], "tags": {}}]
)
def test_nothing_sensitive(marks: Any) -> None:
    assert sensitive(marks) == frozenset()


def test_the_set_is_marked() -> None:
    found = plan(change(MX, before=aws(), after=aws(), _before_sensitive={"name": True}))
    (item,) = found.changes
    assert (item.before[0].sensitive, item.after[0].sensitive) == (True, False)
    assert found.secrets == {"example.com"}


def test_a_sensitive_owner_is_hidden_relative_and_absolute() -> None:
    zone = {"zone_id": "Z1", "name": "example.com"}
    found = plan(
        change(MX, after=aws(name="token"), _after_sensitive={"name": True}),
        change("aws_route53_zone.main", actions=["no-op"], before=zone, after=zone),
    )
    assert found.secrets >= {"token", "token.example.com"}


def test_an_owner_made_absolute_later_is_hidden_too() -> None:
    found = plan(change(MX, after=aws(name="token"), _after_sensitive={"name": True}))
    assert "token.example.com" in bind(found, {"route53:Z1": "example.com"}).secrets


def test_sensitive_in_nested_blocks_and_aliases() -> None:
    sets = [{"name": "example.com", "type": "MX", "resource_records": [{"value": "10 token.example.net"}]}]
    marks = {"resource_record_set": [{"resource_records": [{"value": True}]}]}
    after = {"zone_id": "Z1", "resource_record_set": sets}
    found = plan(change("aws_route53_records_exclusive.x", after=after, _after_sensitive=marks))
    assert "token.example.net" in found.secrets
    assert "lb.example.net" in sensitive({"alias": [{"name": True}]}, alias=[{"name": "lb.example.net."}], records=None)


def test_sensitive_cloudflare_content() -> None:
    after = cloudflare(content="Token.example.net")
    found = plan(change("cloudflare_dns_record.x", after=after, _after_sensitive={"content": True}))
    assert {"Token.example.net", "token.example.net"} <= found.secrets


def test_real_secret() -> None:
    found = read(REAL / "aws_create_unknowns.json")
    assert "s3cr3t-token-value.example.com" in found.secrets


def test_of_txt_only_mail_policy_is_kept() -> None:
    found = plan(
        change(MX, after=aws(type="TXT", records=[SENTINEL, 'v=spf1 include:a.example ""-all', "v=spf1x"])),
        change("cloudflare_dns_record.x", after=cloudflare(type="TXT", content='"v=STSv1; id=1"')),
    )
    assert [record.values for item in found.changes for record in item.after] == [
        ("v=spf1 include:a.example -all",),
        ("v=STSv1; id=1",),
    ]
    assert SENTINEL.encode() not in msgspec.json.encode(found)


def test_nothing_beyond_dns_fields_is_kept() -> None:
    other = {"password": SENTINEL, "records": SENTINEL}
    found = plan(
        change(MX, after=aws(type="TXT", records=[SENTINEL], comment=SENTINEL)),
        change("cloudflare_dns_record.x", after=cloudflare(type="TXT", content=SENTINEL, comment=SENTINEL)),
        change("aws_db_instance.x", after=other),
        change("akamai_dns_record.x", after=other),
        change("aws_route53_zone.x", after={"name": "example.com", "comment": SENTINEL, "tags": {"a": SENTINEL}}),
        variables={"token": {"value": SENTINEL}},
        planned_values={"outputs": {"token": {"value": SENTINEL}}},
        output_changes={"token": {"after": SENTINEL}},
        prior_state={"values": {"outputs": {"token": {"value": SENTINEL}}}},
    )
    assert len(found.changes) == 2
    assert SENTINEL.encode() not in msgspec.json.encode(found)
