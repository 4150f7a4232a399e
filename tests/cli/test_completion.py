"""Completion as the shells ask for it: the script that iacmx prints for the shell that calls it, read by that shell."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.lab.command import BARE, PROGRAM, iacmx

BASH = """
eval "$(iacmx --show-completion)"
COMP_WORDS=({words}) COMP_CWORD={at}
_iacmx_completion iacmx
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


def ask(shell: list[str], script: str) -> list[str]:
    if not shutil.which(shell[0]):
        pytest.skip(f"{shell[0]} is not installed")
    environment = BARE | {"PATH": f"{PROGRAM.parent}:{BARE['PATH']}", "TERM": "dumb"}
    done = subprocess.run([*shell, script], env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return [line.strip() for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("iacmx ", {"check", "audit", "migrate", "validate"}),
        ("iacmx mig", {"migrate"}),
        ("iacmx migrate ", {"compare", "export", "mail"}),
        ("iacmx check --fail-on ", {"error", "warning", "notice"}),
        ("iacmx check --dns-", {"--dns-zone-files"}),
    ],
)
@pytest.mark.slow
def test_bash(line: str, offered: set[str]) -> None:
    words = [*line.split(), *([""] if line.endswith(" ") else [])]
    script = BASH.format(words=" ".join(repr(word) for word in words), at=len(words) - 1)
    assert offered <= set(ask(["bash", "--noprofile", "--norc", "-c"], script))


@pytest.mark.slow
def test_installed_for_bash(tmp_path: Path) -> None:
    script = f"export HOME={tmp_path}; iacmx --install-completion; . ~/.bashrc; complete -p iacmx"
    assert "complete -o default -F _iacmx_completion iacmx" in ask(["bash", "--noprofile", "--norc", "-c"], script)


@pytest.mark.slow
def test_fish() -> None:
    script = "iacmx --show-completion | source; complete --do-complete 'iacmx migrate '"
    assert {"compare", "export", "mail"} <= {line.split("\t")[0] for line in ask(["fish", "--no-config", "-c"], script)}


@pytest.mark.slow
def test_zsh() -> None:
    """What zsh's completion function is given to choose from; a terminal alone makes it choose."""
    script = (
        "autoload -Uz compinit; compinit -u -D; compdef() { :; }; "
        '_arguments() { print -r -- "$@"; }; _describe() { print -rl -- "${(@P)2}"; }; '
        'eval "$(iacmx --show-completion)"; words=(iacmx migrate ""); CURRENT=3; _iacmx_completion'
    )
    said = "\n".join(ask(["zsh", "-f", "-c"], script))
    assert all(name in said for name in ("compare", "export", "mail"))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
@pytest.mark.slow
def test_there_is_a_script_for_each_shell(shell: str) -> None:
    """Without a shell to be recognised, as where completions are packaged."""
    done = iacmx(environment={"_IACMX_COMPLETE": f"source_{shell}"})
    assert done.code == 0
    assert f"complete_{shell}" in done.out
