"""``iacmx migrate plan`` and ``verify`` as processes: over scripted servers, and over BIND and unbound before, in the
middle of, and after a switch of a signed zone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import dns.message
import dns.rrset
import pytest

from tests.lab import route53_server
from tests.lab.cloudflare_api import CloudflareApi
from tests.lab.command import BARE, PROGRAM, Done, iacmx
from tests.lab.dns_daemons import named, unbound
from tests.lab.nameserver import Asked, Sent
from tests.lab.signed_zones import sign
from tests.serving.lab import APEX, MAIL, NEW, OLD, PARENTS, Lab, lab, referring, zone

VALUES = {
    (APEX, "MX"): ["10 mail.example.test"],
    (APEX, "TXT"): ["v=spf1 mx -all"],
    (f"mail.{APEX}", "A"): ["192.0.2.25"],
    (f"_dmarc.{APEX}", "TXT"): ["v=DMARC1; p=reject"],
}


@pytest.fixture
def sides(tmp_path: Path) -> list[str]:
    """Both providers as snapshots, as flags."""
    for name, provider, servers in (("old", "route53", OLD), ("new", "cloudflare", NEW)):
        records = [
            {"owner": owner, "type": rdtype, "ttl": 300, "values": values} for (owner, rdtype), values in VALUES.items()
        ]
        held = {"provider": provider, "id": "Z1", "name": APEX, "name_servers": list(servers), "records": records}
        document = {"schema": "iacmx.snapshot/1", "taken_at": "2026-01-05T09:00:00Z", "zones": [held]}
        (tmp_path / f"{name}.json").write_text(json.dumps(document))
    return [f"--from=snapshot:{tmp_path / 'old.json'}", f"--to=snapshot:{tmp_path / 'new.json'}"]


def run(command: str, sides: Sequence[str], where: Lab, *more: str) -> Done:
    return iacmx("migrate", command, APEX, *sides, *where.resolve, "--resolver", where.resolver, *more)


def test_verify_and_plan(sides: list[str], tmp_path: Path) -> None:
    with lab(
        parents=[referring(OLD)] * 2, old=[zone(OLD)] * 2, new=[zone(NEW)] * 2, resolver=zone(OLD)
    ) as where:  # fmt: skip
        verified = run("verify", sides, where, "--output", f"json={tmp_path / 'out.json'}")
        planned = run("plan", sides, where, "--at", "2026-03-01T09:00", "--format", "markdown")
    assert (verified.code, verified.err) == (0, ""), verified.out
    assert "all name servers answer the same" in verified.out
    assert json.loads((tmp_path / "out.json").read_text())["schema"] == "iacmx.migrate-verify/1"
    assert (planned.code, planned.err) == (0, ""), planned.out
    assert "- [ ] **Wait 2 days 10 min.**" in planned.out
    assert "2026-03-03 10:10 UTC" in planned.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("verify", "--at-most", "soon"), "--at-most 'soon' is no time to wait."),
        (("verify", "--format", "jsn"), "Did you mean 'json'?"),
        (("verify", "--resolve", "ns1.old.test"), "names no address"),
        (("plan", "--at", "tomorrow"), "--at 'tomorrow' is no time."),
        (("plan", "--at", "9999-12-31T23:59"), "--at '9999-12-31T23:59' is no time."),
        (("plan", "--format", "mardown"), "Did you mean 'markdown'?"),
    ],
)
@pytest.mark.slow
def test_a_slip_exits_2_and_is_named(sides: list[str], arguments: tuple[str, ...], says: str) -> None:
    command, *more = arguments
    done = iacmx("migrate", command, APEX, *sides, *more)
    assert (done.code, done.out) == (2, "")
    assert says in done.err


@pytest.mark.slow
def test_an_interrupted_wait_tells_what_is_known(sides: list[str]) -> None:
    with lab(
        parents=[referring(NEW)] * 2, old=[zone(OLD)] * 2, new=[zone(NEW)] * 2, resolver=zone(OLD, ttl=3412)
    ) as where:  # fmt: skip
        command = [
            str(PROGRAM),
            "migrate",
            "verify",
            APEX,
            *sides,
            *where.resolve,
            "--resolver",
            where.resolver,
            "--wait",
        ]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=BARE, text=True)
        assert process.stderr is not None
        line = process.stderr.readline()
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=30)
    assert "after, parent 2/2, 1 resolver still with the source" in line
    assert process.returncode == 130
    assert "still asks the source's servers, for at most 56 min 52 s more" in out


def follows_later(asked: Asked) -> list[Sent]:
    """A resolver that keeps the source's servers for a second when it is asked first."""
    response = dns.message.make_response(asked.message, recursion_available=True)
    names = OLD if asked.times == 1 else NEW
    response.answer.append(dns.rrset.from_text(f"{APEX}.", 1, "IN", "NS", *(f"{name}." for name in names)))
    return [Sent(response.to_wire())]


