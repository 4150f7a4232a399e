"""One repository through a whole pipeline: a plan of real terraform that would break mail, the reports on it as their
readers take them, the fix, the apply, and ``iacmx verify`` while BIND goes from the old zone to the new."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import dns.query
import dns.update
import pytest

from tests.hostile.parsed import Elements, markdown
from tests.lab import route53_server, terraform
from tests.lab.command import BARE, PROGRAM, Done, iacmx
from tests.lab.dns_daemons import named, unbound
from tests.report.schemas import valid_junit, valid_published_sarif, valid_sarif

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("terraform")]

APEX = "example.test"
ADDRESS = "45.33.9.9"
ZONE = """\
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {}

resource "aws_route53_zone" "main" {
  name = "example.test"
}
"""
MX = """
resource "aws_route53_record" "mx" {
  zone_id = aws_route53_zone.main.zone_id
  name    = ""
  type    = "MX"
  ttl     = 5
  records = ["10 HOST.example.test"]
}
"""
HOST = f"""
resource "aws_route53_record" "HOST" {{
  zone_id = aws_route53_zone.main.zone_id
  name    = "HOST"
  type    = "A"
  ttl     = 5
  records = ["{ADDRESS}"]
}}
"""
OLD = ZONE + (MX + HOST).replace("HOST", "old")
FORGOTTEN = ZONE + MX.replace("HOST", "mail") + HOST.replace("HOST", "old")
"""The MX record names a host that nobody made."""
FIXED = ZONE + (MX + HOST).replace("HOST", "mail")
LINE = ZONE.count("\n") + 2
"""Where the block of the MX record begins."""


class Repository(NamedTuple):
    """A checkout with its configuration in ``infra``, of which OLD is applied and served."""

    top: Path
    infra: terraform.Workspace
    name_servers: tuple[str, ...]
    authority: str
    resolver: str

    def planned(self, text: str) -> Path:
        self.infra.configure(text)
        return self.infra.plan()

    def gate(self, *more: str) -> Done:
        """The gate at the top of the checkout, as a step of a job."""
        job = {"GITHUB_STEP_SUMMARY": str(self.top / "summary.md")}
        arguments = ("check", "infra/tfplan", "--resolver", self.resolver, *more)
        return iacmx(*arguments, cwd=self.top, environment=self.infra.environment | job)

    def verify(self, *more: str) -> list[str]:
        known = [f"--resolve={name}={self.authority}" for name in self.name_servers]
        return ["verify", "infra/tfplan", *known, "--resolver", self.resolver, *more]


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    try:
        tools = terraform.find()
    except terraform.Unavailable as missing:
        pytest.skip(str(missing))
    top, served = tmp_path_factory.mktemp("repository"), tmp_path_factory.mktemp("served")
    (top / ".git").mkdir()
    with route53_server.serving() as url:
        infra = terraform.Workspace(tools, top / "infra", url)
        infra.configure(OLD)
        infra.init()
        infra.apply(infra.plan())
        zone_id = route53_server.zone_id(url, APEX)
        names = tuple(route53_server.client(url).get_hosted_zone(Id=zone_id)["DelegationSet"]["NameServers"])
        lines = ["$TTL 5", "@ SOA ns.test. host.test. 1 7200 900 1209600 3", *(f"@ NS {name}." for name in names)]
        (served / "zone").write_text("\n".join((*lines, "@ MX 10 old", f"old A {ADDRESS}", "")))
        with (
            named(served, {APEX: served / "zone"}, updates=True) as authority,
            unbound(served, authority, [APEX]) as resolver,
        ):
            yield Repository(top, infra, names, authority, resolver)


@pytest.fixture(scope="module")
def failed(repository: Repository) -> Done:
    """The one run of the gate on the plan that would break mail."""
    repository.planned(FORGOTTEN)
    return repository.gate(
        "--output=sarif=iacmx.sarif",
        "--output=junit=iacmx.xml",
        "--output=markdown=iacmx.md",
        "--output=html=iacmx.html",
    )


def test_the_exit_code_stops_the_apply(failed: Done) -> None:
    assert (failed.code, failed.err) == (1, ""), failed.out
    assert f"at   aws_route53_record.mx  infra/main.tf:{LINE}\n" in failed.out


def test_code_scanning_finds_the_line(repository: Repository, failed: Done) -> None:
    document = json.loads((repository.top / "iacmx.sarif").read_text())
    valid_sarif(document)
    result, *milder = document["runs"][0]["results"]
    assert {one["level"] for one in milder} <= {"note"}
    (location,) = result["locations"]
    place = location["physicalLocation"]
    assert (result["ruleId"], result["level"]) == ("MX202", "error")
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("infra/main.tf", LINE)
    assert location["logicalLocations"][0]["fullyQualifiedName"] == "aws_route53_record.mx"
    text = (repository.infra.folder / "main.tf").read_text()
    assert text.splitlines()[LINE - 1] == 'resource "aws_route53_record" "mx" {'


def test_the_published_schema_takes_it(repository: Repository, failed: Done) -> None:
    valid_published_sarif(json.loads((repository.top / "iacmx.sarif").read_text()))


def test_readers_of_junit_take_it(repository: Repository, failed: Done) -> None:
    text = (repository.top / "iacmx.xml").read_text()
    valid_junit(text)
    suite = ElementTree.fromstring(text)[0]
    assert (suite.get("failures"), suite.get("errors")) == ("1", "0")
    assert f"file: infra/main.tf:{LINE}" in (suite.findtext("testcase/failure") or "")


def test_the_comment_renders(repository: Repository, failed: Done) -> None:
    text = (repository.top / "iacmx.md").read_text()
    assert (repository.top / "summary.md").read_text() == f"{text}\n"
    page = Elements(markdown(text))
    shown = " ".join(page.texts)
    assert page.shape.index("h2") < page.shape.index("table")
    assert "iacmx: FAIL" in shown
    assert "no such name" in shown
    (chart,) = [code for code in page.code if code.startswith("flowchart")]
    assert "10 old.example.test" in chart
    assert "10 mail.example.test<br/>no such name" in chart
    assert f"infra/main.tf:{LINE}" in page.code


def test_after_the_fix_from_pending_to_served(repository: Repository, failed: Done) -> None:
    """BIND serves the old zone, and is changed while iacmx waits; unbound has the old answers until their TTL ends."""
    plan = repository.planned(FIXED)
    passed = repository.gate()
    assert passed.code == 0, passed.out
    repository.infra.apply(plan)

    pending = iacmx(
        *repository.verify("--format", "json"), cwd=repository.top, environment=repository.infra.environment
    )
    assert pending.code == 1, pending.out
    assert pending.rules("error") == ["MX972", "MX973"]
    process = subprocess.Popen(
        [str(PROGRAM), *repository.verify("--wait", "2m", "--output", "json=verified.json")],
        cwd=repository.top,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=BARE | repository.infra.environment,
        text=True,
    )
    assert process.stderr is not None
    first = process.stderr.readline()
    update = dns.update.UpdateMessage(APEX)
    update.replace("@", 5, "MX", "10 mail")
    update.add("mail", 5, "A", ADDRESS)
    update.delete("old", "A")
    host, _, port = repository.authority.partition(":")
    assert dns.query.tcp(update, host, port=int(port), timeout=10).rcode() == 0
    out, rest = process.communicate(timeout=150)
    assert "not yet: ns-" in first, first + rest
    assert process.returncode == 0, out + rest
    # The MX set, the host that is new, and the one that is gone.
    servers = f"{len(set(repository.name_servers))} name servers"
    assert f"PASS  As promised: 3 record sets, at Route 53, {servers} and 1 resolver." in out
    assert json.loads((repository.top / "verified.json").read_text())["exit_code"] == 0
