"""Zones of providers without an adapter: what DNS serves beside what the plan believes in."""

from __future__ import annotations

from typing import Any

import pytest

from iacmx.check import check
from iacmx.errors import NoAdapter
from iacmx.model import Answer, Kind
from iacmx.mx import parse_mx
from iacmx.provider import Deadline, Provider, connect
from iacmx.report import OwnerReport, Report
from iacmx.world.served import Key, Served
from tests.plan.build import change, plan

HOST = Answer(Kind.FOUND, values=("45.33.1.1",), source="DNS")
NO_DATA = Answer(Kind.NO_DATA, source="DNS")
NO_NAME = Answer(Kind.NO_NAME, source="DNS")


class Network:
    """DNS whose MX sets are given, and where every host has an IPv4 address."""

    def __init__(self, **sets: list[str] | Answer) -> None:
        self.asked: list[set[Key]] = []
        self._sets = {name.replace("_", ".").replace("star", "*"): held for name, held in sets.items()}

    @property
    def sent(self) -> int:
        return len(self.asked)

    def ask(self, questions: Any) -> dict[Key, Answer]:
        self.asked.append(set(questions))
        return {key: self._answer(*key) for key in self.asked[-1]}

    def _answer(self, name: str, rdtype: str) -> Answer:
        if rdtype != "MX":
            return HOST if rdtype == "A" and not name.startswith("gone") else NO_DATA
        held = self._sets.get(name, NO_NAME)
        if isinstance(held, Answer):
            return held
        return Answer(Kind.FOUND, values=tuple(map(parse_mx, held)), ttl=17, source="DNS")


def no_adapter(name: str) -> Provider:
    raise NoAdapter(f"There is no provider {name!r}.")


def run(network: Network | None, *changes: dict[str, Any]) -> Report:
    return check(plan(*changes), provider_for=no_adapter, dns=Served(network) if network else None)


def mx(text: str, name: str = "@") -> dict[str, Any]:
    preference, value = text.split()
    return {
        "domain": "example.com",
        "name": name,
        "type": "MX",
        "priority": int(preference),
        "value": value,
        "ttl": 300,
    }


def record(label: str, **sides: Any) -> dict[str, Any]:
    return change(f"digitalocean_record.{label}", **sides)


def owner(report: Report, name: str = "example.com") -> OwnerReport:
    return next(found for found in report.owners if found.owner == name)


def hosts(report: Report, name: str = "example.com") -> tuple[list[str], list[str]]:
    found = owner(report, name)
    before, after = (
        [host.name for route in side for tier in route.tiers for host in tier.hosts]
        for side in (found.before, found.after)
    )
    return before, after


def errors(report: Report) -> list[str]:
    return [found.rule for found in report.findings if found.severity in ("error", "unverified")]


A, B = "10 a.example.net.", "20 b.example.net."


def test_one_of_two_records_is_removed() -> None:
    """The other one is not in the plan, but served."""
    report = run(Network(example_com=[A, B]), record("a", before=mx(A), after=None))
    assert hosts(report) == (["a.example.net", "b.example.net"], ["b.example.net"])
    assert errors(report) == []
    assert report.exit_code == 0


def test_the_only_record_is_removed() -> None:
    report = run(Network(example_com=[A]), record("a", before=mx(A), after=None))
    assert errors(report) == ["MX601"]


def test_nothing_is_served() -> None:
    """The zone may not be delegated yet: what the plan believes in stands."""
    report = run(Network(), record("a", before=mx(A), after=None))
    assert "MX601" in errors(report)


def test_a_resolver_that_is_behind_the_state_is_not_believed() -> None:
    report = run(
        Network(example_com=["10 old.example.net."]),
        record("a", before=mx(A), after=mx("10 c.example.net.")),
        record("b", before=mx(B), after=mx(B), actions=["no-op"]),
    )
    assert hosts(report) == (["a.example.net", "b.example.net"], ["c.example.net", "b.example.net"])


def test_a_managed_sibling_that_is_not_served_yet_stays() -> None:
    report = run(
        Network(example_com=[A]),
        record("a", before=mx(A), after=None),
        record("b", before=mx(B), after=mx(B), actions=["no-op"]),
    )
    assert hosts(report)[1] == ["b.example.net"]
    assert errors(report) == []


def test_a_set_is_replaced_as_a_whole() -> None:
    values = {"domain": "example.com", "subname": "", "type": "MX", "ttl": 3600, "records": [A]}
    report = run(Network(example_com=[B]), change("desec_rrset.mx", after=values))
    assert hosts(report) == (["b.example.net"], ["a.example.net"])


def test_a_wildcard_is_not_the_owners_own() -> None:
    network = Network(sub_example_com=[B], star_example_com=[B])
    report = run(network, record("a", after=mx(A, "sub")))
    assert hosts(report, "sub.example.com") == ([], ["a.example.net"])


