"""Reports of audits to render: a small one that shows everything, a hostile one, and one of any size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from iacmx.audit_report import SCHEMA, AccountReport, AuditReport, Domain, Totals, ZoneUnverified
from iacmx.model import Affected, Finding, Severity
from iacmx.report import Known, Verdict, Waived, WaiverReport, WaiverState
from iacmx.routes import Host, Route, RouteKind, Tier

_AWS, _CLOUDFLARE = "aws: production (111122223333)", "cloudflare: Example Ltd"

_GOOGLE = Route(
    RouteKind.MX,
    (
        Tier(1, (Host("aspmx.l.google.com", ("192.0.2.26", "2001:db8::1a"), mail_host="Google Workspace"),)),
        Tier(
            5,
            tuple(
                Host(f"alt{n}.aspmx.l.google.com", (f"192.0.2.{26 + n}",), mail_host="Google Workspace") for n in (1, 2)
            ),
        ),
        Tier(
            10,
            tuple(
                Host(f"alt{n}.aspmx.l.google.com", (f"192.0.2.{26 + n}",), mail_host="Google Workspace") for n in (3, 4)
            ),
        ),
    ),
    ttl=3600,
    mail_host="Google Workspace, legacy set",
)
_OWN = Route(
    RouteKind.MX,
    (
        Tier(10, tuple(Host(f"mx{n}.example.com", (f"198.51.100.{n}",)) for n in (1, 2, 3))),
        Tier(20, (Host("backup.example.net", ("203.0.113.9",), "alias of lb.example.net"),)),
    ),
    ttl=300,
)
_DEAD = Route(RouteKind.MX, (Tier(10, (Host("mx.gone.example", (), "no such name"),)),), ttl=3600)
_UNTOLD = Route(RouteKind.MX, (Tier(10, (Host("mx.silent.example", (), "could not be looked up"),)),), ttl=60)
_WEIGHTED = (
    Route(
        RouteKind.MX,
        (Tier(10, (Host("mx1.example.com", ("198.51.100.1",)),)),),
        variant="blue",
        detail="weighted weight 10",
        ttl=60,
    ),
    Route(
        RouteKind.MX,
        (Tier(10, (Host("mx2.example.com", ("198.51.100.2",)),)),),
        variant="green",
        detail="weighted weight 90",
        ttl=60,
    ),
)


def finding(
    rule: str, name: str, severity: Severity, owners: tuple[str, ...], message: str, *, exchange: str = ""
) -> Finding:
    """One cause that hits ``owners``."""
    mark = f"{rule}-{exchange or owners[0]}".lower()
    return Finding(
        rule=rule,
        name=name,
        severity=severity,
        zone=owners[0],
        owner=owners[0],
        exchange=exchange,
        address="",
        message=message,
        evidence="DNS (192.0.2.53) says so",
        fix="Point the MX record at a host that exists, or remove it.",
        fingerprint=mark,
        owners=owners,
        affected=tuple(Affected(owner, owner, "", severity, f"{mark}-{owner}") for owner in owners)
        if exchange and len(owners) > 1
        else (),
    )


def for_one(cause: Finding, owner: str) -> Finding:
    """The same finding as one domain tells it."""
    return replace(cause, zone=owner, owner=owner, owners=(owner,), affected=())


_DEAD_OWNERS = ("alpha.example", "delta.example", "omega.example")
DEAD = finding(
    "MX202",
    "target-nxdomain",
    Severity.ERROR,
    _DEAD_OWNERS,
    "mx.gone.example does not exist: mail to it bounces.",
    exchange="mx.gone.example",
)
TAKEOVER = finding(
    "MX501",
    "unregistered-domain",
    Severity.ERROR,
    ("alpha.example",),
    "gone.example is not registered: whoever registers it receives this mail.",
    exchange="mx.gone.example",
)
UNTOLD = finding(
    "MX204",
    "target-unverified",
    Severity.UNVERIFIED,
    ("silent.example",),
    "Whether mx.silent.example exists could not be told: the name servers did not answer.",
    exchange="mx.silent.example",
)
SINGLE = finding(
    "MX304", "single-exchanger", Severity.NOTICE, ("delta.example",), "One host takes all mail: there is no second one."
)
TTL = finding(
    "MX404", "ttl", Severity.WARNING, ("weighted.example",), "A TTL of 60 seconds makes every sender ask each time."
)
DRIFT = finding(
    "MX901", "drift", Severity.WARNING, ("mail.beta.example",), "The live records differ from the Terraform state."
)


def _domain(owner: str, zone: str = "", account: str = _AWS, **more: object) -> Domain:
    provider = "route53" if account == _AWS else "cloudflare"
    plain = Domain(account, provider, zone or owner, f"Z{len(owner):03}{owner[0].upper()}", False, owner, "", ())
    return replace(plain, **more)


def domains() -> tuple[Domain, ...]:
    """What an account may hold, each kind of it once."""
    dead = [for_one(DEAD, owner) for owner in _DEAD_OWNERS]
    return (
        _domain(
            "alpha.example",
            mail="mx.gone.example",
            routes=(_DEAD,),
            findings=(dead[0], TAKEOVER),
            ownership="managed",
            addresses=('module.mail["alpha"].aws_route53_record.mx',),
        ),
        _domain("beta.example", mail="Google Workspace, legacy set", routes=(_GOOGLE,), ownership="managed"),
        _domain(
            "mail.beta.example",
            "beta.example",
            mail="example.com",
            routes=(_OWN,),
            findings=(DRIFT,),
            ownership="drifted",
            addresses=("aws_route53_record.mail",),
            drift=("mx3.example.com (10) is live, but not in the state",),
            change="changed",
            changes=("mx3.example.com (10) added",),
        ),
        _domain(
            "delta.example", mail="mx.gone.example", routes=(_DEAD,), findings=(dead[1], SINGLE), ownership="unmanaged"
        ),
        _domain(
            "inside.example",
            private=True,
            mail="implicit MX (the domain's own address)",
            routes=(Route(RouteKind.IMPLICIT, (Tier(0, (Host("inside.example", ("192.0.2.80",)),)),)),),
        ),
        _domain("weighted.example", mail="example.com", routes=_WEIGHTED, findings=(TTL,), change="added"),
        _domain(
            "null.example",
            account=_CLOUDFLARE,
            mail="no mail (null MX)",
            routes=(Route(RouteKind.NULL, ttl=300),),
            ownership="managed",
        ),
        _domain(
            "nothing.example",
            account=_CLOUDFLARE,
            mail="no MX and no address",
            routes=(Route(RouteKind.NONE),),
            change="removed",
            changes=("the MX set is gone",),
        ),
        _domain("omega.example", account=_CLOUDFLARE, mail="mx.gone.example", routes=(_DEAD,), findings=(dead[2],)),
        _domain("silent.example", account=_CLOUDFLARE, mail="mx.silent.example", routes=(_UNTOLD,), findings=(UNTOLD,)),
        _domain("unseen.example", account=_CLOUDFLARE, mail="unknown", routes=(Route(RouteKind.UNKNOWN),)),
    )


def totals(all_domains: Iterable[Domain]) -> Totals:
    """The numbers that belong to these domains."""
    counts = {name: Counter[str]() for name in ("severities", "mail", "rules", "ownership", "changes")}
    number = mx_sets = 0
    for domain in all_domains:
        number += 1
        mx_sets += sum(route.kind in (RouteKind.MX, RouteKind.NULL, RouteKind.ALIAS) for route in domain.routes)
        counts["severities"][domain.worst.value if domain.worst else "ok"] += 1
        counts["mail"][domain.mail] += 1
        counts["rules"].update(sorted({found.rule for found in domain.findings}))
        counts["ownership"].update([domain.ownership] if domain.ownership else [])
        counts["changes"].update([domain.change] if domain.change else [])
    return Totals(number, mx_sets, **{name: dict(counted) for name, counted in counts.items()})


def report(all_domains: Iterable[Domain] | None = None, causes: tuple[Finding, ...] | None = None) -> AuditReport:
    """An audit of two accounts in which much is wrong."""
    held = domains() if all_domains is None else all_domains
    return AuditReport(
        schema=SCHEMA,
        version="1.2.3",
        subject="2 accounts",
        verdict=Verdict.FAIL,
        exit_code=1,
        summary="3 of 11 domains can't receive mail; 1 could not be told; 1 zone was not read.",
        fail_on=Severity.ERROR,
        interrupted=False,
        accounts=(
            AccountReport(_AWS, "route53", 6, 1, 1, 0, 9),
            AccountReport(_CLOUDFLARE, "cloudflare", 5, 0, 0, 2, 5),
            AccountReport("aws: staging", "route53", 0, 0, 0, 0, 1, "access denied", "Allow route53:ListHostedZones."),
        ),
        unverified=(
            ZoneUnverified(
                _AWS, "route53", "denied.example", "Z9", "access denied", "Allow route53:ListResourceRecordSets."
            ),
        ),
        totals=totals(held),
        causes=(DEAD, TAKEOVER, UNTOLD, DRIFT, TTL, SINGLE) if causes is None else causes,
        domains=held,
        waived=(
            Waived(replace(SINGLE, owner="beta.example", owners=("beta.example",)), "one is enough", "2030-01-01"),
        ),
        waivers=(WaiverReport("MX304", "beta.example", "*", "*", "one is enough", "2030-01-01", WaiverState.USED, 1),),
        known=(replace(TTL, owner="old.example", owners=("old.example",)),),
        gone=(Known("f00", "MX203", Severity.ERROR, "past.example", "past.example", "mx.past.example"),),
        rules=61,
        rules_skipped={"MX701": "policies were not fetched", "MX601": "there is no plan"},
        skipped=("HTTPS: not asked; MTA-STS policies were not checked",),
        api_requests=15,
        dns_questions=24,
    )


HOSTILE_TEXTS = (
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "<img src=x onerror=alert(2)>",
    '" onmouseover="alert(3)" x=\'',
    "{{ 7*7 }}{% raw %}",
    "abc\u202egpj.exe\u2066",
    "line\u2028sep\u2029para",
    "esc\x1b[31mred\x00nul",
    '=HYPERLINK("http://evil.example/")',
    "lone\ud800surrogate",
    "x" * 100_000,
)
"""What whoever may write a record could write into it."""


def hostile() -> AuditReport:
    """An audit whose every text holds what should not be interpreted."""
    mean = [
        replace(
            _domain(f"h{number}.example"),
            account=text,
            zone=text,
            zone_id=text,
            owner=text,
            mail=text,
            routes=(
                Route(RouteKind.MX, (Tier(10, (Host(text, (text,), text, text),)),), text, text, (text,), 60, text),
            ),
            findings=(_mean(text),),
            ownership="managed",
            addresses=(text,),
            drift=(text,),
            change="changed",
            changes=(text,),
        )
        for number, text in enumerate(HOSTILE_TEXTS)
    ]
    base = report(mean, tuple(_mean(text) for text in HOSTILE_TEXTS))
    everything = " ".join(HOSTILE_TEXTS[:-1])
    return replace(
        base,
        subject=everything,
        summary=everything,
        accounts=tuple(AccountReport(text, text, 1, 0, 1, 0, 1, text, text) for text in HOSTILE_TEXTS),
        unverified=tuple(ZoneUnverified(*[text] * 6) for text in HOSTILE_TEXTS),
        waived=(Waived(_mean(everything), everything, everything),),
        known=(_mean(everything),),
        gone=(Known("f", everything, Severity.ERROR, everything, everything, everything),),
        rules_skipped={everything: everything},
        skipped=HOSTILE_TEXTS,
    )


def _mean(text: str) -> Finding:
    mark = f"{len(text)}"
    return Finding("MX202", "target-nxdomain", Severity.ERROR, text, text, text, text, text, text, text, mark, (text,))


class Many(Struct, frozen=True):
    """Domains by the number, made anew each time they are iterated: no list of them is held."""

    number: int

    def __iter__(self) -> Iterator[Domain]:
        kinds = domains()
        for at in range(self.number):
            kind = kinds[at % len(kinds)]
            owner = f"d{at:05}-{kind.owner}"
            own = tuple(for_one(found, owner) for found in kind.findings)
            yield replace(kind, owner=owner, zone=owner, zone_id=f"Z{at:05}", findings=own)


def large(number: int) -> AuditReport:
    """An audit of so many domains; its causes hit as many of them as find them."""
    many = Many(number)
    hit: dict[str, list[str]] = {}
    for domain in many:
        for found in domain.findings:
            hit.setdefault(found.rule, []).append(domain.owner)
    causes = tuple(
        finding(cause.rule, cause.name, cause.severity, tuple(hit[cause.rule]), cause.message, exchange=cause.exchange)
        for cause in (DEAD, TAKEOVER, UNTOLD, DRIFT, TTL, SINGLE)
        if cause.rule in hit
    )
    return replace(report(many, causes), summary=f"{number} domains were judged.")
