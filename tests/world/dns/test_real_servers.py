"""The same zone files three ways: read by iacmx, served by BIND, and resolved by unbound. All must agree."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from iacmx.model import Answer, Kind, Mx
from iacmx.provider import Deadline
from iacmx.world.dns.engine import Engine
from iacmx.world.zonefile import ZoneFiles
from tests.lab.dns_daemons import named, unbound
from tests.world.zones import ZONES, write_zones

pytestmark = pytest.mark.slow

TYPES = ("A", "AAAA", "MX", "NS", "CNAME", "TXT", "SOA", "DNAME")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_zones(tmp_path_factory.mktemp("zones"))


@pytest.fixture(scope="module")
def files(folder: Path) -> ZoneFiles:
    return ZoneFiles.load(folder)


@pytest.fixture(scope="module")
def authority(folder: Path) -> Iterator[str]:
    with named(folder, {name: folder / f"{name}.zone" for name in ZONES}) as address:
        yield address


@pytest.fixture(scope="module")
def resolver(folder: Path, authority: str) -> Iterator[str]:
    with unbound(folder, authority, ZONES) as address:
        yield address


def questions() -> list[tuple[str, str]]:
    """Every owner, every name above it, and names below that do not exist, with every type."""
    names: set[str] = {"example.org", "org"}
    for zone, text in ZONES.items():
        owners = [line.split()[0].lower() for line in text.splitlines() if line[:1] not in ("", " ", "$", "@")]
        for owner in (*owners, "origin", "sub.origin", "nowhere"):
            labels = f"{owner}.{zone}".split(".")
            names.update(".".join(labels[i:]) for i in range(len(labels) - zone.count(".")))
    names |= {f"{below}.{name}" for name in names for below in ("zz", "zz.yy", "*")}
    return [(name, rdtype) for name in sorted(names) for rdtype in TYPES]


def test_zone_files_answer_as_named_does(files: ZoneFiles, authority: str) -> None:
    asked = questions()
    assert len(asked) > 1000
    answers = Engine([authority], deadline=Deadline.after(100), recursion=False).ask(asked)
    assert {answer.kind for answer in answers.values()} == {Kind.FOUND, Kind.NO_DATA, Kind.NO_NAME, Kind.UNVERIFIED}
    for key, served in answers.items():
        read = files.resolve(*key)
        assert (*key, *_said(read), read.ttl, read.negative_ttl) == (
            *key,
            *_said(served),
            served.ttl,
            served.negative_ttl,
        )


def test_zone_files_answer_as_unbound_resolves(files: ZoneFiles, resolver: str) -> None:
    answers = Engine([resolver], deadline=Deadline.after(200)).ask(questions())
    for key, served in answers.items():
        assert (*key, *_said(files.resolve(*key))) == (*key, *_said(served))


def _said(answer: Answer) -> tuple[object, ...]:
    """Without TTLs, which count down in a cache."""
    values = [value.text if isinstance(value, Mx) else value for value in answer.values]
    return answer.kind, values, answer.aliases
