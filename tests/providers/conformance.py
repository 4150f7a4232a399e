"""What every provider must do, as tests to inherit.

A provider's tests describe an account of theirs behind a stand-in API (:class:`Account`) and inherit::

    class TestReads(Reads):
        @pytest.fixture
        def account(self) -> Account: ...

    class TestFaults(Faults):
        @pytest.fixture
        def account(self) -> Account: ...

What only one provider has (set identifiers, proxied records, the exact arithmetic of requests) belongs in tests of
its own beside them.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Sequence

import pytest
from msgspec import Struct

from iacmx.errors import ProviderError, ZoneNotFound
from iacmx.model import Mx, RecordSet, Zone, ZoneData
from iacmx.provider import Provider, installed
from tests.lab.faults import Fault

PASSING = (Fault.THROTTLED, Fault.SERVER_ERROR, Fault.RESET, Fault.TRUNCATED, Fault.CUT, Fault.GARBAGE)
"""Faults worth another try."""
LASTING = (*PASSING, Fault.DENIED, Fault.EXPIRED)


class Live(Struct, frozen=True):
    """One record set to put into an account: absolute owner, ``*`` for a wildcard, values as in a zone file."""

    owner: str
    type: str
    values: tuple[str, ...]
    ttl: int = 300


class Account(ABC):
    """One account behind a stand-in API on 127.0.0.1, empty when a test begins."""

    provider: str
    """The entry point's name."""
    absent_id: str
    """A well-formed zone id that no zone has."""
    secrets: tuple[str, ...] = ()
    """Credentials in use, which no message may show."""
    permission: str = ""
    """What the hint for a denied fetch must name."""

    @abstractmethod
    def add_zone(self, name: str, records: Sequence[Live] = ()) -> str:
        """Create a public zone with these records (beside those the provider puts there itself); its id."""

    @abstractmethod
    def connect(self, seconds: float = 20.0) -> Provider:
        """The provider under test, connected to this account, its deadline ``seconds`` away."""

    @property
    @abstractmethod
    def sent(self) -> int:
        """How many requests the API has seen since the test began, those of :meth:`add_zone` left out."""

    def fail(self, fault: Fault, times: int | None = None) -> None:
        """Let the next ``times`` requests fail (``None``: all of them)."""
        raise NotImplementedError


MAIL = (
    Live("example.test", "MX", ("10 MX1.Example.test.", "20 mx2.other.test")),
    Live("mx1.example.test", "A", ("192.0.2.1",)),
    Live("mx1.example.test", "AAAA", ("2001:db8::1",)),
    Live("*.example.test", "MX", ("5 mx1.example.test.",), ttl=60),
    Live("alias.example.test", "CNAME", ("MX1.example.test.",)),
    Live("quiet.example.test", "MX", ("0 .",)),
)


def zone_of(account: Account, zone_id: str = "", name: str = "") -> Zone:
    return Zone(key=f"{account.provider}:{zone_id or '?' + name}", provider=account.provider, id=zone_id, name=name)


def sets_of(data: ZoneData, owner: str, rdtype: str) -> list[RecordSet]:
    return [record for record in data.records if (record.owner, record.type) == (owner, rdtype)]


def values_of(data: ZoneData, owner: str, rdtype: str) -> list[object]:
    """All values of an owner and type, whether the provider holds them in one set or in single records."""
    return [value for record in sets_of(data, owner, rdtype) for value in record.values]


def mx_of(data: ZoneData, owner: str) -> list[tuple[int | None, object, int | None]]:
    return sorted(
        (value.preference, value.exchange, value.ttl) for value in values_of(data, owner, "MX") if isinstance(value, Mx)
    )


def covers(data: ZoneData, *names: str) -> bool:
    return data.names is None or set(names) <= data.names


