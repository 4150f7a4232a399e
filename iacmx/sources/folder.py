"""A configuration in a folder, as it is checked out."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import msgspec
from msgspec import Struct

from iacmx.errors import InputError
from iacmx.sources.files import MOST_OF_A_LIST, Room, SourceFile, in_order

HINT = "Give the folder in which terraform plan ran, as in --source-root infra/production."
LIST = ".terraform/modules/modules.json"


class Module(Struct, frozen=True, rename="pascal"):
    key: str
    dir: str = "."


class _List(Struct, frozen=True, rename="pascal"):
    modules: tuple[Module, ...] = ()


def repository(directory: Path, here: Path) -> Path:
    """What paths are relative to: the git repository around ``directory``, else the working directory ``here`` if it
    lies in there, else itself. All are resolved."""
    above = (directory, *directory.parents)
    return next((place for place in above if (place / ".git").exists()), here if here in above else directory)


class Folder:
    """The configuration in the folder where Terraform runs. Nothing outside its repository is read, whatever a link or
    ``../`` says."""

    def __init__(self, path: str) -> None:
        """Raises InputError where there is no such folder."""
        try:
            self._root = Path(path).resolve(strict=True)
            if not self._root.is_dir():
                raise InputError(f"The source root {path} is not a folder.", HINT)
        except (OSError, ValueError, RuntimeError) as error:
            reason = getattr(error, "strerror", "") or "not a usable path"
            raise InputError(f"The source root {path} can't be read: {reason}.", HINT) from error
        self._top = repository(self._root, Path.cwd())
        self._room = Room()
        self.title = path
        self.notes: list[str] = []

    def listed(self) -> dict[str, str]:
        path = self._root / LIST
        text = self._read(path, MOST_OF_A_LIST) if path.exists() else None
        if text is None:
            return {}
        try:
            return {module.key: module.dir for module in msgspec.json.decode(text, type=_List).modules}
        except (msgspec.MsgspecError, UnicodeError):
            self.notes.append(f"{self._shown(path)} can't be read: run terraform init")
            return {}

    def files(self, directory: str) -> tuple[SourceFile, ...]:
        place = Path(os.path.normpath(self._root / directory))
        try:
            if not self._is_inside(place):
                self.notes.append(f"{directory} lies outside {self._top}, which holds what is read")
                return ()
            names = in_order(os.listdir(place))
        except (OSError, ValueError):
            return ()
        read = ((name, self._read(place / name)) for name in names)
        return tuple(SourceFile(self._shown(place / name), text) for name, text in read if text is not None)

    def _read(self, path: Path, most: int | None = None) -> bytes | None:
        """The bytes of a regular file, ``None`` with a note otherwise; ``most`` lets it be longer than usual."""
        reason = "it leads outside"
        try:
            if self._is_inside(path):
                opened = os.open(path.resolve(), os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
                with open(opened, "rb") as file:
                    about = os.fstat(opened)
                    reason = "it is too large" if stat.S_ISREG(about.st_mode) else "it is not a file"
                    may = about.st_size <= most if most else self._room.take(about.st_size)
                    if may and stat.S_ISREG(about.st_mode):
                        return file.read(about.st_size)
        except (OSError, ValueError, RuntimeError) as error:
            reason = getattr(error, "strerror", "") or "not a usable path"
        self.notes.append(f"{self._shown(path)} was not read: {reason}")
        return None

    def _is_inside(self, path: Path) -> bool:
        return path.resolve().is_relative_to(self._top)

    def _shown(self, path: Path) -> str:
        return Path(os.path.relpath(path, self._top)).as_posix()
