"""The journal: whatever ends a run, the next one asks only for what is missing."""

from __future__ import annotations

import resource
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from iacmx.audit import Journal, Source
from iacmx.errors import InputError, ProviderError, UsageError
from iacmx.model import RecordSet, ZoneData
from tests.audit.accounts import DENIED, HERE, SERVERS, Account, holding, run
from tests.audit.test_audit import Interrupts, broken, dead

ZONES = dead(40)


def resumed(path: Path, account: Account, **more: object) -> tuple[int, ...]:
    """Audit with the journal at ``path``: exit code, domains, unverified zones, zones taken over."""
    journal = Journal.open(str(path), (HERE,), ())
    try:
        report = run(account, broken(*ZONES), journal=journal, **more)
    finally:
        journal.close()
    return report.exit_code, report.totals.domains, len(report.unverified), report.accounts[0].resumed


def test_a_second_run_asks_for_nothing(tmp_path: Path) -> None:
    assert resumed(tmp_path / "j", Account(*ZONES)) == (1, 40, 0, 0)
    account = Account(*ZONES)
    assert resumed(tmp_path / "j", account) == (1, 40, 0, 40)
    assert account.log == []


def test_a_zone_that_failed_is_asked_for_again(tmp_path: Path) -> None:
    failing = {"d100.example": DENIED, "d139.example": ValueError("surprise")}
    assert resumed(tmp_path / "j", Account(*ZONES, failing=failing)) == (1, 38, 2, 0)
    account = Account(*ZONES)
    assert resumed(tmp_path / "j", account) == (1, 40, 0, 38)
    assert sorted(account.log) == ["d100.example", "d139.example"]


def test_an_account_that_was_not_listed_is_listed_again(tmp_path: Path) -> None:
    assert resumed(tmp_path / "j", Account(list_fails=DENIED)) == (3, 0, 0, 0)
    assert resumed(tmp_path / "j", Account(*ZONES)) == (1, 40, 0, 0)


def test_what_was_read_before_an_interrupt_is_kept(tmp_path: Path) -> None:
    account = Account(*ZONES)
    code, domains, unverified, _ = resumed(tmp_path / "j", account, progress=Interrupts())
    assert (code, domains + unverified) == (130, 40)
    rest = Account(*ZONES)
    code, domains, unverified, taken = resumed(tmp_path / "j", rest)
    assert (code, domains, unverified, taken + len(rest.log)) == (1, 40, 0, 40)
    under_way = 16  # requests that were sent when the interrupt came, their answers not awaited
    assert len(account.log) - 1 + len(rest.log) <= 40 + under_way


def test_credentials_that_are_gone_lose_nothing_that_was_read(tmp_path: Path) -> None:
    resumed(tmp_path / "j", Account(*ZONES, failing={"d100.example": DENIED}))

    def expired(source: Source) -> Account:
        raise ProviderError("The credentials have expired.", "Log in again.")

    journal = Journal.open(str(tmp_path / "j"), (HERE,), ())
    account = Account(*ZONES)
    report = run(account, broken(*ZONES), journal=journal, provider_for=expired)
    journal.close()
    assert (report.totals.domains, [zone.zone for zone in report.unverified]) == (39, ["d100.example"])
    assert report.unverified[0].reason == "The credentials have expired."


def kept(path: Path, data: ZoneData) -> ZoneData | None:
    """The zone after a way through the file."""
    with opened(path) as journal:
        journal.list(HERE, [data.zone])
        journal.read(HERE, data)
    with opened(path) as journal:
        assert journal.zones(HERE) == [data.zone]
        assert journal.has(HERE, data.zone)
        return journal.data(HERE, data.zone)


@contextmanager
def opened(path: Path, *sources: Source, patterns: tuple[str, ...] = ()) -> Iterator[Journal]:
    journal = Journal.open(str(path), sources or (HERE,), patterns)
    try:
        yield journal
    finally:
        journal.close()


def of_all_kinds() -> ZoneData:
    """A zone whose record sets hold whatever a provider may tell, in the order of a file."""
    zone = holding("example.com", private=False).zone
    plain = holding("example.com", "@ MX 10 mx1.example.net, 20 mx2.example.net", routing_detail="").records[0]
    sets = (
        plain,
        RecordSet(zone.key, "example.com", "NS", 172800, SERVERS),
        RecordSet(zone.key, "alias.example.com", "MX", alias="mail.example.com"),
        RecordSet(zone.key, "geo.example.com", "MX", 60, plain.values, variant="de", routing="geolocation"),
        RecordSet(
            zone.key, "geo.example.com", "MX", 60, plain.values, variant="us", routing="geolocation", routing_detail="x"
        ),
        RecordSet(zone.key, "locked.example.com", "MX", None, plain.values[:1], record_id="r1", locked=True),
        RecordSet(zone.key, "proxied.example.com", "A", None, ("192.0.2.1",), proxied=True),
        RecordSet(zone.key, "w.example.com", "MX", 0, plain.values, variant="a", routing="weighted"),
    )
    return ZoneData(zone, sets)


