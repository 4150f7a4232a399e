"""The baseline: findings that were there when the gate was introduced, by fingerprint.

Only what gets no worse is known: a finding that could not be told, or that is more severe than it was, still counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import msgspec
from msgspec import Struct

from iacmx.errors import InputError
from iacmx.model import Affected, Finding, Severity
from iacmx.report import Known

SCHEMA = "iacmx.baseline/1"


class Baseline(Struct, frozen=True, forbid_unknown_fields=True):
    """Known findings, one for each owner."""

    schema: str
    findings: tuple[Known, ...]


def load(path: str) -> Baseline:
    """The baseline in a file that ``--write-baseline`` wrote. Raises InputError."""
    try:
        with open(path, "rb") as file:
            held = msgspec.json.decode(file.read(), type=Baseline)
    except OSError as error:
        raise InputError(
            f"The baseline {path} can't be read: {error.strerror}.", "Write one with --write-baseline."
        ) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(f"The baseline {path} is none: {error}.", "Write it anew with --write-baseline.") from error
    if held.schema != SCHEMA:
        raise InputError(
            f"The baseline {path} has the schema {held.schema!r}.", f"This version reads {SCHEMA}: write it anew."
        )
    return held


def dump(findings: Iterable[Finding], already: Iterable[Finding]) -> str:
    """The baseline that makes the findings known, and those that are already, apart from what could not be told."""
    entries = {entry.fingerprint: entry for finding in (*findings, *already) for entry in _entries(finding)}
    by_place = sorted(entries.values(), key=lambda e: (e.zone, e.owner, e.rule, e.exchange, e.fingerprint))
    return msgspec.json.format(msgspec.json.encode(Baseline(SCHEMA, tuple(by_place))), indent=2).decode() + "\n"


def _entries(finding: Finding) -> Iterator[Known]:
    rule, exchange = finding.rule, finding.exchange
    own = Affected(finding.zone, finding.owner, finding.address, finding.severity, finding.fingerprint)
    for one in finding.affected or (own,):
        if one.severity is not Severity.UNVERIFIED:
            yield Known(one.fingerprint, rule, one.severity, one.zone, one.owner, exchange)


def apart(findings: Iterable[Finding], baseline: Baseline | None) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """The findings that count, and those known. They are of one owner each."""
    if baseline is None:
        return tuple(findings), ()
    ranks = {entry.fingerprint: entry.severity.rank for entry in baseline.findings}
    counted: list[Finding] = []
    known: list[Finding] = []
    for finding in findings:
        rank = ranks.get(finding.fingerprint)
        is_known = finding.severity is not Severity.UNVERIFIED and rank is not None and finding.severity.rank >= rank
        (known if is_known else counted).append(finding)
    return tuple(counted), tuple(known)


def gone(found: Iterable[Finding], baseline: Baseline | None, skipped: Collection[str]) -> tuple[Known, ...]:
    """The entries that this run did not find again. Those of a rule that was not judged (its id is in ``skipped``) are
    not among them, for they may still be there."""
    prints = {finding.fingerprint for finding in found}
    entries = baseline.findings if baseline else ()
    return tuple(entry for entry in entries if entry.fingerprint not in prints and entry.rule not in skipped)
