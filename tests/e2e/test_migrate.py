"""``iacmx migrate compare`` between real SDKs and servers, in both directions, and between files and DNS."""

from __future__ import annotations

import json
import os
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.lab import route53_server
from tests.lab.cloudflare_api import TOKEN, ZONE_READ, CloudflareApi, Grant
from tests.lab.command import Done, iacmx
from tests.lab.nameserver import NameServer, rcode
from tests.plan.build import aws, change, plan_bytes
from tests.plan.state_build import held, shown_bytes

KEY = "v=DKIM1; k=rsa; p=" + "MIIBIjANBgkq" * 40
SETS: dict[tuple[str, str], list[str]] = {
    ("example.com", "MX"): ["10 mx1.example.com", "20 backup.example.net"],
    ("mx1.example.com", "A"): ["192.0.2.1"],
    ("example.com", "TXT"): ['"v=spf1 mx -all"', '"token=s3cr3t"'],
    ("s1._domainkey.example.com", "TXT"): [f'"{KEY[:255]}" "{KEY[255:]}"'],
    ("_dmarc.example.com", "TXT"): ['"v=DMARC1; p=reject"'],
    ("_imaps._tcp.example.com", "SRV"): ["0 1 993 mx1.example.com"],
    ("autodiscover.example.com", "CNAME"): ["autodiscover.outlook.com"],
}
NAMED = ("MX", "SRV", "CNAME")
ZONE_FILE = (
    "$TTL 300\n@ IN SOA ns hostmaster 1 2 3 4 5\n@ NS ns\nns A 192.0.2.53\n@ MX 10 mx1\n@ MX 20 backup.example.net.\n"
    f'mx1 A 192.0.2.1\n@ TXT "v=spf1 mx -all"\ns1._domainkey TXT "{KEY[:200]}" "{KEY[200:400]}" "{KEY[400:]}"\n'
    '_dmarc TXT "v=DMARC1; p=reject"\n_imaps._tcp SRV 0 1 993 mx1\nautodiscover CNAME autodiscover.outlook.com.\n'
)