def test_an_alias_is_not_the_owners_own() -> None:
    values = tuple(map(parse_mx, [B]))
    network = Network(sub_example_com=Answer(Kind.FOUND, values=values, aliases=("elsewhere.example",), source="DNS"))
    assert hosts(run(network, record("a", after=mx(A, "sub"))), "sub.example.com")[1] == ["a.example.net"]


def test_dns_does_not_answer() -> None:
    report = run(
        Network(example_com=Answer(Kind.UNVERIFIED, reason="timed out", source="DNS")),
        record("a", before=mx(A), after=mx(B)),
    )
    assert hosts(report) == (["a.example.net"], ["b.example.net"])


def test_a_host_of_the_apex_is_taken_away() -> None:
    """The MX records that name it are in no plan, but served."""
    host = {"domain": "example.com", "name": "mail", "type": "A", "value": "45.33.1.9"}
    report = run(Network(example_com=["10 mail.example.com."]), record("host", before=host, after=None))
    assert "MX605" in errors(report)


def test_all_owners_are_asked_at_once() -> None:
    network = Network(example_com=[A])
    run(network, record("a", before=mx(A), after=mx(B)), record("s", after=mx(A, "sub")))
    assert network.asked[0] == {
        ("example.com", "MX"),
        ("sub.example.com", "MX"),
        ("*.example.com", "MX"),
    }


def test_a_private_zone_is_not_looked_up_in_dns() -> None:
    values = {"zone_name": "corp.example.com", "name": "@", "ttl": 300, "record": [{"preference": 1, "exchange": "a."}]}
    network = Network()
    report = run(network, change("azurerm_private_dns_mx_record.mx", after=values))
    assert all(name != "corp.example.com" or rdtype != "MX" for asked in network.asked for name, rdtype in asked)
    assert "private" in report.coverage.zones[0].reason


def test_the_report_says_so() -> None:
    report = run(Network(example_com=[A]), record("a", before=mx(A), after=mx(B)))
    (zone,) = report.coverage.zones
    assert (zone.provider, zone.actual) == ("digitalocean", "served")
    assert zone.reason == "no adapter for this provider; live records are what DNS serves"
    assert report.coverage.not_understood == {}


def test_without_dns_the_report_says_what_is_left() -> None:
    report = run(None, record("a", before=mx(A), after=mx(B)))
    (zone,) = report.coverage.zones
    assert zone.reason.endswith("live records are what the plan believes")
    assert report.exit_code == 0


def test_a_target_that_the_plan_creates_in_a_zone_without_a_name() -> None:
    """Nothing of the plan tells what the managed zone "prod" is called."""
    common = {"managed_zone": "prod", "ttl": 300, "routing_policy": []}
    report = run(
        Network(),
        change(
            "google_dns_record_set.mx",
            after={**common, "name": "example.com.", "type": "MX", "rrdatas": ["10 gone.example.com."]},
        ),
        change(
            "google_dns_record_set.host",
            after={**common, "name": "gone.example.com.", "type": "A", "rrdatas": ["45.33.1.2"]},
        ),
    )
    assert errors(report) == []


def test_a_ttl_is_not_taken_from_dns() -> None:
    """The TTL of an answer from a cache is what is left of it."""
    found = owner(run(Network(example_com=[B]), record("a", after=mx(A))))
    assert [route.ttl for route in found.before] == [None]


@pytest.mark.parametrize("name", ["digitalocean", "nobody"])
def test_a_provider_that_is_not_installed(name: str) -> None:
    with pytest.raises(NoAdapter) as caught:
        connect(name, Deadline.after(1))
    assert caught.value.exit_code == 2


def test_a_zone_that_is_replaced_by_itself_keeps_its_records() -> None:
    zone = {"id": "/subscriptions/s/dnsZones/example.com", "name": "example.com", "resource_group_name": "old"}
    values = {"zone_name": "example.com", "name": "@", "ttl": 300}
    held = {**values, "record": [{"preference": "10", "exchange": "a.example.net"}]}
    report = run(
        Network(example_com=[A]),
        change(
            "azurerm_dns_zone.main", actions=["delete", "create"], before=zone, after={**zone, "id": "new/example.com"}
        ),
        change("azurerm_dns_mx_record.mx", actions=["delete", "create"], before=held, after=held),
    )
    assert "MX601" not in errors(report)
    assert hosts(report)[1] == ["a.example.net"]


def test_a_zone_whose_name_is_nowhere_in_the_plan() -> None:
    values = {"domain_id": 1234567, "name": "", "record_type": "MX", "target": "a.example.net", "priority": 10}
    report = run(Network(), change("linode_domain_record.mx", after=values))
    (found,) = report.findings
    asked = "asked the plan for the owner of linode_domain_record.mx: "
    assert (found.rule, found.evidence) == ("MX610", f"{asked}the name of zone 1234567 is not known")
    assert "data source" in found.fix
