"""Cloudflare Email Routing: the MX records that Cloudflare makes where a resource enables it.

The plans are written after the provider's schemas and documentation, versions 4.52 and 5.
"""

from __future__ import annotations

from typing import Any

import pytest

from iacmx.model import Change, Mx, RecordSet, Unknown
from tests.plan.build import change, configuration, configured, only, plan

SETTINGS, DNS = "cloudflare_email_routing_settings.main", "cloudflare_email_routing_dns.main"
HOSTS = [f"route{n}.mx.cloudflare.net" for n in (1, 2, 3)]
COMPUTED = dict.fromkeys(("id", "enabled", "name", "status", "created", "modified", "skip_wizard", "tag"), True)
ZONE = {"address": "data.cloudflare_zone.main", "mode": "data", "type": "cloudflare_zone"}
TOLD = {"values": {"root_module": {"resources": [{**ZONE, "values": {"id": "c1", "name": "example.com"}}]}}}


def held(records: tuple[RecordSet, ...]) -> list[str]:
    """The exchanges, after a look at what all such records have in common."""
    found: list[str] = []
    for record in records:
        (value,) = record.values
        assert isinstance(value, Mx)
        assert (record.type, record.automatic, value.automatic, value.preference) == ("MX", True, True, None)
        assert value.unranked
        found.append(str(value.exchange))
        assert value.text == value.exchange
    return found


def owners(found: Change) -> set[object]:
    return {record.owner for record in (*found.before, *found.after)}


@pytest.mark.parametrize(
    ("address", "values", "unknown"),
    [
        (SETTINGS, {"zone_id": "c1"}, COMPUTED),
        (SETTINGS, {"zone_id": "c1", "enabled": True, "skip_wizard": None}, {"id": True, "name": True}),
        (DNS, {"zone_id": "c1"}, COMPUTED),
        (DNS, {"zone_id": "c1", "name": None}, {**COMPUTED, "name": False}),
        (DNS, {"zone_id": "c1", "name": "example.com"}, {**COMPUTED, "name": False}),
        (DNS, {"zone_id": "c1", "name": "Example.COM."}, {**COMPUTED, "name": False}),
        (DNS, {"zone_id": "c1", "name": "@"}, {**COMPUTED, "name": False}),
    ],
)
def test_a_create_makes_three_records_at_the_apex(address: str, values: Any, unknown: Any) -> None:
    found = only(change(address, after=values, unknown=unknown), prior_state=TOLD)
    assert (found.before, held(found.after), found.per_record) == ((), HOSTS, True)
    assert owners(found) == {"example.com"}
    assert {record.address for record in found.after} == {address}


@pytest.mark.parametrize("name", ["lists.example.com", "lists"])
def test_below_the_apex(name: str) -> None:
    found = only(change(DNS, after={"zone_id": "c1", "name": name}, unknown=COMPUTED), prior_state=TOLD)
    assert owners(found) == {"lists.example.com"}


@pytest.mark.parametrize("address", [SETTINGS, DNS])
def test_a_delete_takes_them_away(address: str) -> None:
    found = only(change(address, before={"zone_id": "c1", "name": "example.com", "enabled": True}))
    assert (held(found.before), found.after, found.deletes) == (HOSTS, (), True)


@pytest.mark.parametrize("address", [SETTINGS, DNS])
@pytest.mark.parametrize(
    ("enabled", "marks", "makes"),
    [
        (False, {}, False),
        (True, {}, True),
        (None, {}, True),
        (None, {"enabled": True}, True),
    ],
)
def test_only_an_explicit_false_is_off(address: str, enabled: bool | None, marks: Any, makes: bool) -> None:
    found = only(change(address, after={"zone_id": "c1", "enabled": enabled}, unknown=marks), prior_state=TOLD)
    assert held(found.after) == (HOSTS if makes else [])


def test_version_4_turned_off_is_a_replacement() -> None:
    on, off = {"zone_id": "c1", "enabled": True, "name": "example.com"}, {"zone_id": "c1", "enabled": False}
    found = only(change(SETTINGS, actions=["delete", "create"], before=on, after=off))
    assert (held(found.before), found.after) == (HOSTS, ())


def test_the_name_of_the_zone_from_the_state_of_the_settings() -> None:
    state = {"zone_id": "c1", "name": "example.com", "enabled": True}
    found = plan(change(SETTINGS, actions=["no-op"], before=state, after=state))
    assert [zone.name for zone in found.zones.values()] == ["example.com"]
    assert owners(found.changes[0]) == {"example.com"}


def test_a_zone_whose_name_is_not_known() -> None:
    found = only(change(SETTINGS, after={"zone_id": "c1"}, unknown=COMPUTED))
    assert [(record.owner, record.relative) for record in found.after] == [("", True)] * 3


def test_a_zone_created_by_the_same_plan() -> None:
    found = plan(
        change("cloudflare_zone.main", after={"name": "example.com"}, unknown={"id": True}),
        change(SETTINGS, after={}, unknown={**COMPUTED, "zone_id": True}),
        configuration=configuration(
            configured("cloudflare_zone.main"),
            configured(SETTINGS, {"zone_id": ["cloudflare_zone.main.id", "cloudflare_zone.main"]}),
        ),
    )
    (made,) = found.changes
    assert owners(made) == {"example.com"}
    assert found.zones[made.after[0].zone].created_by_plan


def test_a_name_known_later() -> None:
    found = only(
        change(DNS, after={"zone_id": "c1"}, unknown=COMPUTED),
        configuration=configuration(configured(DNS, {"name": ["random_pet.name.id", "random_pet.name"]})),
    )
    (owner,) = owners(found)
    assert isinstance(owner, Unknown)
    assert owner.references == ("random_pet.name.id",)


def test_a_sensitive_name_is_hidden() -> None:
    found = plan(
        change(DNS, after={"zone_id": "c1", "name": "secret"}, _after_sensitive={"name": True}), prior_state=TOLD
    )
    assert {"secret", "secret.example.com"} <= found.secrets
    assert all(record.sensitive for record in found.changes[0].after)


@pytest.mark.parametrize("address", [SETTINGS, DNS])
def test_they_are_understood(address: str) -> None:
    assert plan(change(address, after={"zone_id": "c1"}, unknown=COMPUTED)).not_understood == {}
