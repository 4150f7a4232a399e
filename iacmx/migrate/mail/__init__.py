"""Moving a domain's mail to another host: what the new one needs, in which order, and whether a plan does it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from iacmx import __version__
from iacmx.audit.source import Source
from iacmx.check import check
from iacmx.errors import ProviderError, UsageError
from iacmx.mail_hosts import MailHost
from iacmx.mail_needs import Target, needs_of, service_named, target_of
from iacmx.mail_report import SCHEMA, MailReport, Outcome, Row, State
from iacmx.mail_sets import in_words
from iacmx.migrate.export import target_of as terraform_of
from iacmx.migrate.mail.change import Code, Stage, code, next_stage
from iacmx.migrate.mail.proof import Proof
from iacmx.migrate.mail.rows import Move, is_open, rows, sts_of
from iacmx.migrate.mail.steps import steps
from iacmx.migrate.mail.today import Today, read
from iacmx.migrate.sides import Side
from iacmx.model import Plan
from iacmx.names import is_host_name, normalize
from iacmx.provider import Deadline, Provider
from iacmx.redact import hide
from iacmx.report import Verdict
from iacmx.serving.negative import negative_ttl
from iacmx.words import counted
from iacmx.world import Dns, Nothing, World

__all__ = ["Move", "destination", "domain_named", "keys_named", "move_of", "prove", "told", "written"]

_ROUNDS = 20


def domain_named(word: str) -> str:
    """A mail domain in normal form. Raises UsageError."""
    name = normalize(word)
    if "." not in name or not is_host_name(name):
        raise UsageError(f"{word!r} is no domain that takes mail.", "Write a name such as example.com.")
    return name


def destination(word: str, domain: str, tenant: str) -> Target:
    """Where the mail is to go, as the command line names it. Raises UsageError."""
    return target_of(service_named(word), domain, tenant)


def keys_named(words: Sequence[str]) -> dict[str, str]:
    """DKIM keys or the names they are at, by selector, from ``SELECTOR=VALUE``. Raises UsageError."""
    found: dict[str, str] = {}
    for word in words:
        selector, equals, value = word.partition("=")
        name = normalize(selector).partition("._domainkey")[0]
        if not equals or not value.strip() or not is_host_name(name):
            raise UsageError(f"--dkim {word} names no key.", "Write SELECTOR=VALUE, a host name or a text with p=.")
        if "p=" not in value and not is_host_name(normalize(value).replace("_", "x")):
            raise UsageError(f"--dkim {word} holds neither a key nor a host name.", "Take it from the host's console.")
        found[name] = value.strip() if "p=" in value else normalize(value)
    return found


def move_of(
    domain: str,
    target: Target,
    source: Source,
    side: Side,
    *,
    zone_id: str = "",
    keys: Mapping[str, str] | None = None,
    dns: Dns | None = None,
    left: MailHost | None = None,
    whole: bool = False,
) -> tuple[Move, list[Row]]:
    """The move of ``domain`` with what is there today, and what is to be done about each record set.

    ``dns`` answers what the side does not tell; ``None`` asks nothing. ``left`` is the host that is left, where the MX
    records of today do not tell it. ``whole``: read all of the zone, for
    :func:`written`. Raises ZoneNotFound, UsageError, ProviderError.
    """
    today: Today = read(domain, source, side, zone_id, target, whole=whole)
    world = World((dns or Nothing(),))
    for _ in range(_ROUNDS):
        negative = negative_ttl(world.lookup(today.data.zone.name, "SOA"))
        move = Move(today, target, keys or {}, sts_of(today, world), world, left, negative)
        found = rows(move)
        if dns is None or not dns.settle():
            return move, found
    raise ProviderError("Every answer of DNS led to a further question.", "Ask another resolver with --resolver.")


def told(move: Move, found: Sequence[Row], subject: str, more: Sequence[str] = ()) -> MailReport:
    """The report of a move to be made; ``more`` are notes on what was written."""
    name, left = move.target.service.name, [row for row in found if row.state is not State.THERE]
    asks = sum(row.state is State.ASK for row in found)
    if is_open(found):
        verdict, code = Verdict.UNVERIFIED, 3
        summary = f"What the move of {move.domain} to {name} takes could not be told as a whole."
    elif move.is_there:
        verdict, code = Verdict.PASS, 0
        rest = f" {counted(len(left), 'thing')} beside them left to look at." if left else ""
        summary = f"{move.domain} is at {name} already: its MX records are that host's whole set.{rest}"
    else:
        verdict, code = Verdict.PASS, 0
        changes = sum(row.state in (State.MISSING, State.CHANGE) for row in found)
        summary = f"{move.domain} to {name}: {counted(changes, 'record set')} to write, {asks} to ask for."
    return replace(
        _report(move.domain, move.target.service, move.target, subject, verdict, code, summary),
        before=in_words(move.today.exchanges) or ", ".join(move.today.exchanges),
        rows=tuple(found),
        steps=tuple(steps(move, found)),
        notes=(*_notes(move), *more),
    )


def written(
    move: Move, found: Sequence[Row], stage: Stage | None, *, version_4: bool = False, providers: bool = True
) -> Code | None:
    """The Terraform code of a stage, ``None``: of the next one; nothing where the mail is there already.

    Raises UsageError where it is not told whose code it is to be.
    """
    zone = move.today.whole
    stage = stage or next_stage(move, found)
    if stage is None:
        return None
    if zone is None or zone.zone.provider not in ("route53", "cloudflare"):
        raise UsageError(
            "Code can be written only for the provider where the zone is.",
            "Give --from route53 or --from cloudflare (or a snapshot of one).",
        )
    return code(move, found, zone, terraform_of(Source(zone.zone.provider), version_4=version_4), stage, providers)


def prove(
    domain: str,
    service: MailHost,
    target: Target | None,
    plan: Plan,
    *,
    provider_for: Callable[[str], Provider] | None = None,
    dns: Dns | None = None,
    deadline: Deadline | None = None,
    subject: str = "the plan",
) -> MailReport:
    """Whether the plan takes the mail of ``domain`` to ``service``, judged in the world after the apply.

    ``target`` tells the exchanges of this customer, ``None``: any set of the service will do. The rest as
    :func:`iacmx.check.check`, which raises what this does.
    """
    proof = Proof(domain, service, target)
    judged = check(plan, provider_for=provider_for, dns=dns, deadline=deadline, subject=subject, look=proof.look)
    points = proof.points(judged.findings)
    wrong = [point for point in points if point.outcome is Outcome.WRONG]
    unclear = [point for point in points if point.outcome is Outcome.UNTOLD]
    if wrong:
        verdict, code, more = Verdict.FAIL, 1, f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        summary = f"The plan does not take the mail of {domain} to {service.name}: {wrong[0].message}{more}"
    elif unclear:
        verdict, code, more = Verdict.UNVERIFIED, 3, f" (and {len(unclear) - 1} more)" if len(unclear) > 1 else ""
        summary = f"Could not be told: {unclear[0].message}{more}"
    else:
        verdict, code = Verdict.PASS, 0
        summary = f"The plan takes the mail of {domain} to {service.name}, as a whole."
    report = replace(_report(domain, service, target, subject, verdict, code, summary), points=points)
    return hide(report, plan.secrets)


def _report(
    domain: str, service: MailHost, target: Target | None, subject: str, verdict: Verdict, code: int, summary: str
) -> MailReport:
    needs = needs_of(service)
    records = target.records if target else ()
    return MailReport(
        schema=SCHEMA,
        version=__version__,
        domain=domain,
        service=service.id,
        host=service.name,
        before="",
        exchanges=tuple(host if rank is None else f"{rank} {host}" for rank, host in records),
        confidence=service.confidence,
        needs_confidence=needs.confidence,
        sources=tuple(dict.fromkeys((*service.sources, *needs.sources))),
        subject=subject,
        verdict=verdict,
        exit_code=code,
        summary=summary,
    )


def _notes(move: Move) -> Iterator[str]:
    service, needs = move.target.service, needs_of(move.target.service)
    if "unverified" in (service.confidence, needs.confidence):
        yield f"Not all that is known of {service.name} is from its own text: compare it with {needs.console}."
    if move.domain != move.today.data.zone.name:
        yield f"{move.domain} lies in the zone {move.today.data.zone.name}, whose own mail stays where it is."
    if move.today.below:
        yield f"Mail of {', '.join(move.today.below)} goes to the old host too, and is not part of this move."
    if move.today.data.zone.provider == "cloudflare" and not move.is_there:
        yield "Cloudflare changes records one by one: while the apply runs, old and new hosts may stand together."
    if any(rank is None for rank, _ in move.target.records):
        yield "Cloudflare makes these MX records itself when Email Routing is enabled, in a zone of Cloudflare only."
