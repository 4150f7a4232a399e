"""The rules: one file each, found by the collector below; nothing registers itself.

A rule module is named ``mx101_ip_literal.py`` and defines ``RULE`` (a :class:`Rule`) and ``judge(case)``, a pure
generator of findings. Its docstring is its documentation page, with the headings *What it checks*, *Why it matters*,
*Example*, *Fix*, *References*.

Rules never do I/O. They look names up in the case's worlds; what a world does not know yet it answers with
``Kind.PENDING`` and remembers, the run asks all of it at once (once per name and type), and the rules are run again
until nothing is pending (docs/adr/0002). Whatever a rule yields meanwhile is thrown away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import cache
from importlib import import_module

from msgspec import Struct

from iacmx.case import Case
from iacmx.collector import module_names
from iacmx.model import Finding, Severity


class Need(StrEnum):
    """What a rule can't judge without."""

    PLAN = "plan"  # the MX set after the apply
    ACTUAL = "actual"  # the provider's live records
    DNS = "dns"  # names looked up in DNS
    AUTHORITY = "authority"  # authoritative servers asked themselves
    DNSSEC = "dnssec"  # a resolver that validates
    HTTPS = "https"  # policies fetched over HTTPS
    DRIFT = "drift"  # what is live beside the plan; such a rule alone also sees sets that the plan leaves alone


class About(StrEnum):
    """What causes a rule's findings. Those of one cause are told once, with all the owners that it hits."""

    OWNER = "owner"  # the owner's own records: every finding stands for itself
    HOST = "host"  # an exchange, whoever names it
    PLAN = "plan"  # the plan as a whole


FAMILIES = {
    "MX1": "names",
    "MX2": "targets",
    "MX3": "sets",
    "MX4": "zone",
    "MX5": "takeover",
    "MX6": "plan",
    "MX7": "around-mail",
    "MX8": "mail-hosts",
    "MX90": "live",
    "MX95": "policy",
    "MX97": "served",
}
"""Families of rules by how their ids begin."""


class Rule(Struct, frozen=True):
    """A rule's identity. ``severity`` is the usual one; a finding may carry another where the page says so.

    ``opt_in``: judged only where it is selected. ``about``: what its findings have in common where several are one.
    ``on_change``: it is about what a plan changes and finds nothing where nothing changes: an audit passes it by.
    ``after_apply``: it is about what is served after an apply, and judged by `iacmx verify` alone.
    """

    id: str
    name: str
    severity: Severity
    needs: tuple[Need, ...]
    summary: str
    opt_in: bool = False
    about: About = About.OWNER
    on_change: bool = False
    after_apply: bool = False

    @property
    def family(self) -> str:
        """The name of its family, such as ``targets``."""
        return next((name for start, name in FAMILIES.items() if self.id.startswith(start)), "")

    def finding(
        self,
        case: Case,
        message: str,
        *,
        fix: str,
        evidence: str = "",
        exchange: str = "",
        variant: str = "",
        address: str | None = None,
        severity: Severity | None = None,
    ) -> Finding:
        """A finding of this rule about ``case``; ``address`` defaults to the resource that names ``exchange``.

        ``variant`` tells findings about different sets of one owner apart.
        """
        if address is None:
            address = case.address_of(exchange) if exchange else case.address
        zone = case.zone.label
        return Finding(
            rule=self.id,
            name=self.name,
            severity=severity or self.severity,
            zone=zone,
            owner=case.owner,
            exchange=exchange,
            address=address,
            message=message,
            evidence=evidence,
            fix=fix,
            fingerprint=fingerprint(self.id, zone, case.owner, exchange, variant),
            owners=(case.owner,),
        )


Judge = Callable[[Case], Iterator[Finding]]


def fingerprint(rule: str, zone: str, owner: str, exchange: str, variant: str = "") -> str:
    """Stable across runs, moves and line shifts: it depends on rule, zone, owner, exchange and variant only."""
    import hashlib  # 10 ms of a start, and most runs find nothing

    return hashlib.sha256("\0".join((rule, zone, owner, exchange, variant)).encode()).hexdigest()[:16]


@cache
def collect() -> tuple[tuple[Rule, Judge], ...]:
    """Every rule with its function, by id."""
    modules = (import_module(f"{__name__}.{name}") for name in module_names(__path__))
    return tuple((module.RULE, module.judge) for module in modules)


def page(rule: Rule) -> str:
    """The rule's documentation page: its module's docstring."""
    name = next(name for name in module_names(__path__) if name.startswith(rule.id.lower() + "_"))
    return (import_module(f"{__name__}.{name}").__doc__ or "").strip()
