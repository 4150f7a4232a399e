"""The binary plan is shown by terraform or tofu where one is found, and what to run is said where not."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from iacmx.errors import InputError
from iacmx.plan import binary, read, read_bytes
from tests.plan.build import REAL, aws, change, plan_bytes

PLAN = plan_bytes(change("aws_route53_record.mx", after=aws()))
ZIP = (REAL / "mistake_binary.tfplan").read_bytes()
SENTINEL = "s3cr3t-sentinel"


@pytest.fixture
def tfplan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A binary plan in a directory of its own, and a search path without terraform."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.chdir(tmp_path)
    project = tmp_path / "project"
    (project / ".terraform").mkdir(parents=True)
    (project / "plan.json").write_bytes(PLAN)
    path = project / "tfplan"
    path.write_bytes(ZIP)
    return path


def program(name: str, script: str) -> None:
    path = Path(os.environ["PATH"]) / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.mark.parametrize("name", ["terraform", "tofu"])
def test_shown_in_its_directory(tfplan: Path, name: str) -> None:
    program(name, 'test "$1 $2" = "show -json" && test -f "$4" && while read -r l; do echo "$l"; done < plan.json')
    (tfplan.parent / "plan.json").write_bytes(PLAN + b"\n")
    assert read(tfplan) == read_bytes(PLAN, "x")


def test_the_second_program_is_tried(tfplan: Path) -> None:
    program("terraform", "exit 1")
    program("tofu", 'while read -r l; do echo "$l"; done < plan.json')
    (tfplan.parent / "plan.json").write_bytes(PLAN + b"\n")
    assert len(read(tfplan).changes) == 1


def test_without_terraform_it_says_what_to_run(tfplan: Path) -> None:
    with pytest.raises(InputError, match="neither terraform nor tofu") as raised:
        read(tfplan)
    assert "terraform show -json tfplan" in raised.value.hint


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("Error: Required plugins are not installed", "terraform init"),
        ("Error: Inconsistent dependency lock file", "terraform init"),
        ("Error: Failed to load plugin schemas", "terraform init"),
        ("plan file was created by Terraform 1.5", "another version"),
        ("something else", "ended with status 1"),
    ],
)
def test_a_failure_is_put_into_words_and_never_quoted(tfplan: Path, said: str, reason: str) -> None:
    program("terraform", f"echo '{said} {SENTINEL}' >&2; echo {SENTINEL}; exit 1")
    with pytest.raises(InputError, match=reason) as raised:
        read(tfplan)
    assert SENTINEL not in str(raised.value)


def test_it_does_not_wait_for_ever(tfplan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binary, "TIMEOUT", 0.05)
    program("terraform", "exec /bin/sleep 5")
    with pytest.raises(InputError, match="took longer"):
        read(tfplan)


def test_the_current_directory_where_only_that_is_initialised(tfplan: Path, tmp_path: Path) -> None:
    (tfplan.parent / ".terraform").rmdir()
    (tmp_path / ".terraform").mkdir()
    (tmp_path / "plan.json").write_bytes(PLAN + b"\n")
    (tfplan.parent / "plan.json").unlink()
    program("terraform", 'while read -r l; do echo "$l"; done < plan.json')
    assert len(read(tfplan).changes) == 1


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("terraform"), reason="terraform is not installed")
def test_real_terraform(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "terraform_data" "a" { input = "x" }\n')
    environment = {**os.environ, "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"}
    for command in (["init"], ["plan", "-out", "tfplan"]):
        subprocess.run(["terraform", *command], cwd=tmp_path, env=environment, check=True, capture_output=True)
    found = read(tmp_path / "tfplan")
    assert (found.resources, found.errored, found.complete) == (1, False, True)


def test_on_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(ZIP)))
    with pytest.raises(InputError, match="binary plan"):
        read("-")


def test_from_memory() -> None:
    with pytest.raises(InputError, match="binary plan"):
        read_bytes(ZIP, "tfplan")
