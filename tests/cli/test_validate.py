"""``iacmx validate``: what it says of files, right and wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.lab import cli

EXAMPLES = Path(__file__).parents[2] / "examples"
SNAPSHOT = EXAMPLES / "null-mx-mixed" / "snapshot.json"
WAIVER = '[[waive]]\nrule = "MX304"\nreason = "a lab"\n'


def validate(*arguments: str | Path) -> Any:
    return cli.run("validate", *arguments)


def write(folder: Path, text: str, name: str = ".iacmx.toml") -> Path:
    file = folder / name
    file.write_text(text)
    return file


def test_what_is_right_is_told_in_a_line(tmp_path: Path) -> None:
    baseline = tmp_path / "baseline.json"
    plan = SNAPSHOT.with_name("plan.json")
    cli.run("check", plan, "--offline", "--write-baseline", baseline)
    settings = write(tmp_path, WAIVER)
    project = write(tmp_path, "[project]\n", "pyproject.toml")
    done = validate(settings, project, SNAPSHOT, baseline)
    assert done.exit_code == 0
    assert [line.partition(": ")[2].partition(",")[0] for line in done.stdout.splitlines()] == [
        "settings",
        "no settings: there is no [tool.iacmx]",
        "a snapshot of 1 zone",
        "a baseline of 1 finding",
    ]
    assert validate("--quiet", settings).output == ""


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        (".iacmx.toml", "fail_on = 'error'\n", "fail-on"),
        (".iacmx.toml", "ignore = ['MX999']\n", "MX999"),
        (".iacmx.toml", "format = 'sarf'\n", "sarif"),
        (".iacmx.toml", "output = ['iacmx.json']\n", "output iacmx.json names no file"),
        (".iacmx.toml", "timeout = 0\n", "timeout 0"),
        (".iacmx.toml", "[[waive]]\nrule = 'MX304'\nreason = ''\n", "no reason"),
        (".iacmx.toml", "[[expect]]\nowner = '*'\nmail = 'gogle'\n", "gogle"),
        ("pyproject.toml", "[tool.iacmx]\noflline = true\n", "offline"),
        ("snapshot.json", "{}", "no iacmx snapshot"),
        ("snapshot.json", "{", "no JSON"),
        ("baseline.json", '{"schema": "iacmx.baseline/1"}', "findings"),
        ("baseline.json", '{"schema": "iacmx.baseline/9", "findings": []}', "baseline/9"),
    ],
)
def test_what_is_wrong_is_told_with_the_file(tmp_path: Path, name: str, text: str, says: str) -> None:
    file = write(tmp_path, text, name)
    done = validate(file)
    assert (done.exit_code, done.stdout) == (2, "")
    assert says in done.stderr
    assert str(file) in done.stderr


def test_all_files_are_looked_at(tmp_path: Path) -> None:
    done = validate(tmp_path / "absent.toml", SNAPSHOT, tmp_path / "absent.json")
    assert done.exit_code == 2
    assert "absent.toml" in done.stderr
    assert "absent.json" in done.stderr
    assert done.stdout.startswith("ok  ")


def test_expired_waivers_are_named(tmp_path: Path) -> None:
    done = validate(write(tmp_path, f'{WAIVER}expires = "2020-01-01"\n'))
    assert done.exit_code == 0
    assert "the waiver of MX304 for * expired on 2020-01-01" in done.stdout


def test_file_names_are_printed_safely(tmp_path: Path) -> None:
    done = validate(write(tmp_path, "x = 1\n", "a\x1b[31m.toml"))
    assert "\x1b" not in done.output
