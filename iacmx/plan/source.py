"""Where the text of a plan or a state comes from: a file, standard input, the binary plan through Terraform; and its
encoding."""

from __future__ import annotations

import mmap
import stat
import sys
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from iacmx.errors import InputError
from iacmx.plan.envelope import Buffer

STDIN = "Standard input"
ZIP = b"PK\x03\x04"
MAPPED_FROM = 1 << 20
"""Bytes from which a file is mapped rather than read."""


class Wanted(Struct, frozen=True):
    """What a text should be, in a word, and the command that writes it."""

    noun: str
    command: str

    @property
    def show(self) -> str:
        """What to do instead, for hints."""
        return f"Run `{self.command} > {self.noun}.json` and give that file."


PLAN = Wanted("plan", "terraform show -json tfplan")
STATE = Wanted("state", "terraform show -json")
SHOW = PLAN.show


class Source(Struct, frozen=True):
    """A text and what messages call it."""

    data: Buffer
    name: str


def load(path: str | Path, wanted: Wanted = PLAN) -> Source:
    """The text at ``path``, ``"-"`` for standard input. Terraform shows a binary plan where one is wanted.

    Raises InputError.
    """
    if str(path) == "-":
        if sys.stdin is None:  # pyright: ignore[reportUnnecessaryComparison] - so it is in a process started without
            raise InputError("Standard input is closed.", f"Pipe `{wanted.command}` into it.")
        return Source(_read(sys.stdin.buffer), STDIN)
    file = Path(path)
    try:
        if stat.S_ISDIR(file.stat().st_mode):
            raise InputError(f"{file} is a directory, not a {wanted.noun}.", wanted.show)
        with file.open("rb") as opened:
            data = _read(opened)
    except FileNotFoundError as error:
        raise InputError(f"{file} does not exist.", wanted.show) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", "") or "not a usable path"
        raise InputError(f"{file} can't be read: {reason}.", "Check the path and its permissions.") from error
    if wanted == PLAN and bytes(data[: len(ZIP)]) == ZIP:
        from iacmx.plan.binary import show

        return Source(show(file), str(file))
    return Source(data, str(file))


def to_utf8(data: Buffer, name: str, wanted: Wanted = PLAN) -> Buffer:
    """The JSON text in UTF-8: without a byte order mark, from UTF-16 where a shell wrote that, and without the lines
    that the setup-terraform wrapper puts around it. Raises InputError."""
    head = bytes(data[:4])
    if head == ZIP and wanted != PLAN:
        raise InputError(f"{name} is a binary plan, not a {wanted.noun}.", wanted.show)
    if head == ZIP:
        raise InputError(
            f"{name} is a binary plan, which only Terraform can read.",
            "Pipe `terraform show -json tfplan` instead, or give the plan file's path.",
        )
    view: Buffer = data
    if head.startswith(b"\xef\xbb\xbf"):
        view = memoryview(data)[3:]
    elif head.startswith((b"\xff\xfe", b"\xfe\xff")) or (len(head) >= 2 and 0 in head[:2]):
        view = _from_utf16(bytes(data), name, wanted)
    if bytes(view[:64]).lstrip().startswith((b"[command]", b"::")):
        view = _without_noise(bytes(view))
    if not bytes(view[:64]).strip() and not bytes(view).strip():
        raise InputError(f"{name} is empty.", "Did the command that should write it fail? " + wanted.show)
    return view


def _read(file: BinaryIO) -> Buffer:
    """All of a file; a big one is mapped, so that it takes no memory of its own."""
    try:
        start = file.tell()
        size = file.seek(0, 2) - start
        file.seek(start)
        if start == 0 and size >= MAPPED_FROM:
            return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except (OSError, ValueError):
        pass  # a pipe, which can only be read
    return file.read()


def _from_utf16(data: bytes, name: str, wanted: Wanted) -> bytes:
    encoding = "utf-16"
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16-be" if data[0] == 0 else "utf-16-le"
    try:
        return data.decode(encoding).encode()
    except UnicodeError as error:
        raise InputError(f"{name} is neither UTF-8 nor UTF-16 text.", wanted.show) from error


def _without_noise(text: bytes) -> bytes:
    lines = text.splitlines(keepends=True)
    while lines and _is_noise(lines[0]):
        del lines[0]
    while lines and _is_noise(lines[-1]):
        del lines[-1]
    return b"".join(lines)


def _is_noise(line: bytes) -> bool:
    return not line.strip() or line.startswith((b"[command]", b"::"))
