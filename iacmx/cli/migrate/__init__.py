"""``iacmx migrate``: what a move of DNS or mail needs. One subcommand per file."""

from __future__ import annotations

import typer

from iacmx.cli.migrate.compare import compare
from iacmx.cli.migrate.export import export
from iacmx.cli.migrate.mail import mail
from iacmx.cli.migrate.plan import plan
from iacmx.cli.migrate.verify import verify

migrate = typer.Typer(no_args_is_help=True, help="Move DNS or mail to another provider without losing a message.")


@migrate.callback()
def _root() -> None:  # pyright: ignore[reportUnusedFunction] - typer calls it
    """Move DNS or mail to another provider without losing a message."""


for command in (compare, export, mail, plan, verify):
    migrate.command()(command)
