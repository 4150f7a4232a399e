"""The GitHub Action: its scripts run as a runner runs them, against its stand-ins for files and API."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.lab.command import BARE, PROGRAM
from tests.pieces.shell import BIN, EXAMPLES, INDEX, ROOT, load, run

ACTION = load("action.yml")
STEPS = {step.get("id", step["name"]): step for step in ACTION["runs"]["steps"]}
BASH = ("bash", "--noprofile", "--norc", "-eo", "pipefail")
"""How a runner starts `shell: bash`."""
FAILING = EXAMPLES / "null-mx-mixed"
CLEAN = EXAMPLES / "new-domain"


class Job:
    """One job of a runner: its folders, the files that steps write to, and iacmx as its first step leaves it."""

    def __init__(self, folder: Path) -> None:
        self.workspace, self.temporary = folder / "work space", folder / "temp"
        installed = self.temporary / "iacmx" / "bin"
        for made in (self.workspace, installed):
            made.mkdir(parents=True)
        for name, target in {"iacmx": PROGRAM, "python": Path(sys.executable)}.items():
            (installed / name).symlink_to(target)
        self.files = {name: folder / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_PATH")}
        for file in self.files.values():
            file.touch()

    def step(self, name: str, inputs: dict[str, str], **context: str) -> subprocess.CompletedProcess[str]:
        """Run a step with its expressions filled in as a runner fills in environment variables."""
        step = STEPS[name]
        given = {key: one.get("default", "") for key, one in ACTION["inputs"].items()} | inputs

        def value(expression: re.Match[str]) -> str:
            if expression[1].startswith("inputs."):
                return given[expression[1].removeprefix("inputs.")]
            return context[expression[1]]

        environment = {key: re.sub(r"\$\{\{ (\S+) \}\}", value, text) for key, text in step["env"].items()}
        runner = {"GITHUB_ACTION_PATH": ROOT, "GITHUB_WORKSPACE": self.workspace, "RUNNER_TEMP": self.temporary}
        runner |= self.files
        return run(
            step["run"],
            INDEX | environment | {key: str(path) for key, path in runner.items()} | {"GITHUB_ACTIONS": "true"},
            self.workspace,
            BASH,
        )

    def check(self, example: Path = FAILING, **inputs: str) -> subprocess.CompletedProcess[str]:
        shutil.copytree(example, self.workspace, dirs_exist_ok=True)
        inputs = {"plan": "plan.json", "arguments": "--snapshot=snapshot.json\n  --dns-zone-files=dns\n"} | inputs
        return self.step("check", {key.replace("_", "-"): text for key, text in inputs.items()})

    @property
    def outputs(self) -> dict[str, str]:
        lines = self.files["GITHUB_OUTPUT"].read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return Job(tmp_path)


def test_it_is_an_action() -> None:
    builtin = pytest.importorskip("check_jsonschema.builtin_schemas")
    jsonschema.validate(ACTION, builtin.get_builtin_schema("vendor.github-actions"))


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_no_script_holds_an_expression(step: dict[str, Any]) -> None:
    """GitHub puts the text of an expression into the script: an input would be run."""
    assert "${{" not in step["run"]


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_shellcheck_has_nothing_to_say(step: dict[str, Any]) -> None:
    program = BIN / "shellcheck"
    if not program.exists():
        pytest.skip("shellcheck is not installed")
    command = [program, "--shell=bash", "-"]
    done = subprocess.run(
        command, input=f"set -eo pipefail\n{step['run']}", capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout == ""


def test_every_input_is_used() -> None:
    whole = (ROOT / "action.yml").read_text()
    assert [name for name in ACTION["inputs"] if f"inputs.{name} " not in whole] == []


def test_a_failing_plan_fails_the_step_and_writes_the_reports(job: Job) -> None:
    done = job.check()
    assert done.returncode == 1, done.stderr
    assert (job.outputs["verdict"], job.outputs["exit-code"]) == ("fail", "1")
    assert json.loads(Path(job.outputs["report"]).read_text())["verdict"] == "fail"
    assert json.loads((job.workspace / "iacmx.sarif").read_text())["version"] == "2.1.0"
    assert "<failure" in (job.workspace / "iacmx.xml").read_text()
    assert (job.workspace / "iacmx.md").read_text().startswith("<!-- iacmx:check -->")
    assert "::error " in done.stdout
    assert "MX301" in job.files["GITHUB_STEP_SUMMARY"].read_text()


def test_a_clean_plan_passes(job: Job) -> None:
    done = job.check(CLEAN, outputs="", annotations="false")
    assert (done.returncode, job.outputs["verdict"], job.outputs["exit-code"]) == (0, "pass", "0"), done.stderr
    assert not re.search("(?m)^::", done.stdout)
    assert not list(job.workspace.glob("iacmx.*"))


def test_without_a_plan_there_is_no_report(job: Job) -> None:
    done = job.check(plan="absent.json")
    assert done.returncode == 2
    assert (job.outputs["verdict"], job.outputs["exit-code"], job.outputs["report"]) == ("error", "2", "")


def test_inputs_become_options(job: Job) -> None:
    """From another folder, with settings of another name."""
    (job.workspace / "infra").mkdir()
    settings = job.workspace / "infra" / "house rules.toml"
    settings.write_text('[[waive]]\nrule = "MX301"\nreason = "meant"\n')
    shutil.copytree(FAILING, job.workspace / "infra", dirs_exist_ok=True)
    done = job.check(working_directory="infra", settings=settings.name, fail_on="warning", format="json")
    report = json.loads(Path(job.outputs["report"]).read_text())
    assert report["fail_on"] == "warning"
    assert [one["finding"]["rule"] for one in report["waived"]] == ["MX301"]
    assert done.stdout.lstrip().startswith("{")
    assert (job.workspace / "infra" / "iacmx.sarif").exists()


HOSTILE = """$(touch ran)`touch ran`"; touch ran; ' * ${HOME} \\ --quiet"""


