"""Files of packages of the npm registry, for tests that hold an output to what others published."""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest


@cache
def published(package: str, file: str, variable: str) -> Path:
    """``file`` of ``package`` (with its version); the environment ``variable`` may name a copy of it.

    Skips the test where neither that nor the registry is at hand.
    """
    named = os.environ.get(variable)
    if named:
        return Path(named)
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip(f"npm is not on PATH, and {variable} names no file")
    folder = Path(mkdtemp(prefix="iacmx-npm-"))
    command = [npm, "pack", package, "--silent", "--pack-destination", str(folder)]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=120, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip(f"the npm registry does not answer; {variable} may name the file")
    archives = list(folder.glob("*.tgz"))
    if done.returncode or not archives:
        pytest.skip(f"npm does not get {package}; {variable} may name the file")
    with tarfile.open(archives[0]) as archive:
        archive.extract(f"package/{file}", folder, filter="data")
    return folder / "package" / file
