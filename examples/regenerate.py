"""Write the Route 53 examples' plans and snapshots anew: ``python -m examples.regenerate [STORY...]``.

With ``--reports`` the report in each story's README is written anew instead.

Real terraform and the real AWS provider run against a Route 53 on loopback: ``elsewhere/main.tf`` is applied with a
state of its own, ``before/main.tf`` with that of the story, the account is kept as ``snapshot.json``, then ``main.tf``
is planned and kept as ``plan.json``. What differs from run to run, the ids and the time, is put into a fixed form. Of a
move to Route 53 the account is kept as ``route53.json``, and once the plan is applied as ``after.json``.

Plans of Cloudflare are written after its documentation, because that provider can't be run against a stand-in without
an account. The accounts at Cloudflare, and that of the audit, are written by hand.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.lab import route53_server, terraform
from tests.lab.cloudflare_plan import planned

EXAMPLES = Path(__file__).parent
MOMENT = "2026-01-05T09:00:00Z"
_TAKEN_AT = re.compile(r'(?<="taken_at": ")[^"]*')


def stories() -> list[Path]:
    """The folders whose plan is made here: by terraform, or after Cloudflare's documentation."""
    found = {path.parent for path in EXAMPLES.glob("*/main.tf") if "hashicorp/aws" in path.read_text()}
    return sorted(
        found | {path.parent for path in EXAMPLES.glob("*/expected.json") if "plan" in _expected(path.parent)}
    )


def _expected(story: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((story / "expected.json").read_text())
    return found


def commands(story: Path) -> list[tuple[str, int]]:
    """What the story's README runs, with the exit codes."""
    expected = _expected(story)
    return [(one["command"], one["exit"]) for one in expected.get("steps", [expected])]


def fresh(story: Path, folder: Path) -> Path:
    """A copy of the story's folder without the files that its commands write."""
    copy = folder / story.name
    shutil.copytree(story, copy)
    for name in _expected(story).get("writes", ()):
        (copy / name).unlink(missing_ok=True)
    return copy


def generate(story: Path) -> dict[str, str]:
    """The texts of the story's plan and snapshots, by file. Raises terraform.Unavailable."""
    expected = _expected(story)
    if "plan" in expected:
        before, after = ((story / name).read_text() if name else "" for name in expected["plan"])
        return {"plan.json": planned(after, before)}
    moves = "steps" in expected
    tools = terraform.find()
    with route53_server.serving() as url, tempfile.TemporaryDirectory() as folder:
        _apply(story / "elsewhere", terraform.Workspace(tools, Path(folder, "elsewhere"), url))
        workspace = terraform.Workspace(tools, Path(folder, "main"), url)
        _apply(story / "before", workspace)
        workspace.configure((story / "main.tf").read_text())
        workspace.init()
        found = {"route53.json" if moves else "snapshot.json": _snapshot(url, Path(folder))}
        names = _stable_ids(url)
        zone_id = f"-var=example_com_zone_id={next(iter(names))}"
        plan = workspace.plan(*([zone_id] if moves else []))
        found["plan.json"] = workspace.show(plan).decode()
        if moves:
            workspace.apply(plan)
            found["after.json"] = _snapshot(url, Path(folder))
    found = {file: _replace(text, names) for file, text in found.items()}
    return {
        file: _plan_text(text) if file == "plan.json" else _TAKEN_AT.sub(MOMENT, text) for file, text in found.items()
    }


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
    """Write the story's plan and snapshots."""
    for file, text in generate(story).items():
        (story / file).write_text(text)
        print(f"{story.name}: {file} written", flush=True)


def write_report(story: Path) -> None:
    """Put today's reports of the story's commands into its README, each between ``    $ command`` and ``exit code``,
    and keep the files that they write.
    """
    iacmx = Path(sys.executable).with_name("iacmx")
    readme = (story / "README.md").read_text()
    with tempfile.TemporaryDirectory() as temporary:
        folder = fresh(story, Path(temporary))
        for command, _ in commands(story):
            arguments = command.split()[1:]
            done = subprocess.run([iacmx, *arguments], cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - our own program
            shown = "".join(f"    {line}".rstrip() + "\n" for line in done.stdout.splitlines())
            head, _, rest = readme.partition(f"    $ {command}\n")
            _, _, tail = rest.partition("\nexit code ")
            tail = tail.partition("\n")[2]
            readme = f"{head}    $ {command}\n{shown}\nexit code {done.returncode}\n{tail}"
            print(f"{story.name}: report written, exit code {done.returncode}", flush=True)
        for name in _expected(story).get("writes", ()):
            shutil.copy(folder / name, story / name)
    (story / "README.md").write_text(readme)


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
