"""Reading all zones at once: each fails alone, and nothing outlives the deadline."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from iacmx.actual import Want, fetch_all
from iacmx.errors import ProviderError, UsageError, ZoneNotFound
from iacmx.model import Zone, ZoneData
from iacmx.provider import Deadline, Provider


class Account:
    """Zones answer with themselves, but for those that ``behave`` otherwise."""

    requests = 0

    def __init__(self, name: str, **behave: Callable[[], object]) -> None:
        self.name, self.title = name, name.title()
        self._behave = behave

    def zones(self, name: str = "") -> list[Zone]:
        raise NotImplementedError

    def fetch(self, zone: Zone, names: frozenset[str] | None) -> ZoneData:
        if zone.id in self._behave:
            self._behave[zone.id]()
        return ZoneData(zone, (), names)


def zone(zone_id: str, provider: str = "one") -> Zone:
    return Zone(f"{provider}:{zone_id}", provider, zone_id, f"{zone_id}.test")


def raising(error: Exception) -> Callable[[], object]:
    def fail() -> object:
        raise error

    return fail


def test_every_zone_gets_its_own_answer() -> None:
    accounts: dict[str, Provider] = {"one": Account("one"), "two": Account("two")}
    wants = [Want(zone("a"), frozenset({"a.test"})), Want(zone("b", "two"), None), Want(zone("c"), frozenset())]
    found = fetch_all(wants, accounts.__getitem__, Deadline.after(60))
    assert found == {want.zone.key: ZoneData(want.zone, (), want.names) for want in wants}
    assert list(found) == ["one:a", "two:b", "one:c"]


def test_zones_are_read_at_the_same_time() -> None:
    meet = threading.Barrier(8)
    account = Account("one", **{f"z{n}": lambda: meet.wait(timeout=60) for n in range(8)})
    found = fetch_all([Want(zone(f"z{n}"), None) for n in range(8)], lambda _: account, Deadline.after(60))
    assert all(isinstance(data, ZoneData) for data in found.values())


def test_a_zone_fails_alone() -> None:
    gone, denied = ZoneNotFound("Gone."), ProviderError("Denied.")
    account = Account("one", a=raising(gone), b=raising(denied))
    found = fetch_all([Want(zone(name), None) for name in "abc"], lambda _: account, Deadline.after(60))
    assert found == {"one:a": gone, "one:b": denied, "one:c": ZoneData(zone("c"), (), None)}


def test_one_connection_per_provider() -> None:
    connected = list[str]()

    def connect(name: str) -> Provider:
        connected.append(name)
        return Account(name)

    wants = [Want(zone(str(n), "two" if n % 2 else "one"), None) for n in range(20)]
    assert len(fetch_all(wants, connect, Deadline.after(60))) == 20
    assert sorted(connected) == ["one", "two"]


def test_a_connection_that_fails_fails_its_zones_only() -> None:
    refused = ProviderError("No credentials.")

    def connect(name: str) -> Provider:
        if name == "two":
            raise refused
        return Account(name)

    wants = [Want(zone("a"), None), Want(zone("b", "two"), None), Want(zone("c", "two"), None)]
    found = fetch_all(wants, connect, Deadline.after(60))
    assert found == {"one:a": ZoneData(zone("a"), (), None), "two:b": refused, "two:c": refused}


def test_a_provider_that_is_not_installed_is_the_users_mistake() -> None:
    with pytest.raises(UsageError):
        fetch_all([Want(zone("a"), None)], lambda name: raising(UsageError(name))(), Deadline.after(60))  # type: ignore[arg-type,return-value]


@pytest.mark.parametrize("where", ["connect", "fetch"])
def test_nothing_is_waited_for_beyond_the_deadline(where: str) -> None:
    forever = threading.Event()

    def connect(name: str) -> Provider:
        if where == "connect" and name == "two":
            forever.wait()
        return Account(name, a=forever.wait)

    wants = [Want(zone("a", "two"), None), Want(zone("b"), None)]
    found = fetch_all(wants, connect, Deadline.after(0.5))
    late = found["two:a"]
    assert isinstance(late, ProviderError)
    assert "did not answer in time" in late.message
    assert late.hint
    if where == "fetch":
        assert isinstance(found["one:b"], ZoneData)
    forever.set()


def test_a_bug_in_a_provider_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        fetch_all([Want(zone("a"), None)], lambda _: Account("one", a=lambda: 1 / 0), Deadline.after(60))


def test_nothing_wanted_connects_to_nothing() -> None:
    assert fetch_all([], raising(AssertionError()), Deadline.after(60)) == {}  # type: ignore[arg-type]
