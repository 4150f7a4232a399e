"""What each mail server does in its own way, one file each; ``rfc`` is what the standard asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import cache
from importlib import import_module

from msgspec import Struct

from iacmx.collector import module_names
from iacmx.errors import UsageError
from iacmx.nearest import did_you_mean


class NullMx(StrEnum):
    """When a null MX (``.``) means that the domain takes no mail."""

    ALONE = "alone"
    ANY = "any"  # also beside other hosts
    UNUSABLE = "unusable"  # it is a host without address like any other


class Reach(StrEnum):
    """Whether an address is tried before the server gives up for this time."""

    ALWAYS = "always"
    SOMETIMES = "sometimes"
    NEVER = "never"


class Codes(Struct, frozen=True):
    """Enhanced status codes (RFC 3463) with which mail fails, or is deferred."""

    null: str
    no_name: str
    no_address: str
    unresolved: str
    loop: str
    no_answer: str = "4.4.1"


Hosts = Sequence[Sequence[str]]
"""The addresses of each host of one tier."""


class Mta(Struct, frozen=True):
    """One server's ways.

    ``shares(tier)`` tells how much of the mail tries each address of a tier first, in per cent; ``reach(tiers)`` which
    are tried at all. ``uses_literals``: it connects to an exchange that is an IP address. ``loops_by_name``: it knows
    itself by its name, else by its addresses only. ``repeats``: a host named twice is tried at both preferences.
    ``looks_up`` tells whether it takes a name for that of a host, ``refuses`` which addresses it never connects to.
    ``ipv6_first``: within a tier, and not only within a host. ``defers_loop``: a loop is deferred where a better host
    has no address. ``freezes_loop``: a loop waits for a human. ``defers_alias_loop``: a host whose aliases form a loop
    may be found later.
    """

    title: str
    null: NullMx
    codes: Codes
    shares: Callable[[Hosts], list[list[float]]]
    reach: Callable[[Sequence[Hosts]], list[list[list[Reach]]]]
    uses_literals: bool = False
    loops_by_name: bool = False
    repeats: bool = False
    repeats_addresses: bool = True
    looks_up: Callable[[str], bool] = lambda name: True
    refuses: Callable[[str], bool] = lambda address: False
    ipv6_first: bool = False
    defers_loop: bool = False
    freezes_loop: bool = False
    defers_alias_loop: bool = False


def names() -> tuple[str, ...]:
    """The servers that are known."""
    return module_names(__path__)


@cache
def mta(name: str) -> Mta:
    """The server of that name. Raises UsageError for one that is not known."""
    if name not in names():
        raise UsageError(
            f"There is no mail server {name!r}.", did_you_mean(name, names(), f"Known are: {', '.join(names())}.")
        )
    found: Mta = import_module(f"{__name__}.{name}").MTA
    return found


def everything(tiers: Sequence[Hosts]) -> list[list[list[Reach]]]:
    """No limit: every address is tried."""
    return [[[Reach.ALWAYS] * len(host) for host in tier] for tier in tiers]
