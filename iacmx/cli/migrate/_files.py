"""Files of Terraform code: never overwritten unasked, and with the block that a module has once where it has none."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from iacmx.errors import InputError, UsageError


def refuse_to_overwrite(path: Path | None, force: bool) -> None:
    """Raises UsageError where the file is there already, and not to be overwritten."""
    if path is not None and path.is_file() and not force:
        raise UsageError(f"{path} exists already.", "Name another file, or overwrite it with --force.")


def refuse_to_overwrite_any(paths: Iterable[str], force: bool) -> None:
    """As :func:`refuse_to_overwrite`: a runbook may have been ticked off in the meantime."""
    for path in paths:
        refuse_to_overwrite(Path(path), force)


def says_providers(path: Path) -> bool:
    """Whether a neighbour of the file has the block that a module may have once."""
    neighbours = (file for file in path.absolute().parent.glob("*.tf") if file.is_file() and file.name != path.name)
    return any("required_providers" in _text(file) for file in neighbours)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        why = f"{file}, beside the file to write, can't be read: {error.strerror}."
        raise InputError(why, "Name a file elsewhere.") from error
