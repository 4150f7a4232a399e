"""The ``iacmx`` command as a process: what a pipeline runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

PROGRAM = Path(sys.executable).with_name("iacmx")
_KEPT = ("PATH", "HOME", "TMPDIR", "LANG", "SYSTEMROOT", "VIRTUAL_ENV")
BARE = {name: os.environ[name] for name in _KEPT if name in os.environ}
"""An environment without credentials, settings or endpoints."""


class Done(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        """The JSON report on standard output."""
        assert self.out, f"exit code {self.code} without a report: {self.err}"
        document: dict[str, Any] = json.loads(self.out)
        return document

    def rules(self, *severities: str) -> list[str]:
        """The ids of the findings of these severities, sorted, each once."""
        return sorted({one["rule"] for one in self.report["findings"] if one["severity"] in severities})


def iacmx(
    *arguments: str | Path,
    cwd: Path | None = None,
    stdin: bytes = b"",
    environment: dict[str, str] | None = None,
    seconds: float = 120,
) -> Done:
    """Run the command to its end, with no environment but ``BARE`` and ``environment``."""
    done = subprocess.run(
        [PROGRAM, *arguments],
        cwd=cwd,
        input=stdin,
        env=BARE | (environment or {}),
        capture_output=True,
        timeout=seconds,
        check=False,
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())
