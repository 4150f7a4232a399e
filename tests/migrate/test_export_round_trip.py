"""A zone exported, applied and compared: mail is the same, and every record is there."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from iacmx.audit.source import Source
from iacmx.migrate import compare_sides
from iacmx.migrate.export import Export, export, target_of
from iacmx.migrate.export_text import code
from iacmx.migrate.sides import Side
from iacmx.provider import Deadline, connect
from tests.lab import route53_server, terraform
from tests.lab.cloudflare_api import CloudflareApi
from tests.lab.command import iacmx
from tests.lab.route53_api import Moto, serving
from tests.migrate import zones
from tests.migrate.zones import Set, generated

ROUTE53, CLOUDFLARE = Source("route53", ""), Source("cloudflare", "")


@pytest.fixture(scope="module")
def moto() -> Iterator[Moto]:
    with serving() as server:
        yield server


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[CloudflareApi]:
    with CloudflareApi() as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        yield server


def as_aws(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    for name, value in {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)


def side(source: Source) -> Side:
    return connect(source.provider, Deadline.after(300), rate=10_000)


def new_zone(client: Any, name: str) -> str:
    made = client.create_hosted_zone(Name=name, CallerReference=name)
    return str(made["HostedZone"]["Id"].rpartition("/")[2])


def exported(source: Source, into: Source, from_side: Side, to_side: Side, zone: str, *, v4: bool = False) -> Export:
    return export(source, from_side, into, target_of(into, version_4=v4), to_side, zone)


def names(count: int, whole: int = 1000) -> dict[str, list[Set]]:
    """So many generated zones, of which those after the first ``whole`` hold but one or two record sets each."""
    return {f"zone{number}.example": generated(number) if number < whole else small(number) for number in range(count)}


def small(number: int) -> list[Set]:
    """Mail at a host elsewhere, and in some zones one of the other record sets of a generated one."""
    others = [one for one in generated(number) if one.type != "MX"]
    mail = Set(f"zone{number}.example", "MX", 300, ("10 mx.other.",))
    return [mail] if number % 4 else [mail, others[number // 4 % len(others)]]


@pytest.mark.parametrize(
    ("count", "v4"), [(4, False), (4, True), pytest.param(200, False, marks=pytest.mark.slow)], ids=["v5", "v4", "200"]
)
def test_zones_of_route53_are_the_same_at_cloudflare(
    moto: Moto, api: CloudflareApi, monkeypatch: pytest.MonkeyPatch, count: int, v4: bool
) -> None:
    moto.reset()
    as_aws(monkeypatch, moto.url)
    sides = side(ROUTE53), side(CLOUDFLARE)
    for name, sets in names(count, whole=30).items():
        zones.to_route53(moto.client, new_zone(moto.client, name), sets)
        zone_id = api.add_zone(name)
        found = exported(ROUTE53, CLOUDFLARE, *sides, name, v4=v4)
        assert found.exit_code == 0, found
        for block in zones.blocks(code(found)):
            zones.add_to_cloudflare(api, zone_id, *zones.of_cloudflare(block))
    report = compare_sides(ROUTE53, CLOUDFLARE, *sides)
    assert (report.exit_code, report.summary) == (0, report.summary)
    for name in list(names(count, whole=30))[:4]:
        again = exported(ROUTE53, CLOUDFLARE, *sides, name, v4=v4)
        assert (again.imports, again.beside, again.others) == (len(again.resources), (), 0)
        assert not [remark for one in again.resources for remark in one.remarks if "apply changes" in remark]


@pytest.fixture(scope="module")
def tools() -> terraform.Toolchain:
    try:
        return terraform.find()
    except terraform.Unavailable as missing:
        pytest.skip(str(missing))


@pytest.mark.slow
def test_hundreds_of_zones_applied_by_terraform_are_the_same(
    tools: terraform.Toolchain, api: CloudflareApi, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wanted = names(200, whole=3)
    with route53_server.serving() as url:
        as_aws(monkeypatch, url)
        client = route53_server.client(url)
        for name, sets in wanted.items():
            new_zone(client, name)
            zones.to_cloudflare(api, api.add_zone(name), sets)
        sides = side(CLOUDFLARE), side(ROUTE53)
        workspace = terraform.Workspace(tools, tmp_path / "route53", url)
        # The provider waits for every record for 10 s and more before it asks whether it is there.
        workspace.environment["TF_CLI_ARGS_apply"] = "-parallelism=1000"
        for number, name in enumerate(wanted):
            found = exported(CLOUDFLARE, ROUTE53, *sides, name)
            assert (found.exit_code, found.left_out) == (0, ())
            (workspace.folder / f"{name}.tf").write_text(code(found, providers=not number))
        is_formatted(tools, workspace.folder)
        workspace.init()
        workspace.validate()
        plan = workspace.plan()
        (tmp_path / "dns").mkdir()
        (tmp_path / "dns" / "other.zone").write_text(
            "@ IN SOA a.other. b.other. 1 1 1 1 1\n@ IN NS a\na IN A 11.0.0.1\nmx IN A 11.0.0.2\n"
        )
        options = ("--dns-zone-files", tmp_path / "dns", "--format", "json")
        checked = iacmx("check", "-", *options, stdin=workspace.show(plan), environment=workspace.environment)
        assert checked.rules("error") == []
        workspace.apply(plan)
        report = compare_sides(CLOUDFLARE, ROUTE53, *sides)
        assert report.exit_code == 0, report.summary
        again = exported(CLOUDFLARE, ROUTE53, *sides, "zone7.example")
        assert again.imports == len(again.resources)


@pytest.mark.slow
def test_terraform_imports_what_is_there_and_changes_nothing(
    tools: terraform.Toolchain, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wanted = names(3)
    with route53_server.serving() as url:
        as_aws(monkeypatch, url)
        workspace = terraform.Workspace(tools, tmp_path / "route53", url)
        for number, (name, sets) in enumerate(wanted.items()):
            zones.to_route53(route53_server.client(url), new_zone(route53_server.client(url), name), sets)
            found = exported(ROUTE53, ROUTE53, side(ROUTE53), side(ROUTE53), name)
            (workspace.folder / f"{name}.tf").write_text(code(found, providers=not number))
        is_formatted(tools, workspace.folder)
        workspace.init()
        workspace.validate()
        changes = json.loads(workspace.show(workspace.plan()))["resource_changes"]
    assert len(changes) == sum(map(len, wanted.values()))
    done = {
        one["address"]: (one["change"]["actions"], one["change"]["before"], one["change"]["after"]) for one in changes
    }
    assert {address: actions for address, actions in done.items() if actions[0] != ["no-op"]} == {}
    assert all("importing" in one["change"] for one in changes)


def is_formatted(tools: terraform.Toolchain, folder: Path) -> None:
    done = subprocess.run([tools.program, "fmt", "-check", "-diff"], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()
