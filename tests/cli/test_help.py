"""The help of every command: what it does, an example that fits a terminal, and what its exit codes mean."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from docs.reference import commands, exit_codes, markdown
from tests.lab import cli

WIDTH = 80
COMMANDS = dict(commands())
RUNNABLE = {name: one for name, one in COMMANDS.items() if not getattr(one, "no_args_is_help", False)}


def shown(name: str) -> str:
    done = cli.run(*name.split(), "--help", environment={"COLUMNS": str(WIDTH), "TERMINAL_WIDTH": str(WIDTH)})
    assert done.exit_code == 0
    return done.output


def examples(help_text: str) -> Iterator[str]:
    return (line.strip() for line in help_text.splitlines() if line.startswith("    "))


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_it_fits_a_terminal(name: str) -> None:
    assert [line for line in shown(name).splitlines() if len(line) > WIDTH] == []


@pytest.mark.parametrize("name", ["", "migrate", "providers"])
def test_what_commands_do_is_not_cut_off(name: str) -> None:
    listed = shown(name).partition("\nCommands:\n")[2].splitlines()
    assert listed
    assert [line for line in listed if line.endswith("...")] == []


@pytest.mark.parametrize("name", RUNNABLE)
def test_an_example_can_be_copied(name: str) -> None:
    given = list(examples(COMMANDS[name].help or ""))
    assert any(f"iacmx {name}" in line for line in given), "no example"
    printed = [line.strip() for line in shown(name).splitlines()]
    assert [line for line in given if line not in printed] == []


@pytest.mark.parametrize("name", RUNNABLE)
def test_examples_are_understood(name: str) -> None:
    """Every option and argument of an example is one that the command has."""
    for line in examples(COMMANDS[name].help or ""):
        for part in line.split("|"):
            words = part.split()
            if words[0] != "iacmx":
                continue
            command = COMMANDS[words[1]]
            del words[:2]
            while hasattr(command, "commands") and words and words[0] in command.commands:
                command = command.commands[words.pop(0)]
            command.make_context("iacmx", words, resilient_parsing=False).close()


@pytest.mark.parametrize("name", RUNNABLE)
def test_the_exit_codes_are_told(name: str) -> None:
    codes = exit_codes(COMMANDS[name])
    assert {"0", "2"} <= codes.keys() <= {"0", "1", "2", "3", "130"}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_explained(name: str) -> None:
    assert not re.search(r"<(str|float|int)>", shown(name))
    told = {param.name: param.help or "" for param in COMMANDS[name].params if not getattr(param, "hidden", False)}
    assert {option: text for option, text in told.items() if not text.endswith((".", "]", ")"))} == {}


def test_the_table_has_every_option_of_every_command() -> None:
    page = "".join(markdown())
    rows = [
        [cell.strip() for cell in line.strip("|\n").split("|")]
        for line in page.split("## Exit codes and options")[1].splitlines()
        if line.startswith("|")
    ]
    names = rows[0][1:]
    assert names == list(RUNNABLE)
    told = {name: {row[0] for row in rows if row[0].startswith("`") and row[at + 1]} for at, name in enumerate(names)}
    for name, command in RUNNABLE.items():
        flags = {flag for param in command.params for flag in param.opts if flag.startswith("-")}
        hidden = {flag for param in command.params if getattr(param, "hidden", False) for flag in param.opts}
        assert {flag for cell in told[name] for flag in re.findall(r"`(-[^`]*)`", cell)} >= flags - hidden
        assert f"\n## iacmx {name}\n" in page
