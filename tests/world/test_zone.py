"""One zone's records answer as its authoritative servers would."""

from __future__ import annotations

import pytest
from msgspec import structs

from iacmx.model import Answer, Kind, RecordSet, Unknown, Zone
from iacmx.world import Nothing, World
from iacmx.world.zone import ZoneLayer
from tests.rules.build import DictDns, record

ZONE = Zone("route53:Z1", "route53", "Z1", "example.com")
RECORDS = [
    record(line)
    for line in (
        "example.com. A 45.33.1.1",
        "mail.example.com. A 45.33.1.2",
        "alias.example.com. CNAME mail.example.com.",
        "out.example.com. CNAME host.example.net.",
        "loop1.example.com. CNAME loop2.example.com.",
        "loop2.example.com. CNAME loop1.example.com.",
        "deep.ent.example.com. A 45.33.1.3",
        "*.wild.example.com. A 45.33.1.4",
        "host.sub.wild.example.com. TXT x",
        "child.example.com. NS ns.example.org.",
    )
]


def world(zone: Zone = ZONE, records: list[RecordSet] | None = None, **how: object) -> World:
    layer = ZoneLayer(zone, RECORDS if records is None else records, source="test", **how)  # type: ignore[arg-type]
    return World([layer, DictDns({"host.example.net": ["45.33.2.1"], "host.child.example.com": ["45.33.2.2"]})])


@pytest.mark.parametrize(
    ("name", "rdtype", "kind", "values"),
    [
        ("mail.example.com", "A", Kind.FOUND, ("45.33.1.2",)),
        ("mail.example.com", "AAAA", Kind.NO_DATA, ()),
        ("none.example.com", "A", Kind.NO_NAME, ()),
        ("ent.example.com", "A", Kind.NO_DATA, ()),
        ("any.wild.example.com", "A", Kind.FOUND, ("45.33.1.4",)),
        ("a.b.wild.example.com", "A", Kind.FOUND, ("45.33.1.4",)),
        ("any.wild.example.com", "AAAA", Kind.NO_DATA, ()),
        ("x.sub.wild.example.com", "A", Kind.NO_NAME, ()),
        ("host.child.example.com", "A", Kind.FOUND, ("45.33.2.2",)),
        ("host.example.net", "A", Kind.FOUND, ("45.33.2.1",)),
        ("notexample.com", "A", Kind.NO_NAME, ()),
    ],
)
def test_answers(name: str, rdtype: str, kind: Kind, values: tuple[str, ...]) -> None:
    answer = world().lookup(name, rdtype)
    assert (answer.kind, answer.values) == (kind, values)


def test_the_apex_exists_even_without_records() -> None:
    assert world(records=[]).lookup("example.com", "A").kind is Kind.NO_DATA


def test_aliases_are_followed_across_layers() -> None:
    assert world().lookup("alias.example.com", "A").aliases == ("mail.example.com",)
    answer = world().lookup("out.example.com", "A")
    assert (answer.aliases, answer.values) == (("host.example.net",), ("45.33.2.1",))


def test_a_loop_ends_without_data() -> None:
    answer = world().lookup("loop1.example.com", "A")
    assert answer.kind is Kind.NO_DATA
    assert "loop" in answer.reason


def test_private_zones_do_not_answer_the_public() -> None:
    assert world(structs.replace(ZONE, private=True)).lookup("mail.example.com", "A").kind is Kind.NO_NAME


def test_names_not_covered_are_left_to_the_next_layer() -> None:
    answer = world(records=RECORDS[:2], covered=frozenset({"mail.example.com"}))
    assert answer.lookup("mail.example.com", "AAAA").kind is Kind.NO_DATA
    assert answer.lookup("other.example.com", "A").source == "DNS"


def test_what_the_plan_removes_stays_gone_in_spite_of_dns() -> None:
    layer = ZoneLayer(ZONE, [], covered=frozenset(), removed={("mail.example.com", "A"): "r.mail"})
    below = DictDns({"mail.example.com": ["45.33.1.2", "2600::1"]})
    answer = World([layer, below]).lookup("mail.example.com", "A")
    assert (answer.kind, answer.source, answer.address) == (Kind.NO_DATA, "the plan", "r.mail")
    assert World([layer, below]).lookup("mail.example.com", "AAAA").exists


def test_a_removed_alias_does_not_come_back_from_dns() -> None:
    layer = ZoneLayer(ZONE, [], covered=frozenset(), removed={("mail.example.com", "CNAME"): "r.mail"})
    below = DictDns({"mail.example.com": ["CNAME host.example.net"], "host.example.net": ["45.33.2.1"]})
    answer = World([layer, below]).lookup("mail.example.com", "A")
    assert (answer.kind, answer.address) == (Kind.NO_DATA, "r.mail")


def test_the_resource_that_removes_the_end_of_an_alias_is_named() -> None:
    alias = RecordSet("route53:Z1", "lb.example.com", "A", alias="host.example.com", address="r.alias")
    gone = {("host.example.com", "A"): "r.host"}
    answer = World([ZoneLayer(ZONE, [alias], removed=gone), Nothing()]).lookup("lb.example.com", "A")
    assert (answer.kind, answer.address) == (Kind.NO_NAME, "r.host")


def test_a_value_known_later_is_planned() -> None:
    planned = structs.replace(RECORDS[1], values=(Unknown(("aws_eip.x.public_ip",)),), address="r.a")
    answer = World([ZoneLayer(ZONE, [planned], planned={"r.a"}), Nothing()]).lookup("mail.example.com", "A")
    assert (answer.kind, answer.address) == (Kind.PLANNED, "r.a")


@pytest.mark.parametrize("name", ["example.com", "www.example.com"])
def test_cloudflare_flattens_the_apex_and_proxied_names(name: str) -> None:
    zone = structs.replace(ZONE, provider="cloudflare")
    cname = record(f"{name}. CNAME host.example.net.", "cloudflare", proxied=name != "example.com")
    answer = world(zone, [cname]).lookup(name, "A")
    assert (answer.aliases, answer.values) == ((), ("45.33.2.1",))
    assert answer.proxied is (name != "example.com")


def test_a_route53_alias_answers_with_its_targets_addresses() -> None:
    alias = RecordSet("route53:Z1", "lb.example.com", "A", alias="host.example.net")
    answer = world(records=[alias]).lookup("lb.example.com", "A")
    assert (answer.aliases, answer.values) == ((), ("45.33.2.1",))


def test_nothing_asked_is_neither_found_nor_absent() -> None:
    answer: Answer = World([Nothing()]).lookup("example.com", "A")
    assert answer.kind is Kind.SKIPPED
    assert not answer.settled


def test_a_txt_set_of_which_nothing_is_kept_is_there_and_empty() -> None:
    answer = world(records=[record("example.com. TXT token=S3cr3t")]).lookup("example.com", "TXT")
    assert (answer.kind, answer.values) == (Kind.FOUND, ())
