"""The Dockerfile, read: what it starts from, who it runs as; and its steps, run in a virtual environment of its own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.lab.command import BARE
from tests.pieces.shell import BIN, EXAMPLES, INDEX, ROOT

TEXT = (ROOT / "Dockerfile").read_text()
STEPS = [tuple(re.sub(r"\\\n\s*", "", step).split(None, 1)) for step in re.findall(r"(?m)^[A-Z]+ (?:.*\\\n)*.*$", TEXT)]
LAST = STEPS[max(at for at, step in enumerate(STEPS) if step[0] == "FROM") :]
"""The stage that becomes the image."""
CONSTRAINTS = {
    canonicalize_name(line.split("==")[0]): line.split("==")[1]
    for line in (ROOT / "constraints.txt").read_text().splitlines()
    if not line.startswith("#")
}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def test_hadolint_has_nothing_to_say() -> None:
    if not (BIN / "hadolint").exists():
        pytest.skip("hadolint is not installed")
    done = subprocess.run(
        [BIN / "hadolint", ROOT / "Dockerfile"], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_what_it_starts_from_is_one_exact_release() -> None:
    bases = [words.split()[0] for name, words in STEPS if name == "FROM"]
    assert len(bases) == 2
    assert all(re.fullmatch(r"python:\d+\.\d+\.\d+-slim-\w+(@sha256:[0-9a-f]{64})?", base) for base in bases)


def test_it_runs_as_nobody_in_particular() -> None:
    (user,) = (words for name, words in LAST if name == "USER")
    assert int(user.split(":")[0]) >= 1000, "a number, so that Kubernetes can tell that it is not root"
    assert [name for name, _ in LAST][-4:] == ["USER", "WORKDIR", "ENTRYPOINT", "CMD"]
    assert json.loads(dict(LAST)["ENTRYPOINT"]) == ["iacmx"]


def test_nothing_is_built_in_the_image_itself() -> None:
    assert not re.search(r"pip|apt", " ".join(words for name, words in LAST if name == "RUN"))
    assert [words for name, words in LAST if name == "COPY"] == ["--from=build /opt/iacmx /opt/iacmx"]


def test_only_what_is_needed_is_sent_to_the_builder() -> None:
    lines = (ROOT / ".dockerignore").read_text().split()
    assert lines[0] == "*"
    sent = [line.removeprefix("!") for line in lines if line.startswith("!")]
    assert all((ROOT / name).exists() for name in sent)
    assert {"iacmx", "providers", "pyproject.toml", "README.md", "LICENSE", "constraints.txt"} <= set(sent)


def test_every_dependency_is_pinned() -> None:
    """``make constraints`` writes them anew after a dependency has changed."""
    needed = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"].get("serve", [])]
    for requirement in map(Requirement, needed):
        pinned = CONSTRAINTS.get(canonicalize_name(requirement.name))
        assert pinned, f"{requirement.name} is not in constraints.txt"
        assert pinned in requirement.specifier, f"{requirement} is pinned to {pinned}"


@pytest.mark.slow
def test_its_steps_make_an_iacmx_that_works(tmp_path: Path) -> None:
    """Not in an image, which takes a daemon: the build stage's commands, on copies, under another folder."""
    (build,) = (words for name, words in STEPS[: -len(LAST)] if name == "RUN")
    place = tmp_path / "iacmx"
    script = build.replace("/opt/iacmx", str(place)).replace("python -m", f"{sys.executable} -m")
    script = re.sub(rf"{place}/bin/{sys.executable}", f"{place}/bin/python", script)
    done = subprocess.run(
        ["sh", "-ec", script],
        cwd=ROOT,
        env=BARE | INDEX | {"EXTRAS": ""},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    story = EXAMPLES / "null-mx-mixed"
    command = [
        place / "bin" / "iacmx",
        "check",
        "-",
        "--snapshot",
        story / "snapshot.json",
        "--dns-zone-files",
        story / "dns",
    ]
    judged = subprocess.run(
        command, input=(story / "plan.json").read_bytes(), capture_output=True, env=BARE, timeout=120, check=False
    )
    assert judged.returncode == 1, judged.stderr
    assert b"MX301" in judged.stdout
    (packages,) = place.glob("lib/python*/site-packages")
    unpinned = [
        name
        for name, version in (
            folder.stem.removesuffix(".dist").rsplit("-", 1) for folder in packages.glob("*.dist-info")
        )
        if name != "iacmx" and CONSTRAINTS.get(canonicalize_name(name)) != version
    ]
    assert unpinned in ([], ["setuptools"])  # which Python 3.11 puts there by itself
    assert not (packages / "pip").exists()
