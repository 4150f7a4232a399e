"""The mail services behind an MX set: shared by the rules about mail hosts, so that each set is judged by one of them.

Two services are told by MX805 or MX309, two sets of one by MX802, a set that is not whole by MX801.
"""

from __future__ import annotations

from iacmx.case import Case, MxSet, once
from iacmx.mail_hosts import MailHost, is_proof, recognise
from iacmx.mail_sets import Match, inverted, match, services
from iacmx.model import Kind
from iacmx.rules._hostnames import lookable
from iacmx.rules._live import arrivals, content, unmanaged
from iacmx.rules._targets import Target, removed_by_plan

EMAIL_ROUTING = "cloudflare_email_routing"


@once
def hosts(mx_set: MxSet) -> tuple[str, ...]:
    """The exchanges that are mail hosts, as far as their names tell."""
    return tuple(host for host in mx_set.hosts if lookable(host) and not is_proof(host))


@once
def known_sets(case: Case) -> tuple[MxSet, ...]:
    """The sets after the apply all of whose records are known."""
    if not case.after_complete:
        return ()
    return tuple(mx_set for mx_set in case.after if not mx_set.unknown and mx_set.alias is None and hosts(mx_set))


def mixed(mx_set: MxSet) -> tuple[MailHost, ...]:
    """The services of a set that names hosts of several; none where it names hosts of one, or of none that is known."""
    found = services(hosts(mx_set))
    return found if len(found) > 1 else ()


def routed_by_cloudflare(case: Case, mx_set: MxSet) -> bool:
    """Whether Cloudflare Email Routing and other hosts share the set, in a zone where it can be enabled (MX805)."""
    names = {service.id if service else "" for service in map(recognise, hosts(mx_set))}
    return case.zone.provider == "cloudflare" and EMAIL_ROUTING in names and len(names) > 1


def joins_live(case: Case) -> bool:
    """Whether the set is a mix because new records join live ones that nobody manages here (MX903)."""
    new = {content(r) for change in case.changes if change.per_record for r in arrivals(case, change)}
    return bool(new) and any(content(record) not in new for record in unmanaged(case))


def of_one_service(mx_set: MxSet) -> Match | None:
    """The published set that fits best, where it is a trusted service's and the set names no other service."""
    found = match(hosts(mx_set))
    return found if found is not None and found.service.is_trusted else None


def is_two_sets(found: Match) -> bool:
    """Whether two sets stand together that the service publishes one instead of the other (MX802)."""
    return found.other is not None and found.other.complete


def is_incomplete(found: Match) -> bool:
    """Whether hosts are missing that the service asks for (MX801)."""
    return bool(found.missing) and found.expected.complete and not is_two_sets(found)


def wrong_order(mx_set: MxSet, found: Match) -> tuple[str, str] | None:
    """Two hosts in the opposite of the published order, the one tried first now in front."""
    preferences: dict[str, int] = {}
    for mx in mx_set.by_preference:
        if mx.preference is not None:
            preferences.setdefault(str(mx.exchange), mx.preference)
    return inverted(found, preferences)


def dangling(case: Case, target: Target) -> MailHost | None:
    """The service that gave out a host which does not exist (MX502); ``None`` for its fixed hosts and all others."""
    service = recognise(target.host)
    if service is None or target.host in service.hosts:
        return None
    if not target.no_name or target.aliases or removed_by_plan(case, target.host):
        return None
    return service if any(answer.kind is Kind.NO_NAME for answer in target.answers) else None
