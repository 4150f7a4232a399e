"""A report of each kind with something of everything, of which every text can be replaced."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from iacmx import cutover_report as cutovers
from iacmx import mail_report as mails
from iacmx import switch_report as switches
from iacmx.model import Finding, Severity
from iacmx.report import Style, Verdict
from iacmx.route_report import Result, Summary, writer
from iacmx.routes import RouteKind
from iacmx.routing import Attempt, End, Ending, MailRoute, Outcome
from iacmx.routing.names import Asked

MAIL = mails.MailReport(
    "iacmx.mail/1",
    "1",
    "example.com",
    "fastmail",
    "Fastmail",
    "Google Workspace",
    ("mx1.example.net",),
    "confirmed",
    "likely",
    ("https://example.net/",),
    "the zone",
    Verdict.FAIL,
    1,
    "Not yet.",
    (
        mails.Row("MX", "example.com", "MX", mails.State.CHANGE, ("10 a.",), ("10 b.",), "first", "why"),
        mails.Row("DKIM", "k._domainkey", "TXT", mails.State.THERE, ("v=DKIM1",)),
        mails.Row("SPF", "example.com", "TXT", mails.State.UNTOLD, reason="not asked"),
    ),
    (mails.Step("Lower the TTL", ("do this",), 300, "because"), mails.Step("Switch", ("do that",), None, "because")),
    (mails.Point("MX", mails.Outcome.WRONG, "is wrong", "mend it"), mails.Point("SPF", mails.Outcome.PROVEN, "is so")),
    ("a note",),
)
SWITCH = switches.SwitchReport(
    "iacmx.switch/1",
    "1",
    "example.com",
    "route53",
    "cloudflare",
    switches.Phase.AFTER,
    Verdict.FAIL,
    1,
    "Not yet.",
    9,
    (
        switches.Parent("a.gtld.example", switches.Follows.TARGET, ("ns1.example.net",), 300),
        switches.Parent("b.gtld.example", switches.Follows.UNTOLD, (), None, "no answer"),
    ),
    (
        switches.Server(
            "ns1.example.net",
            switches.Follows.TARGET,
            3,
            (
                switches.Difference("a.example.com", "TXT", ("x",), ("y",)),
                switches.Difference("b.example.com", "TXT", (), (), "no answer"),
            ),
            notes=("a note",),
        ),
        switches.Server("ns2.example.net", switches.Follows.SOURCE, 0, silent="no answer"),
    ),
    (
        switches.Resolver(
            "192.0.2.1",
            switches.Follows.SOURCE,
            ("ns2.example.net",),
            300,
            (switches.Kept("a.example.com", "MX", 60),),
        ),
        switches.Resolver("192.0.2.2", switches.Follows.UNTOLD, reason="no answer"),
    ),
    300,
    ("a problem",),
    ("untold",),
    ("a note",),
)
CUTOVER = cutovers.CutoverPlan(
    "iacmx.cutover/1",
    "1",
    "example.com",
    "route53",
    "cloudflare",
    "2026-03-01T09:00:00+00:00",
    Verdict.UNVERIFIED,
    1,
    "It takes a day.",
    86400,
    (
        cutovers.Step("lower", "Lower", 0, "2026-03-01T09:00:00+00:00", 300, ("do it",), ("a command",), ("why",)),
        cutovers.Step("switch", "Switch", 300, "2026-03-01T09:05:00+00:00", None, ("do it",), (), ("why",)),
    ),
    (
        cutovers.Caution(next(iter(cutovers.Topic)), "beware", "do it", blocks=True),
        cutovers.Caution(next(iter(cutovers.Topic)), "beware", "do it"),
    ),
    (cutovers.Untold("the TTL", "no answer", "ask"),),
    (cutovers.Ttl("example.com", "MX", 300),),
)
_FOUND = Finding(
    "MX201",
    "target-cname",
    Severity.ERROR,
    "zone",
    "example.com",
    "mx1.example.net",
    "example.tf:1",
    "is an alias",
    "evidence",
    "fix",
    "f",
)
ROUTE = Result(
    Asked("u@example.com", "example.com"),
    tuple(
        MailRoute(
            "u@example.com",
            "example.com",
            "rfc",
            RouteKind.MX,
            (
                Attempt(10, "mx1.example.net", "192.0.2.1", Outcome.TRIED, 50, ("alias.",), "a note", "A company"),
                Attempt(10, "mx2.example.net", "", Outcome.NO_ADDRESS, 0, (), "no address"),
            ),
            Ending(End.DELIVERED, ("mx1.example.net",), "4.4.1", "a reason"),
            label,
            ("alias.",),
            "A service",
            ("a note",),
            (_FOUND,),
        )
        for label in ("before", "after")
    ),
)


def document(name: str) -> Callable[[Struct, Style], str]:
    """What writes the document that holds one result of ``iacmx route`` alone."""

    def render(result: Struct, style: Style) -> str:
        assert isinstance(result, Result)
        form = writer(name)
        return form.head() + form.one(result, style, 0) + form.tail(Summary().plus(result), style)

    return render
