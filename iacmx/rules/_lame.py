"""Whether anybody serves the domain of an exchange whose look-up failed."""

from __future__ import annotations

from iacmx.case import Case
from iacmx.model import Kind
from iacmx.names import is_within
from iacmx.rules._authority import ask
from iacmx.rules._delegation import servers
from iacmx.rules._targets import Target
from iacmx.world.questions import AT_PARENT


def lame_domain(case: Case, target: Target) -> tuple[str, str]:
    """The registrable domain that is delegated to servers of which none serves it, and what they said; else ``""``."""
    host = target.host
    if target.unverified is None or target.aliases:
        return "", ""
    if any(zone.name and is_within(host, zone.name) for zone in (case.zone, *case.all_zones)):
        return "", ""
    from iacmx.registrable import registrable_domain

    domain = registrable_domain(host) or ""
    above = case.served.lookup(domain, AT_PARENT) if domain else None
    if above is None or above.kind is not Kind.FOUND:
        return "", ""
    said = ask(case, servers(above), host, "A")
    if not said or not all(one.is_lame for one in said):
        return "", ""
    return domain, "; ".join(one.in_words for one in said)
