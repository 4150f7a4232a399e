"""Files of Terraform code: never overwritten unasked, and with the block that a module has once where it has none."""

from __future__ import annotations

from pathlib import Path

from iacmx.errors import UsageError


def refuse_to_overwrite(path: Path | None, force: bool) -> None:
    """Raises UsageError where the file is there already, and not to be overwritten."""
    if path is not None and path.is_file() and not force:
        raise UsageError(f"{path} exists already.", "Name another file, or overwrite it with --force.")


def says_providers(path: Path) -> bool:
    """Whether a neighbour of the file has the block that a module may have once."""
    neighbours = (file for file in path.absolute().parent.glob("*.tf") if file.is_file() and file.name != path.name)
    return any("required_providers" in file.read_text(encoding="utf-8", errors="replace") for file in neighbours)
