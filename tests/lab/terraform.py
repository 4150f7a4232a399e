"""Real terraform with the real AWS provider, without the internet, in a folder of its own.

The provider comes from a filesystem mirror: the folder that ``IACMX_TERRAFORM_MIRROR`` names, or one found in a usual
place. Its AWS is a server on loopback, told through ``AWS_ENDPOINT_URL``, so the configuration under test is exactly
what a user would write.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

MIRROR_VARIABLE = "IACMX_TERRAFORM_MIRROR"
REGISTRY = "registry.terraform.io"
USUAL_PLACES = (
    "/opt",
    "/usr/local/share/terraform",
    "/usr/share/terraform",
    "~/.terraform.d",
    "~/.local/share/terraform",
)
DEPTH = 3
"""How far below a usual place the mirror may lie."""


class Unavailable(Exception):
    """Terraform or its provider is not here; the text is a reason to skip with."""


class Toolchain(NamedTuple):
    """``mirror`` is the folder that holds ``registry.terraform.io/hashicorp/aws``."""

    program: str
    mirror: Path


def find() -> Toolchain:
    """Terraform and a mirror with the AWS provider. Raises Unavailable."""
    program = shutil.which("terraform")
    if program is None:
        raise Unavailable("terraform is not on PATH")
    named = os.environ.get(MIRROR_VARIABLE)
    places = [Path(named)] if named else [Path(place).expanduser() for place in USUAL_PLACES]
    mirror = next((folder for place in places for folder in _folders(place, DEPTH) if _has_provider(folder)), None)
    if mirror is None:
        where = named or ", ".join(USUAL_PLACES)
        raise Unavailable(f"no terraform-provider-aws in {where}; name a filesystem mirror in {MIRROR_VARIABLE}")
    return Toolchain(program, mirror)


def _folders(top: Path, depth: int) -> Iterator[Path]:
    if not top.is_dir():
        return
    yield top
    if depth:
        for child in sorted(path for path in top.iterdir() if path.is_dir() and not path.is_symlink()):
            yield from _folders(child, depth - 1)


def _has_provider(folder: Path) -> bool:
    provider = folder / REGISTRY / "hashicorp" / "aws"
    return provider.is_dir() and next(provider.rglob("terraform-provider-aws*"), None) is not None


class Workspace:
    """A folder in which terraform runs against the Route 53 at ``endpoint``; its state stays in the folder."""

    def __init__(self, tools: Toolchain, folder: Path, endpoint: str) -> None:
        folder.mkdir(exist_ok=True)
        self._tools = tools
        self.folder = folder
        settings = folder / "terraform.rc"
        settings.write_text(f'provider_installation {{\n  filesystem_mirror {{ path = "{tools.mirror}" }}\n}}\n')
        inherited = {name: os.environ[name] for name in ("PATH", "TMPDIR", "LANG") if name in os.environ}
        self.environment = inherited | {
            "HOME": str(folder),
            "TF_CLI_CONFIG_FILE": str(settings),
            "TF_IN_AUTOMATION": "1",
            "CHECKPOINT_DISABLE": "1",
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def configure(self, text: str) -> None:
        """Replace the configuration."""
        (self.folder / "main.tf").write_text(text)

    def init(self) -> None:
        self._run("init", "-input=false", "-no-color")

    def validate(self) -> None:
        """Raises RuntimeError where the configuration is none that the provider takes."""
        self._run("validate", "-no-color")

    def plan(self, *options: str) -> Path:
        """Plan into a binary plan file and return its path."""
        self._run("plan", "-input=false", "-no-color", "-out=tfplan", *options)
        return self.folder / "tfplan"

    def show(self, plan: Path) -> bytes:
        """The plan as JSON."""
        return self._run("show", "-json", str(plan))

    def states(self) -> tuple[bytes, bytes]:
        """The state as JSON, and the state file."""
        return self._run("show", "-json"), (self.folder / "terraform.tfstate").read_bytes()

    def apply(self, plan: Path) -> None:
        self._run("apply", "-input=false", "-no-color", str(plan))

    def _run(self, *arguments: str) -> bytes:
        done = subprocess.run(
            [self._tools.program, *arguments],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=300,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"terraform {arguments[0]}: {done.stderr.decode()}")
        return done.stdout
