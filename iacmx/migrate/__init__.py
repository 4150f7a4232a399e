"""Moving DNS or mail: what mail needs of zones at two sides, compared. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from iacmx import __version__
from iacmx.audit.source import Source
from iacmx.errors import IacmxError, ProviderError, UsageError, ZoneNotFound
from iacmx.migrate.compare import SERVED, compare
from iacmx.migrate.contents import Contents, hosts_of, well_known
from iacmx.migrate.sides import STATE, Side
from iacmx.migrate_report import SCHEMA, MigrateReport, State, ZoneComparison, ZoneUntold
from iacmx.model import Zone, ZoneData
from iacmx.names import normalize
from iacmx.report import Verdict
from iacmx.words import counted

_PLANNED = (STATE, "plan")
_BOTH_SERVED = "DNS tells only of names that are asked for."


class Ambiguous(UsageError):
    """Several zones of one name."""


class _End:
    """One side with its name on the command line, and the zones chosen there by id."""

    def __init__(self, source: Source, side: Side, words: Sequence[str]) -> None:
        self.label, self.kind, self._side = source.label, source.provider, side
        ids = {word for word in words if "." not in word.rstrip(".")}
        listed = side.zones() if ids and self.kind != SERVED else []
        self.chosen = {zone.name: zone for zone in listed if zone.id in ids}
        self.ids = {zone.id for zone in self.chosen.values()}

    def names(self) -> list[str]:
        """The names of all its public zones."""
        return sorted({zone.name for zone in self._side.zones() if not zone.private})

    def zone(self, name: str) -> Zone:
        """The only public zone of that name. Raises ZoneNotFound, Ambiguous, ProviderError."""
        if name in self.chosen:
            return self.chosen[name]
        found = self._side.zones(name)
        public = [zone for zone in found if not zone.private]
        if len(public) > 1:
            ids = ", ".join(f"{zone.id} ({zone.status})" if zone.status else zone.id for zone in public)
            raise Ambiguous(
                f"{self.label} holds {len(public)} zones named {name}: {ids}.", "Name the zone that is meant by its id."
            )
        if not public:
            private = f"only a private one ({', '.join(zone.id for zone in found)})" if found else "none"
            raise ZoneNotFound(
                f"{self.label} shows no public zone {name}, {private}.",
                "Create it there first, or check the name and whether the credentials are those of its account.",
            )
        return public[0]

    def data(self, name: str, names: frozenset[str] | None = None) -> ZoneData:
        return self._side.fetch(self.zone(name), names)


def compare_sides(
    source: Source, target: Source, from_side: Side, to_side: Side, words: Sequence[str] = ()
) -> MigrateReport:
    """Compare zones of ``from_side`` with those of ``to_side``.

    ``words`` are names of zones, or ids at either side; none: all public zones of ``from_side``. A zone that can't be
    compared is told in the report. Raises UsageError where it can't be told which zone is meant, ProviderError where
    zones can't be listed.
    """
    ends = _End(source, from_side, words), _End(target, to_side, words)
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


def _names(ends: tuple[_End, _End], words: Sequence[str]) -> list[str]:
    if words:
        strays = [word for word in words if "." not in word.rstrip(".") and not any(word in end.ids for end in ends)]
        if strays:
            sides = " or ".join(end.label for end in ends)
            raise UsageError(f"No zone of {sides} has the id {strays[0]}.", "Write a name with its dots, or an id.")
        by_id = [name for end in ends for name in end.chosen]
        return list(dict.fromkeys((*by_id, *(normalize(word) for word in words if "." in word.rstrip(".")))))
    names = ends[0].names()
    if not names:
        raise UsageError(
            f"{ends[0].label} tells of no zones.", "Name the zone, such as example.com, or check the credentials."
        )
    return names


def _both(name: str, ends: tuple[_End, _End]) -> tuple[ZoneData, ZoneData]:
    """Both sides' data; DNS is asked for what the other side holds."""
    first, second = ends if ends[0].kind != SERVED else ends[::-1]
    whole = _read(first, name)
    names = frozenset(_mail_names(whole)) if second.kind == SERVED else None
    other = _read(second, name, names)
    return (whole, other) if first is ends[0] else (other, whole)


def _read(end: _End, name: str, names: frozenset[str] | None = None) -> ZoneData:
    try:
        return end.data(name, names)
    except (ProviderError, UsageError) as error:
        raise _Failed(end.label, error) from error


def _mail_names(data: ZoneData) -> Iterable[str]:
    """The names to ask DNS for: all that hold something of mail, and those where others look for more of it."""
    hosts = hosts_of((data,))
    yield data.zone.name
    yield from hosts
    for owner, _, rdtype in Contents(data, hosts).items:
        yield owner
        if rdtype == "MX" and not owner.startswith("*."):
            yield from well_known(owner)
    yield from well_known(data.zone.name)


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
