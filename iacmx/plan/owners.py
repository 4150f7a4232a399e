"""What a record resource's name means, once the name of its zone is known."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from iacmx.model import Change, Plan, RecordSet, Unknown
from iacmx.names import absolute_owner, normalize
from iacmx.plan.secrets import absolute_owners, hideable

ZONE_NAME = "the name of zone "
"""How the reference of an owner begins that can't be told because its zone's name is not known."""


def bind(plan: Plan, zone_names: Mapping[str, str]) -> Plan:
    """The plan with the names of zones completed from ``zone_names`` (by zone key), and owners made absolute with them.

    Owners in zones whose name is still unknown stay relative.
    """
    zones = {
        key: replace(zone, name=normalize(zone_names[key])) if not zone.name and zone_names.get(key) else zone
        for key, zone in plan.zones.items()
    }
    names = {key: zone.name for key, zone in zones.items() if zone.name}
    changes, drift = settle(plan.changes, names), settle(plan.drift, names)
    owners = absolute_owners(plan.secrets, (*plan.changes, *plan.drift), (*changes, *drift))
    return replace(plan, zones=zones, changes=changes, drift=drift, secrets=plan.secrets | hideable(owners))


def settle(changes: tuple[Change, ...], names: Mapping[str, str]) -> tuple[Change, ...]:
    """The changes with every owner made absolute whose zone's name is in ``names`` (by zone key)."""
    return tuple(
        replace(change, before=_settle(change.before, names), after=_settle(change.after, names)) for change in changes
    )


def _settle(record_sets: tuple[RecordSet, ...], names: Mapping[str, str]) -> tuple[RecordSet, ...]:
    return tuple(
        replace(record_set, owner=owner_in(record_set, names[record_set.zone]), relative=False)
        if record_set.relative and record_set.zone in names
        else record_set
        for record_set in record_sets
    )


def assume_absolute(plan: Plan) -> Plan:
    """The plan with the owners settled whose zone's name stays unknown: a name with a dot is taken as absolute, any
    other can't be told.
    """
    if not any(r.relative for change in plan.changes for r in (*change.before, *change.after)):
        return plan
    changes = [
        replace(change, before=tuple(map(_assume, change.before)), after=tuple(map(_assume, change.after)))
        for change in plan.changes
    ]
    return replace(plan, changes=tuple(changes))


def _assume(record_set: RecordSet) -> RecordSet:
    if not record_set.relative or not isinstance(record_set.owner, str):
        return record_set
    owner: str | Unknown = record_set.owner.lower().rstrip(".")
    if "." not in str(owner):
        owner = Unknown((ZONE_NAME + record_set.zone.partition(":")[2].lstrip("?"),))
    return replace(record_set, owner=owner, relative=False)


def owner_in(record_set: RecordSet, zone: str) -> str:
    """The absolute owner of a relative record set in ``zone`` (normal form), as its Terraform provider makes it."""
    written = str(record_set.owner)
    return route53_owner(written, zone) if record_set.zone.startswith("route53:") else absolute_owner(written, zone)


def route53_owner(written: str, zone: str) -> str:
    """What hashicorp/aws makes of ``name``: only ``""`` is the apex, ``"@"`` becomes a label of its own, and a name
    that ends in the zone's name is left alone even where it merely ends alike (``myexample.com`` in ``example.com``).
    """
    if written in ("", "."):
        return zone
    return written if written.endswith(zone) else f"{written}.{zone}"
