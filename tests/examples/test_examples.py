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
from tests.lab import cli, terraform
from tests.lab.command import iacmx
from tests.migrate.zones import blocks

EXAMPLES = Path(__file__).parents[2] / "examples"
ALL = sorted(path.parent for path in EXAMPLES.glob("*/expected.json"))
MOVES = [story for story in ALL if "steps" in json.loads((story / "expected.json").read_text())]
STORIES = [story for story in ALL if story not in MOVES]
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


@pytest.mark.parametrize("story", MOVES, ids=lambda story: story.name)
def test_a_move_goes_step_by_step_as_its_readme_shows(
    story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    readme = (story / "README.md").read_text()
    folder = regenerate.fresh(story, tmp_path)
    monkeypatch.chdir(folder)
    for command, code in regenerate.commands(story):
        done = cli.run(*command.split()[1:])
        assert (done.exit_code, done.stderr) == (code, ""), done.output
        shown, _, rest = readme.partition(f"    $ {command}\n")[2].partition("\n\nexit code ")
        assert (shown, rest[:1]) == (indented(done.stdout), str(code)), command
    written = json.loads((story / "expected.json").read_text())["writes"]
    assert {name: (folder / name).read_text() for name in written} == {
        name: (story / name).read_text() for name in written
    }


@pytest.mark.parametrize("story", MOVES, ids=lambda story: story.name)
def test_a_move_ends_where_it_should(story: Path) -> None:
    """The plan is that of the code which the commands wrote, and the commands prove it."""
    expected = json.loads((story / "expected.json").read_text())
    plan = json.loads((story / "plan.json").read_text())
    code = (story / expected["writes"][0 if "runbook.md" in expected["writes"] else 1]).read_text()
    made = {one["address"] for one in plan["resource_changes"] if one["change"]["after"]}
    assert made == {f"{block.type}.{block.name}" for block in blocks(code)}
    if "plan" in expected:
        assert regenerate.generate(story) == {"plan.json": (story / "plan.json").read_text()}
    assert expected["steps"][-1]["exit"] == 0


def test_every_move_is_in_the_list() -> None:
    listed = re.findall(r"^\| \[.+\]\((.+)\) \| `.+` \|$", (EXAMPLES / "README.md").read_text(), re.MULTILINE)
    assert sorted(listed) == [story.name for story in MOVES]


def test_every_story_has_all_its_files() -> None:
    for story in STORIES:
        files = {path.name for path in story.iterdir()}
        made = {"snapshot.json"} if story == AUDIT else {"main.tf", "plan.json"}
        assert {"README.md", "expected.json", "dns", *made} <= files, story.name


@pytest.mark.slow
def test_a_stored_plan_is_what_terraform_makes_today() -> None:
    story = EXAMPLES / "google-to-microsoft-done-wrong"
    try:
        made = regenerate.generate(story)
    except terraform.Unavailable as missing:
        pytest.skip(str(missing))
    assert without_versions(made["plan.json"]) == without_versions((story / "plan.json").read_text())
    assert json.loads(made["snapshot.json"]) == json.loads((story / "snapshot.json").read_text())


def without_versions(text: str) -> dict[str, object]:
    document: dict[str, object] = json.loads(text)
    document.pop("terraform_version")
    document["prior_state"] = None  # repeats the versions; the changes hold the same values
    return document
