"""``iacmx providers``: which are installed, and what the credentials may do, told by real ones over HTTP."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from iacmx import __version__
from tests.lab import route53_scripted, sts_scripted
from tests.lab.cloudflare_api import DNS_READ, TOKEN, ZONE_READ, CloudflareApi, Grant
from tests.lab.command import iacmx
from tests.lab.faults import Fault

THIRD_PARTY = """
from iacmx.errors import ProviderError
from iacmx.model import Zone, ZoneData
from iacmx.provider import Right

ZONE = Zone("thing:1", "thing", "1", "example.com")


class Thing:
    name, title, requests = "thing", "Thing DNS\\x1b[2J", 0

    def __init__(self, account):
        self.account = account

    def zones(self, name=""):
        if self.account == "locked":
            raise ProviderError("Thing DNS let nobody in.", "Give the right to list.")
        return [] if self.account == "empty" else [ZONE]

    def fetch(self, zone, names):
        if self.account == "blind":
            raise ProviderError("Thing DNS shows no records.", "Give the right to read.")
        return ZoneData(zone, ())


class Telling(Thing):
    def rights(self):
        granted = {"granted": True, "denied": False, "untold": None}[self.account.removeprefix("tells-")]
        return Right("thing:list", "find zones", True), Right("thing:read", "read zones", granted, "by a policy")

    def identity(self):
        return "someone@example.com"


def connect(deadline, *, account="", rate=None):
    return (Telling if account.startswith("tells-") else Thing)(account)
