"""Which exchanges senders authenticate by DANE (RFC 7672)."""

from __future__ import annotations

from iacmx.case import Case
from iacmx.model import Answer, Kind
from iacmx.rules._targets import targets

HAS, LACKS, UNTOLD = "has", "lacks", "untold"


def dane(case: Case) -> dict[str, str]:
    """The exchanges that DNS serves, best preference first, and whether each has TLSA records that count.

    They are asked for only where the host's addresses were validated (section 2.2.2), which is also what keeps this
    cheap; with a resolver that does not validate no host has any.
    """
    return {target.host: _one(case, target.host) for target in targets(case) if target.exists}


def _one(case: Case, host: str) -> str:
    answers = case.served.addresses(host)
    if not any(answer.kind is Kind.FOUND for answer in answers):
        return UNTOLD  # not there yet, or not asked
    if not all(answer.secure for answer in answers if answer.settled):
        return LACKS
    answer = case.served.lookup(f"_25._tcp.{host}", "TLSA")
    if answer.kind is Kind.FOUND:
        return HAS if answer.secure else LACKS
    return LACKS if answer.absent else UNTOLD


def is_signed(case: Case) -> bool | None:
    """Whether the owner's MX records are validated; ``None`` where it can't be told."""
    answer: Answer = case.served.lookup(case.owner, "MX")
    return answer.secure if answer.settled else None
