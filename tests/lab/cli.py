"""The command line in this process, where no test needs a process of its own (``tests/lab/command.py``)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from typer.testing import CliRunner, Result

from iacmx.cli import application


def run(
    *arguments: str | Path, stdin: str | bytes | None = None, environment: Mapping[str, str | None] | None = None
) -> Result:
    """Run the command that the first argument names; in ``environment`` None takes a variable away."""
    words = [str(argument) for argument in arguments]
    return CliRunner().invoke(application(words[0]), words, input=stdin, env=environment)
