"""Runs the scripts of shipped pipelines as the systems that they are for do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from tests.lab.command import BARE, PROGRAM

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
BIN = Path(sys.executable).parent
INDEX = {
    name: text
    for name, text in os.environ.items()
    if name.startswith("PIP_") or name.lower() in ("https_proxy", "no_proxy", "ssl_cert_file", "requests_ca_bundle")
}
"""Where pip finds packages, as on this machine."""


def load(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text("utf-8"))


def run(
    script: str, environment: dict[str, str], cwd: Path, shell: tuple[str, ...] = ("bash", "-eo", "pipefail")
) -> subprocess.CompletedProcess[str]:
    """Run a script with no environment but a bare one and ``environment``; ``iacmx`` is on its PATH."""
    path = f"{PROGRAM.parent}:{BARE.get('PATH', '')}"
    return subprocess.run(
        [*shell, "-c", script],
        env=BARE | {"PATH": path} | environment,
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
