"""What the plan does: actions, drift, states of the plan itself, and what is left out."""

from __future__ import annotations

from typing import Any

import pytest

from iacmx.errors import InputError
from iacmx.model import Plan
from iacmx.plan import read
from iacmx.plan.suspects import looks_like_records
from tests.plan.build import OWN, REAL, aws, change, only, plan

MX = "aws_route53_record.mx"


@pytest.mark.parametrize(
    ("actions", "before", "after", "noop", "creates", "deletes", "forgets", "gap"),
    [
        (["no-op"], True, True, True, False, False, False, False),
        (["read"], False, True, True, False, False, False, False),
        (["create"], False, True, False, True, False, False, False),
        (["update"], True, True, False, False, False, False, False),
        (["delete"], True, False, False, False, True, False, False),
        (["delete", "create"], True, True, False, True, True, False, True),
        (["create", "delete"], True, True, False, True, True, False, False),
        (["forget"], True, False, False, False, False, True, False),
        (["create", "forget"], True, True, False, True, False, True, False),
        (["forget", "create"], True, True, False, True, False, True, False),
        (["update", "something-new"], True, True, False, False, False, False, False),
    ],
)
def test_actions(
    actions: list[str],
    before: bool,
    after: bool,
    noop: bool,
    creates: bool,
    deletes: bool,
    forgets: bool,
    gap: bool,
) -> None:
    found = only(change(MX, actions=actions, before=aws() if before else None, after=aws() if after else None))
    assert found.actions == tuple(actions)
    assert (bool(found.before), bool(found.after)) == (before, after)
    assert (found.is_noop, found.creates, found.deletes, found.forgets) == (noop, creates, deletes, forgets)
    assert found.deletes_first is gap


def test_moved_imported_and_deposed() -> None:
    found = plan(
        change(MX, actions=["no-op"], before=aws(), after=aws(), previous_address="aws_route53_record.old"),
        change(MX, actions=["delete"], before=aws(), deposed="deadbeef"),
        change("aws_route53_record.imp", before=aws(), after=aws(), _importing={"id": "Z1_x_MX"}),
    )
    moved, deposed, imported = found.changes
    assert (moved.previous_address, moved.deposed, moved.importing) == ("aws_route53_record.old", "", False)
    assert (deposed.address, deposed.deposed) == (MX, "deadbeef")
    assert imported.importing


def test_a_data_source_is_no_change() -> None:
    found = plan(change("data.aws_route53_record.x", mode="data", actions=["read"], after=aws()))
    assert found.changes == ()


def test_the_plan_itself() -> None:
    found = plan(change(MX, after=aws()), complete=False, applyable=True, errored=True)
    assert (found.complete, found.applyable, found.errored, found.resources) == (False, True, True, 1)
    assert (found.format_version, found.terraform_version) == ("1.2", "1.11.4")


def test_opentofu_leaves_out_what_it_does_not_know() -> None:
    found = plan(change(MX, after=aws()))
    assert (found.complete, found.applyable, found.errored) == (None, None, False)


@pytest.mark.parametrize("version", ["0.1", "0.2", "1.0", "1.2", "1.99"])
def test_every_minor_version_is_read(version: str) -> None:
    assert plan(change(MX, after=aws()), format_version=version, surprise={"new": [1]}).format_version == version


def test_other_resources_are_never_decoded() -> None:
    """A number out of range, an odd shape: nobody's business outside DNS."""
    other = change("aws_instance.x", after={"records": 1e308, "zone_id": [7]})
    assert plan(other, change(MX, after=aws())).resources == 2


def real(name: str) -> Plan:
    path = OWN / name
    return read(path if path.exists() else REAL / name)


@pytest.mark.parametrize(
    ("name", "changes", "drift", "zones", "resources"),
    [
        ("aws_create_unknowns.json", 10, 0, 2, 14),
        ("aws_drift_then_update.json", 10, 1, 0, 1),
        ("aws_refresh_only_drift.json", 0, 1, 0, 0),
        ("aws_update_replace_move_forget_import.json", 15, 0, 2, 19),
        ("golden/real-aws-5.100.0-create.json", 11, 0, 1, 13),
        ("golden/real-aws-5.100.0-edit.json", 11, 0, 1, 12),
        ("golden/real-aws-5.100.0-noop.json", 11, 0, 1, 12),
        ("golden/real-aws-5.100.0-refresh_only.json", 0, 0, 0, 0),
        ("aws_modules.json", 24, 0, 6, 32),
        ("aws_owner_forms.json", 5, 0, 2, 7),
        ("td_check_fail.json", 0, 0, 0, 2),
        ("td_deposed.json", 0, 0, 0, 3),
        ("td_destroy.json", 0, 0, 0, 2),
        ("td_errored.json", 0, 0, 0, 0),
        ("td_noop.json", 0, 0, 0, 2),
        ("td_partial_list_unknown.json", 0, 0, 0, 2),
        ("td_target_incomplete.json", 0, 0, 0, 1),
    ],
)
def test_real_plans(name: str, changes: int, drift: int, zones: int, resources: int) -> None:
    found = real(name)
    assert (len(found.changes), len(found.drift), len(found.zone_changes)) == (changes, drift, zones)
    assert found.resources == resources
    assert found.not_understood == {}
    assert {item.zone for change in found.changes for item in (*change.before, *change.after)} <= set(found.zones)


