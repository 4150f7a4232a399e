"""``make demo``: a gate that stops a plan, and the same move done right. No network, no credentials."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).parent
IACMX = Path(sys.executable).with_name("iacmx")
TWINS = (
    ("google-to-microsoft-done-wrong", "Moving mail from Google to Microsoft 365, with two mistakes in the plan:"),
    ("google-to-microsoft-done-right", "The same move, done right:"),
)


def run(story: Path) -> bool:
    """Run the story's command as its README has it; whether the exit code is the expected one."""
    expected = json.loads((story / "expected.json").read_text())
    print(f"{story.relative_to(EXAMPLES.parent)}$ {expected['command']}\n", flush=True)
    arguments = expected["command"].split()[1:]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("IACMX_")}
    code = subprocess.run([IACMX, *arguments], cwd=story, env=environment, check=False).returncode  # noqa: S603 - our own program
    print(f"\nexit code {code}{'' if code == expected['exit'] else ', but it should be ' + str(expected['exit'])}\n")
    return bool(code == expected["exit"])


def main() -> None:
    as_expected = True
    for name, title in TWINS:
        print(f"{title}\n")
        as_expected = run(EXAMPLES / name) and as_expected
    sys.exit(not as_expected)


if __name__ == "__main__":
    main()
