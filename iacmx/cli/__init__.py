"""The command line: the only code that prints or exits. One command per file."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from iacmx import __version__
from iacmx.cli._write import stop_writing
from iacmx.cli.audit import audit
from iacmx.cli.check import check
from iacmx.cli.migrate import migrate
from iacmx.cli.providers import providers
from iacmx.cli.route import route
from iacmx.cli.rules import explain, rules
from iacmx.cli.serve import serve
from iacmx.cli.snapshot import snapshot
from iacmx.cli.validate import validate
from iacmx.cli.verify import verify

HELP = """Will mail still arrive after `terraform apply`?

Judges the MX records of a Terraform or OpenTofu plan in the world that will exist after the apply: the plan laid over
the live records of Route 53 or Cloudflare, over DNS. Reads only.

    terraform plan -out tfplan

    terraform show -json tfplan | iacmx check -

Exit codes: 0 clean; 1 findings; 2 the input or the usage is wrong; 3 something needed could not be told;
130 interrupted. `iacmx COMMAND --help` tells what they mean there.
"""

_COMMANDS = {
    command.__name__: command for command in (check, verify, audit, route, snapshot, validate, rules, explain, serve)
}
_GROUPS = {"migrate": migrate, "providers": providers}


class _Words(TyperGroup):
    """The command line, which has no empty words: they come from variables that a shell does not know.

    Taken for an option that is left out, ``--check "$PLAN"`` would succeed with nothing checked.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        empty = None if ctx.resilient_parsing else _empty_among(args)
        if empty is not None:
            raise typer.BadParameter(f"{empty} is empty. Is a variable of the shell not set?")
        return super().parse_args(ctx, args)


def _empty_among(words: list[str]) -> str | None:
    """The first word that says nothing, by the option that it belongs to, if any."""
    for before, word in zip(["", *words], words, strict=False):
        option, equals, value = word.partition("=")
        if option.startswith("--") and equals and not value:
            return f"The value of {option}"
        if not word:
            return f"The value of {before}" if before.startswith("--") and len(before) > 2 else "An argument"
    return None


def application(first: str = "") -> typer.Typer:
    """The command line, for the program's ``first`` argument.

    Where that names a command there is no other: to build them all takes as long as a small gate.
    """
    app = typer.Typer(
        name="iacmx",
        cls=_Words,
        help=HELP,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback()(_root)
    known = {*_COMMANDS, *_GROUPS}
    wanted = {first} & known or known
    for name, command in _COMMANDS.items():
        if name in wanted:
            app.command(name)(command)
    for name, group in _GROUPS.items():
        if name in wanted:
            app.add_typer(group, name=name)
    return app


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"iacmx {__version__}")
        raise typer.Exit


def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """The ``iacmx`` program."""
    try:
        application(*sys.argv[1:2])()
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        stop_writing()
        sys.exit(3)
