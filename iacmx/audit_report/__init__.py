"""The report of an audit: what a whole account holds, and what is wrong with it. One format per file of this package.

A format is a module, named as the format, with a function ``render(report: AuditReport, style: Style)`` that gives the
text piece by piece: an account may have more domains than fit into memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from iacmx.collector import module_names
from iacmx.model import Finding, Severity
from iacmx.report import Known, Style, Verdict, Waived, WaiverReport, format_module
from iacmx.routes import Route

SCHEMA = "iacmx.audit/1"


class Domain(Struct, frozen=True):
    """One owner of MX records, or a zone's apex that has none: where its mail goes, and what is wrong with that.

    ``mail`` is the mail service in words, or what stands in its place (``"no mail (null MX)"``). ``findings`` are those
    that count, worst first. ``ownership`` is what a Terraform state says of it (``managed``, ``drifted``,
    ``unmanaged``, ``gone``; ``""`` without one), ``addresses`` who manages it, ``drift`` how it differs, in words.
    ``change`` is what happened since an earlier snapshot (``added``, ``removed``, ``changed``, ``""``), ``changes``
    the same in words.
    """

    account: str
    provider: str
    zone: str
    zone_id: str
    private: bool
    owner: str
    mail: str
    routes: tuple[Route, ...]
    findings: tuple[Finding, ...] = ()
    ownership: str = ""
    addresses: tuple[str, ...] = ()
    drift: tuple[str, ...] = ()
    change: str = ""
    changes: tuple[str, ...] = ()

    @property
    def worst(self) -> Severity | None:
        """The worst severity among its findings, ``None`` where there is none."""
        return self.findings[0].severity if self.findings else None


class AccountReport(Struct, frozen=True):
    """One account. ``label`` names it in the whole report; ``reason`` is why its zones could not be listed.

    ``resumed`` zones were read by an earlier run; ``requests`` are those of this run, retries included. ``elsewhere``
    has the numbers of its other zones, which are told with another account (its label) that shows them, too;
    ``same_as`` is the label of that account where it is the same one.
    """

    label: str
    provider: str
    zones: int
    private: int
    unverified: int
    resumed: int
    requests: int
    reason: str = ""
    hint: str = ""
    elsewhere: dict[str, int] = {}
    same_as: str = ""


class ZoneUnverified(Struct, frozen=True):
    """A zone that could not be read: why, and what to do."""

    account: str
    provider: str
    zone: str
    zone_id: str
    reason: str
    hint: str


class Totals(Struct, frozen=True):
    """Numbers of domains: all, by their worst severity (``ok`` for none), by mail host in words, by ownership and by
    change; ``rules`` counts domains by the rule that found something."""

    domains: int = 0
    mx_sets: int = 0
    severities: dict[str, int] = {}
    mail: dict[str, int] = {}
    rules: dict[str, int] = {}
    ownership: dict[str, int] = {}
    changes: dict[str, int] = {}


class AuditReport(Struct, frozen=True):
    """The outcome of one audit.

    ``causes`` are the findings, one for each cause with all owners that it hits, worst first. ``domains`` gives every
    domain in the order of account, zone and owner, anew each time it is iterated. ``interrupted``: not all was read.
    """

    schema: str
    version: str
    subject: str
    verdict: Verdict
    exit_code: int
    summary: str
    fail_on: Severity
    interrupted: bool
    accounts: tuple[AccountReport, ...]
    unverified: tuple[ZoneUnverified, ...]
    totals: Totals
    causes: tuple[Finding, ...]
    domains: Iterable[Domain]
    waived: tuple[Waived, ...] = ()
    waivers: tuple[WaiverReport, ...] = ()
    known: tuple[Finding, ...] = ()
    gone: tuple[Known, ...] = ()
    rules: int = 0
    rules_skipped: dict[str, str] = {}
    skipped: tuple[str, ...] = ()
    api_requests: int = 0
    dns_questions: int = 0


Render = Callable[[AuditReport, Style], Iterator[str]]


def formats() -> tuple[str, ...]:
    """The names of all output formats."""
    return module_names(__path__)


def renderer(name: str) -> Render:
    """The ``render`` function of a format. Raises UsageError for a format that is not there."""
    render: Render = format_module(__name__, __path__, name, f"An audit has no format {name!r}.").render
    return render
