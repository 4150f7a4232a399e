"""A whole gate run over BIND and over unbound gives the verdict that the same zones as files give."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.lab import dns_daemons
from tests.lab.command import iacmx

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parents[2] / "examples"
STORIES = sorted(path.parent for path in EXAMPLES.glob("*/plan.json") if (path.parent / "snapshot.json").exists())
AUDIT = EXAMPLES / "audit"


@pytest.fixture(params=["bind", "unbound"])
def server(request: pytest.FixtureRequest, story: Path, tmp_path: Path) -> Iterator[str]:
    """A server of the story's zones: BIND, or unbound in front of it."""
    zones = {file.stem: file for file in (story / "dns").glob("*.zone")}
    with dns_daemons.named(tmp_path, zones) as authority:
        if request.param == "bind":
            yield authority
            return
        with dns_daemons.unbound(tmp_path, authority, zones) as resolver:
            yield resolver


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_a_real_name_server_says_what_the_zone_files_say(server: str, story: Path) -> None:
    common = ("check", story / "plan.json", "--snapshot", story / "snapshot.json", "--format", "json")
    asked = iacmx(*common, "--resolver", server)
    read = iacmx(*common, "--dns-zone-files", story / "dns")
    assert asked.code == read.code
    assert judged(asked.report) == judged(read.report)


@pytest.mark.parametrize("story", [AUDIT], ids=lambda story: story.name)
def test_an_audit_too_says_the_same(server: str, story: Path) -> None:
    common = ("audit", f"snapshot:{story / 'snapshot.json'}", "--format", "json")
    asked = iacmx(*common, "--resolver", server)
    read = iacmx(*common, "--dns-zone-files", story / "dns")
    assert asked.code == read.code == 1
    assert caused(asked.report) == caused(read.report)


def caused(report: dict[str, Any]) -> object:
    """The verdict and the causes of an audit without the words that name the source of an answer."""
    causes = [(one["rule"], one["severity"], one["owners"], one["exchange"]) for one in report["causes"]]
    return report["verdict"], sorted(causes), report["totals"]


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
