"""Write the Route 53 examples' plans and snapshots anew: ``python -m examples.regenerate [STORY...]``.

Real terraform and the real AWS provider run against a Route 53 on loopback: ``elsewhere/main.tf`` is applied with a
state of its own, ``before/main.tf`` with that of the story, the account is kept as ``snapshot.json``, then ``main.tf``
is planned and kept as ``plan.json``. What differs from run to run, the ids and the time, is put into a fixed form.

The Cloudflare example is written by hand, because that provider can't be run against a stand-in without an account.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.lab import route53_server, terraform

EXAMPLES = Path(__file__).parent
MOMENT = "2026-01-05T09:00:00Z"


def stories() -> list[Path]:
    """The folders whose plan terraform can make."""
    return sorted(path.parent for path in EXAMPLES.glob("*/main.tf") if "hashicorp/aws" in path.read_text())


def generate(story: Path) -> tuple[str, str]:
    """The texts of ``plan.json`` and ``snapshot.json``. Raises terraform.Unavailable."""
    tools = terraform.find()
    with route53_server.serving() as url, tempfile.TemporaryDirectory() as folder:
        _apply(story / "elsewhere", terraform.Workspace(tools, Path(folder, "elsewhere"), url))
        workspace = terraform.Workspace(tools, Path(folder, "main"), url)
        _apply(story / "before", workspace)
        workspace.configure((story / "main.tf").read_text())
        workspace.init()
        snapshot = _snapshot(url, Path(folder))
        plan = workspace.show(workspace.plan()).decode()
        names = _stable_ids(url)
    return _text(json.loads(_replace(plan, names))), _text(json.loads(_replace(snapshot, names)))


def _apply(configuration: Path, workspace: terraform.Workspace) -> None:
    if configuration.is_dir():
        workspace.configure((configuration / "main.tf").read_text())
        workspace.init()
        workspace.apply(workspace.plan())


def _snapshot(url: str, folder: Path) -> str:
    account = {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_REGION": "us-east-1",
    }
    iacmx = Path(sys.executable).with_name("iacmx")
    command = [iacmx, "snapshot", "route53", "-o", folder / "snapshot.json"]
    subprocess.run(command, env=os.environ | account, check=True)  # noqa: S603 - our own program
    return (folder / "snapshot.json").read_text()


def _stable_ids(url: str) -> dict[str, str]:
    """The random zone ids and what stands for them, which depends on the zone's name only."""
    return {
        identifier: "Z" + hashlib.sha256(f"{name} {private}".encode()).hexdigest()[:13].upper()
        for name, private, identifier in route53_server.zones(url)
    }


def _replace(text: str, names: dict[str, str]) -> str:
    for old, new in names.items():
        text = text.replace(old, new)
    return text


def _text(document: Any) -> str:
    for key in ("timestamp", "taken", "taken_at"):
        if key in document:
            document[key] = MOMENT
    return json.dumps(document, indent=2) + "\n"


def write(story: Path) -> None:
    plan, snapshot = generate(story)
    (story / "plan.json").write_text(plan)
    (story / "snapshot.json").write_text(snapshot)
    print(f"{story.name}: written", flush=True)


def main(names: list[str]) -> None:
    chosen = [EXAMPLES / name for name in names] or stories()
    with ThreadPoolExecutor(max_workers=4) as pool:  # each waits for most of its time: the provider polls for changes
        list(pool.map(write, chosen))


if __name__ == "__main__":
    main(sys.argv[1:])
