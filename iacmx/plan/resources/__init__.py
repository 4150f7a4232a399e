"""The resource types that are understood: one file each, named like the type, imported where a plan mentions it.

A module defines ``RECORDS`` (a :class:`~iacmx.plan.kinds.RecordResource`), ``ZONES`` (a
:class:`~iacmx.plan.kinds.ZoneResource`) or ``PRIVATE`` (a :class:`~iacmx.plan.kinds.PrivateMark`).
Modules whose name starts with an underscore hold what several types share.
"""

from __future__ import annotations

from collections.abc import Collection
from importlib import import_module

from msgspec import Struct

from iacmx.collector import module_names
from iacmx.plan.kinds import PrivateMark, RecordResource, ZoneResource


class Understood(Struct, frozen=True):
    """Resource types that are read, by name."""

    records: dict[str, RecordResource]
    zones: dict[str, ZoneResource]
    private: dict[str, PrivateMark]


def collect(types: Collection[str] | None = None) -> Understood:
    """What is defined for those of ``types`` that are understood; ``None`` is all there are."""
    names = [name for name in module_names(__path__) if types is None or name in types]
    modules = [import_module(f"{__name__}.{name}") for name in names]
    records: list[RecordResource] = [module.RECORDS for module in modules if hasattr(module, "RECORDS")]
    zones: list[ZoneResource] = [module.ZONES for module in modules if hasattr(module, "ZONES")]
    private: list[PrivateMark] = [module.PRIVATE for module in modules if hasattr(module, "PRIVATE")]
    return Understood(
        {resource.type: resource for resource in records},
        {resource.type: resource for resource in zones},
        {mark.type: mark for mark in private},
    )
