"""The policy of the house, waivers and baselines, from files and flags of the command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.lab.command import Done, iacmx

STORIES = Path(__file__).parents[2] / "examples"
FAILING = STORIES / "null-mx-mixed" / "plan.json"
CLEAN = STORIES / "new-domain" / "plan.json"


def run(directory: Path, settings: str, plan: Path, *arguments: str) -> Done:
    (directory / ".iacmx.toml").write_text(settings)
    return iacmx("check", plan, "--offline", *arguments, cwd=directory)


@pytest.mark.parametrize(
    ("settings", "rule"),
    [
        ('protected = ["example.*", "*.example.*"]\n', "MX953"),
        ("[limits]\nowners-changed = 0\n", "MX952"),
        ('[[expect]]\nowner = "*"\nmail = "null"\n', "MX951"),
    ],
)
def test_the_policy_is_a_finding_and_exits_1(tmp_path: Path, settings: str, rule: str) -> None:
    done = run(tmp_path, settings, CLEAN, "--format", "json")
    assert (done.code, done.rules("error")) == (1, [rule])


def test_a_protected_owner_is_acknowledged_by_name(tmp_path: Path) -> None:
    settings = 'protected = ["*"]\n'
    owners = {finding["owner"] for finding in run(tmp_path, settings, CLEAN, "--format", "json").report["findings"]}
    flags = [flag for owner in owners for flag in ("--acknowledge", owner)]
    assert run(tmp_path, settings, CLEAN, *flags).code == 0


def test_a_baseline_is_written_and_then_known(tmp_path: Path) -> None:
    first = run(tmp_path, "", FAILING, "--write-baseline", "known.json")
    assert first.code == 1
    held = json.loads((tmp_path / "known.json").read_text())
    assert held["schema"] == "iacmx.baseline/1"
    assert "MX301" in {entry["rule"] for entry in held["findings"]}
    again = run(tmp_path, 'baseline = "known.json"\n', FAILING)
    assert (again.code, "known MX301" in again.out) == (0, True)
    other = run(tmp_path, "", CLEAN, "--baseline", "known.json")
    assert (other.code, "gone MX301" in other.out) == (0, True)


def test_severities_and_selection(tmp_path: Path) -> None:
    assert run(tmp_path, '[severity]\nMX301 = "notice"\n', FAILING).code == 0
    assert run(tmp_path, '[severity]\nMX301 = "off"\n', FAILING).code == 0
    assert run(tmp_path, "", FAILING, "--ignore", "sets").code == 0
    assert run(tmp_path, 'ignore = ["sets"]\n', FAILING, "--ignore", "MX101").code == 1
    only = run(tmp_path, "", FAILING, "--select", "names", "--format", "json")
    assert (only.code, only.report["findings"]) == (0, [])


@pytest.mark.parametrize(
    ("settings", "arguments", "says"),
    [
        ("protectd = ['*']\n", (), "Did you mean 'protected'?"),
        ("", ("--select", "target-cnam"), "Did you mean 'target-cname'?"),
        ("", ("--ignore", "MX3O4"), "Did you mean 'MX304'?"),
        ("", ("--format", "jsn"), "Did you mean 'json'?"),
        ("", ("--baseline", "none.json"), "can't be read"),
    ],
)
def test_a_slip_exits_2_and_is_named(tmp_path: Path, settings: str, arguments: tuple[str, ...], says: str) -> None:
    done = run(tmp_path, settings, CLEAN, *arguments)
    assert (done.code, done.out) == (2, "")
    assert says in done.err


def test_every_waiver_is_told(tmp_path: Path) -> None:
    waivers = "".join(
        f'[[waive]]\nrule = "MX301"\nreason = "{reason}"\nexpires = "{day}"\nowner = "{owner}"\n'
        for reason, day, owner in [("first", "2999-01-01", "*"), ("second", "2001-01-01", "*"), ("third", "", "x.*")]
    )
    done = run(tmp_path, waivers, FAILING, "--format", "json")
    assert done.code == 0
    assert [waiver["state"] for waiver in done.report["waivers"]] == ["used", "expired", "unused"]
