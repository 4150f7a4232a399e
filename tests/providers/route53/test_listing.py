"""The arithmetic of requests: never more than the names wanted, never more than the pages of the zone."""

from __future__ import annotations

from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iacmx.model import Zone, ZoneData
from iacmx_route53.order import between, escape, in_order, place, possible
from tests.lab import route53_scripted
from tests.lab.examples import examples
from tests.lab.route53_scripted import Api, Held, escaped
from tests.providers.conformance import mx_of
from tests.providers.route53.accounts import Scripted

APEX = "example.test"


def hosts(count: int) -> tuple[Held, ...]:
    """``count`` A sets, h0000 to h9999."""
    return tuple(Held(f"h{number:04d}.{APEX}.", "A", ("192.0.2.1",)) for number in range(count))


def host(number: int) -> str:
    return f"h{number:04d}.{APEX}"


def fetch(account: Scripted, zone_id: str, *names: str, name: str = APEX) -> ZoneData:
    zone = Zone(f"route53:{zone_id}", "route53", zone_id, name)
    return account.connect().fetch(zone, frozenset(names))


@pytest.mark.parametrize(
    ("sets", "wanted", "requests"),
    [
        (50, (APEX,), 1),
        (50, (APEX, host(3), host(49)), 1),
        (298, (APEX, host(297)), 1),  # 300 with SOA and NS: one page
        (299, (APEX, host(298)), 2),
        (1000, (APEX,), 1),
        (1000, (host(999),), 1),
        (1000, (host(10), host(11), host(309)), 1),  # a page from the first wanted name on
        (1000, (host(10), host(11), host(310)), 2),
        (1000, (APEX, host(500), host(999)), 3),
        (5000, (APEX, host(4999)), 2),
        (1000, tuple(map(host, range(1000))), 4),
        (1000, (APEX, *map(host, range(0, 1000, 2))), 4),
        (1000, (f"zz.{APEX}",), 1),
        (1000, (f"a.b.{APEX}", f"b.{APEX}"), 1),  # a name and what may be a zone cut above it
        (298, (f"*.{APEX}", APEX), 1),  # a wildcard and the apex: a zone of one page is known whole
        (1000, (f"*.{APEX}", APEX), 1),
        (50, (), 0),
        (50, ("elsewhere.test",), 0),
        (50, (f"bad..{APEX}", f"{'x' * 64}.{APEX}", f"bad name.{APEX}"), 0),
    ],
)
def test_sends_the_fewest_requests(
    api: Api, account: Scripted, sets: int, wanted: tuple[str, ...], requests: int
) -> None:
    zone = api.add_zone(APEX, hosts(sets))
    data = fetch(account, zone.id, *wanted)
    assert (data.requests, account.sent) == (requests, requests)
    assert data.names is None or data.names >= set(wanted)
    held = {str(record.owner) for record in data.records}
    assert held >= {name for name in wanted if name == APEX or name in {host(number) for number in range(sets)}}
    assert all("maxitems=300" in query for query in api.seen)


@pytest.mark.parametrize(("sets", "requests"), [(0, 1), (298, 1), (299, 2), (898, 3), (899, 4)])
def test_a_whole_zone_costs_its_pages(api: Api, account: Scripted, sets: int, requests: int) -> None:
    zone = api.add_zone(APEX, hosts(sets))
    data = account.connect().fetch(Zone("route53:z", "route53", zone.id, APEX), None)
    assert (data.names, data.requests, len(data.records)) == (None, requests, sets + 2)


def test_a_zone_that_fits_on_a_page_is_read_whole_for_the_same_price(api: Api, account: Scripted) -> None:
    zone = api.add_zone(APEX, hosts(298))
    data = fetch(account, zone.id, host(5), name="")
    assert (data.names, data.requests) == (None, 2)  # GetHostedZone told the name and the size


def test_a_zone_beyond_a_page_is_not_read_whole(api: Api, account: Scripted) -> None:
    zone = api.add_zone(APEX, hosts(1000))
    assert fetch(account, zone.id, host(999), name="").requests == 2


def weighted(name: str, count: int) -> tuple[Held, ...]:
    return tuple(
        Held(f"{name}.", "MX", (f"10 mx{number}.{APEX}.",), 60, f"set-{number:03d}", "<Weight>1</Weight>")
        for number in range(count)
    )


def test_paging_goes_on_within_the_set_identifiers_of_a_name(api: Api, account: Scripted) -> None:
    zone = api.add_zone(APEX, (*weighted(f"w.{APEX}", 700), *hosts(10)))
    data = fetch(account, zone.id, f"w.{APEX}")
    assert sorted(record.variant for record in data.records) == [f"set-{number:03d}" for number in range(700)]
    assert (len(mx_of(data, f"w.{APEX}")), data.requests) == (700, 3)
    assert "identifier=set-300" in api.seen[1]


