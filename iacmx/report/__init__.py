"""The report: what a run found, could not tell and did not look at. One output format per file of this package.

A format is a module, named as the format, with a function ``render(report: Report, style: Style) -> str``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from importlib import import_module
from types import ModuleType

from msgspec import UNSET, Struct, UnsetType

from iacmx.collector import module_names
from iacmx.errors import UsageError
from iacmx.model import Finding, Location, Severity
from iacmx.nearest import did_you_mean
from iacmx.routes import Route

SCHEMA = "iacmx.report/1"


class Verdict(StrEnum):
    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    UNVERIFIED = "unverified"


class OwnerReport(Struct, frozen=True):
    """One owner that was judged: where its mail goes before and after the apply, and what changes, in words.

    ``actual`` tells how the live records are known (``fetched``, ``served``, ``skipped``, ``failed``,
    ``new``).
    ``addresses`` are the plan addresses that hold its MX records.
    """

    owner: str
    zone: str
    zone_id: str
    provider: str
    actual: str
    addresses: tuple[str, ...]
    changes: tuple[str, ...]
    before: tuple[Route, ...]
    after: tuple[Route, ...]


class ZoneReport(Struct, frozen=True):
    """How the live records of one zone became known; ``reason`` where they did not."""

    zone: str
    zone_id: str
    provider: str
    actual: str
    reason: str = ""


class Coverage(Struct, frozen=True):
    """What was looked at and what was not. Nothing that could not be told is left out of it.

    ``mx_sets`` were judged; ``mx_sets_unchanged`` are in the plan or its zones but neither they nor their hosts are
    touched. ``unknown_values`` counts MX records, owners, types and zones known only after the apply.
    ``not_understood``: resource type -> count of changes that look like DNS records but are not read.
    ``rules_skipped``: rule id -> why it could not be judged. ``skipped`` is in words.
    """

    mx_sets: int
    mx_sets_unchanged: int
    zones: tuple[ZoneReport, ...]
    unknown_values: int
    unverified: int
    not_understood: dict[str, int]
    rules: int
    rules_skipped: dict[str, str]
    skipped: tuple[str, ...]
    api_requests: int
    dns_questions: int
    plan_resources: int
    plan_complete: bool | None


class Waived(Struct, frozen=True):
    """A finding that the settings accept, or a comment at ``location`` in the configuration, with the reason given."""

    finding: Finding
    reason: str
    expires: str
    location: Location | UnsetType = UNSET


class WaiverState(StrEnum):
    USED = "used"
    EXPIRED = "expired"
    UNUSED = "unused"


class WaiverReport(Struct, frozen=True):
    """A waiver and what became of it in this run. ``findings``: how many it covers, or would cover had it not expired,
    one for each owner. ``location``: where it is written, if it is a comment in the configuration; then ``address`` is
    that of its block, within its module."""

    rule: str
    owner: str
    exchange: str
    address: str
    reason: str
    expires: str
    state: WaiverState
    findings: int
    location: Location | UnsetType = UNSET


class Known(Struct, frozen=True):
    """A finding of the baseline: what it was about, and how severe it was."""

    fingerprint: str
    rule: str
    severity: Severity
    zone: str
    owner: str
    exchange: str


class Report(Struct, frozen=True):
    """The outcome of one run. ``verdict`` is ``pass``, ``fail`` or ``unverified``; ``exit_code`` is what follows.

    ``known`` are the findings that the baseline holds, which do not count; ``gone`` what it holds and this run did not
    find.
    """

    schema: str
    version: str
    command: str
    subject: str
    verdict: Verdict
    exit_code: int
    summary: str
    fail_on: Severity
    findings: tuple[Finding, ...]
    waived: tuple[Waived, ...]
    owners: tuple[OwnerReport, ...]
    coverage: Coverage
    waivers: tuple[WaiverReport, ...] = ()
    known: tuple[Finding, ...] = ()
    gone: tuple[Known, ...] = ()


class Style(Struct, frozen=True):
    """How to print for people. ``colour``: ANSI colours. ``quiet``: only errors, what is unverified, and the verdict.

    ``verbose`` adds infos, every zone and the rules not judged. Formats for machines ignore it.
    """

    colour: bool = False
    quiet: bool = False
    verbose: bool = False


Render = Callable[[Report, Style], str]


def formats() -> tuple[str, ...]:
    """The names of all output formats."""
    return module_names(__path__)


def renderer(name: str) -> Render:
    """The ``render`` function of a format. Raises UsageError for a format that is not there."""
    render: Render = format_module(__name__, __path__, name, f"There is no format {name!r}.").render
    return render


def format_module(package: str, path: Iterable[str], name: str, refusal: str) -> ModuleType:
    """The module of a format among those of a report's package, which lies at ``path``.

    Raises UsageError, saying ``refusal``, for a format that is not there.
    """
    names = module_names(path)
    if name not in names:
        raise UsageError(refusal, did_you_mean(name, names, f"Formats are: {', '.join(names)}."))
    return import_module(f"{package}.{name}")
