"""Settings: flags win over ``IACMX_*`` variables, those over the settings file.

The file is ``--config``, else ``IACMX_CONFIG``, else the first ``.iacmx.toml``, or ``pyproject.toml`` with a
``[tool.iacmx]`` table, from the working directory up to the root of the git repository.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct, ValidationError, convert

from iacmx.errors import InputError
from iacmx.waivers import Waiver

FILE = ".iacmx.toml"
TABLE = b"[tool.iacmx"


class Settings(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """What a settings file may hold; ``None`` leaves the default. ``timeout`` is in seconds."""

    fail_on: Literal["error", "warning", "notice"] | None = None
    unknown: Literal["fail", "warn"] | None = None
    soft_fail: bool | None = None
    offline: bool | None = None
    snapshot: tuple[str, ...] | None = None
    resolver: tuple[str, ...] | None = None
    dns_zone_files: str | None = None
    timeout: float | None = None
    format: str | None = None
    output: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    waive: tuple[Waiver, ...] = ()


def load(path: str = "") -> Settings:
    """The settings of ``path``, or of the file found; empty settings where there is none. Raises InputError."""
    named = path or os.environ.get("IACMX_CONFIG", "")
    if named:
        return _read(Path(named))
    directory = Path.cwd()
    for place in (directory, *directory.parents):
        if (place / FILE).is_file():
            return _read(place / FILE)
        project = place / "pyproject.toml"
        if project.is_file() and TABLE in project.read_bytes():
            return _read(project)
        if (place / ".git").exists():
            break
    return Settings()


def _read(path: Path) -> Settings:
    import tomllib

    try:
        table: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise InputError(f"The settings file {path} can't be read: {error.strerror}.", "Check --config.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(
            f"The settings file {path} is not TOML: {error}.", "Mend it, or leave --config out."
        ) from error
    if path.name == "pyproject.toml":
        table = table.get("tool", {}).get("iacmx", {})
    try:
        return convert(table, Settings)
    except ValidationError as error:
        raise InputError(f"The settings file {path} is wrong: {error}.", "See docs/settings.md.") from error