class Lab:
    """The same mail at both providers."""

    def __init__(self, url: str, cloudflare: CloudflareApi) -> None:
        self.url, self.cloudflare = url, cloudflare
        self.aws_id = self.add_aws_zone("example.com")
        for (owner, rdtype), values in SETS.items():
            route53_server.put(url, self.aws_id, owner, rdtype, values)
        self.cf_id = cloudflare.add_zone("example.com")
        add = cloudflare.add_record
        cloudflare.add_mx(self.cf_id, "example.com", 10, "mx1.example.com")
        self.backup = cloudflare.add_mx(self.cf_id, "example.com", 20, "backup.example.net")
        add(self.cf_id, "A", "mx1.example.com", "192.0.2.1")
        add(self.cf_id, "TXT", "example.com", '"v=spf1 mx -all"')
        add(self.cf_id, "TXT", "s1._domainkey.example.com", KEY)
        add(self.cf_id, "TXT", "_dmarc.example.com", '"v=DMARC1; p=reject"')
        add(self.cf_id, "SRV", "_imaps._tcp.example.com", "1 993 mx1.example.com", priority=0)
        add(self.cf_id, "CNAME", "autodiscover.example.com", "autodiscover.outlook.com")

    @property
    def environment(self) -> dict[str, str]:
        return self.cloudflare.environment | {
            "AWS_ENDPOINT_URL_ROUTE_53": self.url,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "s3cr3t-of-the-tests",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def add_aws_zone(self, name: str) -> str:
        made = route53_server.client(self.url).create_hosted_zone(Name=name, CallerReference=os.urandom(8).hex())
        identity: str = made["HostedZone"]["Id"].rpartition("/")[2]
        return identity

    def drop(self, record: str) -> None:
        records = self.cloudflare.records[self.cf_id]
        records[:] = [one for one in records if one["id"] != record]

    def compare(self, source: str, target: str, *arguments: str | Path) -> Done:
        return compare(source, target, *arguments, environment=self.environment)


def compare(source: str, target: str, *arguments: str | Path, environment: dict[str, str] | None = None) -> Done:
    return iacmx("migrate", "compare", "--from", source, "--to", target, *arguments, environment=environment)


def states(done: Done) -> dict[str, str]:
    rows = [row for zone in done.report["zones"] for row in zone["rows"]]
    return {f"{row['owner']} {row['type']}": row["state"] for row in rows if row["state"] != "equal"}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with route53_server.serving() as served:
        yield served


@pytest.fixture
def lab(url: str) -> Iterator[Lab]:
    urllib.request.urlopen(urllib.request.Request(f"{url}/moto-api/reset", method="POST")).close()
    with CloudflareApi() as cloudflare:
        yield Lab(url, cloudflare)


SIDES = [("route53", "cloudflare"), ("cloudflare", "route53")]


@pytest.mark.parametrize(("source", "target"), SIDES)
def test_the_same_mail_exits_0(lab: Lab, source: str, target: str) -> None:
    done = lab.compare(source, target, "example.com")
    assert (done.code, done.err) == (0, ""), done.out
    assert "PASS  Mail would be the same: 7 record sets in 1 zone equal." in done.out
    assert "s3cr3t" not in done.out
    whole = lab.compare(source, target, "--format", "json")
    assert (whole.code, states(whole)) == (0, {})


@pytest.mark.parametrize(("source", "target", "state"), [(*SIDES[0], "different"), (*SIDES[1], "different")])
def test_a_lost_backup_exits_1(lab: Lab, source: str, target: str, state: str) -> None:
    lab.drop(lab.backup)
    done = lab.compare(source, target, "example.com", "--format", "json")
    assert (done.code, states(done)) == (1, {"example.com MX": state})
    quiet = lab.compare(source, target, "example.com", "--quiet")
    assert "equal" not in quiet.out
    assert "20 backup.example.net" in quiet.out


def test_a_zone_absent_at_one_side(lab: Lab) -> None:
    lab.add_aws_zone("example.org")
    done = lab.compare("route53", "cloudflare", "example.org")
    assert done.code == 3
    assert "cloudflare shows no public zone example.org" in done.out
    both = lab.compare("route53", "cloudflare", "--format", "json")
    assert (both.code, [one["zone"] for one in both.report["untold"]]) == (3, ["example.org"])
    assert [one["zone"] for one in both.report["zones"]] == ["example.com"]


@pytest.mark.slow
def test_of_two_zones_of_one_name_it_asks_which_and_takes_an_id(lab: Lab) -> None:
    other = lab.add_aws_zone("example.com")
    done = lab.compare("route53", "cloudflare", "example.com")
    assert (done.code, done.out) == (2, "")
    assert all(word in done.err for word in (lab.aws_id, other, "by its id"))
    assert lab.compare("route53", "cloudflare", lab.aws_id).code == 0
    assert lab.compare("cloudflare", "route53", lab.aws_id, lab.cf_id).code == 0
    wrong = lab.compare("route53", "cloudflare", other, "--format", "json")
    assert (wrong.code, set(states(wrong).values())) == (1, {"extra"})
    assert lab.compare("route53", "cloudflare").code == 3


@pytest.mark.slow
def test_without_the_right_to_read_it_is_not_told(lab: Lab) -> None:
    lab.cloudflare.tokens[TOKEN] = Grant(frozenset({ZONE_READ}))
    done = lab.compare("route53", "cloudflare", "example.com")
    assert done.code == 3
    assert "Zone.DNS:Read" in done.out
    lab.cloudflare.tokens.clear()
    listed = lab.compare("cloudflare", "route53")
    assert (listed.code, listed.out) == (3, "")


def test_hostile_text_stays_text(lab: Lab) -> None:
    lab.cloudflare.add_record(lab.cf_id, "TXT", "evil._domainkey.example.com", "v=DKIM1; p=\x1b[2J\u202e")
    done = lab.compare("route53", "cloudflare", "example.com", "--verbose")
    assert done.code == 1
    assert "evil._domainkey" in done.out
    assert not {"\x1b", "\u202e"} & set(done.out)


def test_a_snapshot_stands_for_a_provider(lab: Lab, tmp_path: Path) -> None:
    for provider in ("route53", "cloudflare"):
        saved = iacmx("snapshot", provider, "-o", f"{provider}.json", cwd=tmp_path, environment=lab.environment)
        assert saved.code == 0, saved.err
        assert "s3cr3t" not in (tmp_path / f"{provider}.json").read_text()
    done = compare(f"snapshot:{tmp_path / 'route53.json'}", f"snapshot:{tmp_path / 'cloudflare.json'}")
    assert done.code == 0, done.out


@pytest.mark.slow
def test_a_zone_file_and_dns(lab: Lab, tmp_path: Path) -> None:
    path = tmp_path / "example.com.zone"
    path.write_text(ZONE_FILE)
    assert lab.compare("cloudflare", f"zonefile:{path}").code == 0
    records = [
        f"{owner}. {rdtype} {value.replace('.com', '.com.').replace('.net', '.net.') if rdtype in NAMED else value}"
        for (owner, rdtype), values in SETS.items()
        for value in values
    ]
    served = "\n".join(["example.com. SOA ns.example.com. h.example.com. 1 2 3 4 5", *records])
    with NameServer(served) as server:
        for source, target in (("route53", f"dns:{server.address}"), (f"dns:{server.address}", "cloudflare")):
            done = lab.compare(source, target, "example.com", "--format", "json")
            assert (done.code, states(done)) == (0, {}), done.out
    with NameServer(served.replace("20 backup", "30 backup")) as server:
        done = lab.compare("route53", f"dns:{server.address}", "example.com", "--format", "json")
        assert (done.code, states(done)) == (1, {"example.com MX": "different"})
    with NameServer(served, {"mx1.example.com": rcode("SERVFAIL")}) as server:
        done = lab.compare("route53", f"dns:{server.address}", "example.com", "--format", "json")
        assert (done.code, states(done)) == (3, {"mx1.example.com A": "untold"})


def resources(*records: tuple[str, str, list[str]]) -> dict[str, dict[str, Any]]:
    return {
        f"aws_route53_record.r{number}": aws(name=owner, fqdn=owner, type=rdtype, records=values)
        for number, (owner, rdtype, values) in enumerate(records)
    }


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["state", "plan"])
def test_what_terraform_holds(lab: Lab, tmp_path: Path, kind: str) -> None:
    records = lab.cloudflare.records[lab.cf_id]
    records[:] = [one for one in records if one["type"] in ("MX", "A")]
    written = resources(*((owner, rdtype, values) for (owner, rdtype), values in SETS.items() if rdtype in ("MX", "A")))
    path = tmp_path / "terraform.json"
    if kind == "state":
        path.write_bytes(shown_bytes(*(held(address, **values) for address, values in written.items())))
    else:
        path.write_bytes(plan_bytes(*(change(address, after=values) for address, values in written.items())))
    done = lab.compare("cloudflare", f"{kind}:{path}", "example.com")
    assert done.code == 0, done.out + done.err
    assert "and of no others" in done.out
    lab.drop(lab.backup)
    assert lab.compare("cloudflare", f"{kind}:{path}", "example.com").code == 1


def test_reports_go_to_files_too(lab: Lab, tmp_path: Path) -> None:
    done = lab.compare("route53", "cloudflare", "example.com", "--output", f"json={tmp_path / 'out.json'}")
    assert done.code == 0
    assert json.loads((tmp_path / "out.json").read_text())["schema"] == "iacmx.migrate-compare/1"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("route53:", "cloudflare"), "--from 'route53:' is nothing to compare."),
        (("route53", "state"), "--to 'state' is nothing to compare."),
        (("rout53", "cloudflare"), "Did you mean 'route53'?"),
        (("dns", "dns:127.0.0.1", "example.com"), "DNS tells only of names that are asked for."),
        (("snapshot:none.json", "dns"), "can't be read"),
        (("state:none.json", "dns"), "none.json"),
        (("zonefile:none.zone", "dns"), "none.zone"),
        (("dns:nowhere", "snapshot:none.json"), "not an IP address"),
        (("route53", "cloudflare", "--format", "jsn"), "Did you mean 'json'?"),
    ],
)
def test_a_slip_exits_2_and_is_named(arguments: tuple[str, ...], says: str) -> None:
    done = compare(*arguments)
    assert (done.code, done.out) == (2, "")
    assert says in done.err
