from __future__ import annotations

from pathlib import Path

import pytest

from iacmx.errors import InputError
from iacmx.model import Kind, Mx
from iacmx.world import World
from iacmx.world.zonefile import ZoneFiles
from tests.world.zones import ZONES, write_zones


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> ZoneFiles:
    return ZoneFiles.load(write_zones(tmp_path_factory.mktemp("zones")))


@pytest.mark.parametrize(
    ("name", "rdtype", "kind", "values", "aliases"),
    [
        ("example.com", "NS", Kind.FOUND, ("ns1.example.com", "ns2.example.com"), ()),
        ("mail.example.com", "A", Kind.FOUND, ("192.0.2.10", "192.0.2.11"), ()),
        ("mail.example.com", "AAAA", Kind.FOUND, ("2001:db8::10",), ()),
        ("mail.example.com", "MX", Kind.NO_DATA, (), ()),
        ("nowhere.example.com", "A", Kind.NO_NAME, (), ()),
        ("example.com", "TXT", Kind.FOUND, ("v=spf1 mx -all",), ()),
        # aliases
        ("www.example.com", "A", Kind.FOUND, ("192.0.2.10", "192.0.2.11"), ("web.example.com", "mail.example.com")),
        ("www.example.com", "CNAME", Kind.FOUND, ("web.example.com",), ()),
        ("www.example.com", "MX", Kind.NO_DATA, (), ("web.example.com", "mail.example.com")),
        ("lost.example.com", "A", Kind.NO_NAME, (), ("gone.example.com",)),
        ("cross.example.com", "A", Kind.FOUND, ("198.51.100.1",), ("host.example.net",)),
        ("outside.example.com", "A", Kind.UNVERIFIED, (), ("host.example.org",)),
        ("ring1.example.com", "A", Kind.NO_DATA, (), ("ring2.example.com", "ring1.example.com")),
        # empty non-terminals exist (RFC 4592 section 2.2.2), and hide the wildcard
        ("ent.wild.example.com", "A", Kind.NO_DATA, (), ()),
        ("b.ent.wild.example.com", "A", Kind.NO_NAME, (), ()),
        # wildcards
        ("any.wild.example.com", "A", Kind.FOUND, ("192.0.2.20",), ()),
        ("deep.any.wild.example.com", "A", Kind.FOUND, ("192.0.2.20",), ()),
        ("any.wild.example.com", "AAAA", Kind.NO_DATA, (), ()),
        ("*.wild.example.com", "A", Kind.FOUND, ("192.0.2.20",), ()),
        ("real.wild.example.com", "A", Kind.NO_DATA, (), ()),
        ("below.real.wild.example.com", "A", Kind.NO_NAME, (), ()),
        ("any.alias.example.com", "A", Kind.FOUND, ("192.0.2.10", "192.0.2.11"), ("mail.example.com",)),
        ("x.star.example.com", "A", Kind.NO_DATA, (), ()),
        # delegations
        ("host.child.example.com", "A", Kind.FOUND, ("192.0.2.30",), ()),
        ("no.child.example.com", "A", Kind.NO_NAME, (), ()),
        ("child.example.com", "NS", Kind.FOUND, ("ns1.child.example.com",), ()),
        ("lost-child.example.com", "NS", Kind.UNVERIFIED, (), ()),
        ("host.lost-child.example.com", "A", Kind.UNVERIFIED, (), ()),
        ("ns.lost-child.example.com", "A", Kind.UNVERIFIED, (), ()),
        ("to-lost.example.com", "A", Kind.UNVERIFIED, (), ("host.lost-child.example.com",)),
        # DNAME: the names below it, not itself
        ("mail.renamed.example.com", "A", Kind.FOUND, ("192.0.2.10", "192.0.2.11"), ("mail.example.com",)),
        ("no.renamed.example.com", "A", Kind.NO_NAME, (), ("no.example.com",)),
        ("renamed.example.com", "A", Kind.NO_DATA, (), ()),
        ("renamed.example.com", "DNAME", Kind.FOUND, ("example.com",), ()),
        ("host.renamed-away.example.com", "A", Kind.FOUND, ("198.51.100.1",), ("host.example.net",)),
        # $ORIGIN, relative names, upper case
        ("sub.origin.example.com", "A", Kind.FOUND, ("192.0.2.40",), ()),
        ("upper.example.com", "A", Kind.FOUND, ("192.0.2.41",), ()),
        # no zone
        ("example.org", "MX", Kind.UNVERIFIED, (), ()),
        ("com", "NS", Kind.UNVERIFIED, (), ()),
    ],
)
def test_answers(
    files: ZoneFiles, name: str, rdtype: str, kind: Kind, values: tuple[str, ...], aliases: tuple[str, ...]
) -> None:
    found = files.resolve(name, rdtype)
    assert (found.kind, found.values, found.aliases) == (kind, values, aliases)
    assert (found.negative_ttl is not None) == (found.absent and found.reason == "")
    assert bool(found.reason) == (kind is Kind.UNVERIFIED or "loop" in found.reason)
    through_world = World([files]).lookup(name, rdtype)
    assert (through_world.kind, through_world.values, through_world.aliases) == (kind, values, aliases)


