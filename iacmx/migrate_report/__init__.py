"""The report of a comparison: what mail needs of each zone, side by side. One output format per file of this package.

A format is a module, named as the format, with a function ``render(report: MigrateReport, style: Style) -> str``.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from msgspec import Struct

from iacmx.collector import module_names
from iacmx.report import Style, Verdict, format_module

SCHEMA = "iacmx.migrate-compare/1"


class Part(StrEnum):
    """What of mail a record set is for, in the order of a report."""

    MX = "MX"
    ADDRESS = "address"
    SPF = "SPF"
    DKIM = "DKIM"
    DMARC = "DMARC"
    MTA_STS = "MTA-STS"
    TLS_RPT = "TLS-RPT"
    TLSA = "TLSA"
    AUTODISCOVER = "autodiscover"
    SERVICE = "service"
    DELEGATION = "delegation"


class State(StrEnum):
    """How the target holds it: ``missing`` is what only the source has, ``extra`` what only the target has."""

    EQUAL = "equal"
    MISSING = "missing"
    EXTRA = "extra"
    DIFFERENT = "different"
    UNTOLD = "untold"


class Row(Struct, frozen=True):
    """One owner's records of one type and part at both sides.

    ``source`` and ``target`` are their values as DNS writes them, empty where there are none. ``reason`` is why they
    are different where the values do not show it, or why they could not be told. ``notes`` are no difference for mail.
    """

    owner: str
    part: Part
    type: str
    state: State
    source: tuple[str, ...]
    target: tuple[str, ...]
    reason: str = ""
    notes: tuple[str, ...] = ()


class Carry(Struct, frozen=True):
    """What the target can't hold as the source does: ``what`` it is, and what to do ``instead``."""

    owner: str
    type: str
    what: str
    instead: str


class ZoneComparison(Struct, frozen=True):
    """One zone at both sides. ``source_id`` and ``target_id`` are the providers' ids, ``""`` where there are none."""

    zone: str
    source_id: str
    target_id: str
    rows: tuple[Row, ...]
    carry: tuple[Carry, ...] = ()


class ZoneUntold(Struct, frozen=True):
    """A zone that could not be compared: at which ``side``, why, and what to do."""

    zone: str
    side: str
    reason: str
    hint: str


class MigrateReport(Struct, frozen=True):
    """The outcome of one comparison of ``source`` with ``target``, which are named as on the command line."""

    schema: str
    version: str
    source: str
    target: str
    verdict: Verdict
    exit_code: int
    summary: str
    zones: tuple[ZoneComparison, ...]
    untold: tuple[ZoneUntold, ...] = ()
    notes: tuple[str, ...] = ()


Render = Callable[[MigrateReport, Style], str]


def formats() -> tuple[str, ...]:
    """The names of all output formats."""
    return module_names(__path__)


def renderer(name: str) -> Render:
    """The ``render`` function of a format. Raises UsageError for a format that is not there."""
    render: Render = format_module(__name__, __path__, name, f"A comparison has no format {name!r}.").render
    return render
