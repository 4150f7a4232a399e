"""``iacmx validate``: whether files that iacmx reads are as they should be, before a pipeline needs them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from iacmx.cli._errors import reports_errors
from iacmx.cli._write import to_stdout

if TYPE_CHECKING:
    from iacmx.settings import Settings


@reports_errors
def validate(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Settings (TOML), snapshots, baselines.")],
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only what is wrong.")] = False,
) -> None:
    """Tell whether settings, snapshots and baselines can be used.

        iacmx validate .iacmx.toml snapshot.json

    Reads nothing but the files, and all of them, also after one that is wrong. Waivers that have expired are named.

    Exit codes: 0 all can be used; 2 one is wrong, or can't be read; 130 interrupted.
    """
    from iacmx.errors import IacmxError
    from iacmx.report._safe import printable

    wrong = False
    for file in files:
        try:
            told = _told(Path(file))
        except IacmxError as error:
            wrong = True
            sys.stderr.write(f"iacmx: {printable(error.message)}\n  {printable(error.hint)}\n")
        else:
            if not quiet:
                to_stdout(f"ok  {printable(file)}: {printable(told)}\n")
    if wrong:
        raise typer.Exit(2)


def _told(path: Path) -> str:
    """What the file holds, in a few words. Raises IacmxError."""
    if path.suffix == ".toml":
        return _settings(path)
    if _schema_of(path).startswith("iacmx.baseline/"):
        from iacmx.baseline import load
        from iacmx.words import counted

        return f"a baseline of {counted(len(load(str(path)).findings), 'finding')}"
    from iacmx.snapshot_format import read
    from iacmx.words import counted

    content = read(path)
    return f"a snapshot of {counted(len(content.zones), 'zone')}, taken {content.taken_at:%Y-%m-%d}"


def _schema_of(path: Path) -> str:
    """The schema that a JSON file names, ``""`` where it names none; whoever reads it tells what is wrong with it."""
    import msgspec

    class Envelope(msgspec.Struct):
        schema: str = ""

    try:
        return msgspec.json.decode(path.read_bytes(), type=Envelope).schema
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""


def _settings(path: Path) -> str:
    from iacmx.settings import TABLE, load

    settings = load(str(path))
    if path.name == "pyproject.toml" and TABLE not in path.read_bytes():
        return "no settings: there is no [tool.iacmx]"
    _refuse_unusable(path, settings)
    return "; ".join(("settings", *_expired(settings)))


def _refuse_unusable(path: Path, settings: Settings) -> None:
    """Raises InputError for what only the run of a command would stumble over."""
    from iacmx.cli._sources import output_of, seconds
    from iacmx.errors import InputError, UsageError
    from iacmx.report import renderer

    try:
        renderer(settings.format or "text")
        for output in settings.output or ():
            output_of(output)
        if settings.timeout is not None:
            seconds(settings.timeout)
    except UsageError as error:
        message, hint = (text.replace(" --output", "").replace("--", "") for text in (error.message, error.hint))
        raise InputError(f"The settings file {path} is wrong: {message}", hint) from error


def _expired(settings: Settings) -> tuple[str, ...]:
    from datetime import UTC, datetime

    today = datetime.now(UTC).date().isoformat()
    return tuple(
        f"the waiver of {waiver.rule} for {waiver.owner} expired on {waiver.expires}"
        for waiver in settings.waive
        if waiver.is_expired(today)
    )
