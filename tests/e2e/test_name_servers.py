"""A whole gate run over BIND and over unbound gives the verdict that the same zones as files give."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.lab import name_server
from tests.lab.command import iacmx

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parents[2] / "examples"
STORIES = sorted(path.parent for path in EXAMPLES.glob("*/snapshot.json"))


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
@pytest.mark.parametrize("server", name_server.SERVERS)
def test_a_real_name_server_says_what_the_zone_files_say(server: str, story: Path, tmp_path: Path) -> None:
    common = ("check", story / "plan.json", "--snapshot", story / "snapshot.json", "--format", "json")
    try:
        with name_server.SERVERS[server](story / "dns", tmp_path) as address:
            asked = iacmx(*common, "--resolver", address)
    except name_server.Unavailable as missing:
        pytest.skip(str(missing))
    read = iacmx(*common, "--dns-zone-files", story / "dns")
    assert asked.code == read.code
    assert judged(asked.report) == judged(read.report)


def judged(report: dict[str, Any]) -> object:
    """The verdict without the words that name the source of an answer."""
    findings = [(one["rule"], one["severity"], one["owner"], one["exchange"]) for one in report["findings"]]
    return report["verdict"], sorted(findings), [(one["owner"], hosts(one["after"])) for one in report["owners"]]


def hosts(routes: list[dict[str, Any]]) -> list[tuple[int, str, frozenset[str]]]:
    return [
        (tier["preference"], host["name"], frozenset(host["addresses"]))
        for route in routes
        for tier in route["tiers"]
        for host in tier["hosts"]
    ]
