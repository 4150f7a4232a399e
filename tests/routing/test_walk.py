"""The walk: what each mail server does with what DNS says."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iacmx.errors import UsageError
from iacmx.model import Answer, Kind, Mx, Unknown, Value
from iacmx.routes import RouteKind
from iacmx.routing import End, MailRoute, Outcome, Sender
from iacmx.routing.facts import gather
from iacmx.routing.mta import names
from iacmx.routing.walk import walk
from iacmx.world import World
from tests.routing.dns import world

HOSTS = """
    mx1.d.test. A 45.33.1.1
    mx1.d.test. AAAA 2600:3c00::1
    mx2.d.test. A 45.33.1.2
    mx3.d.test. A 45.33.1.3
    six.d.test. AAAA 2600:3c00::6
    alias.d.test. CNAME mx2.d.test.
    loop.d.test. CNAME loop.d.test.
    empty.d.test. TXT x
    local.d.test. A 127.0.0.1
    me.d.test. A 45.33.1.9
"""


def routed(mx: str, *, fails: tuple[object, ...] = (), extra: str = "", **sender: object) -> MailRoute:
    lines = "".join(f"d.test. MX {value}\n" for value in mx.split(", ") if value)
    known = world(HOSTS + lines + extra, fails)
    how = Sender(**sender)  # type: ignore[arg-type]  # a table's keywords
    facts = gather("d.test", known.lookup, how.myself)
    assert facts is not None
    return walk(facts, how)


def ending(route: MailRoute) -> tuple[str, ...]:
    """``("delivered", hosts...)`` or ``("failed", code)``."""
    end = route.ending
    return (end.end.value, *end.hosts) if end.end is End.DELIVERED else (end.end.value, end.code)


def tried(route: MailRoute) -> list[str]:
    return [f"{a.preference} {a.host} {a.address}" for a in route.attempts if a.outcome is Outcome.TRIED]


def outcomes(route: MailRoute) -> list[str]:
    return [f"{a.host} {a.outcome.value}" for a in route.attempts]


MX1, MX2, MX3 = "10 mx1.d.test.", "20 mx2.d.test.", "30 mx3.d.test."
FAILED, DEFERRED = "failed", "deferred"
TABLE = [
    # what DNS has, the sender, then how it ends for rfc, postfix, exim
    ("one host", MX1, {}, ("delivered", "mx1.d.test"), None, None),
    ("no MX but an address", "", {"extra": "d.test. A 45.33.1.8"}, ("delivered", "d.test"), None, None),
    ("no MX, no address", "", {"extra": "d.test. TXT x"}, (FAILED, "5.4.4"), None, (FAILED, "5.0.0")),
    ("MX lookup fails", MX1, {"fails": (("d.test", "MX"),)}, (DEFERRED, "4.4.3"), None, (DEFERRED, "4.0.0")),
    ("MX fails, A exists", "", {"fails": (("d.test", "MX"),), "extra": "d.test. A 45.33.1.8"}, (DEFERRED, "4.4.3"),
     None, (DEFERRED, "4.0.0")),
    ("null MX", "0 .", {}, (FAILED, "5.1.10"), (FAILED, "5.1.0"), (FAILED, "5.0.0")),
    ("null MX beside a host", f"0 ., {MX1}", {}, ("delivered", "mx1.d.test"), (FAILED, "5.1.0"), None),
    ("an IP address", "10 45.33.1.1", {}, (FAILED, "5.4.4"), ("delivered", "45.33.1.1"), (FAILED, "5.0.0")),
    ("an IP address, then a host", f"5 45.33.1.7, {MX1}", {}, ("delivered", "mx1.d.test"), ("delivered", "45.33.1.7"),
     None),
    ("loopback", "10 local.d.test.", {}, ("delivered", "local.d.test"), None, (FAILED, "5.0.0")),
    ("an alias", "10 alias.d.test.", {}, ("delivered", "alias.d.test"), None, None),
    ("an alias of itself", "10 loop.d.test.", {}, (FAILED, "5.4.4"), None, (DEFERRED, "4.0.0")),
    ("no such host", "10 none.d.test.", {}, (FAILED, "5.4.4"), None, (FAILED, "5.0.0")),
    ("a host without address", "10 empty.d.test.", {}, (FAILED, "5.4.4"), None, (FAILED, "5.0.0")),
    ("a host that can't be looked up", MX1, {"fails": ("mx1.d.test",)}, (DEFERRED, "4.4.3"), None,
     (DEFERRED, "4.0.0")),
    ("one of two can't be looked up", f"{MX1}, {MX2}", {"fails": ("mx1.d.test",)}, ("delivered", "mx2.d.test"), None,
     None),
    ("AAAA can't be looked up, A can", MX1, {"fails": (("mx1.d.test", "AAAA"),)}, ("delivered", "mx1.d.test"), None,
     None),
    ("IPv6 only", "10 six.d.test.", {"ipv6": False}, (FAILED, "5.4.4"), None, (FAILED, "5.0.0")),
    ("IPv6 only, from IPv6", "10 six.d.test.", {}, ("delivered", "six.d.test"), None, None),
    ("the best is down", f"{MX1}, {MX2}", {"down": frozenset({"mx1.d.test"})}, ("delivered", "mx2.d.test"), None,
     None),
    ("an address of it is down", MX1, {"down": frozenset({"45.33.1.1"})}, ("delivered", "mx1.d.test"), None, None),
    ("all are down", f"{MX1}, {MX2}", {"down": frozenset({"mx1.d.test", "mx2.d.test"})}, (DEFERRED, "4.4.1"), None,
     (DEFERRED, "4.0.0")),
    ("down by what it is an alias of", "10 alias.d.test.", {"down": frozenset({"mx2.d.test"})}, (DEFERRED, "4.4.1"),
     None, (DEFERRED, "4.0.0")),
    ("the backup sends", f"{MX1}, {MX2}, {MX3}", {"myself": frozenset({"mx2.d.test"})}, ("delivered", "mx1.d.test"),
     None, None),
    ("the best host sends", f"{MX1}, {MX2}", {"myself": frozenset({"mx1.d.test"})}, (FAILED, "5.4.6"), None,
     (DEFERRED, "")),
    ("the backup sends, the best has no address", "10 none.d.test., 20 me.d.test.",
     {"myself": frozenset({"me.d.test"})}, (FAILED, "5.4.6"), (DEFERRED, "4.4.4"), (DEFERRED, "")),
    ("itself by its address", f"10 me.d.test., {MX2}", {"myself": frozenset({"45.33.1.9"})}, (FAILED, "5.4.6"), None,
     (DEFERRED, "")),
]  # fmt: skip


@pytest.mark.parametrize("mta", ["rfc", "postfix", "exim"])
@pytest.mark.parametrize(("mx", "how", "expected"), [pytest.param(r[1], r[2], r[3:], id=r[0]) for r in TABLE])
def test_how_it_ends(mx: str, how: dict[str, object], expected: tuple[tuple[str, ...] | None, ...], mta: str) -> None:
    want = expected[("rfc", "postfix", "exim").index(mta)] or expected[0]
    assert ending(routed(mx, mta=mta, **how)) == want  # type: ignore[arg-type]


def test_a_domain_that_does_not_exist() -> None:
    facts = gather("gone.test", world(HOSTS).lookup)
    assert facts is not None
    codes = {mta: walk(facts, Sender(mta)).ending.code for mta in names()}
    assert codes == {"exim": "5.0.0", "postfix": "5.4.4", "rfc": "5.1.2"}


def test_what_could_not_be_looked_up_is_not_told() -> None:
    assert not routed(MX1, fails=(("d.test", "MX"),)).ending.told
    assert not routed(MX1, fails=("mx1.d.test",)).ending.told
    assert routed(MX1, down=frozenset({"mx1.d.test"})).ending.told


def test_every_host_keeps_its_reason() -> None:
    route = routed("1 none.d.test., 2 empty.d.test., 3 mx1.d.test., 4 mx2.d.test.", fails=("mx2.d.test",))
    assert outcomes(route) == [
        "none.d.test no-name",
        "empty.d.test no-address",
        "mx1.d.test tried",
        "mx1.d.test tried",
        "mx2.d.test unresolved",
    ]
    assert ("alias.d.test", "alias of mx2.d.test") in [(a.host, a.note) for a in routed("1 alias.d.test.").attempts]


def test_an_alias_at_the_domain_itself_is_followed_and_told() -> None:
    known = world(HOSTS + "a.test. CNAME d.test.\nd.test. MX 10 mx2.d.test.")
    facts = gather("a.test", known.lookup)
    assert facts is not None
    route = walk(facts, Sender())
    assert (ending(route), route.aliases) == (("delivered", "mx2.d.test"), ("d.test",))
    assert route.notes == ("a.test is an alias of d.test",)


def test_attempts_in_order_and_their_shares() -> None:
    mx = "10 mx2.d.test., 10 mx1.d.test., 20 mx3.d.test."
    by_host = {a.address: a.share for a in routed(mx).attempts}
    assert by_host == {"2600:3c00::1": 25, "45.33.1.1": 25, "45.33.1.2": 50, "45.33.1.3": 100}
    by_address = [round(a.share, 1) for a in routed(mx, mta="postfix").attempts]
    assert by_address == [33.3, 33.3, 33.3, 100]
    exim = routed(mx, mta="exim")
    assert [(a.address, a.share) for a in exim.attempts] == [
        ("2600:3c00::1", 100),
        ("45.33.1.1", 0),
        ("45.33.1.2", 0),
        ("45.33.1.3", 100),
    ]


@pytest.mark.parametrize(
    ("hosts", "shares"),
    [
        # what the names stand for, then shares in the order of IPv6 before IPv4
        (["4", "4"], [50, 50]),
        (["4", "6"], [100, 0]),
        (["44", "6"], [50, 25, 25]),
        (["4", "4", "6"], [66.7, 16.7, 16.7]),
        (["46", "46", "46"], [33.3, 33.3, 33.3, 0, 0, 0]),
    ],
)
def test_exim_brings_ipv6_forward_in_one_pass(hosts: list[str], shares: list[float]) -> None:
    kinds = {"4": "A 45.33.3.", "6": "AAAA 2600:3c00::3:"}
    extra = "".join(
        f"h{at}.d.test. {kinds[kind]}{at}{number}\n"
        for at, host in enumerate(hosts)
        for number, kind in enumerate(host)
    )
    route = routed(", ".join(f"10 h{at}.d.test." for at in range(len(hosts))), extra=extra, mta="exim")
    assert [round(attempt.share, 1) for attempt in route.attempts] == shares


def test_exim_never_reaches_what_chance_can_not_bring_forward() -> None:
    extra = "".join(f"h0.d.test. AAAA 2600:3c00::3:{number}\n" for number in range(5)) + "h1.d.test. A 45.33.3.1"
    route = routed("10 h0.d.test., 10 h1.d.test.", extra=extra, mta="exim")
    assert [attempt.outcome.value for attempt in route.attempts] == ["tried"] * 5 + ["beyond-limit"]


def numbered(first: int, count: int, preference: int, *, v6: bool = False) -> tuple[str, str]:
    mx = ", ".join(f"{preference} h{n}.d.test." for n in range(first, first + count))
    kind = "AAAA 2600:3c00::1:" if v6 else "A 45.33.2."
    return mx, "".join(f"h{n}.d.test. {kind}{n}\n" for n in range(first, first + count))


def reach(route: MailRoute) -> dict[int | None, set[str]]:
    found: dict[int | None, set[str]] = defaultdict(set)
    for attempt in route.attempts:
        found[attempt.preference].add(attempt.outcome.value)
    return dict(found)


@pytest.mark.parametrize(
    ("mta", "tiers", "expected"),
    [
        ("rfc", [9, 3], [{"tried"}, {"tried"}]),
        ("postfix", [5, 1], [{"tried"}, {"beyond-limit"}]),
        ("postfix", [6, 1], [{"sometimes"}, {"beyond-limit"}]),
        ("postfix", [4, 2, 1], [{"tried"}, {"sometimes"}, {"beyond-limit"}]),
        ("exim", [5, 1], [{"tried"}, {"tried"}]),
        ("exim", [6, 2, 1], [{"sometimes"}, {"sometimes"}, {"tried"}]),
    ],
)
def test_limits_of_addresses(mta: str, tiers: list[int], expected: list[set[str]]) -> None:
    parts = [numbered(10 * at, count, at) for at, count in enumerate(tiers)]
    route = routed(", ".join(mx for mx, _ in parts), extra="".join(zone for _, zone in parts), mta=mta)
    assert list(reach(route).values()) == expected


def test_postfix_keeps_room_for_the_other_family() -> None:
    six, zone6 = numbered(0, 9, 10, v6=True)
    four, zone4 = numbered(20, 3, 20)
    route = routed(f"{six}, {four}", extra=zone6 + zone4, mta="postfix")
    # 9 of IPv6 and 3 of IPv4: three of the family of the first, two of the other.
    assert reach(route) == {10: {"sometimes"}, 20: {"sometimes"}}
    six, zone6 = numbered(0, 5, 10, v6=True)
    four, zone4 = numbered(20, 2, 20)
    route = routed(f"{six}, {four}", extra=zone6 + zone4, mta="postfix")
    assert reach(route) == {10: {"sometimes"}, 20: {"tried"}}


def test_postfix_never_reaches_the_backup() -> None:
    best, zone = numbered(0, 5, 10)
    down = frozenset(f"h{n}.d.test" for n in range(5))
    route = routed(f"{best}, {MX2}", extra=zone, mta="postfix", down=down)
    assert ending(route) == ("deferred", "4.4.1")
    assert ending(routed(f"{best}, {MX2}", extra=zone, mta="exim", down=down)) == ("delivered", "mx2.d.test")


def test_exim_drops_repeated_hosts_and_addresses() -> None:
    extra = "same.d.test. A 45.33.1.2"
    route = routed("10 mx2.d.test., 20 mx2.d.test., 30 same.d.test.", extra=extra, mta="exim")
    assert outcomes(route) == ["mx2.d.test tried", "same.d.test unusable"]
    repeated = routed("10 mx2.d.test., 20 mx2.d.test.", mta="postfix")
    assert tried(repeated) == ["10 mx2.d.test 45.33.1.2", "20 mx2.d.test 45.33.1.2"]


@pytest.mark.parametrize(
    ("values", "end", "attempts"),
    [
        ((Mx("10 new.d.test.", 10, "new.d.test"),), ("delivered", "new.d.test"), ["new.d.test planned"]),
        (
            (Mx("", 10, Unknown()), Mx("20 b.d.test.", 20, "b.d.test")),
            ("unknown", ""),
            [" planned", "b.d.test planned"],
        ),
        ((Unknown(),), ("unknown", ""), [" planned"]),
        ((), ("unknown", ""), []),
    ],
)
def test_what_is_known_only_after_the_apply(
    values: tuple[Value, ...], end: tuple[str, ...], attempts: list[str]
) -> None:
    planned = Answer(Kind.PLANNED, source="the plan")
    mx = Answer(Kind.FOUND if values else Kind.PLANNED, values)

    class Plan:
        def lookup(self, name: str, rdtype: str) -> Answer:
            return mx if rdtype == "MX" else planned

    facts = gather("d.test", World([Plan()]).lookup)
    assert facts is not None
    route = walk(facts, Sender())
    assert (ending(route), outcomes(route)) == (end, attempts)


def test_a_mail_server_that_is_not_known() -> None:
    with pytest.raises(UsageError, match="no mail server 'postfx'"):
        routed(MX1, mta="postfx")


def test_kinds() -> None:
    kinds = [routed(mx, extra=extra).kind for mx, extra in ((MX1, ""), ("0 .", ""), ("", "d.test. A 45.33.1.8"))]
    assert kinds == [RouteKind.MX, RouteKind.NULL, RouteKind.IMPLICIT]
    assert routed("", extra="d.test. TXT x").kind is RouteKind.NONE


HOST = st.sampled_from(["mx1", "mx2", "mx3", "six", "alias", "none", "empty", "local", "loop", "me"])
SETS = st.lists(st.tuples(st.integers(0, 3), HOST), min_size=1, max_size=8, unique=True)
MTAS = st.sampled_from(["rfc", "postfix", "exim"])


def of(pairs: list[tuple[int, str]], **how: object) -> MailRoute:
    return routed(", ".join(f"{preference} {host}.d.test." for preference, host in pairs), **how)  # type: ignore[arg-type]


@given(SETS, MTAS, st.booleans())
def test_every_host_is_there_in_order_of_preference(pairs: list[tuple[int, str]], mta: str, ipv6: bool) -> None:
    route = of(pairs, mta=mta, ipv6=ipv6)
    preferences = [attempt.preference or 0 for attempt in route.attempts]
    assert preferences == sorted(preferences)
    assert {attempt.host for attempt in route.attempts} == {f"{host}.d.test" for _, host in pairs}
    if mta != "postfix":
        seen = [attempt.host for attempt in route.attempts]
        tiers = {(attempt.host, attempt.preference) for attempt in route.attempts}
        assert len(tiers) == len(set(seen))  # each at one preference only


@given(SETS, MTAS, st.booleans())
def test_shares_of_a_tier_add_up(pairs: list[tuple[int, str]], mta: str, ipv6: bool) -> None:
    shares: dict[int | None, float] = defaultdict(float)
    route = of(pairs, mta=mta, ipv6=ipv6)
    for attempt in route.attempts:
        shares[attempt.preference] += attempt.share
    usable = {attempt.preference for attempt in route.attempts if attempt.address}
    assert all(share == pytest.approx(100 if at in usable else 0) for at, share in shares.items())


@given(SETS, MTAS, st.sets(HOST))
def test_a_host_that_is_down_adds_nothing(pairs: list[tuple[int, str]], mta: str, down: set[str]) -> None:
    up = of(pairs, mta=mta)
    fallen = of(pairs, mta=mta, down=frozenset(f"{host}.d.test" for host in down))
    assert [(a.host, a.address) for a in fallen.attempts] == [(a.host, a.address) for a in up.attempts]
    reached = (Outcome.TRIED, Outcome.SOMETIMES)
    assert sum(a.outcome in reached for a in fallen.attempts) <= sum(a.outcome in reached for a in up.attempts)
    if up.ending.end is not End.DELIVERED:
        assert fallen.ending.end is not End.DELIVERED


@given(SETS, MTAS, HOST)
def test_a_server_never_sends_to_itself_or_worse(pairs: list[tuple[int, str]], mta: str, me: str) -> None:
    route = of(pairs, mta=mta, myself=frozenset({f"{me}.d.test"}))
    mine = [a.preference or 0 for a in route.attempts if a.outcome is Outcome.SELF]
    tried_at = [a.preference or 0 for a in route.attempts if a.outcome is Outcome.TRIED]
    assert not mine or all(preference < min(mine) for preference in tried_at)