@pytest.mark.slow
def test_a_wait_ends_when_the_resolver_follows(sides: list[str]) -> None:
    with lab(
        parents=[referring(NEW)] * 2,
        old=[zone(OLD)] * 2,
        new=[zone(NEW)] * 2,
        resolver=zone(NEW),
        behaviours={(APEX, "NS"): follows_later},
    ) as where:
        done = run("verify", sides, where, "--wait", "--at-most", "1m")
    assert (done.code, done.err) == (0, "iacmx: after, parent 2/2, 1 resolver still with the source, for at most 1 s\n")
    assert "PASS  The switch is done" in done.out


@pytest.mark.slow
def test_a_wait_that_was_too_short(sides: list[str]) -> None:
    with lab(parents=[referring(OLD)] * 2, old=[zone(OLD)] * 2, new=[zone(NEW)] * 2, resolver=zone(OLD)) as where:
        done = run("verify", sides, where, "--wait", "--at-most", "1s", "--quiet")
    assert (done.code, done.err) == (1, "")
    assert "not done yet" in done.out


@pytest.mark.slow
def test_between_the_real_clients_of_both_providers(tmp_path: Path) -> None:
    """The name servers' names come from the APIs; a proxied exchange is what Cloudflare makes of it."""
    with route53_server.serving() as url, CloudflareApi() as cloudflare:
        made = route53_server.client(url).create_hosted_zone(Name=APEX, CallerReference="one")
        old = made["DelegationSet"]["NameServers"]
        for (owner, rdtype), values in VALUES.items():
            held = [f'"{value}"' if rdtype == "TXT" else value for value in values]
            route53_server.put(url, made["HostedZone"]["Id"].rpartition("/")[2], owner, rdtype, held)
        zone_id = cloudflare.add_zone(APEX, status="pending")
        new = cloudflare.zones[zone_id]["name_servers"]
        cloudflare.add_mx(zone_id, APEX, 10, f"mail.{APEX}")
        cloudflare.add_record(zone_id, "A", f"mail.{APEX}", "192.0.2.25", proxied=True)
        for owner in (APEX, f"_dmarc.{APEX}"):
            cloudflare.add_record(zone_id, "TXT", owner, VALUES[owner, "TXT"][0])
        rewritten = MAIL.replace(f"MX 10 mail.{APEX}.", f"MX 10 _dc-mx.1a2b.{APEX}.").replace(
            "192.0.2.25", "104.16.0.1"
        )
        served = zone(new, rewritten, more=f"_dc-mx.1a2b.{APEX}. A 192.0.2.25\n")
        with lab(parents=[referring(old)] * 2, old=[zone(old)], new=[served], resolver=zone(old)) as where:
            at = [(name, where.known[OLD[0]]) for name in old] + [(name, where.known[NEW[0]]) for name in new]
            flags = [f"--resolve={name}={address}" for name, (address,) in at]
            environment = cloudflare.environment | {
                "AWS_ENDPOINT_URL_ROUTE_53": url,
                "AWS_ACCESS_KEY_ID": "testing",
                "AWS_SECRET_ACCESS_KEY": "s3cr3t-of-the-tests",
                "AWS_CONFIG_FILE": os.devnull,
                "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
                "AWS_EC2_METADATA_DISABLED": "true",
            }
            common = ("--from", "route53", "--to", "cloudflare", *where.resolve, *flags, "--resolver", where.resolver)
            verified = iacmx("migrate", "verify", APEX, *common, environment=environment)
            planned = iacmx("migrate", "plan", APEX, *common, "--format", "json", environment=environment)
    assert verified.code == 0, verified.out
    assert all(name in verified.out for name in (*old, *new))
    assert "_dc-mx.1a2b.example.test for mail.example.test" in verified.out
    # Cloudflare's API holds the exchange as proxied: the comparison of what the providers hold says so.
    assert planned.code == 1
    assert [one["text"].rpartition(": ")[2] for one in planned.report["cautions"]] == [f"mail.{APEX} A."]
    assert "s3cr3t" not in verified.out + planned.out


