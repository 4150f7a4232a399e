"""The files of a configuration, module by module, from a folder or from a binary plan.

Whoever wrote them may be hostile: sizes are bounded, and nothing outside the repository is read.
"""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct

MOST_OF_A_FILE = 2 << 20
MOST_OF_ALL = 64 << 20
"""Bytes."""
MOST_FILES = 20_000
MOST_OF_A_LIST = 8 << 20
"""Bytes of the list of modules."""
_ENDS = (".tofu.json", ".tf.json", ".tofu", ".tf")


class SourceFile(Struct, frozen=True):
    """``path`` is as reports show it."""

    path: str
    text: bytes


class Tree(Protocol):
    """Where a configuration lies. Directories are relative to the root module's, ``"."``, with forward slashes."""

    title: str
    """What messages call it."""
    notes: list[str]
    """What was not read, and why, in words."""

    def listed(self) -> dict[str, str]:
        """The directories of modules by the names of the calls that lead there, as `terraform init` noted them."""
        ...

    def files(self, directory: str) -> tuple[SourceFile, ...]:
        """The files of a module, none where there is none; those whose blocks count before those that override."""
        ...


class Room:
    """What may still be read."""

    def __init__(self) -> None:
        self._bytes = MOST_OF_ALL
        self._files = MOST_FILES

    def take(self, size: int) -> bool:
        """Whether a file of that size may be read; then it counts."""
        if size > min(MOST_OF_A_FILE, self._bytes) or not self._files:
            return False
        self._bytes -= size
        self._files -= 1
        return True


def in_order(names: list[str]) -> list[str]:
    """The names of configuration files, those first whose blocks count where several have the same.

    OpenTofu prefers ``main.tofu`` to ``main.tf``, and override files change blocks that stand elsewhere.
    """
    ours = {name: _end(name) for name in names if _is_read(name)}
    held = set(ours)

    def rank(name: str) -> tuple[bool, bool, str]:
        end = ours[name]
        stem = name.removesuffix(end)
        is_override = stem == "override" or stem.endswith("_override")
        return is_override, "tofu" not in end and f"{stem}{end.replace('tf', 'tofu')}" in held, name

    return sorted(ours, key=rank)


def _is_read(name: str) -> bool:
    """Whether Terraform or OpenTofu reads it: not what editors leave behind."""
    return bool(_end(name)) and not name.startswith(".") and not (name.startswith("#") and name.endswith("#"))


def _end(name: str) -> str:
    return next((end for end in _ENDS if name.endswith(end)), "")
