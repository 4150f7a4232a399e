"""The plan laid over live records: every action, by record set and by single record."""

from __future__ import annotations

from msgspec import structs

from iacmx.model import Change, Mx, RecordSet, Zone, ZoneData
from iacmx.world.overlay import Overlay, overlay
from tests.rules.build import change, record

ZONE = Zone("route53:Z1", "route53", "Z1", "example.com")
OLD = record("example.com. 300 MX 10 old.example.net.")
NEW = record("example.com. 300 MX 10 new.example.net.")
APEX = record("example.com. 300 NS ns1.example.net.")


def lay(live: list[RecordSet] | None, *changes: Change, names: frozenset[str] | None = None) -> Overlay:
    data = None if live is None else ZoneData(ZONE, tuple(live), names)
    return overlay(ZONE.key, data, changes, apex="example.com")


def exchanges(records: tuple[RecordSet, ...]) -> list[str]:
    return sorted(str(v.exchange) for r in records for v in r.values if isinstance(v, Mx))


def test_update_replaces_the_live_set() -> None:
    laid = lay([OLD, APEX], change("r.mx", OLD, NEW))
    assert exchanges(laid.before) == ["old.example.net"]
    assert exchanges(laid.after) == ["new.example.net"]
    assert laid.removed == {}


def test_delete_leaves_a_tombstone_naming_the_resource() -> None:
    laid = lay([OLD, APEX], change("r.mx", OLD, None))
    assert exchanges(laid.after) == []
    assert laid.removed == {("example.com", "MX"): "r.mx"}


def test_noop_marks_what_is_managed_and_changes_nothing() -> None:
    laid = lay([OLD], change("r.mx", OLD, OLD, ["no-op"]))
    assert [r.address for r in laid.before] == ["r.mx"]
    assert exchanges(laid.after) == ["old.example.net"]


def test_forget_keeps_the_records_unmanaged() -> None:
    laid = lay([OLD], change("r.mx", OLD, None, ["forget"]))
    assert exchanges(laid.after) == ["old.example.net"]
    assert [r.address for r in laid.after] == [""]


def test_forget_and_create_replaces_the_forgotten_set() -> None:
    laid = lay([OLD], change("r.mx", OLD, NEW, ["forget", "create"]))
    assert exchanges(laid.after) == ["new.example.net"]


def test_replacement_in_either_order_ends_the_same() -> None:
    for order in (["delete", "create"], ["create", "delete"]):
        assert exchanges(lay([OLD], change("r.mx", OLD, NEW, order)).after) == ["new.example.net"]


def test_moving_an_owner_takes_it_from_the_old_one() -> None:
    elsewhere = record("sub.example.com. 300 MX 10 new.example.net.")
    laid = lay([OLD], change("r.mx", OLD, elsewhere, ["delete", "create"]))
    assert [r.owner for r in laid.after] == ["sub.example.com"]
    assert ("example.com", "MX") in laid.removed


def test_variants_are_sets_of_their_own() -> None:
    blue = structs.replace(OLD, variant="blue", routing="weighted")
    green = structs.replace(NEW, variant="green", routing="weighted")
    laid = lay([blue, green], change("r.green", green, None))
    assert exchanges(laid.after) == ["old.example.net"]


def test_drifted_live_set_is_replaced_all_the_same() -> None:
    drifted = record("example.com. 300 MX 10 console.example.net.")
    laid = lay([drifted], change("r.mx", OLD, NEW))
    assert exchanges(laid.before) == ["console.example.net"]
    assert exchanges(laid.after) == ["new.example.net"]


def test_without_live_records_the_plan_is_believed() -> None:
    laid = lay(None, change("r.mx", OLD, NEW), change("r.a", record("m.example.com. A 45.33.1.1"), None))
    assert exchanges(laid.before) == ["old.example.net"]
    assert laid.removed == {("m.example.com", "A"): "r.a"}


def test_names_not_covered_are_believed_from_the_plan() -> None:
    laid = lay([], change("r.mx", OLD, OLD, ["no-op"]), names=frozenset({"other.example.com"}))
    assert exchanges(laid.after) == ["old.example.net"]


def test_exclusive_sets_take_everything_else_but_the_apex_infrastructure() -> None:
    listed = record("example.com. A 45.33.1.1")
    taking = structs.replace(change("r.all", None, listed), exclusive=True)
    laid = lay([OLD, APEX, record("sub.example.com. NS ns.example.org.")], taking)
    assert sorted((r.owner, r.type) for r in laid.after) == [("example.com", "A"), ("example.com", "NS")]
    assert laid.removed["example.com", "MX"] == "r.all"


def test_destroying_an_exclusive_resource_deletes_nothing_unlisted() -> None:
    listed = record("example.com. A 45.33.1.1")
    going = structs.replace(change("r.all", listed, None), exclusive=True)
    assert exchanges(lay([OLD, listed], going).after) == ["old.example.net"]


def cloudflare(target: str, record_id: str = "", preference: int = 10) -> RecordSet:
    return record(f"example.com. 300 MX {preference} {target}.", "cloudflare", record_id=record_id, zone=ZONE.key)


def test_single_records_are_known_by_their_id() -> None:
    live = [cloudflare("mx1.example.net", "r1"), cloudflare("mx2.example.net", "r2", 20)]
    going = change("cf.mx2", live[1], None, per_record=True)
    assert exchanges(lay(live, going).after) == ["mx1.example.net"]


def test_single_records_without_an_id_are_known_by_their_value() -> None:
    live = [cloudflare("mx1.example.net", "r1"), cloudflare("mx2.example.net", "r2", 20)]
    going = change("cf.mx2", cloudflare("mx2.example.net", "", 20), None, per_record=True)
    assert exchanges(lay(live, going).after) == ["mx1.example.net"]


def test_a_created_single_record_joins_its_siblings() -> None:
    live = [cloudflare("mx1.example.net", "r1")]
    added = [change(f"cf.{n}", None, cloudflare(f"{n}.example.net"), per_record=True) for n in ("a", "b")]
    assert exchanges(lay(live, *added).after) == ["a.example.net", "b.example.net", "mx1.example.net"]


def test_an_updated_single_record_leaves_its_siblings() -> None:
    live = [cloudflare("mx1.example.net", "r1"), cloudflare("mx2.example.net", "r2", 20)]
    moved = change("cf.mx1", live[0], cloudflare("new.example.net", "r1"), per_record=True)
    assert exchanges(lay(live, moved).after) == ["mx2.example.net", "new.example.net"]
