"""Laws of laying a plan over live records."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from iacmx.model import Change, Mx, RecordSet, Zone, ZoneData
from iacmx.world.overlay import Overlay, overlay
from tests.lab.examples import examples
from tests.properties.plans import Record, sets
from tests.rules.build import change

FEW = settings(max_examples=examples(100), deadline=None)
OWNERS = ("example.com", "news.example.com", "a.b.example.com", "*.example.com")


def record_set(owner: str, records: tuple[Record, ...]) -> RecordSet:
    values = tuple(Mx(f"{preference} {name}", preference, name) for preference, name in records)
    return RecordSet(zone="route53:Z1", owner=owner, type="MX", ttl=300, values=values)


ZONES = st.dictionaries(st.sampled_from(OWNERS), sets()).map(
    lambda held: [record_set(owner, records) for owner, records in held.items()]
)


def laid(live: list[RecordSet], changes: list[Change]) -> Overlay:
    zone = Zone("route53:Z1", "route53", "Z1", "example.com")
    return overlay(zone.key, ZoneData(zone, tuple(live)), changes, apex=zone.name)


def content(records: tuple[RecordSet, ...]) -> set[tuple[object, ...]]:
    return {(str(record.owner), str(record.type), record.ttl, frozenset(record.values)) for record in records}


def address(record: RecordSet) -> str:
    return f"aws_route53_record.{OWNERS.index(str(record.owner))}"


@FEW
@given(ZONES, st.data())
def test_no_ops_change_nothing(live: list[RecordSet], data: st.DataObject) -> None:
    managed = data.draw(st.lists(st.sampled_from(live), unique_by=id)) if live else []
    found = laid(live, [change(address(held), held, held, ("no-op",)) for held in managed])
    assert content(found.before) == content(found.after) == content(tuple(live))
    assert not found.removed


@FEW
@given(ZONES, sets())
def test_delete_then_create_is_update(live: list[RecordSet], records: tuple[Record, ...]) -> None:
    for old in live:
        new = record_set(str(old.owner), records)
        apart = [change("aws_route53_record.old", old, None), change("aws_route53_record.new", None, new)]
        at_once = [change("aws_route53_record.r", old, new, actions) for actions in (("update",), ("delete", "create"))]
        after = {
            frozenset(content(laid(live, changes).after)) for changes in (apart, apart[::-1], *([c] for c in at_once))
        }
        assert len(after) == 1
        assert content((structs.replace(new, address=""),)) <= set(*after)


@FEW
@given(ZONES)
def test_delete_what_was_created(live: list[RecordSet]) -> None:
    created = laid([], [change(address(held), None, held) for held in live])
    assert content(created.after) == content(tuple(live))
    deleted = laid(live, [change(address(held), held, None) for held in live])
    assert not deleted.after
    assert set(deleted.removed) == {(str(held.owner), "MX") for held in live}
