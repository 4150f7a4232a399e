"""The pieces for GitLab, Atlantis and Spacelift: their scripts run in a shell, and what they write is judged."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import xmlschema

from tests.pieces.shell import BIN, EXAMPLES, ROOT, load, run

FAILING, CLEAN = EXAMPLES / "null-mx-mixed", EXAMPLES / "new-domain"
STAND_INS = {"IACMX_SNAPSHOT": "snapshot.json", "IACMX_DNS_ZONE_FILES": "dns"}
"""As a pipeline without network sets them."""
SH = ("sh", "-e")
GITLAB = load("templates/gitlab/iacmx.gitlab-ci.yml")
ATLANTIS = load("templates/atlantis/repos.yaml")
SPACELIFT = load("templates/spacelift/config.yml")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    shutil.copytree(FAILING, tmp_path, dirs_exist_ok=True)
    return tmp_path


def scripts() -> dict[str, str]:
    steps = ATLANTIS["workflows"]["iacmx"]["plan"]["steps"]
    return {
        "gitlab": "\n".join([*GITLAB["iacmx"]["before_script"], *GITLAB["iacmx"]["script"]]),
        "atlantis": next(step["run"] for step in steps if isinstance(step, dict)),
        "spacelift": "\n".join(
            [*SPACELIFT["stack_defaults"]["before_init"], *SPACELIFT["stack_defaults"]["after_plan"]]
        ),
    }


@pytest.mark.parametrize("name", scripts())
def test_shellcheck_has_nothing_to_say(name: str) -> None:
    program = BIN / "shellcheck"
    if not program.exists():
        pytest.skip("shellcheck is not installed")
    command = [program, "--shell=sh", "-"]
    done = subprocess.run(command, input=scripts()[name], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == ""


def test_gitlab_takes_the_template() -> None:
    builtin = pytest.importorskip("check_jsonschema.builtin_schemas")
    jsonschema.validate(GITLAB, builtin.get_builtin_schema("vendor.gitlab-ci"))


@pytest.mark.parametrize(("plan", "code"), [("plan.json", 1), ("absent.json", 2)])
def test_gitlab_job(checkout: Path, plan: str, code: int) -> None:
    job = GITLAB["iacmx"]
    variables = {name: text for name, text in job["variables"].items() if name.startswith("IACMX_")}
    done = run("\n".join(job["script"]), variables | STAND_INS | {"IACMX_PLAN": plan}, checkout, SH)
    assert done.returncode == code, done.stderr
    artifacts = [*job["artifacts"]["paths"], *job["artifacts"]["reports"].values()]
    assert [name for name in artifacts if (checkout / name).exists()] == (artifacts if code == 1 else [])
    if code == 1:
        xmlschema.XMLSchema(ROOT / "tests/report/junit.xsd").validate(checkout / "iacmx.xml")
        found = json.loads((checkout / "iacmx-quality.json").read_text())
        assert {"check_name", "description", "fingerprint", "location", "severity"} <= found[0].keys()


@pytest.mark.parametrize(("version", "asked"), [("", "iacmx"), ("1.2.3", "iacmx==1.2.3")])
def test_gitlab_installs_the_release_asked_for(tmp_path: Path, version: str, asked: str) -> None:
    pip = tmp_path / "pip"
    pip.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    pip.chmod(0o755)
    script = f'PATH="{tmp_path}:$PATH"\n' + "\n".join(GITLAB["iacmx"]["before_script"])
    assert run(script, {"IACMX_VERSION": version}, tmp_path, SH).stdout.splitlines()[-1] == asked


@pytest.mark.parametrize(("example", "code"), [(FAILING, 1), (CLEAN, 0)], ids=lambda value: str(value)[-12:])
def test_atlantis_step(tmp_path: Path, example: Path, code: int) -> None:
    """Atlantis starts `sh -c`, with the path of the plan as JSON, and stops at any code but 0."""
    shutil.copytree(example, tmp_path, dirs_exist_ok=True)
    shown = tmp_path / "a plan.json"
    (tmp_path / "plan.json").rename(shown)
    assert run(scripts()["atlantis"], STAND_INS | {"SHOWFILE": str(shown)}, tmp_path, ("sh",)).returncode == code


def hooks(checkout: Path, shown: str) -> subprocess.CompletedProcess[str]:
    """Spacelift's hooks after the plan, with a terraform that prints ``shown``, one after another until one fails."""
    programs = checkout / "programs"
    programs.mkdir()
    terraform = programs / "terraform"
    terraform.write_text(f'#!/bin/sh\n[ "$*" = "show -json spacelift.plan" ] || exit 9\ncat {shown}\n')
    terraform.chmod(0o755)
    script = f'PATH="{programs}:$PATH"\n' + "\n".join(SPACELIFT["stack_defaults"]["after_plan"])
    return run(script, STAND_INS | {"HOME": str(checkout)}, checkout, SH)


def policy(custom: dict[str, Any]) -> dict[str, list[str]]:
    """What the plan policy says of an input."""
    regopy = pytest.importorskip("regopy", reason="regopy, which evaluates Rego, is not installed")
    rego = regopy.Interpreter()
    rego.add_module("iacmx", (ROOT / "templates/spacelift/iacmx.rego").read_text())
    rego.set_input({"third_party_metadata": {"custom": custom}, "spacelift": {}, "terraform": {}})
    said: dict[str, list[str]] = json.loads(str(rego.query("data.spacelift")))["expressions"][0]
    return said


def test_spacelift_denies_what_fails(checkout: Path) -> None:
    (checkout / "iacmx.custom.spacelift.json").write_text('{"exit_code": 0, "findings": []}')
    done = hooks(checkout, "plan.json")
    assert done.returncode == 0, done.stderr
    assert "MX301" in done.stdout
    said = policy({"iacmx": json.loads((checkout / "iacmx.custom.spacelift.json").read_text())})
    assert any(text.startswith("MX301 ") for text in said["deny"])
    assert any(text.startswith("Do not apply") for text in said["deny"])


def test_spacelift_lets_a_clean_plan_through(tmp_path: Path) -> None:
    shutil.copytree(CLEAN, tmp_path, dirs_exist_ok=True)
    assert hooks(tmp_path, "plan.json").returncode == 0
    said = policy({"iacmx": json.loads((tmp_path / "iacmx.custom.spacelift.json").read_text())})
    assert said["deny"] == []


@pytest.mark.parametrize("custom", [{}, {"iacmx": {}}, {"iacmx": {"exit_code": "0"}}, {"other": {"exit_code": 0}}])
def test_spacelift_denies_what_was_not_judged(custom: dict[str, Any]) -> None:
    assert len(policy(custom)["deny"]) == 1


def test_spacelift_warns_of_warnings_and_denies_what_is_open() -> None:
    open_ = {"rule": "MX204", "owner": "example.com", "message": "not told", "severity": "unverified"}
    mild = {"rule": "MX304", "owner": "example.com", "message": "one host", "severity": "warning"}
    said = policy({"iacmx": {"exit_code": 3, "summary": "Not told.", "findings": [open_, mild]}})
    assert said["deny"] == ["MX204 example.com: not told", "Not told."]
    assert said["warn"] == ["MX304 example.com: one host"]


@pytest.mark.parametrize("shown", ["/dev/null", "absent.json"])
def test_spacelift_stops_where_there_is_no_plan(checkout: Path, shown: str) -> None:
    (checkout / "iacmx.custom.spacelift.json").write_text('{"exit_code": 0, "findings": []}')
    assert hooks(checkout, shown).returncode != 0
