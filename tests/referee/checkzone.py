"""BIND's verdict: what named-checkzone prints, in a word or two each; names outside the zone are not looked up."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.referee.zones import DOMAIN, Situation, master

_SAYS = (
    (r"MX is an address", "address"),
    (r"bad (?:owner )?name \(check-names\)", "bad name"),
    (r"has no address records", "no address"),
    (r"is a CNAME", "alias"),
    (r"loading from master file .* failed: (.*)", r"refused: \1"),
)


def complaints(situation: Situation, folder: Path) -> str:
    """What it complains about, sorted, with commas between."""
    program = shutil.which("named-checkzone") or shutil.which("named-checkzone", path="/usr/sbin:/usr/bin")
    if program is None:
        pytest.skip("named-checkzone is not installed (Debian: bind9-utils)")
    path = folder / "zone"
    path.write_text(f"$TTL 300\n{master(situation)}")
    ran = subprocess.run(
        [program, "-i", "local", DOMAIN, path], check=False, capture_output=True, text=True, timeout=60
    )
    found = {match.expand(word) for text, word in _SAYS for match in re.finditer(text, ran.stdout + ran.stderr)}
    assert ran.returncode == 0 or found, ran.stdout
    return ", ".join(sorted(found))
