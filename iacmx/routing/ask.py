"""The route of one domain, in one world or in several beside each other, and what the rules say of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from iacmx.case import Actual, Case, MxSet
from iacmx.causes import one_per_cause
from iacmx.errors import InputError, ProviderError
from iacmx.judge import judge, order
from iacmx.model import Finding, Mx, Zone
from iacmx.probing import Manner
from iacmx.provider import Deadline
from iacmx.routing import MailRoute, Sender
from iacmx.routing.facts import Facts, gather
from iacmx.routing.many import literal, noted
from iacmx.routing.names import Asked, parse
from iacmx.routing.walk import walk
from iacmx.rules import Judge, Need, Rule
from iacmx.verdict import Options, chosen, unasked
from iacmx.world import Dns, World

if TYPE_CHECKING:
    from iacmx.world.served import Served

MAX_ROUNDS = 20


class Side(Struct, frozen=True):
    """A world to route in. ``label`` tells it from others (``before``). ``case`` is what the rules are to judge, where
    it is more than the owner's records; ``is_judged``: whether they are asked at all. ``note`` is about the world."""

    label: str
    world: World
    case: Case | None = None
    is_judged: bool = True
    note: str = ""


def route(
    domain: str,
    *,
    mta: str = "rfc",
    ipv6: bool = True,
    down: Iterable[str] = (),
    myself: Iterable[str] = (),
    resolvers: Sequence[str] = (),
    dns: Dns | None = None,
    judged: bool = False,
    probe: Manner | None = None,
    timeout: float = 60.0,
) -> MailRoute:
    """The route of the mail for ``domain`` (a domain or an address), as a sending mail server goes.

    ``mta`` is one of :func:`iacmx.routing.mta.names`. ``down`` are hosts or addresses that do not answer, ``myself``
    those that the sending server itself is. ``resolvers`` are asked instead of the system's; ``dns`` answers instead of
    any. ``judged``: also ask the rules. ``probe``: also connect to the hosts, so. ``timeout`` is in seconds.
    Raises InputError for what is no domain, UsageError.
    """
    asked = parse(domain)
    if asked.problem:
        raise InputError(asked.problem, "Give a domain, such as example.com.")
    deadline = Deadline.after(timeout)
    served = dns or served_by(resolvers, deadline, https=probe is not None)
    sender = Sender(mta, ipv6, hosts(down), hosts(myself))
    side = Side("", World([served]), is_judged=judged)
    wanted: list[Wanted] = [(asked, [side])]
    rules = rules_for(served) if judged else ()
    if probe is None:
        ((found,),) = routes(wanted, sender, served, rules)
        return found
    from iacmx.routing.probed import Probing, probed

    ((found,),) = probed(wanted, sender, served, rules, Probing(served, deadline, probe))
    return found


def hosts(texts: Iterable[str]) -> frozenset[str]:
    """Hosts and addresses as they are compared. Raises InputError for what is neither."""
    found: set[str] = set()
    for text in texts:
        asked = parse(f"[{text}]" if ":" in text or text.replace(".", "").isdigit() else text)
        if asked.problem:
            raise InputError(asked.problem, "Give hosts or IP addresses, with commas between.")
        found.add(asked.domain.strip("[]"))
    return frozenset(found)


def served_by(resolvers: Sequence[str], deadline: Deadline, *, https: bool = False) -> Served:
    """DNS over the network, and no authoritative server; ``https``: also MTA-STS policies."""
    from iacmx.world.dns.engine import Engine
    from iacmx.world.served import Served

    engine = Engine(resolvers, deadline=deadline)
    if not https:
        return Served(engine, unasked={"authority": "not asked", "https": "not asked"})
    from iacmx.world.askers import Askers
    from iacmx.world.mta_sts import Policies

    policies = Policies(Engine(resolvers, deadline=deadline), deadline=deadline)
    return Served(Askers(engine, None, policies, reason="not asked"), unasked={"authority": "not asked"})


