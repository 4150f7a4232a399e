"""What ``check`` says the routes will be is what is live after the apply: real terraform, real AWS provider. And the
states that the applies leave: the new one holds what is live, and beside the old one it has drifted.

One plan holds every kind of change, each at an owner of its own, since an apply waits half a minute for its changes
however many they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from iacmx.cases import mx_sets
from iacmx.managed import Managed, Ownership, Standing
from iacmx.model import RecordSet, Zone
from iacmx.plan.state import read_state_bytes
from iacmx_route53.records import record_set_of
from tests.lab import route53_server, terraform
from tests.lab.command import Done, iacmx

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("terraform")]

HEAD = """
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {}
resource "aws_route53_zone" "main" { name = "example.com" }
resource "aws_route53_zone" "listed" { name = "example.org" }
"""


def record(label: str, owner: str, *values: str, more: str = "") -> str:
    listed = ", ".join(f'"{value}"' for value in values)
    return f"""
resource "aws_route53_record" "{label}" {{
  zone_id = aws_route53_zone.main.zone_id
  name    = "{owner}"
  type    = "MX"
  ttl     = 300
  records = [{listed}]
  {more}
}}
"""


def weighted(label: str, weight: int, *values: str) -> str:
    policy = f'set_identifier = "{label}"\n  weighted_routing_policy {{ weight = {weight} }}'
    return record(label, "weighted", *values, more=policy)


ONE, TWO = "10 mx1.example.net", "20 mx2.example.net"
BEFORE = "".join(
    (
        HEAD,
        record("kept", "kept", ONE),
        record("updated", "updated", ONE),
        record("replaced", "replaced", ONE),
        record("deleted", "deleted", ONE),
        record("retired", "retired", ONE, TWO),
        weighted("blue", 90, ONE),
        weighted("green", 10, ONE),
    )
)
AFTER = "".join(
    (
        HEAD,
        record("kept", "kept", ONE),
        record("updated", "updated", ONE, TWO),
        record("replaced", "replacement", "10 MX1.Example.NET."),
        record("retired", "retired", "0 ."),
        record("created", "created", "5 mx2.example.net.", ONE),
        record("overwritten", "overwritten", TWO, more="allow_overwrite = true"),
        weighted("blue", 50, ONE),
        weighted("green", 50, TWO),
        """
