"""The binary plan file, which only Terraform itself can read: it is asked to show it."""

from __future__ import annotations

import shutil
from pathlib import Path

from iacmx.errors import InputError

PROGRAMS = ("terraform", "tofu")
TIMEOUT = 120.0
"""Seconds; Terraform starts every provider of the plan to show it."""

REASONS = (
    (b"lock file", "its directory is not initialised: run `terraform init` there"),
    (b"Required plugins are not installed", "its directory is not initialised: run `terraform init` there"),
    (b"Failed to load plugin schemas", "its providers do not start: run `terraform init` in its directory"),
    (b"Required provider", "its directory is not initialised: run `terraform init` there"),
    (b"created by a different version", "it was written by another version: use that one"),
    (b"plan file was created by", "it was written by another version: use that one"),
)
"""What Terraform says, and what that means; nothing else of its output is ever shown, it may quote the plan."""


def show(plan: Path) -> bytes:
    """The JSON of a binary plan, by ``terraform show -json`` (or ``tofu``) where the plan lies. Raises InputError."""
    programs = [program for name in PROGRAMS if (program := shutil.which(name))]
    directory = directory_of(plan)
    reason = ""
    for program in programs:
        shown, reason = _run(program, plan, directory)
        if shown:
            return shown
    hint = f"Run `terraform show -json {plan.name} > plan.json` in the directory it was planned in, and give that file."
    if not programs:
        raise InputError(f"{plan} is a binary plan, and neither terraform nor tofu is installed here to read it.", hint)
    raise InputError(f"{plan} is a binary plan, and {Path(programs[-1]).name} could not show it: {reason}.", hint)


def directory_of(plan: Path) -> Path:
    """The initialised directory: that of the plan, else the current one."""
    home = plan.absolute().parent
    here = Path.cwd()
    return here if (here / ".terraform").is_dir() and not (home / ".terraform").is_dir() else home


def _run(program: str, plan: Path, directory: Path) -> tuple[bytes, str]:
    """What the program printed, or the reason why it did not."""
    import subprocess

    command = [program, "show", "-json", "-no-color", str(plan.absolute())]
    try:
        done = subprocess.run(  # noqa: S603 - a program found by name, no shell, an absolute path
            command, cwd=directory, capture_output=True, timeout=TIMEOUT, check=False, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        return b"", f"it took longer than {TIMEOUT:.0f} seconds"
    except OSError as error:
        return b"", error.strerror or "it did not start"
    if done.returncode == 0 and done.stdout.strip():
        return done.stdout, ""
    said = done.stderr + done.stdout
    return b"", next((meaning for text, meaning in REASONS if text in said), f"it ended with status {done.returncode}")
