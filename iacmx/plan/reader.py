"""From the text of a plan to a :class:`iacmx.model.Plan`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from iacmx.errors import InputError
from iacmx.model import Change, Plan, RecordSet
from iacmx.plan.attributes import Attributes
from iacmx.plan.changes import Decoded, decode_change, decode_state
from iacmx.plan.derived import derive_exchanges
from iacmx.plan.envelope import Buffer, Entry, Envelope, decode_envelope
from iacmx.plan.instances import Instances
from iacmx.plan.kinds import RecordResource
from iacmx.plan.lookup import PlanLookup
from iacmx.plan.mail_from import read_mail_from
from iacmx.plan.mistakes import check_is_plan, explain
from iacmx.plan.owners import settle
from iacmx.plan.references import References
from iacmx.plan.resources import collect
from iacmx.plan.secrets import absolute_owners, hideable
from iacmx.plan.source import SHOW, load, to_utf8
from iacmx.plan.suspects import looks_like_records
from iacmx.plan.zones import Zones


def read(path: str | Path) -> Plan:
    """Read the plan at ``path``, ``"-"`` for standard input: the JSON of ``terraform show -json`` or the binary plan.

    Raises InputError, one sentence for each kind of wrong input.
    """
    source = load(path)
    return read_bytes(source.data, source.name)


def read_bytes(data: Buffer, name: str = "the plan") -> Plan:
    """Read a JSON plan from memory, UTF-8 or UTF-16; ``name`` is what messages call it. Raises InputError."""
    text = to_utf8(data, name)
    try:
        envelope = decode_envelope(text, name)
    except msgspec.DecodeError as error:
        raise explain(text, name, str(error)) from error
    except UnicodeError as error:
        raise InputError(f"{name} is not UTF-8 text, as JSON must be.", SHOW) from error
    except RecursionError as error:
        raise InputError(f"{name} is nested too deeply to be a plan.", "Is it written by Terraform?") from error
    check_is_plan(envelope, text, name)
    return read_envelope(envelope)


def read_envelope(envelope: Envelope) -> Plan:
    """Read what an envelope holds. Raises InputError for a change that Terraform would not write."""
    return _Reader(envelope).plan()


class _Reader:
    """Reads one plan."""

    def __init__(self, envelope: Envelope) -> None:
        self._envelope = envelope
        self._entries: Sequence[Entry] = envelope.resource_changes or ()
        self._kinds = collect(_types(envelope))
        self._references = References(envelope.root_module)
        self._instances = Instances(self._entries)
        self._secrets: set[str] = set()
        self._zones = Zones(envelope, self._kinds.zones, self._references, self._instances)

    def plan(self) -> Plan:
        envelope = self._envelope
        changes = (*self._read(self._entries), *self._left_out())
        drift = self._read(envelope.resource_drift or ())
        mail_from = read_mail_from(envelope, self._kinds.mail_from, self._secrets)
        self._mark_private()
        zones = self._zones.finish()
        names = {key: zone.name for key, zone in zones.items() if zone.name}
        settled = derive_exchanges(settle(changes, names))
        settled_drift = settle(drift, names)
        self._secrets |= set(absolute_owners(self._secrets, (*changes, *drift), (*settled, *settled_drift)))
        return Plan(
            format_version=envelope.format_version or "",
            terraform_version=envelope.terraform_version or "",
            changes=settled,
            zones=zones,
            zone_changes=tuple(self._zones.changes),
            drift=settled_drift,
            not_understood=dict(sorted(Counter(self._not_understood()).items())),
            complete=envelope.complete,
            applyable=envelope.applyable,
            errored=bool(envelope.errored),
            secrets=hideable(self._secrets),
            resources=len(self._entries),
            mail_from=mail_from,
            timestamp=envelope.timestamp or "",
            modules=envelope.module_sources(),
        )

    def _read(self, entries: Sequence[Entry]) -> tuple[Change, ...]:
        kinds = self._kinds.records
        return tuple(
            self._change(decode_change(entry), kinds[entry.type])
            for entry in entries
            if entry.type in kinds and entry.mode == "managed"
        )

    def _left_out(self) -> Iterator[Change]:
        """The record resources that a plan with ``-target`` does not mention."""
        for resource in self._envelope.left_out():
            kind = self._kinds.records.get(resource.type)
            if kind:
                held = self._side(decode_state(resource), kind)
                yield Change(
                    address=resource.address,
                    resource_type=kind.type,
                    provider=kind.provider,
                    actions=("no-op",),
                    before=held,
                    after=held,
                    per_record=kind.per_record,
                    exclusive=kind.exclusive,
                )

    def _change(self, change: Decoded, kind: RecordResource) -> Change:
        before = self._side(change.before, kind)
        after = before if change.is_same else self._side(change.after, kind)
        if kind.whole_names:
            self._compare_names(before, after)
        return Change(
            address=change.address,
            resource_type=kind.type,
            provider=kind.provider,
            actions=change.actions,
            before=before,
            after=after,
            previous_address=change.entry.previous_address or "",
            deposed=change.entry.deposed or "",
            importing=change.importing,
            overwrite=bool(kind.overwrite and change.after and change.after.flag(kind.overwrite)),
            per_record=kind.per_record,
            exclusive=kind.exclusive or bool(kind.takes_over and change.after and kind.takes_over(change.after)),
        )

    def _side(self, side: Attributes | None, kind: RecordResource) -> tuple[RecordSet, ...]:
        if side is None:
            return ()
        return kind.read(
            side,
            PlanLookup(side.address, kind.provider, self._zones, self._references, self._instances, self._secrets),
        )

    def _compare_names(self, before: tuple[RecordSet, ...], after: tuple[RecordSet, ...]) -> None:
        """Learn a zone's name from a record whose state holds the whole name and whose configuration does not."""
        for old, new in zip(before, after, strict=False):
            if old.relative and new.relative and old.zone == new.zone and new.owner not in ("", "@"):
                self._zones.tell_name(new.zone, str(new.owner), str(old.owner))

    def _mark_private(self) -> None:
        for entry in self._entries:
            mark = self._kinds.private.get(entry.type)
            after = decode_change(entry).after if mark else None
            if mark and after:
                self._zones.make_private(self._zones.of(mark.provider, after, mark.zone))

    def _not_understood(self) -> Iterator[str]:
        understood = (self._kinds.records, self._kinds.zones)
        verdicts: dict[str, bool] = {}
        for entry in self._entries:
            suspect = verdicts.get(entry.type)
            if suspect is None:
                suspect = verdicts[entry.type] = looks_like_records(entry.type) and not any(
                    entry.type in kinds for kinds in understood
                )
            if suspect and entry.mode == "managed" and decode_change(entry).acts:
                yield str(entry.type)


def _types(envelope: Envelope) -> set[str]:
    """Every resource type of the plan and its prior state."""
    types: set[str] = {entry.type for entry in envelope.resource_changes or ()}
    types.update(entry.type for entry in envelope.resource_drift or ())
    types.update(resource.type for resource in envelope.state.every_resource())
    return types