def test_no_input_is_run(job: Job) -> None:
    """Each reaches iacmx as one argument, whatever a shell would make of it."""
    program = job.temporary / "iacmx" / "bin" / "iacmx"
    program.unlink()
    program.write_text("#!/bin/sh\nprintf '%s\\n' \"$@\"\n")
    program.chmod(0o755)
    texts = {name: f"{name} {HOSTILE}" for name in ACTION["inputs"]}
    (job.workspace / texts["working-directory"].replace("/", "")).mkdir()
    texts |= {"annotations": "true", "working-directory": texts["working-directory"].replace("/", "")}
    done = job.step("check", texts)
    given = done.stdout.splitlines()
    for flag, name in {
        "--format": "format",
        "--config": "settings",
        "--source-root": "source-root",
        "--fail-on": "fail-on",
        "--": "plan",
    }.items():
        assert given[given.index(flag) + 1] == texts[name]
    assert {texts["outputs"], texts["arguments"]} <= set(given)
    assert not list(job.workspace.rglob("ran"))
    assert set(job.outputs) == {"verdict", "exit-code", "report", "markdown"}


@pytest.mark.slow
def test_it_installs_itself(job: Job) -> None:
    shutil.rmtree(job.temporary / "iacmx")
    done = job.step("Install iacmx", {"python": sys.executable})
    assert done.returncode == 0, done.stderr
    found = job.files["GITHUB_PATH"].read_text().strip()
    version = subprocess.run(
        ["iacmx", "--version"], env=BARE | {"PATH": found}, capture_output=True, text=True, check=True
    )
    assert version.stdout.startswith("iacmx ")
    assert os.listdir(found) == ["iacmx"]
    assert job.check().returncode == 1


def test_an_old_python_is_refused_with_a_sentence(job: Job) -> None:
    done = job.step("Install iacmx", {"python": "false"})
    assert done.returncode == 2
    assert "Python 3.11" in done.stdout


def test_a_version_is_no_option_of_pip(job: Job) -> None:
    """Whatever it is, pip takes it for the name of what to install."""
    pip = job.temporary / "python"
    pip.write_text(f'#!/bin/sh\ncase "$1" in -m) ;; *) exit 0;; esac\nprintf "%s\\n" "$@" >>{job.temporary}/asked\n')
    pip.chmod(0o755)
    (job.temporary / "iacmx/bin/python").unlink()
    (job.temporary / "iacmx/bin/python").symlink_to(pip)
    job.step("Install iacmx", {"python": str(pip), "version": "1.0 --index-url=http://elsewhere"})
    assert (job.temporary / "asked").read_text().splitlines()[-2:] == ["--", "iacmx==1.0 --index-url=http://elsewhere"]


