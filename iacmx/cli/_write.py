"""Where reports go: standard output, and files written whole or not at all."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from errno import EISDIR
from pathlib import Path
from typing import IO, TextIO, cast

STDOUT = "-"
"""The path of a report that goes to standard output."""


def to_stdout(text: str) -> None:
    """Print; what the terminal's encoding can't show is escaped rather than refused."""
    pieces_to_stdout((text,))


def pieces_to_stdout(pieces: Iterable[str]) -> None:
    """Print piece by piece, as :func:`to_stdout`. Raises InputError where that can't be done."""
    out = standard_output()
    with printing():
        out.writelines(pieces)
        out.flush()


def standard_output() -> TextIO:
    """Where to print, as :func:`to_stdout`. Raises InputError where it is closed."""
    from iacmx.errors import InputError

    out = cast("TextIO | None", sys.stdout)
    if out is None:
        raise InputError("Standard output is closed.", "Leave it open, or send it to /dev/null.")
    out.reconfigure(errors="backslashreplace")  # type: ignore[attr-defined]
    return out


@contextmanager
def printing() -> Generator[None, None, None]:
    """Tells what standard output refuses as InputError. Nothing more is printed then, also not when Python exits."""
    from iacmx.errors import InputError

    try:
        with _telling("Standard output"):
            yield
    except InputError:
        stop_writing()
        raise


def colour_wanted() -> bool:
    """Colour only on a terminal; ``NO_COLOR`` (no-color.org) and ``FORCE_COLOR`` are honoured."""
    if os.environ.get("NO_COLOR"):
        return False
    out = cast("TextIO | None", sys.stdout)
    return bool(os.environ.get("FORCE_COLOR")) or (
        out is not None and out.isatty() and os.environ.get("TERM") != "dumb"
    )


def to_file(path: str, text: str) -> None:
    """Write a file atomically, so that a reader never sees half of it. Raises InputError where it can't be written."""
    pieces_to_file(path, (text,))


def pieces_to_file(path: str, pieces: Iterable[str]) -> None:
    """Write a file piece by piece, as :func:`to_file`."""
    with growing_file(path) as write:
        for piece in pieces:
            write(piece)


def refuse_unwritable(paths: Iterable[str]) -> None:
    """Raises InputError where a file could not be written: told first, so that no long run ends without its report."""
    for path in paths:
        with _telling(path):
            if Path(path).is_dir():
                raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
            if not _is_device(path):
                import tempfile

                tempfile.TemporaryFile(dir=_target(path).parent).close()


@contextmanager
def growing_file(path: str) -> Generator[Callable[[str], object], None, None]:
    """What writes to a file as long as the context lasts, as :func:`to_file`; no file where anything is raised.

    A device or a pipe (``/dev/stderr``, ``>(...)``) is written to as it comes; a link stays one.
    """
    with (_device_at if _is_device(path) else _file_at)(path) as file:

        def write(text: str) -> None:
            with _telling(path):
                file.write(text)

        yield write


@contextmanager
def _device_at(path: str) -> Generator[IO[str], None, None]:
    with _telling(path):
        device = open(path, "a", encoding="utf-8", errors="backslashreplace")  # noqa: SIM115 - closed below
    try:
        yield device
    finally:
        with _telling(path):
            device.close()


@contextmanager
def _file_at(path: str) -> Generator[IO[str], None, None]:
    import tempfile

    target = _target(path)
    with _telling(path):
        file = tempfile.NamedTemporaryFile(  # noqa: SIM115 - closed below
            "w", encoding="utf-8", errors="backslashreplace", dir=target.parent, prefix=".iacmx-", delete=False
        )
    try:
        with file:
            yield file.file
            with _telling(path):
                file.close()
        with _telling(path):
            Path(file.name).chmod(0o644)
            Path(file.name).replace(target)
    finally:
        Path(file.name).unlink(missing_ok=True)  # unless it is the target by now


def _is_device(path: str) -> bool:
    """Whether the path leads to what can't be replaced by a file: renaming onto ``/dev/null`` would take it away."""
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)) or path.startswith(("/dev/std", "/dev/fd/"))


def _target(path: str) -> Path:
    return Path(os.path.realpath(path))


@contextmanager
def _telling(path: str) -> Generator[None, None, None]:
    """Tells what can't be written as InputError; not that the reader went away."""
    from iacmx.errors import InputError

    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise InputError(f"{path} can't be written: {error.strerror}.", "Check the path.") from error


def stop_writing() -> None:
    """The reader went away (`| head`): write no more, and let Python not complain when it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