def test_a_name_cut_by_the_end_of_a_page_is_not_covered(api: Api, account: Scripted) -> None:
    zone = api.add_zone(APEX, (*hosts(290), *weighted(f"w.{APEX}", 20)))
    data = fetch(account, zone.id, APEX)
    assert data.requests == 1
    assert data.names is not None
    assert host(289) in data.names  # taken along
    assert f"w.{APEX}" not in data.names
    assert not mx_of(data, f"w.{APEX}")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("", "example.test"),
        ("example.test", "a.example.test"),
        ("a-b.example.test", "a.example.test"),  # "-" sorts before the dot that ends a label
        ("a.example.test", "x.a.example.test"),
        ("*.example.test", "_dmarc.example.test"),
        ("_dmarc.example.test", "a.example.test"),
        ("z.a.example.test", "b.example.test"),
    ],
)
def test_names_stand_where_route53_says(first: str, second: str) -> None:
    assert place(first) < place(second)
    assert in_order([first, second])
    assert not in_order([second, first])
    assert between(first, second, "")
    assert between(first, first, second)
    assert not between(first, second, second)
    assert not between(second, first, "")


def test_where_a_wildcard_stands_among_digits_is_left_open() -> None:
    digit, wildcard, letter = "0.example.test", "*.example.test", "a.example.test"
    assert in_order([digit, wildcard, letter])
    assert in_order([wildcard, digit, letter])
    assert not between(digit, wildcard, letter)
    assert not between(wildcard, digit, letter)
    assert not in_order([wildcard, digit, wildcard])


def test_names_are_escaped_as_route53_takes_them() -> None:
    assert escape("*.example.test") == "*.example.test."
    assert escape("a@b.example.test") == r"a\100b.example.test."
    assert escape("a_b-c.1.test") == "a_b-c.1.test."


@pytest.mark.parametrize("name", ["", ".", "a..b", "a b.test", "é.test", "x" * 64, ".".join(["x" * 60] * 5)])
def test_names_that_no_zone_can_hold(name: str) -> None:
    assert not possible(name)


LABELS = st.sampled_from(["a", "a-b", "a0", "_x", "*", "0", "9-z", "b", "x.a", "*.b", "0.b", "m", "b-"])
OWNERS = st.one_of(st.just(APEX), LABELS.map(lambda label: f"{label}.{APEX}"))


@pytest.mark.parametrize("escaped_order", [True, False])
def test_any_zone_and_any_names(
    api: Api, account: Scripted, monkeypatch: pytest.MonkeyPatch, escaped_order: bool
) -> None:
    monkeypatch.setattr(route53_scripted, "asterisk_sorts_escaped", escaped_order)
    provider = account.connect(seconds=600)

    @settings(max_examples=examples(40), deadline=None)
    @given(
        sizes=st.dictionaries(OWNERS, st.integers(1, 4)),
        wanted=st.frozensets(OWNERS, min_size=1),
        page=st.integers(1, 6),
    )
    def check(sizes: dict[str, int], wanted: frozenset[str], page: int) -> None:
        held = [one for owner, count in sizes.items() for one in weighted(escaped(owner).removesuffix("."), count)]
        zone = api.add_zone(APEX, tuple(held), bare=True)
        api.page = page
        data = provider.fetch(Zone("route53:z", "route53", zone.id, APEX), wanted)
        got = {name: sum(record.owner == name for record in data.records) for name in {r.owner for r in data.records}}
        assert data.names is None or wanted <= data.names
        assert got == (sizes if data.names is None else {name: n for name, n in sizes.items() if name in data.names})
        if max(sizes.values(), default=0) <= page:
            assert data.requests <= len(wanted)
        if not any("*" in name for name in (*wanted, *sizes)):
            assert data.requests <= max(1, ceil(sum(sizes.values()) / page))

    check()


class TestAnotherOrder:
    """Coverage is concluded from the documented order; where an answer is in another, the whole zone is read."""

    @pytest.mark.parametrize("wanted", [(APEX,), (APEX, host(3)), (host(3), f"a.b.{APEX}"), (f"a.b.{APEX}",)])
    @pytest.mark.parametrize("page", [300, 5])
    def test_no_name_is_missed(
        self, api: Api, account: Scripted, monkeypatch: pytest.MonkeyPatch, page: int, wanted: tuple[str, ...]
    ) -> None:
        monkeypatch.setattr("tests.lab.route53_scripted.reversed_name", lambda name: name.removesuffix("."))
        zone = api.add_zone(APEX, (*hosts(10), Held(f"a.b.{APEX}.", "A", ("192.0.2.7",))))
        api.page = page
        data = fetch(account, zone.id, *wanted)
        names = [name.removesuffix(".") for name in (one.name for one in zone.sets)]
        covered = [name for name in names if data.names is None or name in data.names]
        assert set(covered) >= set(wanted)
        assert sorted(str(record.owner) for record in data.records) == sorted(covered)
