"""Whether a plan takes a domain's mail to a host as a whole: real plans, and plans that leave something out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import pytest

from iacmx.mail_needs import service_named, target_of
from iacmx.mail_report import MailReport, Outcome
from iacmx.migrate.mail import prove
from iacmx.model import Answer, Kind
from iacmx.plan import read, read_bytes
from iacmx.provider import Provider
from iacmx.snapshot import Snapshot
from iacmx.world.zonefile import ZoneFiles
from tests.migrate.build import aws_zone, r53
from tests.migrate.mail_moves import POLICY, Fixed, Known
from tests.plan.build import aws, change, plan_bytes

EXAMPLES = Path(__file__).parents[2] / "examples"
FASTMAIL = ["10 in1-smtp.messagingengine.com", "20 in2-smtp.messagingengine.com"]
GOOGLE = ["1 aspmx.l.google.com", "5 alt1.aspmx.l.google.com"]
SPF = "v=spf1 include:_spf.google.com include:spf.messagingengine.com -all"


class Net(Known):
    """DNS in which every host has an address."""

    def lookup(self, name: str, rdtype: str) -> Answer:
        found = super().lookup(name, rdtype)
        address = f"103.168.172.{sum(map(ord, name)) % 200}"
        return Answer(Kind.FOUND, (address,)) if found.absent and rdtype == "A" else found


class Live(Fixed):
    """The provider, with Google's set."""

    title = "Route 53"

    def __init__(self, spf: str) -> None:
        super().__init__(aws_zone(r53("", "MX", *GOOGLE), *([r53("", "TXT", f'"{spf}"')] if spf else [])))


def proven(story: str, host: str, tenant: str = "") -> MailReport:
    folder = EXAMPLES / story
    service = service_named(host)
    snapshot = Snapshot.load(str(folder / "snapshot.json"))
    return prove(
        "example.com",
        service,
        target_of(service, "example.com", tenant) if tenant else None,
        read(str(folder / "plan.json")),
        provider_for=lambda name: snapshot,
        dns=ZoneFiles.load(folder / "dns"),
    )


def test_the_move_done_right_is_proven() -> None:
    for tenant in ("", "example-com", "example-com.mail.protection.outlook.com"):
        found = proven("google-to-microsoft-done-right", "microsoft365", tenant)
        assert found.exit_code == 0, found.points
    assert "as a whole" in found.summary


def test_the_move_done_wrong_is_not() -> None:
    found = proven("google-to-microsoft-done-wrong", "microsoft365")
    wrong = {point.part for point in found.points if point.outcome is Outcome.WRONG}
    assert (found.exit_code, wrong) == (1, {"MX", "MX202", "MX604"})


@pytest.mark.parametrize(("host", "tenant"), [("google", ""), ("microsoft365", "other-com")])
def test_another_host_or_another_customer_is_not_proven(host: str, tenant: str) -> None:
    assert proven("google-to-microsoft-done-right", host, tenant).exit_code == 1


def planned(
    records: list[str] | None,
    *,
    spf: str = SPF,
    policy: str = "",
    offline: bool = False,
    live: bool = True,
    **more: Any,
) -> MailReport:
    """The report of a plan that changes the MX records from Google's."""
    texts = {"example.com": spf} | ({"_mta-sts.example.com": "v=STSv1; id=1;"} if policy else {})
    dns = Net({name: text for name, text in texts.items() if text}, "" if policy == "unread" else policy)
    before = aws(records=GOOGLE)
    changes = [change("aws_route53_record.mx", before=before, after=aws(records=records, ttl=300), **more)]
    service = service_named("fastmail")
    return prove(
        "example.com",
        service,
        target_of(service, "example.com", ""),
        read_bytes(plan_bytes(*changes)),
        provider_for=(lambda name: cast(Provider, Live(spf))) if live else None,
        dns=None if offline else dns,
    )


@pytest.mark.parametrize(
    ("records", "options", "code", "part"),
    [
        (FASTMAIL, {}, 0, ""),
        (FASTMAIL, {"spf": ""}, 0, ""),
        (FASTMAIL, {"policy": POLICY + "mx: *.messagingengine.com"}, 0, ""),
        (FASTMAIL, {"policy": POLICY.replace("enforce", "testing")}, 0, ""),
        (["10 in2-smtp.messagingengine.com", "10 in1-smtp.messagingengine.com"], {}, 0, ""),
        (FASTMAIL[:1], {}, 1, "MX"),
        ([*FASTMAIL, GOOGLE[0]], {}, 1, "MX"),
        ([*FASTMAIL, "30 mx.own.example"], {}, 1, "MX"),
        (["20 in1-smtp.messagingengine.com", "10 in2-smtp.messagingengine.com"], {}, 1, "MX"),
        (["0 ."], {}, 1, "MX"),
        (GOOGLE, {"actions": ["update"]}, 1, "MX"),
        (FASTMAIL, {"spf": "v=spf1 include:_spf.google.com -all"}, 1, "SPF"),
        (FASTMAIL, {"spf": SPF.replace("v=spf1", "v=spf1" + " a" * 9)}, 1, "SPF"),
        (FASTMAIL, {"policy": POLICY}, 1, "MTA-STS"),
        (FASTMAIL, {"policy": "unread"}, 3, "MTA-STS"),
        (FASTMAIL, {"offline": True, "live": False}, 3, "SPF"),
        (None, {"unknown": {"records": True}}, 3, "MX"),
    ],
)
def test_everything_that_a_move_hangs_on(
    records: list[str] | None, options: dict[str, Any], code: int, part: str
) -> None:
    found = planned(records, **options)
    assert found.exit_code == code, found.points
    blamed = {point.part for point in found.points if point.outcome is {1: Outcome.WRONG, 3: Outcome.UNTOLD}.get(code)}
    assert not part or part in blamed
    assert all(point.fix for point in found.points if point.outcome is Outcome.WRONG)


def test_a_plan_of_something_else_proves_nothing() -> None:
    plan = read_bytes(plan_bytes(change("aws_route53_record.www", after=aws(type="A", records=["192.0.2.1"]))))
    found = prove("example.com", service_named("fastmail"), None, plan)
    assert found.exit_code == 1
    assert "changes no MX records" in found.summary


def test_sensitive_values_are_not_printed() -> None:
    secret = "30 mx.secret.example"
    found = planned([*FASTMAIL, secret], _after_sensitive={"records": True})
    assert "secret.example" not in json.dumps([point.message + point.fix for point in found.points])
