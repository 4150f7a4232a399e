"""Several formats in one run, and the summary of a job in GitHub Actions, as ``iacmx check`` writes them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from iacmx.cli import _summary
from iacmx.report.markdown import MARKER
from tests.lab import cli
from tests.plan.build import aws, change, plan_bytes

SUMMARY = "GITHUB_STEP_SUMMARY"


@pytest.fixture(autouse=True)
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(SUMMARY, raising=False)
    path = tmp_path / "plan.json"
    path.write_bytes(plan_bytes(change("aws_route53_record.b", after=aws(records=["10 192.0.2.1"]))))
    return path


def run(*arguments: str) -> Any:
    return cli.run("check", "plan.json", "--offline", *arguments)


def test_several_formats_in_one_run() -> None:
    named = ("sarif=a.sarif", "junit=a.xml", "gitlab=a.json", "github=-", "html=a.html", "csv=a.csv", "markdown=a.md")
    done = run(*(word for one in named for word in ("--output", one)))
    assert done.exit_code == 1
    assert json.loads(Path("a.sarif").read_text())["runs"][0]["invocations"][0]["exitCode"] == 1
    assert ElementTree.parse("a.xml").getroot().get("failures") == "1"
    assert len(json.loads(Path("a.json").read_text())) >= 1
    assert Path("a.md").read_text().startswith(MARKER.format("check"))
    lines = done.stdout.splitlines()
    assert lines[0].startswith("example.com  (")
    assert any(line.startswith("::error title=MX101 ip-literal%3A example.com::") for line in lines)


def test_a_format_that_is_not_there_is_told_before_anything_is_asked() -> None:
    done = run("--output", "sarf=a.sarif")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "sarif" in done.stderr


def test_a_file_that_can_not_be_written_is_told_before_anything_is_asked(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for path in ("absent/a.json", "folder", "plan.json/a.json"):
        for sources in (("check", "absent.json"), ("audit", "snapshot:absent.json"), ("verify", "absent.json")):
            done = cli.run(*sources, "--output", f"json={path}")
            assert (done.exit_code, f"{path} can't be written" in done.output) == (2, True)
    for sources in (("check", "absent.json"), ("audit", "snapshot:absent.json")):
        done = cli.run(*sources, "--write-baseline", "absent/b.json")
        assert (done.exit_code, "absent/b.json can't be written" in done.output) == (2, True)


def test_a_file_takes_one_report_only() -> None:
    done = run("--output", "json=a", "--output", "csv=a")
    assert (done.exit_code, Path("a").exists()) == (2, False)
    assert "--output names a twice." in done.output
    assert run("--output", "json=-", "--output", "csv=-").exit_code == 1


@pytest.mark.parametrize(
    "command",
    [
        ("audit", "snapshot:s.json"),
        ("route", "example.com"),
        *(("migrate", word, "example.com", "--from", "route53", "--to", "cloudflare") for word in ("compare", "plan")),
    ],
)
def test_standard_output_is_no_file_where_it_takes_one_report(command: tuple[str, ...]) -> None:
    done = cli.run(*command, "--output", "json=-")
    assert (done.exit_code, Path("-").exists()) == (2, False)
    assert "Choose with --format what is printed." in done.output


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    Path("a.json").symlink_to("reports/a.json")
    assert run("--output", "json=a.json").exit_code == 1
    assert Path("a.json").is_symlink()
    assert json.loads((tmp_path / "reports" / "a.json").read_text())["exit_code"] == 1


def test_a_pipe_is_written_to_and_not_replaced() -> None:
    os.mkfifo("pipe")
    reader = os.open("pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert run("--output", "junit=pipe").exit_code == 1
        assert ElementTree.fromstring(os.read(reader, 1 << 16)).get("failures") == "1"
    finally:
        os.close(reader)
    assert Path("pipe").is_fifo()


def test_the_summary_is_appended(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("summary.md").write_text("before\n")
    monkeypatch.setenv(SUMMARY, "summary.md")
    assert run().exit_code == 1
    assert run().exit_code == 1
    text = Path("summary.md").read_text()
    assert text.startswith(f"before\n{MARKER.format('check')}\n## iacmx: FAIL\n")
    assert text.count(MARKER.format("check")) == 2


def test_the_summary_is_left_alone_where_asked_or_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run().exit_code == 1
    monkeypatch.setenv(SUMMARY, "summary.md")
    assert run("--no-step-summary").exit_code == 1
    assert os.listdir() == ["plan.json"]


@pytest.mark.parametrize("path", [".", "missing/summary.md"])
def test_a_summary_that_can_not_be_written_changes_nothing(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = run()
    monkeypatch.setenv(SUMMARY, path)
    done = run()
    assert (done.exit_code, done.stdout) == (plain.exit_code, plain.stdout)
    assert "summary of this step was not written" in done.stderr


def test_a_summary_is_never_longer_than_github_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    held = b"x" * (_summary.MOST - 100)
    Path("summary.md").write_bytes(held)
    monkeypatch.setenv(SUMMARY, "summary.md")
    done = run()
    assert done.exit_code == 1
    assert "1024 KiB" in done.stderr
    assert Path("summary.md").read_bytes() == held
