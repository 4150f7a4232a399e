"""Write the Route 53 examples' plans and snapshots anew: ``python -m examples.regenerate [STORY...]``.

With ``--reports`` the report in each story's README is written anew instead.

Real terraform and the real AWS provider run against a Route 53 on loopback: ``elsewhere/main.tf`` is applied with a
state of its own, ``before/main.tf`` with that of the story, the account is kept as ``snapshot.json``, then ``main.tf``
is planned and kept as ``plan.json``. What differs from run to run, the ids and the time, is put into a fixed form.

The Cloudflare example is written by hand, because that provider can't be run against a stand-in without an account, and
so is the account of the audit.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.lab import route53_server, terraform

EXAMPLES = Path(__file__).parent
MOMENT = "2026-01-05T09:00:00Z"
_TAKEN_AT = re.compile(r'(?<="taken_at": ")[^"]*')


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
    return _plan_text(_replace(plan, names)), _TAKEN_AT.sub(MOMENT, _replace(snapshot, names))


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
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    iacmx = Path(sys.executable).with_name("iacmx")
    command = [str(iacmx), "snapshot", "route53", "-o", str(folder / "snapshot.json")]
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


def _plan_text(text: str) -> str:
    plan = json.loads(text)
    plan["timestamp"] = MOMENT
    return json.dumps(plan, indent=2) + "\n"


def write(story: Path) -> None:
    """Write the story's plan and snapshot."""
    plan, snapshot = generate(story)
    (story / "plan.json").write_text(plan)
    (story / "snapshot.json").write_text(snapshot)
    print(f"{story.name}: plan and snapshot written", flush=True)


def write_report(story: Path) -> None:
    """Put today's report of the story's command into its README, between ``    $ command`` and ``exit code``."""
    command = json.loads((story / "expected.json").read_text())["command"]
    arguments = command.split()[1:]
    iacmx = Path(sys.executable).with_name("iacmx")
    done = subprocess.run([iacmx, *arguments], cwd=story, capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    shown = "".join(f"    {line}".rstrip() + "\n" for line in done.stdout.splitlines())
    readme = (story / "README.md").read_text()
    head, _, rest = readme.partition(f"    $ {command}\n")
    _, _, tail = rest.partition("\nexit code ")
    tail = tail.partition("\n")[2]
    (story / "README.md").write_text(f"{head}    $ {command}\n{shown}\nexit code {done.returncode}\n{tail}")
    print(f"{story.name}: report written, exit code {done.returncode}", flush=True)


def main(words: list[str]) -> None:
    names = [word for word in words if word != "--reports"]
    if "--reports" in words:
        for path in sorted(EXAMPLES.glob("*/expected.json")):
            if not names or path.parent.name in names:
                write_report(path.parent)
        return
    chosen = [EXAMPLES / name for name in names] or stories()
    with ThreadPoolExecutor(max_workers=4) as pool:  # each waits for most of its time: the provider polls for changes
        list(pool.map(write, chosen))


if __name__ == "__main__":
    main(sys.argv[1:])
