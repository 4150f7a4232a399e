"""A provider's zones with a plan laid over them."""

from __future__ import annotations

import pytest

from iacmx.audit.source import Source
from iacmx.errors import InputError, UsageError
from iacmx.migrate import compare_sides
from iacmx.migrate.laid import Laid
from iacmx.migrate.sides import laid_over
from iacmx.model import Plan
from iacmx.plan import read_bytes
from tests.migrate.build import aws_zone, cf, cf_zone, mx, r53
from tests.migrate.mail_moves import Fixed
from tests.plan.build import aws, change, cloudflare, plan_bytes

SOURCE = aws_zone(r53("", "MX", "10 mx.example.net."), r53("s._domainkey", "TXT", '"v=DKIM1; p=AAAA"'))
SIDES = Source("route53"), Source("cloudflare")
KEY = cf("s._domainkey", "TXT", "v=DKIM1; p=AAAA")


def states(plan: Plan, *records: object) -> dict[str, str]:
    target = Laid(Fixed(cf_zone(*records)), plan)  # type: ignore[arg-type]
    report = compare_sides(*SIDES, Fixed(SOURCE), target, ("example.com",))
    return {f"{row.owner} {row.type}": row.state.value for row in report.zones[0].rows}


def test_what_the_plan_adds_stands_beside_what_is_live() -> None:
    plan = read_bytes(plan_bytes(change("cloudflare_dns_record.mx", after=cloudflare())))
    assert states(plan, KEY) == {"example.com MX": "equal", "s._domainkey.example.com TXT": "equal"}


def test_what_the_plan_takes_away_is_missing() -> None:
    live = mx("", 10, "mx.example.net")
    plan = read_bytes(plan_bytes(change("cloudflare_dns_record.mx", before=cloudflare(id=live.record_id))))
    assert states(plan, live, KEY)["example.com MX"] == "missing"


def test_other_zones_of_the_plan_change_nothing() -> None:
    other = change("cloudflare_dns_record.mx", before=cloudflare(zone_id="c2", name="example.org"))
    plan = read_bytes(plan_bytes(other, change("aws_route53_record.mx", after=aws(records=["10 mx.other.example"]))))
    assert states(plan, mx("", 10, "mx.example.net"), KEY)["example.com MX"] == "equal"


def test_the_plan_of_a_failed_run_and_a_side_that_is_a_file_are_refused() -> None:
    with pytest.raises(InputError, match="failed"):
        Laid(Fixed(cf_zone()), read_bytes(plan_bytes(errored=True)))
    with pytest.raises(UsageError, match="laid over"):
        laid_over(Source("zonefile", "x"), Fixed(cf_zone()), "plan.json")