HEAD = "$TTL 3600\n@ SOA ns1.old.test. host.old.test. 1 7200 900 1209600 600\n"
RECORDS = '@ MX 10 mail\n@ TXT "v=spf1 mx -all"\nmail A 192.0.2.25\n_dmarc TXT "v=DMARC1; p=reject"\n'


class Daemons(NamedTuple):
    """Addresses of BIND as the parent zone's server before and after, of both sides, and of unbound at both."""

    parent_before: str
    parent_after: str
    old: str
    new: str
    behind: str
    ahead: str

    def run(self, command: str, sides: Sequence[str], parent: str, resolver: str, *more: str) -> Done:
        at = [(PARENTS[0], parent), *((name, self.old) for name in OLD), *((name, self.new) for name in NEW)]
        flags = [f"--resolve={name}={address}" for name, address in at]
        done = iacmx("migrate", command, APEX, *sides, *flags, "--resolver", resolver, "--format", "json", *more)
        assert done.err == ""
        return done


@pytest.fixture(scope="module")
def daemons(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemons]:
    def write(name: str, file: str, text: str) -> Path:
        folder = tmp_path_factory.mktemp(name)
        (folder / file).write_text(text)
        return folder

    top = f"$TTL 3600\n@ SOA {PARENTS[0]}. h.test. 1 7200 900 1209600 900\n@ NS {PARENTS[0]}.\na.nic A 127.0.0.1\n"
    apex = f"{APEX}.zone"
    old = write("old", apex, HEAD + "".join(f"@ 7200 NS {name}.\n" for name in OLD) + RECORDS)
    new = write("new", apex, HEAD + "".join(f"@ NS {name}.\n" for name in NEW) + RECORDS)
    sign(old / apex, APEX)
    ds = (old / f"{APEX}.keys" / f"dsset-{APEX}.").read_text()
    before = write("before", "test.zone", top + "".join(f"{APEX}. 900 NS {name}.\n" for name in OLD) + ds)
    after = write("after", "test.zone", top + "".join(f"{APEX}. 900 NS {name}.\n" for name in NEW))
    for folder in (old, new):
        (folder / "test.zone").write_text(top)
    both = {"test", APEX}
    with (
        named(before, {"test": before / "test.zone"}) as parent_before,
        named(after, {"test": after / "test.zone"}) as parent_after,
        named(old, {name: old / f"{name}.zone" for name in both}) as at_old,
        named(new, {name: new / f"{name}.zone" for name in both}) as at_new,
        unbound(old, at_old, both) as behind,
        unbound(new, at_new, both) as ahead,
    ):
        yield Daemons(parent_before, parent_after, at_old, at_new, behind, ahead)


@pytest.mark.slow
class TestOverBindAndUnbound:
    def test_the_plan_of_a_signed_zone(self, daemons: Daemons, sides: list[str]) -> None:
        done = daemons.run("plan", sides, daemons.parent_before, daemons.behind, "--at", "2026-03-01T09:00")
        report = done.report
        assert (done.code, report["untold"]) == (0, [])
        assert [one["topic"] for one in report["cautions"]] == ["DNSSEC"]
        waits = {step["id"]: step["wait"] for step in report["steps"] if step["wait"]}
        # NS: 7200 s at the source's servers, 900 s at the parent; DS: the parent zone's 3600 s; no answer: 600 s.
        assert waits == {"wait-ttls": 3600, "wait-ds": 3600, "wait-delegation": 7200 + 600}

    def test_before(self, daemons: Daemons, sides: list[str]) -> None:
        done = daemons.run("verify", sides, daemons.parent_before, daemons.behind)
        assert (done.code, done.report["phase"]) == (0, "before")
        assert {one["same"] for one in done.report["servers"]} == {done.report["questions"]}

    def test_in_the_middle_the_resolver_is_behind(self, daemons: Daemons, sides: list[str]) -> None:
        done = daemons.run("verify", sides, daemons.parent_after, daemons.behind)
        (resolver,) = done.report["resolvers"]
        assert (done.code, done.report["phase"], resolver["follows"]) == (0, "after", "source")
        assert 0 < resolver["seconds"] <= 7200
        assert done.report["keeps"] == 7200

    def test_after(self, daemons: Daemons, sides: list[str]) -> None:
        done = daemons.run("verify", sides, daemons.parent_after, daemons.ahead, "--wait")
        assert (done.code, done.report["phase"]) == (0, "done")
