"""What a user of `iacmx check` sees of files and lines, and what nobody may see."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from iacmx.report import formats
from tests.lab import cli, terraform
from tests.plan.build import aws, change, plan_bytes
from tests.sources.tree import DOWNLOADED, PLACES, ROOT, TREE, write

SENTINEL = "s3cr3t-sentinel"
TEXT = f"""\
locals {{
  password = "{SENTINEL}" # {SENTINEL}
}}

resource "aws_route53_record" "mx" {{ # {SENTINEL}
  name = "{SENTINEL}"
}}
"""


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A monorepo with a plan of one record that fails, in which the gate runs at the top."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra" / "main.tf").write_text(TEXT)
    failing = change("aws_route53_record.mx", after=aws(records=["10 192.0.2.1"]))
    (tmp_path / "plan.json").write_bytes(plan_bytes(failing))
    return tmp_path


def gate(*arguments: str, plan: str = "plan.json") -> Any:
    return cli.run("check", plan, "--offline", *arguments)


def test_text_names_file_and_line() -> None:
    done = gate("--source-root", "infra")
    assert done.exit_code == 1
    assert "      at   aws_route53_record.mx  infra/main.tf:5\n" in done.stdout


def test_the_settings_may_name_the_folder(repository: Path) -> None:
    (repository / ".iacmx.toml").write_text('source-root = "infra"\n')
    assert "infra/main.tf:5" in gate().stdout


def test_annotations_code_scanning_and_code_quality_name_it() -> None:
    done = gate("--source-root=infra", "--format=github", "--output=sarif=a.sarif", "--output=gitlab=a.json")
    assert done.stdout.startswith("::error file=infra/main.tf,line=5,title=MX101")
    (run,) = json.loads(Path("a.sarif").read_text())["runs"]
    physical = run["results"][0]["locations"][0]["physicalLocation"]
    assert (physical["artifactLocation"]["uri"], physical["region"]["startLine"]) == ("infra/main.tf", 5)
    assert json.loads(Path("a.json").read_text())[0]["location"] == {"path": "infra/main.tf", "lines": {"begin": 5}}


@pytest.mark.parametrize("name", formats())
def test_nothing_but_places_and_own_comments_is_told(name: str) -> None:
    done = gate("--source-root", "infra", "--format", name, "--verbose")
    assert done.exit_code == 1
    assert "infra/main.tf" in done.stdout
    assert SENTINEL not in done.output


def test_without_it_nothing_is_read(repository: Path) -> None:
    (repository / "infra" / "main.tf").write_text("# iacmx:ignore\n")
    done = gate()
    assert done.exit_code == 1
    assert "main.tf" not in done.output
    assert "location" not in gate("--format", "json").stdout


def test_a_comment_passes_the_gate(repository: Path) -> None:
    file = repository / "infra" / "main.tf"
    file.write_text(TEXT.replace("\n  name", "\n  # iacmx:ignore=MX101 for the lab exp:2999-01-01\n  name"))
    done = gate("--source-root", "infra", "--select", "MX101")
    assert done.exit_code == 0
    assert "waived MX101 example.com 192.0.2.1: for the lab, until 2999-01-01, says infra/main.tf:6" in done.stdout


def test_a_comment_that_can_not_be_read_is_an_error_and_not_quoted(repository: Path) -> None:
    (repository / "infra" / "main.tf").write_text(f"{TEXT}# iacmx:ignore {SENTINEL}\n")
    done = gate("--source-root", "infra")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("iacmx: infra/main.tf:8: ")
    assert SENTINEL not in done.output


@pytest.mark.parametrize("root", ["nowhere", "plan.json"])
def test_a_folder_that_is_none_is_an_error(root: str) -> None:
    done = gate("--source-root", root)
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"The source root {root}" in done.stderr
    assert "--source-root infra/production" in done.stderr


def test_what_is_not_in_the_sources_is_told_and_changes_no_verdict(repository: Path) -> None:
    (repository / "infra" / "main.tf").write_text("")
    done = gate("--source-root", "infra")
    assert done.exit_code == 1
    assert "skipped source: no line is known of aws_route53_record.mx: not found in infra" in done.stdout


NAMES = {
    "commands": "::error::x,line=1%0A.tf",
    "markup": "<img src=x onerror=alert(1)>`|.tf",
    "controls": "\x1b[31m\u202e\n::error::x.tf",
    "CDATA": "]]>&amp;.tf",
    "no UTF-8": os.fsdecode(b"\xff\xfe.tf"),
    "address": "https:example.com?#x.tf",
}


@pytest.mark.parametrize("hostile", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("name", formats())
def test_file_names_break_out_of_no_format(repository: Path, name: str, hostile: str) -> None:
    try:
        (repository / "infra" / "main.tf").rename(repository / "infra" / hostile)
    except OSError:
        pytest.skip("this file system takes no such name")
    done = gate("--source-root", "infra", "--format", name)
    assert done.exit_code == 1
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout
    assert "<img" not in done.stdout or name not in ("html", "junit", "markdown")
    commands = [line for line in done.stdout.splitlines() if line.startswith("::")]
    assert len(commands) == (1 if name == "github" else 0)
    if name == "sarif":
        location = json.loads(done.stdout)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
        assert location["artifactLocation"]["uri"].isascii()
        assert not set(location["artifactLocation"]["uri"]) & set(':?#<>"`| ')


@pytest.mark.slow
def test_real_terraform(tmp_path: Path) -> None:
    """The tree through real Terraform, with a module from git: every place, from the folder and from the plan file."""
    try:
        tools = terraform.find()
    except terraform.Unavailable as error:
        pytest.skip(str(error))
    if not shutil.which("git"):
        pytest.skip("git is not on PATH")
    origin = tmp_path / "origin"
    origin.mkdir()
    (origin / "main.tf").write_text(DOWNLOADED)
    author = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
        subprocess.run(["git", "-C", str(origin), *author, *words], check=True)
    folder = write(
        tmp_path,
        {name: text.replace("https://git.example.com/dns.git", f"file://{origin}") for name, text in TREE.items()},
    )
    workspace = terraform.Workspace(tools, folder, "http://127.0.0.1:9")
    workspace.init()
    (folder / "plan.json").write_bytes(workspace.show(workspace.plan()))
    from_folder = gate("--source-root", ROOT, "--format", "json", plan=f"{ROOT}/plan.json")
    from_plan = gate("--format", "json", plan=f"{ROOT}/tfplan")
    for done in (from_folder, from_plan):
        report = json.loads(done.stdout)
        found = [*report["findings"], *(one["finding"] for one in report["waived"])]
        told = {one["address"]: (one["location"]["path"], one["location"]["line"]) for one in found}
        assert told == PLACES
        assert len(report["waived"]) == 5
        assert not [words for words in report["coverage"]["skipped"] if words.startswith("source")]
