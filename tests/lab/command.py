"""The ``iacmx`` command as a process: what a pipeline runs.

:func:`started` starts the program. :func:`iacmx` forks the run from a process that has loaded it, which costs a third
of that; environment, folder, streams and exit code are a process's own all the same.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
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


def started(
    *arguments: str | Path,
    cwd: Path | None = None,
    stdin: bytes = b"",
    environment: dict[str, str] | None = None,
    seconds: float = 120,
) -> Done:
    """Start the program and wait for its end, with no environment but ``BARE`` and ``environment``."""
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


def iacmx(
    *arguments: str | Path,
    cwd: Path | None = None,
    stdin: bytes = b"",
    environment: dict[str, str] | None = None,
    seconds: float = 120,
) -> Done:
    """Run the command to its end like :func:`started`, in a fork of the process of :func:`_warm` where that may be."""
    # A PYTHONPATH counts only for a program that starts, and not every system sends messages between processes.
    if "PYTHONPATH" in (environment or {}) or sys.platform != "linux":
        return started(*arguments, cwd=cwd, stdin=stdin, environment=environment, seconds=seconds)
    told = {
        "arguments": [str(PROGRAM), *map(str, arguments)],
        "cwd": str(cwd or Path.cwd()),
        "environment": BARE | (environment or {}),
    }
    here, there = socket.socketpair()
    with here, TemporaryFile() as into, TemporaryFile() as out, TemporaryFile() as err:
        into.write(stdin)
        into.seek(0)
        with there:
            streams = [into.fileno(), out.fileno(), err.fileno(), there.fileno()]
            socket.send_fds(_warm(), [json.dumps(told).encode()], streams)
        here.settimeout(seconds)
        with here.makefile() as answers:
            pid = int(answers.readline())
            try:
                code = int(answers.readline())
            except TimeoutError:
                os.kill(pid, signal.SIGKILL)
                raise
        out.seek(0)
        err.seek(0)
        return Done(code, out.read().decode(), err.read().decode())


@cache
def _warm() -> socket.socket:
    """To the process of ``tests/lab/warm.py``, which ends with this one."""
    here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with there:
        process = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("warm.py")], stdin=there.fileno(), env=BARE
        )

    def end() -> None:
        here.close()
        process.wait()

    atexit.register(end)
    return here