def test_records_of_all_kinds_come_back_as_they_were(tmp_path: Path) -> None:
    data = of_all_kinds()
    back = kept(tmp_path / "j", data)
    assert back is not None
    assert back.zone == data.zone
    by_owner = sorted(back.records, key=lambda one: (str(one.owner), str(one.type), one.variant))
    as_before = [one if one.type != "MX" else _with_ttl(one) for one in data.records]
    assert by_owner == sorted(as_before, key=lambda one: (str(one.owner), str(one.type), one.variant))


def _with_ttl(one: RecordSet) -> RecordSet:
    """A record carries the TTL of its set, which only what is read from a file has to be told."""
    from msgspec.structs import replace

    return replace(one, values=tuple(replace(value, ttl=one.ttl) for value in one.values))  # type: ignore[type-var]  # MX


@pytest.mark.parametrize("sets", [None, 0, 2, 700])
def test_what_the_list_told_comes_back(tmp_path: Path, sets: int | None) -> None:
    from msgspec.structs import replace

    zone = replace(holding("example.com", private=True).zone, sets=sets, status="pending", kind="partial")
    assert kept(tmp_path / "j", ZoneData(zone, (), frozenset(["a.example.com"]))) is not None


def test_an_empty_zone_is_read(tmp_path: Path) -> None:
    back = kept(tmp_path / "j", ZoneData(holding("example.com").zone, ()))
    assert back is not None
    assert back.records == ()


@pytest.mark.parametrize("cut", [1, 20, 100])
def test_a_last_line_that_was_cut_off_is_read_again(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "j"
    resumed(path, Account(*ZONES))
    whole = path.read_bytes()
    path.write_bytes(whole[:-cut])
    account = Account(*ZONES)
    assert resumed(path, account) == (1, 40, 0, 39)
    assert len(account.log) == 1
    assert sorted(path.read_bytes().splitlines()) == sorted(whole.splitlines())


@pytest.mark.parametrize("length", [0, 10])
def test_a_journal_that_was_hardly_begun_is_begun_again(tmp_path: Path, length: int) -> None:
    path = tmp_path / "j"
    with opened(path):
        pass
    path.write_bytes(path.read_bytes()[:length])
    assert resumed(path, Account(*ZONES)) == (1, 40, 0, 0)
    with opened(path) as journal:
        assert len(journal.zones(HERE) or ()) == 40


@pytest.mark.parametrize(
    "content",
    [
        b"hello\n",
        b"hello, I am the only copy of something",
        b"\xff\xfe\x00\n",
        b'{"a": 1}\n',
        b'{"type": "read"}\n',
        b"\x00" * 100,
        b'{"type":"listed","source":"route53","zones":[],"sets":[]}\n',
    ],
)
def test_a_file_of_something_else_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "j"
    path.write_bytes(content)
    with pytest.raises(InputError, match="no journal"):
        Journal.open(str(path), (HERE,), ())
    assert path.read_bytes() == content


def test_the_journal_of_another_audit_is_refused(tmp_path: Path) -> None:
    prod = Source("route53", "prod")
    with opened(tmp_path / "j", prod, patterns=("*.example",)) as journal:
        journal.list(prod, [])
    for sources, patterns in (((HERE,), ("*.example",)), ((Source("route53", "prod"),), ())):
        with pytest.raises(InputError, match=r"another audit \(route53:prod --zone \*\.example\)"):
            Journal.open(str(tmp_path / "j"), sources, patterns)


def test_the_journal_of_an_audit_that_came_to_nothing_is_begun_anew(tmp_path: Path) -> None:
    with opened(tmp_path / "j", patterns=("exmaple.com",)):
        pass
    with opened(tmp_path / "j", patterns=("example.com",)) as journal:
        journal.list(HERE, [])
    with pytest.raises(InputError, match=r"another audit \(route53 --zone example\.com\)"):
        Journal.open(str(tmp_path / "j"), (HERE,), ("exmaple.com",))


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    with opened(tmp_path / "j"):
        assert stat.S_IMODE((tmp_path / "j").stat().st_mode) == 0o600


@pytest.mark.parametrize("place", [".", "missing/j", "/dev/null"])
def test_a_place_that_holds_no_file_is_refused(tmp_path: Path, place: str) -> None:
    with pytest.raises(UsageError, match="can't be written"):
        Journal.open(str(tmp_path / place), (HERE,), ())


def test_a_full_disk_is_told_and_the_journal_can_be_continued(tmp_path: Path) -> None:
    path = tmp_path / "j"
    with opened(path) as journal:
        journal.list(HERE, [data.zone for data in ZONES])
    size = path.stat().st_size + 1000
    with full_after(size), pytest.raises(UsageError, match="can't be written"):
        resumed(path, Account(*ZONES))
    assert 0 < path.stat().st_size <= size
    code, domains, unverified, taken = resumed(path, Account(*ZONES))
    assert (code, domains, unverified) == (1, 40, 0)
    assert taken > 0


@contextmanager
def full_after(size: int) -> Iterator[None]:
    """No file may become larger than so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_journal_has_one_run_at_a_time(tmp_path: Path) -> None:
    path = str(tmp_path / "journal")
    first = Journal.open(path, (HERE,), ())
    with pytest.raises(UsageError, match="in use by another audit"):
        Journal.open(path, (HERE,), ())
    first.close()
    Journal.open(path, (HERE,), ()).close()
