"""The reference of the command line, made from the commands: ``docs/cli.md`` and the man page ``docs/iacmx.1``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import typer

from iacmx.cli import application

CODES = {
    "0": "clean, the same, done",
    "1": "findings, differences",
    "2": "the input or the usage is wrong",
    "3": "something could not be told",
    "130": "interrupted",
}
ALWAYS = ("2", "130")
"""What every command can exit with, also where its help does not say it."""
INTRODUCTION = """# Command line

The commands, then [exit codes and options in one table](#exit-codes-and-options). `-h` and `--help` work everywhere;
`iacmx --version` prints the version, `iacmx --install-completion` sets up completion for bash, zsh, fish or PowerShell,
`iacmx --show-completion` prints it. The same as a man page: [iacmx.1](iacmx.1).
"""
TABLE = """
## Exit codes and options

A ● says that the command can exit with that code, or takes that option; its help above says what exactly the code means
there. 3 is also what a defect of iacmx itself ends in: it never passes for clean.

"""


def commands(group: Any = None, before: str = "") -> Iterator[tuple[str, Any]]:
    """Every command by name, those of a group after it."""
    for name, command in sorted((group or typer.main.get_command(application())).commands.items()):
        yield f"{before}{name}", command
        if hasattr(command, "commands"):
            yield from commands(command, f"{before}{name} ")


def exit_codes(command: Any) -> dict[str, str]:
    """What each exit code of the command means, as its help tells it."""
    found = re.search(r"Exit codes?: (.*?)\.?(?:\n\n|\Z)", command.help or "", re.DOTALL)
    if not found:
        return {}
    parts = re.split(r"[;,]\s+(?=(?:[0-3]|130)\s)", " ".join(found[1].split()))
    return dict(part.split(" ", 1) for part in parts)


def markdown() -> Iterator[str]:
    """The page ``docs/cli.md``."""
    listed = list(commands())
    yield INTRODUCTION
    for name, command in listed:
        yield f"\n## iacmx {name}\n\n    {_usage(name, command)}\n\n"
        yield (command.help or "").strip() + "\n"
        if _shown(command):
            yield "\n| | |\n| --- | --- |\n"
        for param in _shown(command):
            yield f"| {_flags(param)} | {_cell(param.help or '')}{_variable(param)} |\n"
    yield from _table([(name, command) for name, command in listed if _can_run(command)])


def _table(listed: list[tuple[str, Any]]) -> Iterator[str]:
    """A row for each exit code and option, a column for each command."""
    yield TABLE
    yield f"| | {' | '.join(name for name, _ in listed)} |\n| --- |{' :---: |' * len(listed)}\n"
    can = [{*ALWAYS, *exit_codes(command)} for _, command in listed]
    for code, meaning in CODES.items():
        yield f"| exit {code}: {meaning} | {_marks(code in codes for codes in can)} |\n"
    taken = [{_options(param) for param in _shown(command)} for _, command in listed]
    for flags in sorted(set().union(*taken) - {()}, key=lambda flags: (flags[0].lstrip("-"), flags)):
        yield f"| {', '.join(f'`{flag}`' for flag in flags)} | {_marks(flags in options for options in taken)} |\n"


def _marks(has: Iterable[bool]) -> str:
    return " | ".join("●" if one else "" for one in has)


def _can_run(command: Any) -> bool:
    """Whether it does something itself; a group that only holds commands does not."""
    return not getattr(command, "no_args_is_help", False)


def _shown(command: Any) -> list[Any]:
    """Its arguments and options, apart from those that its help does not show."""
    return [param for param in command.params if not getattr(param, "hidden", False)]


def _options(param: Any) -> tuple[str, ...]:
    if param.param_type_name == "argument":
        return ()
    return tuple(sorted((*param.opts, *param.secondary_opts), key=lambda flag: not flag.startswith("--")))


def _usage(name: str, command: Any) -> str:
    if not _can_run(command):
        return f"iacmx {name} COMMAND"
    words = " ".join(_argument(param) for param in command.params if param.param_type_name == "argument")
    inner = " [COMMAND]" if hasattr(command, "commands") else ""
    return f"iacmx {name} [OPTIONS] {words}".rstrip() + inner


def _argument(param: Any) -> str:
    name = (param.metavar or param.name).upper()
    if param.required or name.startswith("["):
        return name
    return f"[{name}]"


def _flags(param: Any) -> str:
    if param.param_type_name == "argument":
        return f"`{_argument(param)}`"
    return ", ".join(f"`{flag}{_value(param)}`" for flag in _options(param)).replace("|", "\\|")


def _value(param: Any) -> str:
    """What follows the flag: its metavar, or the words to choose from."""
    if param.is_flag:
        return ""
    choices = getattr(param.type, "choices", ())
    words = "|".join(str(getattr(choice, "value", choice)) for choice in choices)
    name = param.metavar or (f"<{words}>" if words else "")
    return f" {name}" if name else ""


def _variable(param: Any) -> str:
    return f" (`{param.envvar}`)" if param.envvar else ""


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def man() -> str:
    """The man page, ``docs/iacmx.1`` (man-pages(7))."""
    return "".join(f"{line}\n" for line in _man())


def _man() -> Iterator[str]:
    root = typer.main.get_command(application())
    title, _, about = (root.help or "").strip().partition("\n\n")
    listed = list(commands())
    yield '.\\" Written by `make docs` from the code; change it there.'
    yield '.TH IACMX 1 "" iacmx "User Commands"'
    yield from (".SH NAME", f"iacmx \\- {_roff(title.rstrip('?').lower())}")
    yield from (".SH SYNOPSIS", ".B iacmx", ".I COMMAND", "[\\fIOPTIONS\\fR] [\\fIARGUMENTS\\fR]")
    yield ".SH DESCRIPTION"
    yield from _paragraphs(about)
    yield ".SH COMMANDS"
    for name, command in listed:
        yield f".SS {_roff(_usage(name, command))}"
        yield from _paragraphs(command.help or "")
        for param in _shown(command):
            yield ".TP"
            names = [f"{flag}{_value(param)}" for flag in _options(param)] or [_argument(param)]
            yield f"\\fB{_roff(', '.join(names))}\\fR"
            yield _roff(" ".join((param.help or "").split())) + (f" (\\fB{param.envvar}\\fR)" if param.envvar else "")
    options = [param for _, command in listed for param in _shown(command) if param.envvar]
    variables = {param.envvar: flag for param in options for flag in param.opts}
    yield ".SH ENVIRONMENT"
    yield "An option on the command line wins over its variable, a variable over the settings file."
    for variable, flag in sorted({**variables, "IACMX_CONFIG": "--config"}.items()):
        yield from (".TP", f"\\fB{variable}\\fR", f"As {_roff(flag)}.")
    yield from (
        ".SH FILES",
        ".TP",
        "\\fI.iacmx.toml\\fR",
        "Settings, from the working directory up to the repository's.",
    )
    yield from (".SH SEE ALSO", ".BR terraform (1)")


def _paragraphs(text: str) -> Iterator[str]:
    """Help as roff: an indented paragraph is an example and is not filled."""
    for paragraph in text.strip().split("\n\n"):
        if paragraph.startswith("    "):
            yield from (".PP", ".RS 4", ".nf", *_lines(paragraph), ".fi", ".RE")
        else:
            yield from (".PP", _roff(" ".join(paragraph.split())))


def _lines(paragraph: str) -> Iterable[str]:
    return (_roff(line.strip()) for line in paragraph.splitlines())


def _roff(text: str) -> str:
    """Text with what roff interprets escaped: backslashes, hyphens that are minus signs, a control character first."""
    made = text.replace("\\", "\\e").replace("-", "\\-").replace("`", "\\(ga")
    return f"\\&{made}" if made.startswith((".", "'")) else made
