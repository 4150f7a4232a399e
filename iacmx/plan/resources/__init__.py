"""The resource types that are understood: one file each, named like the type, imported where a plan mentions it.

A module defines ``RECORDS`` (a :class:`~iacmx.plan.kinds.RecordResource`), ``ZONES`` (a
:class:`~iacmx.plan.kinds.ZoneResource`), ``PRIVATE`` (a :class:`~iacmx.plan.kinds.PrivateMark`) or ``MAIL_FROM`` (a
:class:`~iacmx.plan.kinds.MailFromResource`).
Modules whose name starts with an underscore hold what several types share.
"""

from __future__ import annotations

from collections.abc import Collection
from importlib import import_module

from msgspec import Struct

from iacmx.collector import module_names
from iacmx.plan.kinds import MailFromResource, PrivateMark, RecordResource, ZoneResource


class Understood(Struct, frozen=True):
    """Resource types that are read, by name."""

    records: dict[str, RecordResource]
    zones: dict[str, ZoneResource]
    private: dict[str, PrivateMark]
    mail_from: dict[str, MailFromResource]


def collect(types: Collection[str] | None = None) -> Understood:
    """What is defined for those of ``types`` that are understood; ``None`` is all there are."""
    names = [name for name in module_names(__path__) if types is None or name in types]
    modules = [import_module(f"{__name__}.{name}") for name in names]
    records: list[RecordResource] = [module.RECORDS for module in modules if hasattr(module, "RECORDS")]
    zones: list[ZoneResource] = [module.ZONES for module in modules if hasattr(module, "ZONES")]
    private: list[PrivateMark] = [module.PRIVATE for module in modules if hasattr(module, "PRIVATE")]
    senders: list[MailFromResource] = [module.MAIL_FROM for module in modules if hasattr(module, "MAIL_FROM")]
    return Understood(
        {resource.type: resource for resource in records},
        {resource.type: resource for resource in zones},
        {mark.type: mark for mark in private},
        {resource.type: resource for resource in senders},
    )