def test_real_states_of_the_plan() -> None:
    assert real("td_errored.json").errored
    assert real("td_target_incomplete.json").complete is False
    assert real("td_noop.json").applyable is False
    assert real("aws_refresh_only_drift.json").applyable


def test_real_drift() -> None:
    (drift,) = real("aws_drift_then_update.json").drift
    assert [value.exchange for value in drift.after[0].values if hasattr(value, "exchange")] == ["hacked.example.org"]


@pytest.mark.parametrize(
    "resource_type",
    [
        "google_dns_record_set",
        "azurerm_dns_mx_record",
        "azurerm_private_dns_a_record",
        "digitalocean_record",
        "dns_mx_record_set",
        "gandi_livedns_record",
        "ovh_domain_zone_record",
        "hetznerdns_record",
        "hcloud_zone_rrset",
        "namecheap_domain_records",
        "godaddy_domain_record",
        "powerdns_record",
        "ns1_record",
        "dnsimple_zone_record",
        "linode_domain_record",
        "vultr_dns_record",
        "desec_rrset",
        "oci_dns_rrset",
        "alicloud_alidns_record",
        "alicloud_dns_record",
        "scaleway_domain_record",
        "bunnynet_dns_record",
        "porkbun_dns_record",
        "netlify_dns_record",
        "vercel_dns_record",
        "aws_lightsail_domain_entry",
        "aws_route53_traffic_policy_instance",
        "akamai_dns_record",
        "ultradns_record",
        "infoblox_mx_record",
        "tencentcloud_dnspod_record",
        "huaweicloud_dns_recordset",
        "yandex_dns_recordset",
        "transip_dns_record",
        "inwx_nameserver_record",
        "cloudns_dns_record",
        "dme_dns_record",
        "exoscale_domain_record",
        "stackit_dns_record_set",
    ],
)
def test_types_that_look_like_records(resource_type: str) -> None:
    assert looks_like_records(resource_type)


@pytest.mark.parametrize(
    "resource_type",
    [
        "aws_route53_health_check",
        "aws_route53_zone",
        "google_dns_managed_zone",
        "aws_kinesis_firehose_delivery_stream",
        "aws_kinesis_stream",
        "datadog_monitor",
        "aws_config_configuration_recorder",
        "aws_route53recoverycontrolconfig_cluster",
        "aws_connect_instance_storage_config",
        "grafana_mute_timing",
        "aws_ses_domain_mail_from",
        "aws_instance",
        "random_pet",
        "x",
        "",
    ],
)
def test_types_that_do_not(resource_type: str) -> None:
    assert not looks_like_records(resource_type)


def test_what_is_not_understood_is_counted() -> None:
    google: dict[str, Any] = {"name": "example.com.", "type": "MX"}
    found = plan(
        change("akamai_dns_record.a", after=google),
        change("akamai_dns_record.b", before=google, after=google),
        change("akamai_dns_record.same", actions=["no-op"], before=google, after=google),
        change("data.akamai_dns_record.c", mode="data", actions=["read"], after=google),
        change("transip_dns_record.d", actions=["delete"], before=google),
        change(MX, after=aws()),
        change("aws_route53_zone.z", after={"name": "example.com"}),
    )
    assert found.not_understood == {"akamai_dns_record": 2, "transip_dns_record": 1}


@pytest.mark.parametrize("actions", [None, [], "create", {}])
def test_a_change_without_actions(actions: Any) -> None:
    broken = change(MX, after=aws())
    broken["change"]["actions"] = actions
    with pytest.raises(InputError, match="has no actions"):
        plan(broken)


@pytest.mark.parametrize("side", ["before", "after"])
def test_a_side_that_is_no_object(side: str) -> None:
    broken = change(MX, before=aws(), after=aws())
    broken["change"][side] = "SENTINEL"
    with pytest.raises(InputError, match=f"{side} is not an object") as raised:
        plan(broken)
    assert "SENTINEL" not in str(raised.value)


def test_where_modules_come_from() -> None:
    assert real("aws_modules.json").modules == {
        "mail": "./mail",
        "mail.inner": "./inner",
        "mail_each": "./mail",
        "mail_each.inner": "./inner",
        "mail_out": "./mail",
        "mail_out.inner": "./inner",
        "net": "./net",
    }
    assert real("td_noop.json").modules == {}
