"""The audit: every MX set and every apex of whole accounts, judged as they are now.

Zones are read by threads, each account at its provider's pace, judged in batches by a pure function
(:mod:`iacmx.audit.unit`) that any executor may run, and kept in a file until the report is written, so that memory does
not grow with the account.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor

from msgspec import Struct

from iacmx.audit import outcome
from iacmx.audit.journal import Journal
from iacmx.audit.notes import Notes
from iacmx.audit.reading import listings
from iacmx.audit.run import Progress, Run, Silent
from iacmx.audit.shared import once
from iacmx.audit.source import Source
from iacmx.audit.unit import Terms
from iacmx.audit.work import Works, asker
from iacmx.audit_report import AuditReport
from iacmx.model import Plan
from iacmx.provider import Deadline, Provider
from iacmx.snapshot import Snapshot
from iacmx.verdict import Options, chosen, unasked
from iacmx.world import Dns, Nothing

__all__ = ["Against", "Journal", "Options", "Progress", "Silent", "Source", "audit"]


class Against(Struct, frozen=True):
    """What the live records are compared with: a Terraform state (as a plan that changes nothing), an earlier
    snapshot."""

    state: Plan | None = None
    since: Snapshot | None = None


def audit(
    sources: Sequence[Source],
    *,
    provider_for: Callable[[Source], Provider],
    dns: Dns | None = None,
    options: Options = Options(),  # noqa: B008 - frozen
    patterns: Sequence[str] = (),
    against: Against = Against(),  # noqa: B008 - frozen
    journal: Journal | None = None,
    executor: Executor | None = None,
    deadline: Deadline | None = None,
    progress: Progress = Silent(),  # noqa: B008 - holds nothing
) -> AuditReport:
    """Judge every MX set and every apex of the sources' zones whose name fits one of the ``patterns`` (none: all).

    ``provider_for`` connects to a source and raises ProviderError where it can't. ``dns`` answers for what lies outside
    a zone; ``None`` asks nothing. ``journal`` keeps what is read, and what it has already is not asked for.
    ``executor`` runs the judging (any of ``concurrent.futures``, or an engine's that looks like one); the accounts are
    read, and DNS is asked, by this process alone, so that every rate limit holds. At the ``deadline`` what the executor
    has not done is done here; providers and DNS keep to the one that they were given.

    KeyboardInterrupt ends the reading: what is known by then is the report, ``interrupted``. A zone that can't be read
    is unverified. Raises UsageError for a rule that does not exist, ZoneNotFound for a pattern that fits no zone,
    ProviderError where DNS never comes to an end.
    """
    sources = tuple(dict.fromkeys(sources))
    missing = unasked(None if dns is None else dns.unasked)
    rules, skipped = chosen(options, missing)
    terms = Terms(
        frozenset(rule.id for rule, _ in rules), dict(options.severities), options.policy, dns=dns is not None
    )
    found = once(listings(sources, provider_for, tuple(patterns), journal))
    notes = Notes(against.state, against.since, [zone for one in found for zone in one.zones])
    run = Run(found, journal, progress, notes, tuple(patterns))
    works = Works(executor, terms, asker(dns or Nothing(), dns.settle if dns else lambda: False), deadline)
    interrupted = False
    try:
        run.all(works)
    except KeyboardInterrupt:
        interrupted = True
    return outcome.report(
        sources,
        run.tally,
        options,
        accounts=run.accounts(),
        unverified=run.unverified(interrupted),
        interrupted=interrupted,
        rules=len(rules),
        skipped=skipped,
        dns_questions=None if dns is None else dns.questions,
        beside=(*notes.skipped, *works.refused),
    )