def written(number: int, body: str | None, kind: str = "User", association: str = "NONE") -> dict[str, Any]:
    """A comment as GitHub tells of it."""
    return {"id": number, "body": body, "user": {"type": kind}, "author_association": association}


class GitHub(ThreadingHTTPServer):
    """The comments of one pull request, as GitHub's API gives and takes them."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.comments: list[dict[str, Any]] = []
        self.asked: list[str] = []
        self.refuses: dict[str, int] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: GitHub

    def answer(self) -> None:
        self.server.asked.append(f"{self.command} {self.headers['Authorization']}")
        sent = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "{}")
        status = self.server.refuses.get(self.command, 200)
        if status == 200 and self.command == "POST":
            self.server.comments.append(written(len(self.server.comments), sent["body"], "Bot"))
        if status == 200 and self.command == "PATCH":
            self.server.comments[int(self.path.rpartition("/")[2])]["body"] = sent["body"]
        page = int((re.findall(r"[?&]page=(\d+)", self.path) or ["1"])[0])
        made = self.server.comments[100 * (page - 1) : 100 * page] if self.command == "GET" else {}
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(made).encode())

    do_GET = do_POST = do_PATCH = answer

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def github() -> Iterator[GitHub]:
    with GitHub() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def comment(job: Job, github: GitHub, text: str, name: str = "") -> str:
    report = job.temporary / "report.md"
    report.write_text(text)
    environment = {"GITHUB_API_URL": github.url, "GITHUB_REPOSITORY": "owner/name"}
    environment |= {"TOKEN": "s3cret", "PULL_REQUEST": "7", "NAME": name, "MARKDOWN": str(report)}
    script = STEPS["Comment on the pull request"]["run"]
    runner = {"GITHUB_ACTION_PATH": str(ROOT), "RUNNER_TEMP": str(job.temporary)}
    done = run(script, environment | runner, job.workspace, BASH)
    assert done.returncode == 0, done.stderr
    assert "s3cret" not in done.stdout + done.stderr
    return done.stdout


REPORT = "<!-- iacmx:check -->\n**FAIL**\n"


def test_the_comment_is_replaced_by_the_next_run(job: Job, github: GitHub) -> None:
    github.comments = [written(number, "talk" if number else None) for number in range(130)]
    comment(job, github, REPORT)
    assert len(github.comments) == 131
    comment(job, github, REPORT.replace("FAIL", "OK"))
    assert [one["body"] for one in github.comments[130:]] == ["<!-- iacmx:check -->\n**OK**\n"]
    assert set(github.asked) == {f"{method} Bearer s3cret" for method in ("GET", "POST", "PATCH")}


def test_plans_have_comments_of_their_own(job: Job, github: GitHub) -> None:
    for name in ("", "staging", "prod --><script>", "staging"):
        comment(job, github, REPORT, name)
    marks = [one["body"].splitlines()[0] for one in github.comments]
    assert marks == [f"<!-- iacmx:check{name} -->" for name in ("", " staging", " prod-script")]


def test_the_comment_of_a_stranger_is_not_written_to(job: Job, github: GitHub) -> None:
    """Who could turn it into a pass afterwards."""
    github.comments = [written(0, "<!-- iacmx:check --> mine", association="CONTRIBUTOR")]
    comment(job, github, REPORT)
    assert [one["body"] for one in github.comments] == ["<!-- iacmx:check --> mine", REPORT]
    assert not [asked for asked in github.asked if asked.startswith("PATCH")]


def test_a_token_of_a_member_replaces_its_own(job: Job, github: GitHub) -> None:
    github.comments = [written(0, REPORT, association="MEMBER")]
    comment(job, github, REPORT.replace("FAIL", "OK"))
    assert [one["body"] for one in github.comments] == [REPORT.replace("FAIL", "OK")]


def test_one_that_can_not_be_replaced_is_not_in_the_way(job: Job, github: GitHub) -> None:
    github.comments = [written(0, "<!-- iacmx:check --> ours", "Bot")]
    github.refuses = {"PATCH": 403}
    comment(job, github, REPORT)
    assert [one["body"] for one in github.comments] == ["<!-- iacmx:check --> ours", REPORT]


def test_a_token_that_may_not_is_a_warning(job: Job, github: GitHub) -> None:
    github.refuses = {"POST": 403}
    assert comment(job, github, REPORT).startswith("::warning title=iacmx::")
