"""The command as a process: exit codes, pipes, signals, and one sentence for every wrong input."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lab.command import BARE, PROGRAM, iacmx, started

ROOT = Path(__file__).parents[2]
STORIES = ROOT / "examples"
FIXTURES = ROOT / "tests" / "fixtures" / "terraform"
FAILING = STORIES / "null-mx-mixed" / "plan.json"
CLEAN = STORIES / "new-domain" / "plan.json"
STAND_INS = ("--snapshot", CLEAN.with_name("snapshot.json"), "--dns-zone-files", CLEAN.with_name("dns"))

ACCEPTED = {"mistake_utf8_bom.json", "mistake_utf16le_bom.json", "mistake_setup_terraform_wrapper.json"}
MISTAKES = sorted(FIXTURES.glob("mistake_*"))


def test_a_clean_plan_exits_0() -> None:
    done = started("check", CLEAN, *STAND_INS)
    assert (done.code, done.err) == (0, "")


def test_a_finding_exits_1() -> None:
    assert started("check", FAILING, "--offline").code == 1


def test_soft_fail_masks_findings_and_nothing_else(tmp_path: Path) -> None:
    assert started("check", FAILING, "--offline", "--soft-fail").code == 0
    assert started("check", tmp_path / "absent.json", "--soft-fail").code == 2


def test_what_could_not_be_verified_exits_3() -> None:
    silent = ("--resolver", "127.0.0.1:9", "--timeout", "3")
    done = started("check", CLEAN, "--snapshot", CLEAN.with_name("snapshot.json"), *silent, "--format", "json")
    assert (done.code, done.report["verdict"]) == (3, "unverified")
    assert "MX204" in done.rules("unverified")


def test_standard_input_gives_the_report_of_the_file() -> None:
    piped = started("check", "-", "--offline", "--format", "json", stdin=FAILING.read_bytes())
    named = started("check", FAILING, "--offline", "--format", "json")
    assert piped.code == named.code == 1
    assert piped.report | {"subject": ""} == named.report | {"subject": ""}


def test_the_same_input_gives_the_same_report() -> None:
    runs = {started("check", FAILING, "--offline", "--format", "json").out for _ in range(3)}
    assert len(runs) == 1


@pytest.mark.parametrize("arguments", [(), ("check",), ("check", "a", "b"), ("check", FAILING, "--fail-on", "never")])
def test_wrong_usage_exits_2(arguments: tuple[str, ...]) -> None:
    done = iacmx(*arguments)
    assert done.code == 2
    assert "Traceback" not in done.err


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda path: path.name)
def test_a_wrong_file_gets_one_sentence(mistake: Path) -> None:
    done = iacmx("check", mistake, "--offline")
    assert "Traceback" not in done.out + done.err
    if mistake.name in ACCEPTED:
        assert done.code in (0, 1, 3)
        assert done.out
    else:
        assert done.code == 2
        assert done.out == ""
        assert 1 <= len(done.err.strip().splitlines()) <= 3


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda path: path.name)
def test_a_wrong_standard_input_gets_one_sentence(mistake: Path) -> None:
    done = iacmx("check", "-", "--offline", stdin=mistake.read_bytes())
    assert "Traceback" not in done.out + done.err
    assert (done.code == 2) is (mistake.name not in ACCEPTED)


MALFORMED = {
    "empty": b"",
    "blank": b" \n",
    "truncated": FAILING.read_bytes()[:5000],
    "no plan": b'{"hello": "world"}',
    "a list": b"[1, 2]",
    "human text": b"Terraform will perform the following actions:\n",
    "newer major": FAILING.read_bytes().replace(b'"format_version": "1.2"', b'"format_version": "9.0"', 1),
    "deep nesting": b'{"format_version": "1.2", "resource_changes": ' + b"[" * 200_000,
    "huge number": b'{"format_version": ' + b"9" * 5000 + b"}",
    "not UTF-8": b'{"format_version": "\xff\xfe\x00"}',
}


@pytest.mark.parametrize("content", MALFORMED.values(), ids=MALFORMED.keys())
def test_malformed_input_exits_2_without_a_traceback(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_bytes(content)
    done = iacmx("check", tmp_path / "plan.json", "--offline")
    assert done.code == 2
    assert "Traceback" not in done.err
    assert done.err.strip()


def test_a_folder_and_a_missing_file_exit_2(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent.json"):
        done = iacmx("check", path, "--offline")
        assert done.code == 2
        assert "Traceback" not in done.err


def test_no_secret_of_a_plan_is_printed(tmp_path: Path) -> None:
    plan = json.loads(FAILING.read_text())
    plan["variables"] = {"password": {"value": "hunter2-in-a-variable"}}
    plan["resource_changes"][0]["change"]["after"]["comment"] = "hunter2-in-a-comment"
    whole = json.dumps(plan)
    for text in (whole, whole[: len(whole) // 2]):
        (tmp_path / "plan.json").write_text(text)
        done = iacmx("check", tmp_path / "plan.json", "--offline", "--format", "json")
        assert "hunter2" not in done.out + done.err


def test_a_reader_that_went_away_is_no_traceback_and_no_pass() -> None:
    command = [str(PROGRAM), "check", str(FAILING), "--offline", "--format", "json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=BARE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        errors = process.stderr.read()
        assert process.wait(60) == 1
    assert b"Traceback" not in errors
    assert b"Exception ignored" not in errors


def test_a_reader_that_went_away_is_no_finding() -> None:
    with subprocess.Popen([str(PROGRAM), "rules"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=BARE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert (process.stderr.read(), process.wait(60)) == (b"", 3)


@pytest.mark.parametrize("plan", [FAILING, CLEAN], ids=["failing", "clean"])
def test_a_closed_standard_output_never_passes(plan: Path) -> None:
    command = f"exec {PROGRAM} check {plan} --offline >&-"
    done = subprocess.run(["sh", "-c", command], capture_output=True, env=BARE, timeout=60, check=False)
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, b"iacmx: Standard output is closed.")


@pytest.mark.parametrize("command", [("rules",), ("route", "example.test", "--dns-zone-files", str(STAND_INS[-1]))])
def test_what_standard_output_refuses_is_one_sentence(command: tuple[str, ...]) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [str(PROGRAM), *command], stdout=full, stderr=subprocess.PIPE, env=BARE, timeout=60, check=False
        )
    assert done.returncode == 2
    assert done.stderr.startswith(b"iacmx: Standard output can't be written: ")


def test_a_full_disk_never_passes() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with Path("/dev/full").open("wb") as full:
        command = [str(PROGRAM), "check", str(CLEAN), *map(str, STAND_INS)]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, env=BARE, timeout=60, check=False)
    assert done.returncode not in (0, 1)
    assert b"Traceback" not in done.stderr


HEED_INTERRUPTS = "import os, signal as s, sys; s.signal(s.SIGINT, s.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])"
"""A shell's background jobs, and all they start, ignore SIGINT."""


def test_an_interrupt_exits_130() -> None:
    command = [sys.executable, "-c", HEED_INTERRUPTS, str(PROGRAM), "check", "-", "--offline"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=BARE) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        # More than any pipe holds: once it is written, the program is reading.
        process.stdin.write(b" " * (4 << 20))
        process.stdin.flush()
        assert interrupt(process) == 130
        assert b"Traceback" not in process.stderr.read()


def interrupt(process: subprocess.Popen[bytes]) -> int:
    """Its exit code after SIGINT, sent again where it fell between two reads, at which Python does not look."""
    for _ in range(60):
        process.send_signal(signal.SIGINT)
        try:
            return process.wait(1)
        except subprocess.TimeoutExpired:
            continue
    return process.wait(0)


def test_every_rule_can_be_explained() -> None:
    listed = iacmx("rules").out
    ids = [word for word in listed.split() if word.startswith("MX") and word[2:].isdigit()]
    assert len(ids) > 30
    assert "What it checks" in iacmx("explain", ids[0]).out
    assert iacmx("explain", "MX999").code == 2
