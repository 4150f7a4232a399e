"""The page docs/referees.md, written from the table."""

from __future__ import annotations

from collections.abc import Iterator

from tests.referee.table import GROUPS, SITUATIONS
from tests.referee.zones import Situation

INTRODUCTION = """# Where referees differ

What several tools and two mail servers say of the same zones, and why iacmx sides as it does. The tables are those
of `tests/referee`, where every verdict but those of checkdmarc, dnscontrol and Zonemaster is asked again with each
run of the tests. Each situation is one zone, example.com; iacmx gets its MX set as a Route 53 record set that a
plan creates, with the zone's other records live.

| referee | how it was asked |
| --- | --- |
| named-checkzone | BIND 9.18, `-i local`: names outside the zone are not looked up |
| octoDNS | 1.22, the `strict` set of validators, which is not its default; a zone file's contents, no DNS |
| Exim | 4.96, `exim -bt`: the hosts in the order in which they would be tried |
| Postfix | 3.7, `posttls-finger` where nothing listens: it tries every host, a Postfix stops after five addresses |
| checkdmarc | 6.0.4, `check_mx` without TLS, once; missing reverse records left out |
| dnscontrol, Zonemaster | not run: read in their sources |
"""

PEERS = """
## checkdmarc, dnscontrol and Zonemaster

**checkdmarc** complains in plain sentences without severities, and its exit code is always 0. Asked about these
situations it agrees with iacmx on every target that does not exist, has no address or is an alias, on addresses and
on names that are no host names, on null MX beside others and on hosts named twice. It differs in this:

| situation | checkdmarc | iacmx |
| --- | --- | --- |
| a null MX | warns that the domain accepts no mail | clean: that is what it says |
| private, loopback, documentation addresses; IPv6 only | silent | an error or warning: not all senders get there |
| DNS fails for a host | a warning like any other | unverified, with an exit code of its own |
| an alias that leads nowhere | two warnings | one finding: one cause |
| an address as target | two warnings: an address, and a domain that does not exist | one finding |
| a name of one label, or under .local | "does not exist" | says what kind of name it is, without DNS |

**dnscontrol** checks a configuration before it is pushed (`pkg/normalize/validate.go`): a target must have a final
dot, as must every name in its language, because otherwise the zone is appended; the name's characters must be those
of a host name; a CNAME beside others is refused, and labels of one name with several TTLs are warned of. It does
not look whether a host exists, and has no check for an alias as target or for a null MX beside others. iacmx does
not ask for the final dot: what a value without one means depends on the provider, and each resource type is read by
its provider's rule.

**Zonemaster** asks the live servers: it reports a null MX beside others as a warning and one with a preference
other than 0 as a notice, an alias as target as an error. It asks only the zone's own servers about the target, so
an alias in another zone is missed. iacmx makes an error of the mixed null MX, because Postfix then bounces all
mail.
"""

LIMITS = """
## What no other referee sees

All of them judge a state. None judges the step: the moment without MX between delete and create (MX602), the
negative answer that resolvers keep after it, a target that the same plan destroys (MX605) or aliases (MX606), a set
that an overwritten create shares with a resource about to be destroyed (MX604). The rules MX6xx have no row here.
"""


def page() -> str:
    """The whole page in Markdown."""
    return f"{INTRODUCTION}{''.join(_groups())}{PEERS}{LIMITS}"


def _groups() -> Iterator[str]:
    agreed = [held for held in SITUATIONS if not held.why]
    for title, situations in GROUPS.items():
        differing = [held for held in situations if held.why]
        if differing:
            yield f"\n## {title}\n\n| situation | iacmx | named-checkzone | octoDNS | Exim | Postfix |\n"
            yield "| --- | --- | --- | --- | --- | --- |\n"
            yield from map(_row, differing)
            yield "\nWhy:\n\n"
            yield from _reasons(differing)
    yield f"\n## Where all agree\n\n{len(agreed)} of {len(SITUATIONS)} situations: "
    yield "; ".join(_told(held) for held in agreed) + ".\n"


def _row(held: Situation) -> str:
    cells = (
        f"{held.name}<br>{_code(held.mx)}",
        held.iacmx or "clean",
        held.checkzone or "silent",
        held.octodns or "silent",
        *(_outcome(said) for said in (held.exim, held.postfix)),
    )
    return f"| {' | '.join(cells)} |\n"


def _code(text: str) -> str:
    return f"`{text}`" if len(text) < 60 else ""


def _outcome(said: str) -> str:
    if said in ("bounces", "defers"):
        return said
    return "can't be asked" if said == "-" else _code(said) or "tries all"


def _reasons(differing: list[Situation]) -> Iterator[str]:
    """Each reason once, with the situations that it is about."""
    by_reason: dict[str, list[str]] = {}
    for held in differing:
        by_reason.setdefault(held.why, []).append(held.name)
    for why, names in by_reason.items():
        yield f"- **{', '.join(names)}**: {why}.\n"


def _told(held: Situation) -> str:
    return f"{held.name} ({held.iacmx})" if held.iacmx else held.name