Rules = Sequence[tuple[Rule, Judge]]
Wanted = tuple[Asked, Sequence[Side]]
"""A domain, and the worlds to route it in."""


def rules_for(dns: Dns, options: Options = Options()) -> Rules:  # noqa: B008 - frozen
    """The rules that can say something of a domain without its provider."""
    missing = unasked(dns.unasked) | {Need.ACTUAL: "no provider was asked", Need.DRIFT: "there is no plan"}
    rules, skipped = chosen(options, missing)
    return [(rule, function) for rule, function in rules if rule.id not in skipped]


def routes(batch: Sequence[Wanted], sender: Sender, dns: Dns, rules: Rules) -> list[list[MailRoute]]:
    """The routes of each domain in each of its worlds, and what the rules say; all is asked at the same time.

    Raises ProviderError where the questions do not end.
    """
    facts = _facts(batch, sender, dns.settle)
    found: list[list[MailRoute]] = []
    for (asked, sides), known in zip(batch, facts, strict=True):
        if asked.domain.startswith("["):
            found.append([literal(asked, sender)])
            continue
        walked = [noted(walk(each, sender, asked.text), asked) for each in known]
        found.append([_beside(one, side) for one, side in zip(walked, sides, strict=True)])
    _judge(batch, facts, found, dns, rules)
    return found


def _beside(route: MailRoute, side: Side) -> MailRoute:
    return replace(route, label=side.label, notes=(*route.notes, side.note) if side.note else route.notes)


def _judge(
    batch: Sequence[Wanted],
    facts: Sequence[Sequence[Facts]],
    found: Sequence[list[MailRoute]],
    dns: Dns,
    rules: Rules,
) -> None:
    """Put the findings beside the routes, one world of all domains after the other."""
    for number in range(max((len(sides) for _, sides in batch), default=0)):
        cases: dict[int, Case] = {}
        for at, (_, sides) in enumerate(batch):
            if number < len(facts[at]) and sides[number].is_judged:
                case = _case(sides[number], facts[at][number])
                if case is not None:
                    cases[at] = case
        findings = judge(list(cases.values()), lambda case: rules, dns.settle) if cases and rules else ()
        for at, case in cases.items():
            mine = [finding for finding in findings if finding.owner == case.owner]
            found[at][number] = replace(found[at][number], findings=_once(mine))


def _facts(batch: Sequence[Wanted], sender: Sender, settle: Callable[[], bool]) -> list[list[Facts]]:
    """The facts of each domain in each of its worlds; none for an address literal."""
    for _ in range(MAX_ROUNDS):
        gathered = [
            []
            if asked.domain.startswith("[")
            else [gather(asked.domain, side.world.lookup, sender.myself) for side in sides]
            for asked, sides in batch
        ]
        if not settle():
            return [[facts for facts in found if facts is not None] for found in gathered]
    raise ProviderError("Every answer of DNS led to a further question.", "Ask another resolver with --resolver.")


def _case(side: Side, facts: Facts) -> Case | None:
    """What the rules are to judge: the records that the world has."""
    if side.case is not None:
        return side.case
    if facts.mx.kind.value in ("unverified", "skipped"):
        return None
    records = tuple(value for value in facts.mx.values if isinstance(value, Mx))
    ttls = (facts.mx.ttl,) if facts.mx.ttl is not None else ()
    sets = (MxSet(records, ttls=ttls),) if records else ()
    zone = Zone(f"dns:{facts.domain}", "", name=_zone_name(facts.domain))
    return Case(zone, facts.domain, sets, sets, side.world, side.world, Actual.FETCHED, served=side.world)


def _zone_name(domain: str) -> str:
    from iacmx.registrable import registrable_domain

    return registrable_domain(domain) or domain


def _once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(one_per_cause(findings, lambda finding: 0), key=order))
