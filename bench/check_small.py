"""How long a gate run on an everyday plan takes, against importing typer and against checkov on the same file.

Whole processes, run alternately; the medians' ratios count. The plan is the story ``google-to-microsoft-done-right``
with its record set as many times over as 100 KB hold. checkov is taken from ``CHECKOV`` or PATH, best from a virtual
environment of its own (``python -m venv DIR && DIR/bin/pip install checkov``); without it, it is left out.

    python -m bench.check_small [--runs 7] [--big 50]
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import plan_reading

ROOT = Path(__file__).parents[1]
STORY = ROOT / "examples" / "google-to-microsoft-done-right" / "plan.json"
IACMX = Path(sys.executable).with_name("iacmx")
SMALL = 100_000  # bytes
PROMISED = {"import typer": 2.0, "checkov": 1 / 20}
"""The most of the other's time that a run may take."""
PROMISED_BIG = {"checkov": 1 / 100}


def small_plan(size: int) -> bytes:
    """The story's plan with its one MX record set copied to more owners, ``size`` bytes or little more."""
    plan = json.loads(STORY.read_text())
    places = (
        plan["resource_changes"],
        plan["planned_values"]["root_module"]["resources"],
        plan["prior_state"]["values"]["root_module"]["resources"],
        plan["configuration"]["root_module"]["resources"],
    )
    templates = [json.dumps(next(one for one in place if one["type"] == "aws_route53_record")) for place in places]
    number = 0
    while len(json.dumps(plan)) < size:
        number += 1
        for place, template in zip(places, templates, strict=True):
            text = template.replace('"name": ""', f'"name": "team{number}"').replace(
                '"name": "mx"', f'"name": "mx{number}"'
            )
            place.append(json.loads(text.replace("aws_route53_record.mx", f"aws_route53_record.mx{number}")))
    return json.dumps(plan).encode()


def compile_all(python: str, *folders: Path) -> None:
    """Write the bytecode of all that Python has installed, and of ``folders``: no side shall pay for compiling."""
    installed = subprocess.check_output(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True
    )
    command = [python, "-m", "compileall", "-q", "-j", "0", installed.strip(), *map(str, folders)]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    taken = time.perf_counter() - start
    if done.returncode not in (0, 1, 3):  # 1 and 3 are verdicts
        raise SystemExit(f"{command[0]} failed: {done.stderr.decode()[-1000:]}")
    return taken


def commands(plan: Path, checkov: str | None) -> dict[str, list[str]]:
    chosen = {"iacmx": [str(IACMX), "check", str(plan), "--offline"]}
    if checkov:
        options = ["--framework", "terraform_plan", "--skip-download", "--quiet", "--compact"]
        chosen["checkov"] = [checkov, "-f", str(plan), *options]
    return chosen


def compare(title: str, chosen: dict[str, list[str]], runs: int, promised: dict[str, float]) -> bool:
    """Print the medians; whether every promise is kept."""
    taken: dict[str, list[float]] = {name: [] for name in chosen}
    for _ in range(runs):
        for name, command in chosen.items():
            taken[name].append(seconds(command))
    own = statistics.median(taken["iacmx"])
    print(f"{title}; medians of {runs}")
    kept = True
    for name, times in taken.items():
        middle = statistics.median(times)
        limit = promised.get(name)
        told = f"  iacmx takes {own / middle:.4f} of it, promised at most {limit:.4f}" if limit else ""
        kept = kept and (limit is None or own / middle <= limit)
        print(f"  {name:14} {middle:8.3f} s{told}")
    return kept


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--big", type=int, metavar="MEGABYTES", help="also one run of a plan of that size")
    options = parser.parse_args()
    checkov = os.environ.get("CHECKOV") or shutil.which("checkov")
    compile_all(sys.executable, ROOT / "iacmx", ROOT / "providers")
    if checkov:
        compile_all(Path(checkov).read_text().splitlines()[0].removeprefix("#!"))
    else:
        print("checkov is neither on PATH nor named in CHECKOV: left out")
    with tempfile.TemporaryDirectory() as folder:
        plan = Path(folder, "plan.json")
        plan.write_bytes(small_plan(SMALL))
        chosen = commands(plan, checkov) | {"import typer": [sys.executable, "-c", "import typer"]}
        kept = compare(f"plan of {plan.stat().st_size // 1000} KB", chosen, options.runs, PROMISED)
        if options.big:
            plan_reading.write(plan, options.big)
            size = f"plan of {plan.stat().st_size // 1_000_000} MB"
            kept = compare(size, commands(plan, checkov), 1, PROMISED_BIG) and kept
    print("kept" if kept else "NOT KEPT")
    sys.exit(not kept)


if __name__ == "__main__":
    main()
