"""What a start costs: each command imports what it uses, and no more."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

PLAN = Path(__file__).parents[1] / "examples" / "new-domain" / "plan.json"
PROGRAM = """
import json, sys
from iacmx.cli import main
try:
    main()
except SystemExit:
    pass
print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""
HEAVY = {
    "boto3",
    "botocore",
    "cloudflare",
    "dns",
    "asyncio",
    "httptools",
    "httpx",
    "pydantic",
    "requests",
    "rich",
    "urllib3",
    "publicsuffixlist",
    "tree_sitter",
    "zipfile",
}


def imported(*arguments: str) -> set[str]:
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments], capture_output=True, text=True, check=True, timeout=60
    )
    return set(json.loads(run.stderr.splitlines()[-1]))


@pytest.mark.parametrize(
    "arguments",
    [["--version"], ["--help"], ["check", "--help"], ["rules"], ["check", "--offline", str(PLAN)]],
    ids=" ".join,
)
def test_no_sdk_and_no_dns_library(arguments: list[str]) -> None:
    assert imported(*arguments) & HEAVY == set()


def test_help_reads_no_plan_and_no_rule() -> None:
    loaded = imported("--help")
    assert "msgspec" not in loaded
    assert not any(name.startswith(("iacmx.plan", "iacmx.rules", "iacmx.world")) for name in loaded)


def test_this_test_sees_what_is_imported() -> None:
    assert "iacmx.plan.reader" in imported("check", "--offline", str(PLAN))