class Reads:
    """What a provider makes of an account that answers."""

    @pytest.fixture
    def account(self) -> Account:
        raise NotImplementedError

    def test_is_found_by_its_entry_point(self, account: Account) -> None:
        assert account.provider in installed()
        assert account.connect().name == account.provider
        assert account.connect().title

    def test_lists_all_zones_in_a_stable_order(self, account: Account) -> None:
        ids = {account.add_zone(name): name for name in ("b.test", "a.test", "sub.a.test")}
        zones = account.connect().zones()
        assert {zone.id: zone.name for zone in zones} == ids
        assert all(zone.key == f"{account.provider}:{zone.id}" for zone in zones)
        assert all(zone.provider == account.provider and not zone.private for zone in zones)
        assert zones == account.connect().zones()

    def test_lists_no_zone_of_an_empty_account(self, account: Account) -> None:
        assert account.connect().zones() == []

    def test_a_name_means_exactly_that_zone(self, account: Account) -> None:
        wanted = account.add_zone("a.test")
        for other in ("aa.test", "b.test", "sub.a.test"):
            account.add_zone(other)
        assert [zone.id for zone in account.connect().zones("a.test")] == [wanted]
        assert account.connect().zones("absent.test") == []
        assert account.connect().zones("test") == []

    def test_reads_a_whole_zone(self, account: Account) -> None:
        zone_id = account.add_zone("example.test", MAIL)
        data = account.connect().fetch(zone_of(account, zone_id), None)
        assert data.names is None
        assert (data.zone.id, data.zone.name) == (zone_id, "example.test")
        assert mx_of(data, "example.test") == [(10, "mx1.example.test", 300), (20, "mx2.other.test", 300)]
        assert mx_of(data, "*.example.test") == [(5, "mx1.example.test", 60)]
        assert mx_of(data, "quiet.example.test") == [(0, ".", 300)]
        assert values_of(data, "mx1.example.test", "A") == ["192.0.2.1"]
        assert values_of(data, "mx1.example.test", "AAAA") == ["2001:db8::1"]
        assert values_of(data, "alias.example.test", "CNAME") == ["mx1.example.test"]

    def test_every_record_names_its_zone_and_no_plan_address(self, account: Account) -> None:
        zone_id = account.add_zone("example.test", MAIL)
        zone = zone_of(account, zone_id)
        data = account.connect().fetch(zone, None)
        assert data.zone.key == zone.key
        assert {(record.zone, record.address, record.relative) for record in data.records} == {(zone.key, "", False)}

    def test_reads_the_names_asked_for_with_all_their_types(self, account: Account) -> None:
        zone_id = account.add_zone("example.test", MAIL)
        wanted = frozenset({"mx1.example.test", "*.example.test"})
        data = account.connect().fetch(zone_of(account, zone_id, "example.test"), wanted)
        assert covers(data, *wanted)
        assert {record.type for record in data.records if record.owner == "mx1.example.test"} == {"A", "AAAA"}
        assert mx_of(data, "*.example.test") == [(5, "mx1.example.test", 60)]

    def test_an_absent_name_is_covered_and_empty(self, account: Account) -> None:
        zone_id = account.add_zone("example.test", MAIL)
        absent = frozenset({"absent.example.test", "zz.example.test"})
        data = account.connect().fetch(zone_of(account, zone_id, "example.test"), absent)
        assert covers(data, *absent)
        assert not [record for record in data.records if record.owner in absent]

    def test_what_is_not_covered_is_not_claimed(self, account: Account) -> None:
        zone_id = account.add_zone("example.test", MAIL)
        data = account.connect().fetch(zone_of(account, zone_id, "example.test"), frozenset({"mx1.example.test"}))
        whole = account.connect().fetch(zone_of(account, zone_id, "example.test"), None)
        for owner in {record.owner for record in whole.records if covers(data, str(record.owner))}:
            assert [r for r in data.records if r.owner == owner] == [r for r in whole.records if r.owner == owner]

    def test_finds_a_zone_by_its_name(self, account: Account) -> None:
        account.add_zone("sub.example.test")
        zone_id = account.add_zone("example.test", MAIL)
        data = account.connect().fetch(zone_of(account, name="example.test"), None)
        assert (data.zone.id, data.zone.name) == (zone_id, "example.test")
        assert len(mx_of(data, "example.test")) == 2

    def test_tells_the_name_of_a_zone_known_by_id_alone(self, account: Account) -> None:
        zone_id = account.add_zone("example.test", MAIL)
        assert account.connect().fetch(zone_of(account, zone_id), frozenset()).zone.name == "example.test"

    def test_an_unknown_zone_is_not_found(self, account: Account) -> None:
        account.add_zone("example.test", MAIL)
        provider = account.connect()
        with pytest.raises(ZoneNotFound) as by_name:
            provider.fetch(zone_of(account, name="absent.test"), None)
        assert "absent.test" in by_name.value.message

    def test_a_zone_deleted_meanwhile_is_not_found(self, account: Account) -> None:
        zone_id = account.add_zone("example.test", MAIL)
        assert account.absent_id != zone_id
        with pytest.raises(ZoneNotFound) as error:
            account.connect().fetch(zone_of(account, account.absent_id, "example.test"), None)
        assert account.absent_id in error.value.message

    def test_the_same_account_gives_the_same_data(self, account: Account) -> None:
        zone_id = account.add_zone("example.test", MAIL)
        first, second = (account.connect().fetch(zone_of(account, zone_id), None) for _ in range(2))
        assert first == second

    def test_counts_the_requests_it_sends(self, account: Account) -> None:
        zone_id = account.add_zone("example.test", MAIL)
        provider = account.connect()
        assert provider.requests == account.sent == 0
        data = provider.fetch(zone_of(account, zone_id, "example.test"), frozenset({"example.test"}))
        assert (provider.requests, account.sent, data.requests) == (1, 1, 1)
        provider.zones()
        assert (provider.requests, account.sent) == (2, 2)

    def test_serves_several_threads_at_once(self, account: Account) -> None:
        ids = {
            account.add_zone(f"z{n}.test", (Live(f"z{n}.test", "MX", (f"{n} mx.z{n}.test.",)),)): n for n in range(8)
        }
        provider, found = account.connect(), dict[int, object]()

        def fetch(zone_id: str, number: int) -> None:
            data = provider.fetch(zone_of(account, zone_id, f"z{number}.test"), None)
            found[number] = mx_of(data, f"z{number}.test")

        threads = [threading.Thread(target=fetch, args=item) for item in ids.items()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == {n: [(n, f"mx.z{n}.test", 300)] for n in range(8)}
        assert provider.requests == account.sent == 8


class Faults:
    """What a provider makes of an account that does not answer, or not as it should: never an empty zone."""

    @pytest.fixture
    def account(self) -> Account:
        raise NotImplementedError

    @pytest.mark.parametrize("fault", PASSING, ids=lambda fault: fault.name.lower())
    def test_a_passing_fault_is_tried_again(self, account: Account, fault: Fault) -> None:
        zone_id = account.add_zone("example.test", MAIL)
        provider = account.connect()
        account.fail(fault, times=2)
        data = provider.fetch(zone_of(account, zone_id, "example.test"), frozenset({"example.test"}))
        assert len(mx_of(data, "example.test")) == 2
        assert provider.requests == account.sent == data.requests == 3

    @pytest.mark.parametrize("fault", LASTING, ids=lambda fault: fault.name.lower())
    def test_a_lasting_fault_is_an_error_with_a_hint(self, account: Account, fault: Fault) -> None:
        zone_id = account.add_zone("example.test", MAIL)
        provider = account.connect(seconds=1.5)
        account.fail(fault)
        with pytest.raises(ProviderError) as error:
            provider.fetch(zone_of(account, zone_id, "example.test"), None)
        self.assert_helpful(account, error.value)
        assert not isinstance(error.value, ZoneNotFound)

    @pytest.mark.parametrize("fault", LASTING, ids=lambda fault: fault.name.lower())
    def test_listing_zones_fails_the_same_way(self, account: Account, fault: Fault) -> None:
        account.add_zone("example.test")
        provider = account.connect(seconds=1.5)
        account.fail(fault)
        with pytest.raises(ProviderError) as error:
            provider.zones()
        self.assert_helpful(account, error.value)

    @pytest.mark.parametrize("fault", [Fault.DENIED, Fault.EXPIRED], ids=lambda fault: fault.name.lower())
    def test_a_refusal_is_not_tried_again(self, account: Account, fault: Fault) -> None:
        zone_id = account.add_zone("example.test", MAIL)
        provider = account.connect()
        account.fail(fault)
        with pytest.raises(ProviderError):
            provider.fetch(zone_of(account, zone_id, "example.test"), None)
        assert account.sent == 1

    def test_a_denied_fetch_names_the_permission(self, account: Account) -> None:
        zone_id = account.add_zone("example.test", MAIL)
        provider = account.connect()
        account.fail(Fault.DENIED)
        with pytest.raises(ProviderError) as error:
            provider.fetch(zone_of(account, zone_id, "example.test"), None)
        assert account.permission
        assert account.permission in error.value.hint

    def test_a_dripping_answer_ends_at_the_deadline(self, account: Account) -> None:
        zone_id = account.add_zone("example.test", MAIL)
        provider = account.connect(seconds=1)
        account.fail(Fault.DRIP)
        with pytest.raises(ProviderError):  # waiting for it would end in an answer
            provider.fetch(zone_of(account, zone_id, "example.test"), None)

    def test_nothing_is_sent_after_the_deadline(self, account: Account) -> None:
        zone_id = account.add_zone("example.test", MAIL)
        provider = account.connect(seconds=1)
        threading.Event().wait(1.1)
        for call in (lambda: provider.fetch(zone_of(account, zone_id, "example.test"), None), provider.zones):
            with pytest.raises(ProviderError):
                call()
        with pytest.raises(ProviderError):
            account.connect(seconds=0).zones()
        assert account.sent == 0

    def assert_helpful(self, account: Account, error: ProviderError) -> None:
        assert error.message.endswith(".")
        assert error.hint.endswith(".")
        assert error.hint not in error.message
        assert "\n" not in str(error)
        told = ("deadline", "in time", "HTTP ")  # an answer is no exception, and its status says what came
        assert error.__cause__ is not None or any(word in error.message for word in told)
        for secret in account.secrets:
            assert secret not in str(error)
