"""Every example gives the verdict its folder says, through the real command."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from examples import regenerate
from tests.lab import terraform
from tests.lab.command import iacmx

EXAMPLES = Path(__file__).parents[2] / "examples"
STORIES = sorted(path.parent for path in EXAMPLES.glob("*/expected.json"))
AUDIT = EXAMPLES / "audit"


def arguments(story: Path) -> list[str]:
    """What its README says to run, after ``iacmx``."""
    command: list[str] = json.loads((story / "expected.json").read_text())["command"].split()
    assert command[:2] == ["iacmx", "audit" if story == AUDIT else "check"]
    return command[1:]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_it_gives_the_verdict_of_its_folder(story: Path) -> None:
    expected = json.loads((story / "expected.json").read_text())
    done = iacmx(*arguments(story), "--format", "json", cwd=story)
    findings = done.report["causes" if story == AUDIT else "findings"]
    severities = ("error", "unverified", "warning", "notice")
    found: dict[str, Any] = {
        severity: sorted({one["rule"] for one in findings if one["severity"] == severity}) for severity in severities
    }
    assert {"exit": done.code, **found} == {key: expected[key] for key in ("exit", *severities)}


def test_the_audit_tells_what_is_wrong_with_which_domain() -> None:
    expected = json.loads((AUDIT / "expected.json").read_text())["domains"]
    report = iacmx(*arguments(AUDIT), "--format", "json", cwd=AUDIT).report
    assert {one["owner"]: [found["rule"] for found in one["findings"]] for one in report["domains"]} == expected


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_its_readme_shows_the_command_and_the_report_of_today(story: Path) -> None:
    readme = (story / "README.md").read_text()
    done = iacmx(*arguments(story), cwd=story)
    assert "    $ iacmx " + " ".join(arguments(story)) in readme
    assert indented(done.out) in readme
    assert f"exit code {done.code}" in readme


def indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.rstrip().splitlines())


def test_the_demo_shows_a_failing_plan_and_its_fixed_twin() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "examples.demo"], cwd=EXAMPLES.parent, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.index("\nexit code 1\n") < done.stdout.index("\nexit code 0\n")


def test_the_list_of_stories_tells_each_exit_code() -> None:
    rows = re.findall(r"^\| \[.+\]\((.+)\) \| (\d) \|$", (EXAMPLES / "README.md").read_text(), re.MULTILINE)
    told = {name: int(code) for name, code in rows}
    assert told == {story.name: json.loads((story / "expected.json").read_text())["exit"] for story in STORIES}


def test_every_story_has_all_its_files() -> None:
    for story in STORIES:
        files = {path.name for path in story.iterdir()}
        made = {"snapshot.json"} if story == AUDIT else {"main.tf", "plan.json"}
        assert {"README.md", "expected.json", "dns", *made} <= files, story.name


@pytest.mark.slow
def test_a_stored_plan_is_what_terraform_makes_today() -> None:
    story = EXAMPLES / "google-to-microsoft-done-wrong"
    try:
        plan, snapshot = regenerate.generate(story)
    except terraform.Unavailable as missing:
        pytest.skip(str(missing))
    assert without_versions(plan) == without_versions((story / "plan.json").read_text())
    assert json.loads(snapshot) == json.loads((story / "snapshot.json").read_text())


def without_versions(text: str) -> dict[str, object]:
    document: dict[str, object] = json.loads(text)
    document.pop("terraform_version")
    document["prior_state"] = None  # repeats the versions; the changes hold the same values
    return document
