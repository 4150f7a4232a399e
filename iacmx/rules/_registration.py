"""Whether the domain of an exchange is registered at all."""

from __future__ import annotations

from iacmx.case import Case
from iacmx.model import Kind
from iacmx.names import is_within
from iacmx.rules._targets import Target, removed_by_plan


def unregistered(case: Case, target: Target) -> str:
    """The registrable domain of an exchange that does not exist, where that does not exist either; else ``""``."""
    host = target.host
    if not target.no_name or target.aliases or removed_by_plan(case, host):
        return ""
    if any(zone.name and is_within(host, zone.name) for zone in (case.zone, *case.all_zones)):
        return ""
    from iacmx.registrable import registrable_domain

    domain = registrable_domain(host)
    return domain if domain and case.after_world.lookup(domain, "NS").kind is Kind.NO_NAME else ""
