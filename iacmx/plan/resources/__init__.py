"""The resource types that are understood: one file each, found by the collector below.

A module defines ``RECORDS`` (a :class:`~iacmx.plan.kinds.RecordResource`), ``ZONES`` (a tuple of
:class:`~iacmx.plan.kinds.ZoneResource`) or ``PRIVATE`` (a :class:`~iacmx.plan.kinds.PrivateMark`).
Modules whose name starts with an underscore hold what several types share.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from msgspec import Struct

from iacmx.collector import module_names
from iacmx.plan.kinds import PrivateMark, RecordResource, ZoneResource


class Understood(Struct, frozen=True):
    """Every resource type that is read, by its name."""

    records: dict[str, RecordResource]
    zones: dict[str, ZoneResource]
    private: dict[str, PrivateMark]


@cache
def collect() -> Understood:
    """Import every resource module and gather what it defines."""
    modules = [import_module(f"{__name__}.{name}") for name in module_names(__path__)]
    records: list[RecordResource] = [module.RECORDS for module in modules if hasattr(module, "RECORDS")]
    zones: list[ZoneResource] = [zone for module in modules for zone in getattr(module, "ZONES", ())]
    private: list[PrivateMark] = [module.PRIVATE for module in modules if hasattr(module, "PRIVATE")]
    return Understood(
        {resource.type: resource for resource in records},
        {resource.type: resource for resource in zones},
        {mark.type: mark for mark in private},
    )
