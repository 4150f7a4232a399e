"""Settings: flags win over ``IACMX_*`` variables, those over the settings file.

The file is ``--config``, else ``IACMX_CONFIG``, else the first ``.iacmx.toml``, or ``pyproject.toml`` with a
``[tool.iacmx]`` table, from the working directory up to the root of the git repository.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal, cast

from msgspec import Struct, ValidationError, convert

from iacmx.errors import InputError, UsageError
from iacmx.nearest import did_you_mean
from iacmx.policy import Expectation, Limits
from iacmx.waivers import Waiver

FILE = ".iacmx.toml"
TABLE = b"[tool.iacmx"
TABLES: dict[str, type[Struct]] = {"waive": Waiver, "expect": Expectation, "limits": Limits}
CHOICES = {"fail-on": ("error", "warning", "notice"), "unknown": ("fail", "warn")}


class Settings(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """What a settings file may hold; ``None`` leaves the default. ``timeout`` is in seconds."""

    fail_on: Literal["error", "warning", "notice"] | None = None
    unknown: Literal["fail", "warn"] | None = None
    soft_fail: bool | None = None
    offline: bool | None = None
    snapshot: tuple[str, ...] | None = None
    resolver: tuple[str, ...] | None = None
    dns_zone_files: str | None = None
    source_root: str | None = None
    timeout: float | None = None
    format: str | None = None
    output: tuple[str, ...] | None = None
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    baseline: str | None = None
    severity: dict[str, str] = {}
    waive: tuple[Waiver, ...] = ()
    expect: tuple[Expectation, ...] = ()
    limits: Limits = Limits()
    protected: tuple[str, ...] = ()


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
    _refuse_unknown(path, table)
    try:
        settings = convert(table, Settings)
    except ValidationError as error:
        raise InputError(f"The settings file {path} is wrong: {error}.", "See docs/settings.md.") from error
    except InputError as error:  # of a table that tells itself what is wrong with it
        raise InputError(f"The settings file {path} is wrong: {error.message}", error.hint) from error
    _refuse_unknown_rules(path, settings)
    return settings


def _refuse_unknown(path: Path, table: dict[str, Any]) -> None:
    """Raises InputError for a key that there is none of, and for a word that is none of those to choose from."""
    _refuse_keys(path, table, Settings, "")
    for name, kind in TABLES.items():
        held: Any = table.get(name)
        for inner in cast(list[Any], held) if isinstance(held, list | tuple) else [held]:
            if isinstance(inner, dict):
                _refuse_keys(path, cast(dict[str, Any], inner), kind, f" in {name}")
    for name, words in CHOICES.items():
        value = table.get(name)
        if isinstance(value, str) and value not in words:
            raise InputError(
                f"The settings file {path} is wrong: {name} is {value!r}.",
                did_you_mean(value, words, f"Use {' or '.join(words)}."),
            )


def _refuse_keys(path: Path, table: dict[str, Any], kind: type[Struct], where: str) -> None:
    known = kind.__struct_encode_fields__
    for key in table:
        if key not in known:
            raise InputError(
                f"The settings file {path} is wrong: there is no {key!r}{where}.",
                did_you_mean(key, known, f"There is: {', '.join(known)}."),
            )


def _refuse_unknown_rules(path: Path, settings: Settings) -> None:
    """Raises InputError for rules and severities that do not exist, before a typing mistake leaves a rule out."""
    from iacmx.selection import rule_named, rules_of, severities_of

    try:
        rules_of(settings.select or ())
        rules_of(settings.ignore or (), "to ignore")
        severities_of(settings.severity)
        for waiver in settings.waive:
            rule_named(waiver.rule, "to waive")
    except UsageError as error:
        raise InputError(f"The settings file {path} is wrong: {error.message}", error.hint) from error