"""


@pytest.fixture
def thing(tmp_path: Path) -> dict[str, str]:
    """An environment in which a distribution with a provider of its own is installed."""
    (tmp_path / "iacmx_thing.py").write_text(THIRD_PARTY)
    installed = tmp_path / "iacmx_thing-2.5.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: iacmx-thing\nVersion: 2.5\n")
    (installed / "entry_points.txt").write_text("[iacmx.providers]\nthing = iacmx_thing:connect\n")
    return {"PYTHONPATH": str(tmp_path)}


@pytest.fixture
def aws() -> Iterator[tuple[route53_scripted.Api, dict[str, str]]]:
    """A Route 53 and an STS, and the environment that leads to them."""
    with route53_scripted.serving() as api, sts_scripted.serving() as sts:
        yield (
            api,
            {
                "AWS_ENDPOINT_URL_ROUTE_53": api.url,
                "AWS_ENDPOINT_URL_STS": sts.url,
                "AWS_ACCESS_KEY_ID": "AKIDTESTKEY",
                "AWS_SECRET_ACCESS_KEY": "s3cr3t-of-the-tests",
                "AWS_CONFIG_FILE": os.devnull,
                "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
                "AWS_EC2_METADATA_DISABLED": "true",
            },
        )


def test_those_installed_are_listed_with_what_they_came_with(thing: dict[str, str]) -> None:
    done = iacmx("providers", environment=thing)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        f"cloudflare  iacmx {__version__}",
        f"route53     iacmx {__version__}",
        "thing       iacmx-thing 2.5",
    ]


def test_the_list_as_json(thing: dict[str, str]) -> None:
    listed = json.loads(iacmx("providers", "--format", "json", environment=thing).out)
    assert [one["name"] for one in listed] == ["cloudflare", "route53", "thing"]
    assert listed[2] == {"name": "thing", "distribution": "iacmx-thing", "version": "2.5"}


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("check", "rout53"), "Did you mean 'route53'?"),
        (("check", "zzz:account"), "Installed are: cloudflare, route53"),
        (("check", "route53:"), "Write route53"),
        (("check", "route53", "--format", "yaml"), "Use text or json."),
        (("check", "route53", "--timeout", "0"), "Give seconds"),
        (("--format", "yaml"), "Use text or json."),
    ],
)
def test_a_wrong_name_or_usage_exits_2_with_the_right_word(arguments: tuple[str, ...], hint: str) -> None:
    done = iacmx("providers", *arguments)
    assert (done.code, done.out) == (2, "")
    assert hint in done.err


@pytest.mark.parametrize(
    ("account", "code", "said"),
    [
        ("tells-granted", 0, "OK  All rights"),
        ("tells-denied", 3, "FAIL  1 of 2 rights"),
        ("tells-untold", 3, "UNVERIFIED"),
        ("works", 0, "OK  All rights"),
        ("empty", 3, "There is no zone to try it with."),
        ("locked", 3, "Thing DNS let nobody in. Give the right to list."),
        ("blind", 3, "Thing DNS shows no records. Give the right to read."),
    ],
)
def test_only_granted_rights_exit_0(thing: dict[str, str], account: str, code: int, said: str) -> None:
    done = iacmx("providers", "check", f"thing:{account}", environment=thing)
    assert done.code == code
    assert said in done.out
    assert "\x1b" not in done.out
    assert ("credentials of someone@example.com" in done.out) == account.startswith("tells-")


def test_a_check_as_json(thing: dict[str, str]) -> None:
    done = iacmx("providers", "check", "thing:tells-denied", "--format", "json", environment=thing)
    assert done.code == 3
    assert done.report == {
        "provider": "thing",
        "account": "tells-denied",
        "title": "Thing DNS\x1b[2J",
        "identity": "someone@example.com",
        "ok": False,
        "rights": [
            {"action": "thing:list", "what_for": "find zones", "granted": True, "detail": ""},
            {"action": "thing:read", "what_for": "read zones", "granted": False, "detail": "by a policy"},
        ],
    }


def test_a_cloudflare_token_with_all_rights() -> None:
    with CloudflareApi() as api:
        api.add_zone("example.com")
        done = iacmx("providers", "check", "cloudflare", "--format", "json", environment=api.environment)
    assert (done.code, done.report["ok"]) == (0, True), done.out
    assert TOKEN not in done.out + done.err


@pytest.mark.parametrize(("granted", "missing"), [(ZONE_READ, "Zone.DNS:Read"), (DNS_READ, "Zone.Zone:Read")])
def test_a_cloudflare_token_without_a_right_is_told_which(granted: str, missing: str) -> None:
    with CloudflareApi() as api:
        api.add_zone("example.com")
        api.tokens[TOKEN] = Grant(frozenset({granted}))
        done = iacmx("providers", "check", "cloudflare", environment=api.environment)
    assert done.code == 3
    assert "denied" in done.out
    assert missing in done.out


def test_an_invalid_cloudflare_token_does_not_work() -> None:
    with CloudflareApi() as api:
        api.tokens.clear()
        done = iacmx("providers", "check", "cloudflare", environment=api.environment)
    assert done.code == 3
    assert "granted" not in done.out.replace("All rights that iacmx uses are granted", "").replace("are granted", "")


def test_no_credentials_at_all_exit_3() -> None:
    done = iacmx("providers", "check", "cloudflare")
    assert (done.code, done.out) == (3, "")
    assert "CLOUDFLARE_API_TOKEN" in done.err


def test_aws_credentials_with_all_rights(aws: tuple[route53_scripted.Api, dict[str, str]]) -> None:
    api, environment = aws
    api.add_zone("example.com")
    done = iacmx("providers", "check", "route53", "--format", "json", environment=environment)
    assert (done.code, done.report["ok"]) == (0, True), done.out
    assert "s3cr3t" not in done.out + done.err


def test_aws_credentials_without_a_right_are_told_which(aws: tuple[route53_scripted.Api, dict[str, str]]) -> None:
    api, environment = aws
    api.add_zone("example.com")
    api.faults.set(Fault.DENIED)
    done = iacmx("providers", "check", "route53", environment=environment)
    assert done.code == 3
    assert "denied" in done.out
    assert "route53:ListHostedZones" in done.out