def test_mx_values_and_ttls(files: ZoneFiles) -> None:
    found = files.lookup("example.com", "MX")
    assert found.values == (
        Mx("10 mail.example.com", 10, "mail.example.com", 3600),
        Mx("20 mx.example.net", 20, "mx.example.net", 3600),
    )
    assert found.ttl == 3600
    assert found.source == "example.com.zone"
    assert files.lookup("mail.example.com", "A").ttl == 300


def test_negative_ttl_is_the_lesser_of_soa_ttl_and_minimum(files: ZoneFiles) -> None:
    assert files.lookup("nowhere.example.com", "A").negative_ttl == 900
    assert files.lookup("nowhere.example.net", "A").negative_ttl == 60


def test_reasons(files: ZoneFiles) -> None:
    assert files.lookup("host.lost-child.example.com", "A").reason == (
        "lost-child.example.com is delegated to ns.example.org, ns.lost-child.example.com, "
        "and there is no zone file for it"
    )
    assert files.lookup("example.org", "A").reason == "no zone file holds example.org"


def test_a_dname_can_make_a_name_too_long(tmp_path: Path) -> None:
    target = ".".join(["a" * 60] * 4)
    (tmp_path / "t.zone").write_text(f"$TTL 60\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nd DNAME {target}.\n")
    found = ZoneFiles.load(tmp_path).lookup("x" * 20 + ".d.t", "A")
    assert found.kind is Kind.UNVERIFIED
    assert "too long" in found.reason


def test_a_chain_without_end_is_given_up(tmp_path: Path) -> None:
    chain = "".join(f"a{i} CNAME a{i + 1}\n" for i in range(40))
    (tmp_path / "t.zone").write_text("$TTL 60\n@ SOA ns h 1 2 3 4 5\n@ NS ns\n" + chain)
    found = ZoneFiles.load(tmp_path).resolve("a0.t", "A")
    assert (found.kind, found.reason) == (Kind.UNVERIFIED, "more than 16 aliases")


@pytest.mark.parametrize(
    ("file", "text", "zone"),
    [
        ("example.com.zone", "@ 60 SOA ns h 1 2 3 4 5\n@ 60 NS ns\n", "example.com"),
        ("example.com.db", "@ 60 IN SOA ns h 1 2 3 4 5\n@ 60 NS ns\n", "example.com"),
        ("db.example.com", "\n; comment\n@ IN 60 SOA ns h ( 1 2 3 4 5 )\n 60 NS ns\n", "example.com"),
        ("any.zone", "Example.COM. 60 SOA ns h 1 2 3 4 5\n@ 60 NS ns\n", "example.com"),
        ("any.zone", "$TTL 60\n$ORIGIN example.com.\n@ SOA ns h 1 2 3 4 5\n@ NS ns\n", "example.com"),
        ("any.zone", "$TTL 60\n$ORIGIN com.\n$origin sub\nexample SOA ns h 1 2 3 4 5\n NS ns\n", "example.sub.com"),
        ("root.zone", ". 60 SOA ns. h. 1 2 3 4 5\n. 60 NS ns.\n", "."),
    ],
)
def test_the_zone_is_named_by_its_soa(tmp_path: Path, file: str, text: str, zone: str) -> None:
    (tmp_path / file).write_text(text)
    (tmp_path / "README.md").write_text("not a zone")
    files = ZoneFiles.load(tmp_path)
    assert files.zones == (zone,)
    assert files.lookup(zone, "NS").exists
    assert files.lookup("none.example.com" if zone == "." else f"none.{zone}", "NS").kind is Kind.NO_NAME


HEAD = "$TTL 300\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEAD + "bad A\nok A 192.0.2.5\n", "line 5"),
        (HEAD + "bad A 300.1.1.1\nok A 192.0.2.5\n", "line 5"),
        (HEAD + "c CNAME x\nc A 192.0.2.1\nok A 192.0.2.5\n", "line 6"),
        (HEAD + "mail MX ten mx\n", "line 5: expecting an integer"),
        (HEAD + "x FOO 1\n", "line 5: unknown"),
        (HEAD + "x..y A 192.0.2.1\n", "line 5"),
        (HEAD + "$INCLUDE /etc/hostname\n", "line 5"),
        (HEAD + '(\n"\n', "line"),
        (HEAD + "sub SOA a b 1 2 3 4 5\n", "line 5"),
        ("@ 60 SOA ns h 1 2 3 4 5\n", "no NS records"),
        ("$TTL 60\n@ NS ns\n", "no SOA record"),
        ("", "no SOA record"),
    ],
)
def test_a_wrong_file_is_an_input_error_with_file_and_line(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "example.com.zone"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        ZoneFiles.load(tmp_path)
    assert str(path) in caught.value.message
    assert words in caught.value.message
    assert caught.value.hint


def test_wrong_directories(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no directory"):
        ZoneFiles.load(tmp_path / "nowhere")
    with pytest.raises(InputError, match="no zone files"):
        ZoneFiles.load(tmp_path)
    (tmp_path / "a.zone").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not text in UTF-8"):
        ZoneFiles.load(tmp_path)
    for name in ("a.zone", "b.zone"):
        (tmp_path / name).write_text("example.com. 60 SOA ns h 1 2 3 4 5\n@ 60 NS ns\n")
    with pytest.raises(InputError, match=r"a\.zone and b\.zone both hold the zone example\.com"):
        ZoneFiles.load(tmp_path)


def test_all_zones_are_loaded(files: ZoneFiles) -> None:
    assert files.zones == tuple(sorted(ZONES))
