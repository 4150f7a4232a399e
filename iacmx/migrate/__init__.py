"""Moving DNS or mail: what mail needs of zones at two sides, compared. Reads only."""

from __future__ import annotations

from collections.abc import Sequence

from iacmx import __version__
from iacmx.audit.source import Source
from iacmx.errors import IacmxError, ProviderError, UsageError
from iacmx.migrate.compare import SERVED, compare
from iacmx.migrate.ends import End, mail_names, zones_named
from iacmx.migrate.sides import STATE, Side
from iacmx.migrate_report import SCHEMA, MigrateReport, State, ZoneComparison, ZoneUntold
from iacmx.model import ZoneData
from iacmx.report import Verdict
from iacmx.words import counted

_PLANNED = (STATE, "plan")
_BOTH_SERVED = "DNS tells only of names that are asked for."


def compare_sides(
    source: Source, target: Source, from_side: Side, to_side: Side, words: Sequence[str] = ()
) -> MigrateReport:
    """Compare zones of ``from_side`` with those of ``to_side``.

    ``words`` are names of zones, or ids at either side; none: all public zones of ``from_side``. A zone that can't be
    compared is told in the report. Raises UsageError where it can't be told which zone is meant, ProviderError where
    zones can't be listed.
    """
    ends = End(source, from_side, words), End(target, to_side, words)
    if source.provider == target.provider == SERVED:
        raise UsageError(_BOTH_SERVED, "Give a side that holds the whole zone: a provider, a snapshot or a file.")
    names = _names(ends, words)
    compared: list[ZoneComparison] = []
    untold: list[ZoneUntold] = []
    for name in names:
        try:
            compared.append(compare(*_both(name, ends)))
        except _Failed as failure:
            if words and isinstance(failure.error, UsageError):
                raise failure.error from failure
            untold.append(ZoneUntold(name, failure.side, failure.error.message, failure.error.hint))
    return _report(source, target, compared, untold)


class _Failed(Exception):
    """A side could not tell of a zone."""

    def __init__(self, side: str, error: IacmxError) -> None:
        super().__init__(error.message)
        self.side, self.error = side, error


def _names(ends: tuple[End, End], words: Sequence[str]) -> list[str]:
    if words:
        return zones_named(words, ends)
    names = ends[0].names()
    if not names:
        raise UsageError(
            f"{ends[0].label} tells of no zones.", "Name the zone, such as example.com, or check the credentials."
        )
    return names


def _both(name: str, ends: tuple[End, End]) -> tuple[ZoneData, ZoneData]:
    """Both sides' data; DNS is asked for what the other side holds."""
    first, second = ends if ends[0].kind != SERVED else ends[::-1]
    whole = _read(first, name)
    names = frozenset(mail_names(whole)) if second.kind == SERVED else None
    other = _read(second, name, names)
    return (whole, other) if first is ends[0] else (other, whole)


def _read(end: End, name: str, names: frozenset[str] | None = None) -> ZoneData:
    try:
        return end.data(name, names)
    except (ProviderError, UsageError) as error:
        raise _Failed(end.label, error) from error


def _report(
    source: Source, target: Source, compared: Sequence[ZoneComparison], untold: Sequence[ZoneUntold]
) -> MigrateReport:
    rows = [row for zone in compared for row in zone.rows]
    differing = sum(row.state in (State.MISSING, State.EXTRA, State.DIFFERENT) for row in rows)
    unclear = sum(row.state is State.UNTOLD for row in rows) + len(untold)
    zones = counted(len(compared) + len(untold), "zone")
    if differing:
        verdict, code = Verdict.FAIL, 1
        summary = f"Mail would not be the same: {counted(differing, 'difference')} in {zones}."
    elif unclear:
        verdict, code = Verdict.UNVERIFIED, 3
        summary = f"Whether mail would be the same could not be told: {counted(unclear, 'point')} in {zones} left open."
    else:
        verdict, code = Verdict.PASS, 0
        summary = f"Mail would be the same: {counted(len(rows), 'record set')} in {zones} equal."
    if differing and unclear:
        summary += f" {counted(unclear, 'point')} could not be told."
    return MigrateReport(
        schema=SCHEMA,
        version=__version__,
        source=source.label,
        target=target.label,
        verdict=verdict,
        exit_code=code,
        summary=summary,
        zones=tuple(compared),
        untold=tuple(untold),
        notes=_notes(source, target),
    )


def _notes(source: Source, target: Source) -> tuple[str, ...]:
    kinds = {source.provider, target.provider}
    notes: list[str] = []
    if SERVED in kinds:
        notes.append(f"{_BOTH_SERVED} Those that the other side holds, and the usual ones of mail, were.")
    if kinds & set(_PLANNED):
        notes.append("Terraform tells of the records that it manages, and of no others.")
    return tuple(notes)
