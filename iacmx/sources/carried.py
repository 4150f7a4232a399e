"""The configuration that a binary plan carries: ``tfconfig/modules.json``, and a folder of files for each module."""

from __future__ import annotations

import os
import posixpath
import zipfile
import zlib
from pathlib import Path

import msgspec

from iacmx.plan.binary import directory_of
from iacmx.sources.files import MOST_FILES, MOST_OF_A_FILE, MOST_OF_A_LIST, Room, SourceFile, in_order
from iacmx.sources.folder import Module, repository

_LIST = "tfconfig/modules.json"
_UNREADABLE = (OSError, ValueError, KeyError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error)
"""What zipfile raises for an archive that is none, is broken, encrypted or packed in another way."""


class Carried:
    """What the binary plan at ``path`` carries; nothing, with a note, where that can't be read.

    Its files are shown where they lie if the plan was made in the folder that it lies in, or else in the working
    directory."""

    def __init__(self, path: str) -> None:
        self.title = path
        self.notes: list[str] = []
        self._room = Room()
        self._names: dict[str, list[str]] = {}
        self._listed: dict[str, str] = {}
        self._archive: zipfile.ZipFile | None = None
        ran_in = directory_of(Path(path)).resolve()
        self._base = Path(os.path.relpath(ran_in, repository(ran_in, Path.cwd()))).as_posix()
        try:
            self._open(path)
        except (*_UNREADABLE, msgspec.MsgspecError):
            self.notes.append(f"the configuration that {path} carries can't be read")

    def _open(self, path: str) -> None:
        archive = zipfile.ZipFile(path)
        entries = archive.infolist()
        if len(entries) > MOST_FILES or archive.getinfo(_LIST).file_size > MOST_OF_A_LIST:
            raise ValueError
        with archive.open(_LIST) as opened:
            modules = msgspec.json.decode(opened.read(MOST_OF_A_LIST), type=tuple[Module, ...])
        folders: dict[str, list[str]] = {}
        for entry in entries:
            folder, _, name = entry.filename.rpartition("/")
            folders.setdefault(folder, []).append(name)
        self._archive = archive
        self._listed = {module.key: posixpath.normpath(module.dir) for module in modules}
        for key, directory in self._listed.items():
            folder = f"tfconfig/m-{key}"
            self._names.setdefault(directory, [f"{folder}/{name}" for name in in_order(folders.get(folder, []))])

    def listed(self) -> dict[str, str]:
        return self._listed

    def files(self, directory: str) -> tuple[SourceFile, ...]:
        found: list[SourceFile] = []
        for entry in self._names.get(directory, ()):
            name = entry.rpartition("/")[2]
            shown = posixpath.normpath(posixpath.join(self._base, directory, name))
            text = self._read(entry)
            if text is None:
                self.notes.append(f"{shown} was not read: it is too large or broken")
            else:
                found.append(SourceFile(shown, text))
        return tuple(found)

    def _read(self, entry: str) -> bytes | None:
        try:
            archive = self._archive
            if archive is None or not self._room.take(archive.getinfo(entry).file_size):
                return None
            with archive.open(entry) as opened:
                return opened.read(MOST_OF_A_FILE)
        except _UNREADABLE:
            return None
