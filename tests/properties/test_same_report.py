"""The same input gives the same bytes: again in this process, and in processes that hash otherwise."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from hypothesis import given, settings

from iacmx.report import Report
from iacmx.report.json import render as as_json
from iacmx.report.text import render as as_text
from tests.judgement.plans import plan_bytes, prior_state
from tests.lab.examples import examples
from tests.properties.judged import judged
from tests.properties.plans import BROKEN, STYLES, Edit, Style, written

ROOT = Path(__file__).parents[2]
MANY = [
    Edit(zone, owner, ((10, "mx1.hosting.net"), (20, "gone.hosting.net")), after)
    for zone in ("Z1", "Z2", "C1", "C2")
    for owner in ("", "news", "a.b")
    for after in (((10, "45.33.1.1"), (20, "."), (30, "mx_1.hosting.net"), (40, "mail.corp.local")), ())
    if (owner == "news") == (after == ())
]


def printed(report: Report) -> str:
    return as_json(report) + as_text(report)


@settings(max_examples=examples(30), deadline=None)
@given(BROKEN, STYLES)
def test_twice(edits: list[Edit], style: Style) -> None:
    assert printed(judged(edits, style)) == printed(judged(edits, style))


def test_in_processes_that_hash_otherwise(tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    zones = tuple(dict.fromkeys(edit.zone for edit in MANY))
    plan.write_bytes(plan_bytes(written(MANY, Style()), prior_state=prior_state(*zones)))
    command = [sys.executable, "-m", "iacmx", "check", plan, "--offline", "--format", "json"]
    said = set()
    for seed in ("1", "2", "3"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        ran = subprocess.run(command, check=False, capture_output=True, cwd=ROOT, env=environment)
        assert ran.returncode == 1, ran.stderr
        said.add(ran.stdout)
    assert len(said) == 1
