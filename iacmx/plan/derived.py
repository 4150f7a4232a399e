"""Exchanges that are the name of another record of the same plan: unknown to Terraform, yet told by that record."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from iacmx.model import Change, Mx, RecordSet, Unknown, Value

NAME_ATTRIBUTES = (".fqdn", ".hostname", ".name")
HOST_TYPES = frozenset({"A", "AAAA", "CNAME"})


def derive_exchanges(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """The changes with every exchange known that only waits for the name of a host in the same plan.

    Only where the preference is known on its own: within one text Terraform hides both.
    """
    if not any(_waits(value) for change in changes for item in change.after for value in item.values):
        return changes
    hosts = {
        item.address: item.owner
        for change in changes
        for item in change.after
        if item.type in HOST_TYPES and isinstance(item.owner, str) and not item.relative
    }
    return tuple(replace(change, after=tuple(_derive(item, hosts) for item in change.after)) for change in changes)


def _derive(record_set: RecordSet, hosts: Mapping[str, str]) -> RecordSet:
    if not any(_waits(value) for value in record_set.values):
        return record_set
    return replace(record_set, values=tuple(_value(value, hosts) for value in record_set.values))


def _value(value: Value, hosts: Mapping[str, str]) -> Value:
    host = hosts.get(_waits(value))
    return replace(value, exchange=host, text=f"{value.preference} {host}") if host and isinstance(value, Mx) else value


def _waits(value: Value) -> str:
    """The address of the resource whose name the exchange will be, ``""`` where it is none."""
    if not isinstance(value, Mx) or not isinstance(value.exchange, Unknown):
        return ""
    references = value.exchange.references
    return value.exchange.planned_by if len(references) == 1 and references[0].endswith(NAME_ATTRIBUTES) else ""
