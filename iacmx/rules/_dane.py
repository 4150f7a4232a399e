"""Which exchanges senders authenticate by DANE (RFC 7672)."""

from __future__ import annotations

from collections.abc import Iterable

from iacmx.case import Case, once
from iacmx.model import Answer, Kind
from iacmx.names import tlsa_owner
from iacmx.rules._targets import lookable, targets
from iacmx.world import World

HAS, LACKS, FAILS, UNTOLD = "has", "lacks", "fails", "untold"


@once
def dane(case: Case) -> dict[str, str]:
    """The exchanges after the apply that DNS serves, best first, and whether each has TLSA records that count.

    They are asked for only where the host's addresses were validated (section 2.2.2), which is also what keeps this
    cheap; with a resolver that does not validate no host has any. FAILS: the look-up ends in SERVFAIL.
    """
    return _states(case, case.after_world, (target.host for target in targets(case) if target.exists))


def dane_before(case: Case, hosts: Iterable[str]) -> dict[str, str]:
    """The same of ``hosts`` before the apply."""
    return _states(case, case.before_world, filter(lookable, hosts))


def is_signed(case: Case) -> bool | None:
    """Whether the owner's MX records are validated; ``None`` where it can't be told, as in a private zone."""
    if case.zone.private:
        return None
    answer: Answer = case.served.lookup(case.owner, "MX")
    return answer.secure if answer.settled else None


def _states(case: Case, world: World, hosts: Iterable[str]) -> dict[str, str]:
    return {host: _of_host(case, world, host) for host in hosts}


def _of_host(case: Case, world: World, host: str) -> str:
    answers = case.served.addresses(host)
    if not any(answer.kind is Kind.FOUND for answer in answers):
        return UNTOLD  # not there yet, or not asked
    if not all(answer.secure for answer in answers if answer.settled):
        return LACKS
    # Section 2.2.2: at the end of a validated chain of aliases as well as at its beginning.
    names = dict.fromkeys((host, *(answer.aliases[-1] for answer in answers if answer.aliases)))
    states = [_at(case, world, tlsa_owner(name)) for name in names]
    return next((state for state in (HAS, FAILS, UNTOLD) if state in states), LACKS)


def _at(case: Case, world: World, name: str) -> str:
    """What the TLSA records at ``name`` are in ``world``, and whether DNS serves them validated."""
    held, served = world.lookup(name, "TLSA"), case.served.lookup(name, "TLSA")
    if held.absent:
        return LACKS
    if served.kind is Kind.UNVERIFIED and "SERVFAIL" in served.reason:
        return FAILS
    if served.kind is Kind.FOUND:
        return HAS if served.secure else LACKS
    # Records that only the plan has will be as validated as the host's addresses are.
    return HAS if held.exists and served.absent else UNTOLD
