"""Snapshots: what is written comes back, and what is no snapshot is said to be none."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from iacmx import snapshot_format
from iacmx.errors import InputError, ProviderError, UsageError, ZoneNotFound
from iacmx.model import RecordSet, Zone, ZoneData
from iacmx.mx import mx, parse_mx
from iacmx.snapshot import Snapshot, take, write
from tests.lab.examples import examples

SCHEMA_FILE = Path(__file__).parents[1] / "docs/schema/snapshot-1.json"
MOMENT = datetime(2026, 3, 1, 12, 30, 5, 999, tzinfo=UTC)
ZONE = Zone(
    key="route53:Z1",
    provider="route53",
    id="Z1",
    name="example.test",
    name_servers=("ns-1.awsdns-01.org", "ns-2.awsdns-02.co.uk"),
)
RECORDS = (
    RecordSet("route53:Z1", "*.example.test", "A", 60, ("192.0.2.1",)),
    RecordSet("route53:Z1", "example.test", "MX", 300, (parse_mx("10 MX.example.test.", ttl=300),)),
    RecordSet(
        "route53:Z1",
        "eu.example.test",
        "MX",
        300,
        (parse_mx("x mx.example.test", ttl=300),),
        variant="blue",
        routing="weighted",
        routing_detail="weight 10",
    ),
    RecordSet("route53:Z1", "web.example.test", "A", alias="lb.example.net"),
    RecordSet("route53:Z1", "example.test", "TXT", 300),
)
MINIMAL = '{"schema": "iacmx.snapshot/1", "taken_at": "2026-03-01T00:00:00Z", "zones": [%s]}'
BY_HAND = MINIMAL % (
    '{"provider": "cloudflare", "id": "c1", "name": "Example.Test.", "status": "active", "kind": "full", "records": ['
    '{"owner": "Example.Test.", "type": "MX", "values": ["5 mx.example.net"], "id": "r1", "locked": true},'
    '{"owner": "www.example.test", "type": "A", "ttl": 1, "values": ["192.0.2.1"], "proxied": true}]}'
)


def file_of(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "snapshot.json"
    path.write_text(text)
    return path


def by_place(data: ZoneData) -> set[RecordSet]:
    return set(data.records)


def test_what_is_written_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    partly = ZoneData(replace(ZONE, id="Z2", key="route53:Z2", private=True), (), frozenset({"b.test", "a.test"}))
    assert write(path, "route53", [ZoneData(ZONE, RECORDS), partly], MOMENT) == 2
    snapshot = Snapshot.load(path)
    assert snapshot.taken_at == MOMENT.replace(microsecond=0)
    assert snapshot.providers == {"route53"}
    assert snapshot.zones() == [ZONE, partly.zone]
    whole = snapshot.fetch(ZONE, None)
    assert (whole.zone, whole.names, whole.requests) == (ZONE, None, 0)
    assert by_place(whole) == set(RECORDS)
    assert snapshot.fetch(partly.zone, frozenset({"a.test", "c.test"})).names == frozenset({"a.test", "b.test"})


def test_the_same_data_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "1", tmp_path / "2"
    write(first, "route53", [ZoneData(ZONE, RECORDS)], MOMENT)
    write(second, "route53", [ZoneData(ZONE, RECORDS[::-1])], MOMENT)
    assert first.read_bytes() == second.read_bytes()


def test_a_record_set_a_line_in_zone_order(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    write(path, "route53", [ZoneData(ZONE, RECORDS)], MOMENT)
    lines = [line.strip().rstrip(",") for line in path.read_text().splitlines() if '"owner"' in line]
    assert lines[0] == '{"owner": "example.test", "type": "MX", "ttl": 300, "values": ["10 MX.example.test."]}'
    assert [json.loads(line)["owner"] for line in lines] == [
        "example.test",
        "example.test",
        "*.example.test",
        "eu.example.test",
        "web.example.test",
    ]


names = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,4})?", fullmatch=True)
exchanges = st.one_of(st.just("."), names.map(lambda name: f"{name}.example.net"))
mx_sets = st.builds(
    lambda owner, ttl, values, variant: RecordSet(
        "p:z", f"{owner}.example.test", "MX", ttl, tuple(mx(p, e, ttl=ttl) for p, e in values), variant=variant
    ),
    names,
    st.none() | st.integers(0, 2**31),
    st.lists(st.tuples(st.none() | st.integers(-1, 70000), exchanges), max_size=3),
    st.text(max_size=8),
)


@settings(max_examples=examples(50), deadline=None)
@given(st.lists(mx_sets, max_size=5, unique_by=lambda held: (held.owner, held.variant)))
def test_any_mx_set_survives(tmp_path_factory: pytest.TempPathFactory, sets: list[RecordSet]) -> None:
    path = tmp_path_factory.mktemp("any") / "s.json"
    zone = Zone("p:z", "p", "z", "example.test")
    write(path, "p", [ZoneData(zone, tuple(sets))], MOMENT)
    assert by_place(Snapshot.load(path).fetch(zone, None)) == set(sets)
    jsonschema.validate(json.loads(path.read_bytes()), json.loads(snapshot_format.json_schema()))


def test_of_txt_only_mail_policy_is_read_from_a_file_written_by_hand(tmp_path: Path) -> None:
    records = '{"owner": "example.test", "type": "TXT", "values": ["token=S3cr3t", "\\"v=spf1 \\" \\"-all\\""]}'
    zone = '{"provider": "route53", "id": "Z1", "name": "example.test", "records": [%s]}'
    snapshot = Snapshot.load(file_of(tmp_path, MINIMAL % (zone % records)))
    assert [record.values for record in snapshot.fetch(ZONE, None).records] == [("v=spf1 -all",)]


def test_the_published_schema_is_that_of_the_code() -> None:
    assert SCHEMA_FILE.read_text() == snapshot_format.json_schema()


@pytest.mark.parametrize("data", [[], [ZoneData(ZONE, ())], [ZoneData(ZONE, RECORDS, frozenset({"example.test"}))]])
def test_what_is_written_keeps_to_the_published_schema(tmp_path: Path, data: list[ZoneData]) -> None:
    path = tmp_path / "s.json"
    write(path, "route53", data)
    schema = json.loads(SCHEMA_FILE.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(path.read_bytes()), schema)


def test_a_file_written_by_hand_is_brought_into_normal_form(tmp_path: Path) -> None:
    snapshot = Snapshot.load(file_of(tmp_path, BY_HAND))
    assert [zone.name for zone in snapshot.zones("EXAMPLE.test.")] == ["example.test"]
    asked = Zone(key="cloudflare:cloudflare_zone.main", provider="cloudflare", name="example.test", address="x")
    data = snapshot.fetch(asked, frozenset({"example.test"}))
    assert data.names is None
    assert data.zone == replace(asked, id="c1", status="active", kind="full")
    assert data.records == (
        RecordSet(asked.key, "example.test", "MX", None, (mx(5, "mx.example.net"),), record_id="r1", locked=True),
        RecordSet(asked.key, "www.example.test", "A", 1, ("192.0.2.1",), proxied=True),
    )


@pytest.mark.parametrize(
    "asked",
    [
        Zone("route53:Z9", "route53", "Z9", "example.test"),
        Zone("route53:?", "route53", "", "other.test"),
        Zone("cloudflare:Z1", "cloudflare", "Z1", "example.test"),
    ],
    ids=["another id", "another name", "another provider"],
)
def test_a_zone_it_does_not_hold_is_not_found(tmp_path: Path, asked: Zone) -> None:
    path = tmp_path / "s.json"
    write(path, "route53", [ZoneData(ZONE, RECORDS)])
    with pytest.raises(ZoneNotFound, match=asked.name):
        Snapshot.load(path).fetch(asked, None)


@pytest.mark.parametrize(
    ("private", "found"), [((True, False), "Z2"), ((False, False), None), ((True, True), None), ((True,), "Z1")]
)
def test_a_name_means_the_only_public_zone(tmp_path: Path, private: tuple[bool, ...], found: str | None) -> None:
    path = tmp_path / "s.json"
    zones = [replace(ZONE, id=f"Z{number}", private=each) for number, each in enumerate(private, start=1)]
    write(path, "route53", [ZoneData(zone, ()) for zone in zones])
    asked = Zone("route53:?", "route53", name="example.test")
    if found:
        assert Snapshot.load(path).fetch(asked, None).zone.id == found
    else:
        with pytest.raises(ProviderError, match=r"ambiguous.*Z1, Z2"):
            Snapshot.load(path).fetch(asked, None)


def test_a_name_means_the_only_active_zone(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    zones = [replace(ZONE, id=status, status=status) for status in ("pending", "active", "moved")]
    write(path, "route53", [ZoneData(zone, ()) for zone in zones])
    assert Snapshot.load(path).fetch(Zone("route53:?", "route53", name="example.test"), None).zone.id == "active"


ZONE_TEXT = '{"provider": "route53", "id": "Z1", "name": "example.test", "records": [%s]}'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "no JSON"),
        (BY_HAND[:-40], "no JSON"),
        ("PK\x03\x04", "no JSON"),
        ('{"schema": "iacmx.snapshot/1", "x": ' + "[" * 100_000, "no JSON"),
        ("[]", "not as it should be"),
        ("{}", "no iacmx snapshot"),
        ('{"format_version": "1.2", "resource_changes": []}', "no iacmx snapshot"),
        ('{"schema": 1}', "not as it should be"),
        (BY_HAND.replace("snapshot/1", "snapshot/2"), "another version of iacmx"),
        ('{"schema": "iacmx.snapshot/1", "taken_at": "2026-03-01T00:00:00Z"}', "missing required field `zones`"),
        (MINIMAL.replace("2026-03-01T00:00:00Z", "yesterday") % "", "taken_at"),
        (MINIMAL % ZONE_TEXT.replace("%s", '{"owner": "example.test", "type": "MX", "value": "10 a"}'), "`value`"),
        (MINIMAL % ZONE_TEXT.replace("%s", '{"owner": "mail", "type": "A"}'), "does not lie within"),
        (MINIMAL % ", ".join([ZONE_TEXT.replace("%s", "")] * 2), "twice"),
    ],
)
def test_a_wrong_file_gets_its_own_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    path = file_of(tmp_path, text)
    with pytest.raises(InputError, match=sentence) as error:
        Snapshot.load(path)
    assert str(path) in error.value.message
    assert error.value.hint


def test_bytes_that_are_no_utf8_are_no_snapshot(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_bytes(BY_HAND.encode().replace(b"r1", b"r\xff"))
    with pytest.raises(InputError, match="no JSON"):
        Snapshot.load(path)


def test_a_missing_file_and_a_directory_are_said_to_be(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.json", tmp_path):
        with pytest.raises(InputError, match="can't be read"):
            Snapshot.load(path)


def test_a_failure_leaves_the_older_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_text("older")

    def broken() -> Iterator[ZoneData]:
        yield ZoneData(ZONE, RECORDS)
        raise ProviderError("Denied.")

    with pytest.raises(ProviderError, match="Denied"):
        write(path, "route53", broken())
    assert path.read_text() == "older"
    assert list(tmp_path.iterdir()) == [path]


def test_a_place_that_can_not_be_written_is_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "absent" / "s.json", tmp_path / "file" / "s.json", tmp_path):
        with pytest.raises(UsageError, match="can't be written"):
            write(path, "route53", [])
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_pipe_is_not_replaced_and_a_link_stays_one(tmp_path: Path) -> None:
    pipe, link = tmp_path / "pipe", tmp_path / "link.json"
    os.mkfifo(pipe)
    link.symlink_to("s.json")
    with pytest.raises(UsageError, match="can't be written"):
        write(pipe, "route53", [])
    write(link, "route53", [])
    assert pipe.is_fifo()
    assert link.is_symlink()
    assert (tmp_path / "s.json").is_file()


class Account:
    """A provider of these zones, each with an MX set of its own."""

    name, title, requests = "fake", "Fake", 0

    def __init__(self, *zones: Zone) -> None:
        self.held, self.asked = zones, list[str]()

    def zones(self, name: str = "") -> list[Zone]:
        return [zone for zone in self.held if name in ("", zone.name)]

    def fetch(self, zone: Zone, names: frozenset[str] | None) -> ZoneData:
        assert names is None
        self.asked.append(zone.id)
        found = next((held for held in self.held if held.id == zone.id), None)
        if found is None:
            raise ZoneNotFound(f"No {zone.id}.")
        return ZoneData(found, (RecordSet(zone.key, found.name, "MX", 60, (mx(1, f"mx.{found.name}"),)),))


def zone(number: int, name: str = "") -> Zone:
    return Zone(f"fake:Z{number}", "fake", f"Z{number}", name or f"z{number}.test")


def test_takes_every_zone_in_order() -> None:
    zones = [zone(number) for number in range(150)]
    assert [data.zone for data in take(Account(*zones))] == zones


@pytest.mark.parametrize(
    ("names", "ids"),
    [
        (("z2.test",), ["Z2"]),
        (("Z3", "z2.test."), ["Z3", "Z2"]),
        (("z2.test", "Z2"), ["Z2"]),
        (("twin.test",), ["Z4", "Z5"]),
        (("internal.",), ["Z6"]),
    ],
)
def test_takes_zones_by_name_and_id(names: tuple[str, ...], ids: list[str]) -> None:
    account = Account(*map(zone, range(4)), zone(4, "twin.test"), zone(5, "twin.test"), zone(6, "internal"))
    assert [data.zone.id for data in take(account, names)] == ids


@pytest.mark.parametrize("name", ["absent.test", "Z99"])
def test_a_zone_that_is_not_there_ends_it(name: str) -> None:
    with pytest.raises(ZoneNotFound):
        list(take(Account(zone(1)), ["Z1", name]))
