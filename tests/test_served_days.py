"""Everyday plans of providers without an adapter: not one may stop, or say more than a notice."""

from __future__ import annotations

from typing import Any

import pytest

from iacmx.check import check
from iacmx.model import Severity
from iacmx.world.served import Served
from tests.plan.build import change, plan
from tests.test_served import Network, no_adapter

Values = dict[str, Any]
DO = "digitalocean_record"
PAIR = ["10 a.example.net.", "20 b.example.org."]


def do(preference: int, value: str, **more: Any) -> Values:
    return {"domain": "example.com", "name": "@", "type": "MX", "priority": preference, "value": value, **more}


def google(*rrdatas: str, **more: Any) -> Values:
    held = {"managed_zone": "prod", "name": "example.com.", "type": "MX", "ttl": 3600, "routing_policy": []}
    return {**held, "rrdatas": list(rrdatas), **more}


def azure(*records: tuple[str, str], **more: Any) -> Values:
    rows = [{"preference": preference, "exchange": exchange} for preference, exchange in records]
    return {"zone_name": "example.com", "name": "@", "ttl": 3600, "record": rows, **more}


def keep(address: str, values: Values) -> Values:
    return change(address, actions=["no-op"], before=values, after=values)


A, B = do(10, "a.example.net."), do(20, "b.example.org.")
LINODE = {"domain_id": 7, "name": "", "record_type": "MX", "priority": 10, "target": "a.example.net", "ttl_sec": 3600}
NAMECHEAP = {
    "domain": "example.com",
    "mode": "OVERWRITE",
    "email_type": "MX",
    "record": [
        {"hostname": "@", "type": "MX", "address": "a.example.net.", "mx_pref": 10, "ttl": 1800},
        {"hostname": "@", "type": "MX", "address": "b.example.org.", "mx_pref": 20, "ttl": 1800},
        {"hostname": "www", "type": "A", "address": "45.33.1.1", "mx_pref": 10, "ttl": 1800},
    ],
}
DAYS: dict[str, list[Values]] = {
    "two records are created": [change(f"{DO}.a", after=A), change(f"{DO}.b", after=B)],
    "a backup joins": [keep(f"{DO}.a", A), change(f"{DO}.b", after=B)],
    "a backup goes": [keep(f"{DO}.a", A), change(f"{DO}.b", before=B, after=None)],
    "one is changed in place": [keep(f"{DO}.a", A), change(f"{DO}.b", before=B, after=do(20, "c.example.org."))],
    "only the backup is known here, and changes": [change(f"{DO}.b", before=B, after=do(20, "c.example.org."))],
    "a null MX": [change(f"{DO}.a", after=do(0, "."))],
    "its own host by a relative name": [
        change(f"{DO}.a", after=do(10, "mail")),
        change(f"{DO}.host", after=do(0, "45.33.9.9", name="mail", type="A", priority=None)),
    ],
    "a zone is created with its records": [
        change("digitalocean_domain.main", after={"name": "example.com"}, unknown={"id": True}),
        change(f"{DO}.a", after=A),
        change(f"{DO}.b", after=B),
    ],
    "a set is created": [change("google_dns_record_set.mx", after=google(*PAIR))],
    "a set gets a longer TTL": [
        change("google_dns_record_set.mx", before=google(*PAIR), after=google(*PAIR, ttl=7200)),
    ],
    "a set moves to other hosts": [
        change("google_dns_record_set.mx", before=google("1 smtp.google.com."), after=google(*PAIR)),
    ],
    "a set whose preferences are texts": [
        change("azurerm_dns_mx_record.mx", after=azure(("10", "a.example.net"), ("20", "b.example.org"))),
    ],
    "a null MX of Azure": [change("azurerm_dns_mx_record.mx", after=azure(("0", ".")))],
    "a zone known by a number": [
        keep("linode_domain.main", {"id": 7, "domain": "example.com"}),
        change("linode_domain_record.a", after=LINODE),
        change("linode_domain_record.b", after={**LINODE, "priority": 20, "target": "b.example.org"}),
    ],
    "all of a zone": [change("namecheap_domain_records.all", after=NAMECHEAP)],
    "all of a zone, a host of it changes": [
        change(
            "namecheap_domain_records.all",
            before={**NAMECHEAP, "record": [*NAMECHEAP["record"][:2]]},
            after=NAMECHEAP,
        ),
    ],
    "a host that no MX names goes": [
        change(f"{DO}.www", before=do(0, "45.33.9.9", name="www", type="A", priority=None), after=None),
    ],
}


@pytest.mark.parametrize("served", [[], PAIR], ids=["nothing-served", "served"])
@pytest.mark.parametrize("changes", [pytest.param(changes, id=name) for name, changes in DAYS.items()])
def test_nothing_to_complain_of(changes: list[Values], served: list[str]) -> None:
    if served and "'.'" in str(changes):
        pytest.skip("a null MX beside or in place of live records is to be complained of")
    dns = Served(Network(example_com=served) if served else Network())
    report = check(plan(*changes), provider_for=no_adapter, dns=dns)
    worse = [found for found in report.findings if found.severity.rank <= Severity.WARNING.rank]
    assert worse == []
    assert report.exit_code == 0


@pytest.mark.parametrize("changes", [pytest.param(changes, id=name) for name, changes in DAYS.items()])
def test_offline(changes: list[Values]) -> None:
    report = check(plan(*changes))
    worse = [found for found in report.findings if found.severity.rank <= Severity.WARNING.rank]
    assert worse == []
    assert report.exit_code == 0


@pytest.mark.parametrize(
    ("mode", "after"), [("OVERWRITE", ["a.example.net", "b.example.org"]), ("MERGE", None)], ids=["overwrite", "merge"]
)
def test_what_namecheap_does_to_records_that_are_not_listed(mode: str, after: list[str] | None) -> None:
    dns = Served(Network(example_com=["30 c.example.net."]))
    report = check(
        plan(change("namecheap_domain_records.all", after={**NAMECHEAP, "mode": mode})),
        provider_for=no_adapter,
        dns=dns,
    )
    (owner,) = report.owners
    hosts = [host.name for route in owner.after for tier in route.tiers for host in tier.hosts]
    assert hosts == (after or ["a.example.net", "b.example.org", "c.example.net"])


def test_destroying_what_holds_all_of_a_zone_takes_its_records_along() -> None:
    dns = Served(Network(example_com=PAIR))
    report = check(
        plan(change("namecheap_domain_records.all", before=NAMECHEAP, after=None)), provider_for=no_adapter, dns=dns
    )
    assert [found.rule for found in report.findings if found.severity is Severity.ERROR] == ["MX601"]
