"""The zone's name appended to an exchange that already was a full name (``mx.example.net.example.com``)."""

from __future__ import annotations

from msgspec import Struct

from iacmx.case import Case
from iacmx.mail_hosts import recognise
from iacmx.model import Answer, Kind
from iacmx.names import is_within
from iacmx.rules._hostnames import is_address, lookable

_COMMON_TLDS = ("com", "net", "org")
"""Two labels that end so are a host of elsewhere; others (``mx.us``) may as well be a host and a site."""


class Appended(Struct, frozen=True):
    """``suffix`` was appended to ``intended`` (an IP address, maybe); ``wildcard`` answers for the result, if any."""

    intended: str
    suffix: str
    wildcard: str = ""


def appended(case: Case, host: str) -> Appended | None:
    """What ``host`` was meant to be, where the zone's name (or the owner) was appended to a full name.

    A name that has addresses of its own is none, however odd; one that only a wildcard answers for is.
    """
    for suffix in _suffixes(case, host):
        intended = host.removesuffix("." + suffix)
        if not _plausible(case, intended, suffix):
            continue
        certain = _is_certain(case, intended, suffix)
        answers = case.after_world.addresses(host)
        if any(answer.exists for answer in answers):
            wildcard = _wildcard(case, suffix, answers) if certain else ""
            return Appended(intended, suffix, wildcard) if wildcard else None
        if any(answer.kind is Kind.UNVERIFIED for answer in answers):
            return None
        return Appended(intended, suffix) if certain or _exists_instead(case, answers, intended) else None
    return None


def _suffixes(case: Case, host: str) -> list[str]:
    """Those of the owner and the zone's name that the host ends in, the longer one first."""
    found = [name for name in (case.owner, case.zone.name) if name and host.endswith("." + name)]
    return sorted(set(found), key=len, reverse=True) if len(found) > 1 else found


def _plausible(case: Case, intended: str, suffix: str) -> bool:
    labels = intended.split(".")
    if is_address(intended) or _is_certain(case, intended, suffix):
        return True
    return lookable(intended) and (len(labels) > 2 or labels[-1] in _COMMON_TLDS)


def _is_certain(case: Case, intended: str, suffix: str) -> bool:
    """Whether ``intended`` alone shows the mistake: it holds the suffix already, or is a known mail host."""
    inside = any(name and is_within(intended, name) for name in (suffix, case.zone.name))
    return inside or is_address(intended) or recognise(intended) is not None


def _exists_instead(case: Case, answers: tuple[Answer, Answer], intended: str) -> bool:
    if not all(answer.absent for answer in answers):
        return False
    return any(answer.kind is Kind.FOUND for answer in case.after_world.addresses(intended))


def _wildcard(case: Case, suffix: str, answers: tuple[Answer, Answer]) -> str:
    """The wildcard that alone answers for the name, ``""`` where it has records of its own."""
    name = "*." + suffix
    same = zip(answers, case.after_world.addresses(name), strict=True)
    return name if all(own.kind is any_.kind and own.values == any_.values for own, any_ in same) else ""
