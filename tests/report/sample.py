"""One report with something of everything, for the tests of formats."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import structs

from iacmx.baseline import SCHEMA, Baseline
from iacmx.check import Options, check
from iacmx.model import Kind, Location, Plan, RecordSet, Severity, Unknown, Zone, ZoneData
from iacmx.provider import Provider
from iacmx.report import Known, Report
from iacmx.rules import fingerprint
from iacmx.sources import Lines, Sources
from iacmx.waivers import Comment, Waiver
from tests.rules.build import DictDns, change, record

ZONE = Zone("route53:Z1", "route53", "Z1", "example.com", name_servers=("ns1.example.org",))


class Memory:
    """A provider over record sets in memory."""

    name = "route53"
    title = "Route 53"
    requests = 1

    def __init__(self, records: list[RecordSet]) -> None:
        self._records = tuple(records)

    def zones(self, name: str = "") -> list[Zone]:
        return [ZONE]

    def fetch(self, zone: Zone, names: frozenset[str] | None) -> ZoneData:
        return ZoneData(ZONE, self._records, requests=1)


class Written(Sources):
    """Where two resources are written, one of them in a downloaded module, and a comment that waives nothing."""

    def __init__(self) -> None:
        """Reads nothing."""

    def lines(self, plan: Plan, addresses: Iterable[str]) -> Lines:
        within = "infra/.terraform/modules/lab/main.tf:3"
        return Lines(
            {
                "aws_route53_record.mx": Location("infra/main.tf", 12, 18),
                "aws_route53_record.lab": Location("infra/lab.tf", 40, 44, within),
                "aws_route53_record.old": Location("infra/old.tf", 2, 7),
            },
            (
                Comment(
                    rule="MX102",
                    reason="an old name",
                    address="aws_route53_record.mx",
                    location=Location("infra/main.tf", 11),
                    addresses=frozenset({"aws_route53_record.mx"}),
                ),
                Comment(
                    rule="MX404",
                    reason="short for the move",
                    expires="2999-01-01",
                    address="aws_route53_record.mx",
                    location=Location("infra/main.tf", 12),
                    addresses=frozenset({"aws_route53_record.lab"}),
                ),
            ),
            ("infra/broken.tf can't be read from line 7 on, or not wholly",),
        )


class Answers(DictDns):
    """DNS in a dict that needs no asking."""

    questions = 7

    def settle(self) -> bool:
        return False


def sample() -> Report:
    """A plan that moves mail to one good, one missing and one unknown host; one finding waived, one owner null, one
    known, and a host that two owners miss."""
    live = [
        record("example.com. 3600 MX 10 old1.example.net., 20 old2.example.net."),
        record("quiet.example.com. MX 10 old1.example.net."),
    ]
    wanted = structs.replace(
        record("example.com. 600 MX 10 new1.example.net., 10 new2.example.net., 30 gone.example.net."),
        values=(
            *record("example.com. 600 MX 10 new1.example.net., 10 new2.example.net., 30 gone.example.net.").values,
            Unknown(("aws_eip.mail.public_dns",), "aws_eip.mail"),
        ),
    )
    plan = Plan(
        "1.2",
        "1.11.4",
        changes=(
            change("aws_route53_record.mx", live[0], wanted),
            change("aws_route53_record.quiet", live[1], record("quiet.example.com. MX 0 .")),
            change("aws_route53_record.lab", None, record("lab.example.com. MX 10 gone.example.net.")),
            change("aws_route53_record.old", None, record("old.example.com. MX 10 10.0.0.25.")),
        ),
        zones={ZONE.key: ZONE},
        not_understood={"acme_dns_record": 2},
        resources=5,
    )
    dns = Answers(
        {
            "new1.example.net": ["45.33.1.1", "2600:3c00::1"],
            "new2.example.net": ["45.33.1.2"],
            "slow.example.net": Kind.UNVERIFIED,
            "example.net": ["45.33.1.3"],
            "example.com": ["NS ns1.example.org."],
        }
    )
    provider: Provider = Memory(live)
    options = Options(
        waivers=(
            Waiver("null-mx-takes-over", "quiet takes no mail any more", expires="2999-01-01"),
            Waiver("MX101", "for the move", owner="old.example.com", expires="2001-01-01"),
            Waiver("MX404", "kept short", address="module.lab.*"),
        ),
        baseline=Baseline(
            SCHEMA,
            (
                Known(fingerprint("MX101", "example.com", "old.example.com", "10.0.0.25"), "MX101", Severity.ERROR,
                      "example.com", "old.example.com", "10.0.0.25"),
                Known("0" * 16, "MX202", Severity.ERROR, "example.com", "www.example.com", "mx.example.net"),
            ),
        ),
    )  # fmt: skip
    return check(
        plan,
        provider_for=lambda _: provider,
        dns=dns,
        options=options,
        subject="plan.json",
        sources=Written(),
    )
