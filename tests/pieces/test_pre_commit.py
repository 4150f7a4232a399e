"""The hooks of pre-commit: which files they are for, and pre-commit itself installing and running them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pieces.shell import BIN, EXAMPLES, INDEX, ROOT, load

HOOKS = {hook["id"]: hook for hook in load(".pre-commit-hooks.yaml")}


@pytest.mark.parametrize(
    ("hook", "file", "meant"),
    [
        ("iacmx-settings", ".iacmx.toml", True),
        ("iacmx-settings", "infra/.iacmx.toml", True),
        ("iacmx-settings", "pyproject.toml", True),
        ("iacmx-settings", "my-pyproject.toml", False),
        ("iacmx-settings", ".iacmx.toml.orig", False),
        ("iacmx-snapshot", "snapshot.json", True),
        ("iacmx-snapshot", "infra/live-snapshot.json", True),
        ("iacmx-snapshot", "package.json", False),
        ("iacmx-snapshot", "snapshots/package.json", False),
    ],
)
def test_which_files_a_hook_is_for(hook: str, file: str, meant: bool) -> None:
    assert bool(re.search(HOOKS[hook]["files"], file)) is meant


@pytest.mark.slow
def test_pre_commit_runs_them(tmp_path: Path) -> None:
    """As `pre-commit try-repo` does: the hooks of this checkout, installed anew, on the files of another repository."""
    if not (ROOT / ".git").exists() or not (BIN / "pre-commit").exists() or not shutil.which("git"):
        pytest.skip("needs git, pre-commit and a checkout")
    home = INDEX | {"HOME": str(tmp_path), "PRE_COMMIT_HOME": str(tmp_path / "cache")}
    home["PATH"] = f"{BIN}:{os.environ['PATH']}"
    hooks = tmp_path / "hooks"
    shipped = ["iacmx", "providers", "docs/iacmx.1", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"]
    for name in shipped:
        source, target = ROOT / name, hooks / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    user = tmp_path / "user"
    user.mkdir()
    shutil.copy(EXAMPLES / "null-mx-mixed" / "snapshot.json", user)
    (user / ".iacmx.toml").write_text("fail-on = 'warnig'\n")

    def run(*command: str, cwd: Path = user) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, cwd=cwd, env=home, capture_output=True, text=True, timeout=600, check=False)

    for folder in (hooks, user):
        run("git", "init", "-q", cwd=folder)
        run("git", "add", "-A", cwd=folder)
        run("git", "-c", "user.name=t", "-c", "user.email=t@t.test", "commit", "-qm", "x", cwd=folder)
    done = run(sys.executable, "-m", "pre_commit", "try-repo", str(hooks), "--all-files")
    assert done.returncode == 1, done.stdout + done.stderr
    assert re.search(r"iacmx settings\.+Failed", done.stdout)
    assert "fail-on is 'warnig'" in done.stdout
    assert re.search(r"iacmx snapshots\.+Passed", done.stdout)
