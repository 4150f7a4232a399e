"""The pieces to copy out of docs/ci.md: what each system takes, and what is shipped."""

from __future__ import annotations

import re
from typing import Any

import jsonschema
import pytest
import yaml

from tests.pieces.shell import ROOT, load

PAGE = (ROOT / "docs" / "ci.md").read_text("utf-8")
ACTION = load("action.yml")


def piece(heading: str) -> Any:
    """The YAML below a heading."""
    return yaml.safe_load(PAGE.split(f"\n## {heading}\n")[1].split("```yaml\n")[1].split("```")[0])


@pytest.mark.parametrize(("heading", "schema"), [("GitHub Actions", "github-workflows"), ("GitLab CI", "gitlab-ci")])
def test_it_is_what_the_system_takes(heading: str, schema: str) -> None:
    builtin = pytest.importorskip("check_jsonschema.builtin_schemas")
    head = {"on": "push"} if heading == "GitHub Actions" else {}
    jsonschema.validate(head | piece(heading), builtin.get_builtin_schema(f"vendor.{schema}"))


def test_the_action_has_the_inputs() -> None:
    (step,) = (one for one in piece("GitHub Actions")["jobs"]["apply"]["steps"] if "iacmx@" in one.get("uses", ""))
    assert set(step["with"]) <= set(ACTION["inputs"])
    rows = PAGE.split("| input | |\n")[1].split("\n\n")[0]
    told = {name for row in rows.splitlines() for name in re.findall(r"`([\w-]+)`", row.split("|")[1])}
    assert told == set(ACTION["inputs"])


def test_gitlab_overrides_what_the_template_has() -> None:
    template = load("templates/gitlab/iacmx.gitlab-ci.yml")
    given = piece("GitLab CI")
    assert (ROOT / given["include"][0]["file"]).is_file()
    assert set(given) - {"include", "plan"} == set(template)
    assert template["iacmx"]["variables"]["IACMX_PLAN"] in given["plan"]["artifacts"]["paths"]


def test_atlantis_and_spacelift_are_what_is_shipped() -> None:
    shipped = load("templates/atlantis/repos.yaml")["workflows"]["iacmx"]["plan"]
    assert piece("Atlantis")["workflows"]["iacmx"]["plan"] == shipped
    assert piece("Spacelift")["stack_defaults"] == load("templates/spacelift/config.yml")["stack_defaults"]


def test_pre_commit_has_the_hooks() -> None:
    named = [hook["id"] for hook in piece("pre-commit")["repos"][0]["hooks"]]
    assert named == [hook["id"] for hook in load(".pre-commit-hooks.yaml")]