resource "aws_route53_records_exclusive" "listed" {
  zone_id = aws_route53_zone.listed.zone_id
  resource_record_set {
    name = "example.org"
    type = "MX"
    ttl  = 300
    resource_records { value = "10 mx1.example.net" }
  }
}
""",
    )
)
SEEDED = {"example.com": {"overwritten": ONE}, "example.org": {"stray": ONE}}
DNS = Path(__file__).with_name("dns")

Routes = dict[tuple[str, str], set[tuple[int, str]]]


class Applied(NamedTuple):
    """``routes`` are ``(owner, set identifier) -> {(preference, exchange)}``.

    ``states`` are those before and after, each in both forms, and ``live`` all record sets by zone afterwards.
    """

    check: Done
    from_binary: Done
    before: Routes
    after: Routes
    states: tuple[tuple[bytes, bytes], tuple[bytes, bytes]]
    live: dict[Zone, list[RecordSet]]


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Applied]:
    try:
        tools = terraform.find()
    except terraform.Unavailable as missing:
        pytest.skip(str(missing))
    with route53_server.serving() as url:
        workspace = terraform.Workspace(tools, tmp_path_factory.mktemp("apply"), url)
        workspace.configure(BEFORE)
        workspace.init()
        workspace.apply(workspace.plan())
        old = workspace.states()
        for zone, owners in SEEDED.items():
            for label, value in owners.items():
                route53_server.put(url, route53_server.zone_id(url, zone), f"{label}.{zone}", "MX", [value])
        workspace.configure(AFTER)
        plan = workspace.plan()
        before = live_routes(url)
        options = ("--dns-zone-files", DNS, "--format", "json")
        run = partial(iacmx, cwd=workspace.folder, environment=workspace.environment)
        check = run("check", "-", *options, "--source-root", ".", stdin=workspace.show(plan))
        binary = run("check", plan, *options)  # it carries the configuration
        workspace.apply(plan)
        states = old, workspace.states()
        yield Applied(check, binary, before, live_routes(url), states, live_sets(url))


def live_sets(url: str) -> dict[Zone, list[RecordSet]]:
    found: dict[Zone, list[RecordSet]] = {}
    for name, _, identifier in route53_server.zones(url):
        key = f"route53:{identifier}"
        pages = route53_server.client(url).list_resource_record_sets(HostedZoneId=identifier)
        found[Zone(key, "route53", identifier, name)] = [
            record_set_of(key, one) for one in pages["ResourceRecordSets"] if one["Type"] == "MX"
        ]
    return found


def live_routes(url: str) -> Routes:
    found: Routes = {}
    for zone in SEEDED:
        for key, values in route53_server.live_records(url, route53_server.zone_id(url, zone)).items():
            found[key] = {parsed(value) for value in values}
    return found


def parsed(value: str) -> tuple[int, str]:
    preference, exchange = value.split()
    return int(preference), exchange.lower().rstrip(".") or "."


def told_routes(report: dict[str, Any], moment: str) -> dict[str, Routes]:
    """What the report says, by owner; an owner without MX has no routes."""
    told: dict[str, Routes] = {}
    for owner in report["owners"]:
        routes = told.setdefault(owner["owner"], {})
        for route in owner[moment]:
            if route["kind"] == "null":
                routes[owner["owner"], route["variant"]] = {(0, ".")}
            if route["kind"] == "mx":
                routes[owner["owner"], route["variant"]] = {
                    (tier["preference"], host["name"]) for tier in route["tiers"] for host in tier["hosts"]
                }
    return told


def of_owner(routes: Routes, owner: str) -> Routes:
    return {key: values for key, values in routes.items() if key[0] == owner}


TOUCHED = (
    "updated.example.com",
    "replaced.example.com",
    "replacement.example.com",
    "deleted.example.com",
    "retired.example.com",
    "created.example.com",
    "overwritten.example.com",
    "weighted.example.com",
    "example.org",
    "stray.example.org",
)


@pytest.mark.parametrize("owner", TOUCHED)
def test_the_route_after_is_what_is_live_after_the_apply(applied: Applied, owner: str) -> None:
    assert told_routes(applied.check.report, "after")[owner] == of_owner(applied.after, owner)


@pytest.mark.parametrize("owner", TOUCHED)
def test_the_route_before_is_what_was_live(applied: Applied, owner: str) -> None:
    assert told_routes(applied.check.report, "before")[owner] == of_owner(applied.before, owner)


def test_the_apply_changed_what_it_was_meant_to(applied: Applied) -> None:
    assert ("stray.example.org", "") in applied.before
    changed = {key[0] for key in applied.before | applied.after if applied.before.get(key) != applied.after.get(key)}
    assert changed == set(TOUCHED)


def test_the_owners_that_lose_their_mail_fail_the_gate(applied: Applied) -> None:
    assert applied.check.code == 1
    lost = {one["owner"] for one in applied.check.report["findings"] if one["rule"] == "MX601"}
    assert {"deleted.example.com", "stray.example.org"} <= lost


def test_the_binary_plan_gives_the_same_report(applied: Applied) -> None:
    assert applied.from_binary.code == applied.check.code
    assert without_subject(applied.from_binary.report) == without_subject(applied.check.report)


def test_both_tell_the_lines_of_the_configuration(applied: Applied) -> None:
    for run in (applied.check, applied.from_binary):
        told = {one["address"]: one.get("location", {}).get("path") for one in run.report["findings"]}
        assert told["aws_route53_record.retired"] == "main.tf"
        assert told["aws_route53_record.deleted"] is None  # it stands in no file any more


def without_subject(report: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in report.items() if key not in ("subject", "coverage")}


def standings(state: bytes, live: dict[Zone, list[RecordSet]]) -> dict[str, Standing | None]:
    """What the state says of every owner that has MX records live, or in the state."""
    managed = Managed.of(read_state_bytes(state), live)
    found: dict[str, Standing | None] = {}
    for zone, records in live.items():
        owners = {str(record.owner) for record in records}
        for owner in owners:
            sets = mx_sets(record for record in records if record.owner == owner)
            found[owner] = managed.standing(zone, owner, sets)
        found.update(managed.gone(zone, owners))
    return found


@pytest.mark.parametrize("form", [0, 1])
def test_the_state_holds_what_is_live_after_the_apply(applied: Applied, form: int) -> None:
    found = standings(applied.states[1][form], applied.live)
    assert found.keys() == {owner for owner, _ in applied.after}
    assert {standing and (standing.ownership, standing.words) for standing in found.values()} == {
        (Ownership.MANAGED, ())
    }


@pytest.mark.parametrize("form", [0, 1])
def test_beside_an_old_state_all_that_was_changed_has_drifted(applied: Applied, form: int) -> None:
    found = standings(applied.states[0][form], applied.live)
    assert {owner.removesuffix(".example.com"): one.ownership.value for owner, one in found.items() if one} == {
        "kept": "managed",
        "updated": "drifted",
        "retired": "drifted",
        "weighted": "drifted",
        "replaced": "gone",
        "deleted": "gone",
        "replacement": "unmanaged",
        "created": "unmanaged",
        "overwritten": "unmanaged",
        "example.org": "unmanaged",
    }
    assert found["updated.example.com"] == Standing(
        Ownership.DRIFTED, ("aws_route53_record.updated",), ("adds mx2.example.net (20)",)
    )
