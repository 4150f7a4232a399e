"""The way mail takes: tiers, shares, and what stands in for an MX."""

from __future__ import annotations

from iacmx.model import Kind
from iacmx.routes import Route, RouteKind, routes
from tests.rules.build import build


def after(lines: list[str], dns: dict[str, list[str] | Kind] | None = None) -> Route:
    case = build([], lines, dns=dns)
    (route,) = routes(case.owner, case.after, case.after_world)
    return route


def test_tiers_in_order_of_preference() -> None:
    route = after(["example.com. 600 MX 20 c.example.net., 10 b.example.net., 10 a.example.net."])
    tiers = [(tier.preference, [host.name for host in tier.hosts]) for tier in route.tiers]
    assert tiers == [(10, ["a.example.net", "b.example.net"]), (20, ["c.example.net"])]
    assert (route.kind, route.ttl) == (RouteKind.MX, 600)


def test_states_of_hosts() -> None:
    route = after(
        [
            "example.com. MX 1 new.example.com., 2 ok.example.net., 3 alias.example.net., 4 gone.example.net., "
            "5 broken.example.net., 6 empty.example.net.",
            "new.example.com. A 45.33.1.1",
        ],
        {
            "ok.example.net": ["45.33.1.2", "2600:3c00::1"],
            "alias.example.net": ["CNAME ok.example.net"],
            "broken.example.net": Kind.UNVERIFIED,
            "x.empty.example.net": ["45.33.1.3"],
        },
    )
    hosts = [(tier.hosts[0].addresses, tier.hosts[0].state) for tier in route.tiers]
    assert hosts == [
        (("45.33.1.1",), "set by this plan"),
        (("45.33.1.2", "2600:3c00::1"), ""),
        (("45.33.1.2", "2600:3c00::1"), "alias of ok.example.net"),
        ((), "no such name"),
        ((), "could not be looked up"),
        ((), "no address"),
    ]


def test_null_mx_has_no_tiers() -> None:
    assert after(["example.com. MX 0 ."]) == Route(RouteKind.NULL, ttl=300)


def test_no_mx_means_the_owners_address() -> None:
    case = build(["example.com. MX 10 a.example.net.", "example.com. A 45.33.1.9"], ["example.com. A 45.33.1.9"])
    (route,) = routes(case.owner, case.after, case.after_world)
    assert route.kind is RouteKind.IMPLICIT
    assert route.tiers[0].hosts[0].addresses == ("45.33.1.9",)


def test_no_mx_and_no_address_bounces() -> None:
    case = build(["example.com. MX 10 a.example.net."], [])
    assert routes(case.owner, case.after, case.after_world)[0].kind is RouteKind.NONE


def test_the_mail_host_of_the_whole_route() -> None:
    assert after(["example.com. MX 1 smtp.google.com."]).mail_host == "Google Workspace, current set"
    mixed = after(["example.com. MX 1 smtp.google.com., 5 mail.example.net."])
    assert mixed.mail_host == ""
    assert mixed.tiers[0].hosts[0].mail_host == "Google Workspace"
    assert after(["example.com. MX 0 ."]).mail_host == ""
