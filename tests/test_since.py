"""What happened to MX sets since a snapshot, as tables."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from iacmx import since
from iacmx.case import MxSet
from iacmx.cases import mx_sets
from iacmx.model import RecordSet, Zone, ZoneData
from iacmx.since import Since
from iacmx.snapshot import Snapshot, write
from tests.rules.build import record

MOMENT = datetime(2026, 3, 1, tzinfo=UTC)
ZONE = Zone("route53:Z1", "route53", "Z1", "example.com")
ELSEWHERE = Zone("cloudflare:c1", "cloudflare", "c1", "example.net")
MX1 = "example.com. 300 MX 10 mx1.example.net."


def weighted(text: str, variant: str, weight: int) -> RecordSet:
    return replace(record(text), variant=variant, routing="weighted", routing_detail=f"weight {weight}")


def sets(*texts: str | RecordSet) -> tuple[MxSet, ...]:
    return mx_sets(record(text) if isinstance(text, str) else text for text in texts)


def of(tmp_path: Path, *held: ZoneData) -> Since:
    """What a snapshot file of these zones tells, after the way that it takes to a worker."""
    path = tmp_path / "s.json"
    write(path, "route53", held, MOMENT)
    made: Since = pickle.loads(pickle.dumps(Since.of(Snapshot.load(path))))
    return made


def zone(identifier: str, name: str = "example.com", **more: object) -> Zone:
    return replace(ZONE, key=f"route53:{identifier}", id=identifier, name=name, **more)


def data(of_zone: Zone, *texts: str | RecordSet, names: frozenset[str] | None = None) -> ZoneData:
    return ZoneData(of_zone, tuple(record(text) if isinstance(text, str) else text for text in texts), names)


BLUE, BLUE_MORE = weighted(MX1, "blue", 10), weighted(MX1, "blue", 90)
GREEN = weighted("example.com. 300 MX 10 mx2.example.net.", "green", 90)
ALIAS = replace(record(MX1), values=(), ttl=None, alias="mail.example.com")


@pytest.mark.parametrize(
    ("before", "after", "word", "clauses"),
    [
        ((MX1,), (MX1,), "", ()),
        ((), (), "", ()),
        ((), (MX1,), "added", ("adds mx1.example.net (10)",)),
        ((MX1,), (), "removed", ("removes mx1.example.net (10)",)),
        (("example.com. 300 MX 10 MX1.example.net",), (MX1,), "", ()),
        (
            ("example.com. 300 MX 10 mx1.example.net., 20 mx2.example.net.",),
            ("example.com. 300 MX 20 mx2.example.net., 10 mx1.example.net.",),
            "",
            (),
        ),
        (
            (MX1,),
            ("example.com. 300 MX 10 mx2.example.net.",),
            "changed",
            ("adds mx2.example.net (10)", "removes mx1.example.net (10)"),
        ),
        (
            (MX1,),
            ("example.com. 300 MX 20 mx1.example.net.",),
            "changed",
            ("changes the preference of mx1.example.net from 10 to 20",),
        ),
        ((MX1,), ("example.com. 60 MX 10 mx1.example.net.",), "changed", ("changes the TTL from 300 s to 60 s",)),
        (
            (MX1,),
            ("example.com. 300 MX 0 .",),
            "changed",
            ("adds the null MX (0)", "removes mx1.example.net (10)"),
        ),
        ((ALIAS,), (ALIAS,), "", ()),
        (
            (ALIAS,),
            (replace(ALIAS, alias="other.example.com"),),
            "changed",
            ("changes the alias from mail.example.com to other.example.com",),
        ),
        ((BLUE, GREEN), (GREEN, BLUE), "", ()),
        (
            (BLUE, GREEN),
            (BLUE_MORE, GREEN),
            "changed",
            ("blue: changes the routing from weighted weight 10 to weighted weight 90",),
        ),
        ((BLUE, GREEN), (GREEN,), "changed", ("blue: removes mx1.example.net (10)",)),
    ],
)
def test_one_owner(
    tmp_path: Path,
    before: tuple[str | RecordSet, ...],
    after: tuple[str | RecordSet, ...],
    word: str,
    clauses: tuple[str, ...],
) -> None:
    then = of(tmp_path, data(ZONE, *before)).then(ZONE)
    assert since.change(then, "example.com", sets(*after)) == (word, clauses)


def test_single_records_of_one_owner_are_one_set(tmp_path: Path) -> None:
    both = "example.com. 300 MX 10 mx1.example.net.", "example.com. 300 MX 20 mx2.example.net."
    singles = [replace(record(text), record_id=str(n)) for n, text in enumerate(both)]
    then = of(tmp_path, data(ZONE, *singles)).then(ZONE)
    assert since.change(then, "example.com", sets(*reversed(singles))) == ("", ())


def test_owners_that_are_no_longer_there(tmp_path: Path) -> None:
    then = of(tmp_path, data(ZONE, MX1, "b.example.com. MX 10 mx.b.example.", "www.example.com. A 192.0.2.1")).then(
        ZONE
    )
    assert then is not None
    assert since.removed(then, {"example.com", "b.example.com"}) == ()
    (gone,) = since.removed(then, {"example.com"})
    assert (gone.owner, gone.words) == ("b.example.com", ("removes mx.b.example (10)",))
    assert gone.sets == then.sets["b.example.com"]
    assert [one.owner for one in since.removed(then, ())] == ["b.example.com", "example.com"]
    assert since.removed(then, (), names=frozenset({"www.example.com"})) == ()


def test_of_a_zone_known_in_part_nothing_is_said_of_the_rest(tmp_path: Path) -> None:
    """Neither that an owner is added nor that it is removed, where the snapshot does not know all about it."""
    stray = "c.example.com. 300 MX 10 mx1.example.net."
    then = of(tmp_path, data(ZONE, MX1, stray, names=frozenset({"example.com", "a.example.com"}))).then(ZONE)
    assert then is not None
    here = sets("x.example.com. 300 MX 10 mx1.example.net.")
    assert since.change(then, "b.example.com", here) == ("", ())
    assert since.change(then, "c.example.com", ()) == ("", ())
    assert since.change(then, "a.example.com", here)[0] == "added"
    assert since.change(then, "example.com", ())[0] == "removed"
    assert [one.owner for one in since.removed(then, ())] == ["example.com"]


def test_a_zone_that_the_snapshot_does_not_have(tmp_path: Path) -> None:
    then = of(tmp_path, data(ZONE, MX1)).then(zone("Z2", "example.org"))
    assert then is None
    assert since.change(then, "example.org", sets(MX1)) == (
        "added",
        ("the zone is not in the snapshot", "adds mx1.example.net (10)"),
    )
    assert since.change(then, "example.org", ()) == ("", ())


def test_of_a_provider_that_the_snapshot_was_not_taken_of_nothing_is_said(tmp_path: Path) -> None:
    known = of(tmp_path, data(ZONE, MX1))
    then = known.then(ELSEWHERE)
    assert since.change(then, "example.net", sets("example.net. MX 10 mx1.example.net.")) == ("", ())
    assert known.gone([ELSEWHERE], {"cloudflare"}) == ()


TWIN, PRIVATE = zone("Z2"), zone("Z3", private=True)


@pytest.mark.parametrize(
    ("held", "live", "meets", "gone"),
    [
        ([ZONE], [ZONE], {"Z1": "Z1"}, []),
        ([ZONE], [replace(ZONE, key="route53:aws_route53_zone.main")], {"Z1": "Z1"}, []),
        ([ZONE], [TWIN], {"Z2": "Z1"}, []),
        ([ZONE], [TWIN, ZONE], {"Z1": "Z1", "Z2": None}, []),
        ([ZONE, TWIN], [ZONE], {"Z1": "Z1"}, ["Z2"]),
        ([ZONE, TWIN], [TWIN, zone("Z4")], {"Z2": "Z2", "Z4": "Z1"}, []),
        ([ZONE, replace(TWIN, status="active")], [zone("Z4")], {"Z4": "Z2"}, ["Z1"]),
        ([ZONE, PRIVATE], [zone("Z4"), zone("Z5", private=True)], {"Z4": "Z1", "Z5": "Z3"}, []),
        ([ZONE], [PRIVATE], {"Z3": None}, ["Z1"]),
        ([ZONE], [replace(ZONE, name="example.org")], {"Z1": "Z1"}, []),
        ([ZONE], [], {}, ["Z1"]),
        ([ZONE], [zone("Z9", "example.org")], {"Z9": None}, ["Z1"]),
    ],
    ids=[
        "the same", "another key", "made anew", "a second of the name", "one of two goes", "one of two made anew",
        "the active one of two", "public and private", "private instead", "the id counts", "none left", "another",
    ],
)  # fmt: skip
def test_which_zone_is_which(
    tmp_path: Path, held: list[Zone], live: list[Zone], meets: dict[str, str | None], gone: list[str]
) -> None:
    known = of(tmp_path, *(data(each, MX1) for each in held))
    beside = known.beside(live)
    found = {each.id: beside.then(each) for each in live}
    assert {key: then.zone.id if then else None for key, then in found.items()} == meets
    assert [then.zone.id for then in known.gone(live, {"route53"})] == gone
    assert known.gone(live, set()) == ()


def test_all_owners_of_a_zone_that_is_gone_are_removed(tmp_path: Path) -> None:
    (then,) = of(tmp_path, data(ZONE, MX1)).gone([], {"route53"})
    assert [(one.owner, one.words) for one in since.removed(then, ())] == [
        ("example.com", ("removes mx1.example.net (10)",))
    ]
