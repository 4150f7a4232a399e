"""The journal: what an audit has read so far, one line for each answer, so that a later run need not ask again.

A line is written when its answer is there; a crash in the middle of one loses that line only. The file holds what a
snapshot holds (:mod:`iacmx.snapshot_format`) and is readable by its owner alone.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final, Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from iacmx import snapshot_format as saved
from iacmx.audit.source import Source
from iacmx.errors import InputError, UsageError
from iacmx.model import Zone, ZoneData

SCHEMA: Final = "iacmx.journal/1"


class Head(Struct, frozen=True, tag="head", forbid_unknown_fields=True):
    schema: Literal["iacmx.journal/1"]
    sources: tuple[str, ...]
    patterns: tuple[str, ...]
    started: datetime


class Listed(Struct, frozen=True, tag="listed", forbid_unknown_fields=True):
    """All zones of a source, as it listed them; ``sets`` are the numbers of their record sets, where told."""

    source: str
    zones: tuple[saved.SavedZone, ...]
    sets: tuple[int | None, ...]


class Read(Struct, frozen=True, tag="read", forbid_unknown_fields=True):
    """One zone of a source with its records."""

    source: str
    zone: saved.SavedZone


_LINE = msgspec.json.Decoder(Head | Listed | Read)
_ENCODER = msgspec.json.Encoder()
_BEGINNING: Final = b'{"type":"head",'


class Journal:
    """A journal that is being continued, or begun. Use :meth:`open`, and :meth:`close` it."""

    def __init__(self, path: Path, file: BinaryIO, head: Head | None, listed: dict[str, Listed]) -> None:
        self._path = path
        self._file = file
        self._offsets: dict[tuple[str, str, str], int] = {}
        self._listed = listed
        self.started = head.started if head else datetime.now(UTC)

    @classmethod
    def open(cls, path: str, sources: tuple[Source, ...], patterns: tuple[str, ...]) -> Journal:
        """Continue the journal at ``path``, or begin one. Raises InputError for a file that is none, or one of an audit
        of other sources or zones; UsageError where it can't be written, or another run has it."""
        place = Path(path)
        labels = tuple(source.label for source in sources)
        try:
            file = os.fdopen(os.open(place, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
        except OSError as error:
            raise _unwritable(place, error) from error
        try:
            _lock(place, file)
            _refuse_device(place, file)
            journal = cls._continued(place, file)
            head = Head(SCHEMA, labels, patterns, journal.started)
            if journal._head is None or journal._is_empty:  # of an audit that came to nothing
                file.truncate(0)
                journal._append(head)
            elif (journal._head.sources, journal._head.patterns) != (labels, patterns):
                raise InputError(
                    f"The journal {path} is of another audit ({' '.join(journal._head.sources)}"
                    f"{''.join(f' --zone {pattern}' for pattern in journal._head.patterns)}).",
                    "Resume with the same sources and --zone, or name a new file.",
                )
        except BaseException:  # nobody else has the file yet, so an interrupt must not leave it open either
            file.close()
            raise
        return journal

    _head: Head | None = None

    @classmethod
    def _continued(cls, path: Path, file: BinaryIO) -> Journal:
        """What is in the file; a last line that was cut off is taken away."""
        head: Head | None = None
        listed: dict[str, Listed] = {}
        offsets: dict[tuple[str, str, str], int] = {}
        end = 0
        for line in file:
            if not line.endswith(b"\n"):
                if head is None and not line.startswith(_BEGINNING[: len(line)]):
                    raise _foreign(path)
                break
            try:
                entry = _LINE.decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise _foreign(path) from error
            if isinstance(entry, Head):
                head = entry
            elif head is None:
                raise _foreign(path)
            elif isinstance(entry, Listed):
                listed[entry.source] = entry
            else:
                offsets[entry.source, entry.zone.provider, entry.zone.id] = end
            end += len(line)
        file.truncate(end)
        journal = cls(path, file, head, listed)
        journal._head, journal._offsets = head, offsets
        return journal

    @property
    def _is_empty(self) -> bool:
        return not (self._listed or self._offsets)

    def close(self) -> None:
        with suppress(OSError):  # what can't be written was told when it was to be
            self._file.close()

    def zones(self, source: Source) -> list[Zone] | None:
        """The zones that the source listed, ``None`` where it did not yet."""
        listed = self._listed.get(source.label)
        if listed is None:
            return None
        return [replace(saved.zone_to(zone), sets=sets) for zone, sets in zip(listed.zones, listed.sets, strict=True)]

    def list(self, source: Source, zones: list[Zone]) -> None:
        """Keep the zones that a source listed. Raises UsageError where the file can't be written."""
        listed = Listed(
            source.label,
            tuple(saved.zone_from(zone.provider, ZoneData(zone, ())) for zone in zones),
            tuple(zone.sets for zone in zones),
        )
        self._listed[source.label] = listed
        self._append(listed)

    def has(self, source: Source, zone: Zone) -> bool:
        """Whether the zone was read."""
        return (source.label, zone.provider, zone.id) in self._offsets

    def data(self, source: Source, zone: Zone) -> ZoneData | None:
        """What was read of the zone, ``None`` where nothing was."""
        offset = self._offsets.get((source.label, zone.provider, zone.id))
        if offset is None:
            return None
        self._file.seek(offset)
        entry = _LINE.decode(self._file.readline())
        if not isinstance(entry, Read):
            raise _foreign(self._path)
        held = entry.zone
        return ZoneData(
            saved.zone_to(held), saved.records_to(held, zone.key), None if held.names is None else frozenset(held.names)
        )

    def read(self, source: Source, data: ZoneData) -> None:
        """Keep what was read of a zone. Raises UsageError where the file can't be written."""
        self._append(Read(source.label, saved.zone_from(data.zone.provider, data)))

    def _append(self, entry: Head | Listed | Read) -> None:
        try:
            self._file.seek(0, os.SEEK_END)
            self._file.write(_ENCODER.encode(entry) + b"\n")
            self._file.flush()
        except OSError as error:
            raise UsageError(
                f"The journal {self._path} can't be written: {error.strerror}.", "Make room, or name another file."
            ) from error


def _unwritable(path: Path, error: OSError) -> UsageError:
    return UsageError(
        f"The journal {path} can't be written: {error.strerror or 'it is no file'}.", "Name another file."
    )


def _refuse_device(path: Path, file: BinaryIO) -> None:
    try:
        file.truncate(path.stat().st_size)  # which a device, or a pipe, refuses
    except OSError as error:
        raise _unwritable(path, error) from error


def _lock(path: Path, file: BinaryIO) -> None:
    """Keep other runs from the file until it is closed, or the process ends."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise UsageError(
            f"The journal {path} is in use by another audit.", "Wait until that one ends, or name another file."
        ) from error
    except OSError:  # a file system without locks
        return


def _foreign(path: Path) -> InputError:
    return InputError(f"{path} is no journal of an audit.", "Name the file that --resume wrote, or a new one.")
