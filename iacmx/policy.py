"""The policy of the house: what mail is expected where, and what one plan may change."""

from __future__ import annotations

from fnmatch import fnmatchcase

from msgspec import Struct

from iacmx.errors import InputError
from iacmx.mail_hosts import MailHost, mail_hosts
from iacmx.model import Mx
from iacmx.mx import parse_mx
from iacmx.names import is_host_name, normalize
from iacmx.nearest import did_you_mean

NULL = "null"


class Expectation(Struct, frozen=True, forbid_unknown_fields=True):
    """What the owners that fit ``owner`` (a shell pattern) are to have.

    ``mail`` is the id of a mail host (``google_workspace``), ``null`` for no mail, or the exact set, each record as
    ``"10 mx1.example.net"``. Raises InputError for anything else.
    """

    owner: str
    mail: str | tuple[str, ...]

    def __post_init__(self) -> None:
        if isinstance(self.mail, str):
            known = (NULL, *(host.id for host in mail_hosts()))
            if self.mail not in known:
                raise InputError(
                    f"The expectation for {self.owner} names no known mail host: {self.mail!r}.",
                    did_you_mean(self.mail, known, "docs/settings.md tells what `mail` may be."),
                )
            return
        wrong = [text for text, mx in zip(self.mail, self.records, strict=True) if not _is_sound(mx)]
        if wrong or not self.mail:
            raise InputError(
                f"The expectation for {self.owner} holds no MX record: {wrong[0] if wrong else 'nothing'!r}.",
                'Write each record as "10 mx1.example.net", or mail = "null" for no mail.',
            )

    @property
    def is_null(self) -> bool:
        return self.mail == NULL

    @property
    def records(self) -> tuple[Mx, ...]:
        """The exact set, empty where a mail host or no mail is expected."""
        return () if isinstance(self.mail, str) else tuple(map(parse_mx, self.mail))

    @property
    def mail_host(self) -> MailHost | None:
        """The mail host, ``None`` where an exact set or no mail is expected."""
        return next((host for host in mail_hosts() if host.id == self.mail), None)


def _is_sound(mx: Mx) -> bool:
    return mx.preference is not None and (mx.is_null or is_host_name(str(mx.exchange)))


class Limits(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """``owners_changed``: of how many owners one plan may change the MX records, ``None`` for any number."""

    owners_changed: int | None = None

    def __post_init__(self) -> None:
        if self.owners_changed is not None and self.owners_changed < 0:
            raise InputError("The limit owners-changed is less than 0.", "Give a number of owners, such as 5.")


class Policy(Struct, frozen=True):
    """``expect``: the first that fits an owner counts. ``protected`` are patterns of owners whose MX records change
    only where the owner is among the ``acknowledged``."""

    expect: tuple[Expectation, ...] = ()
    limits: Limits = Limits()
    protected: tuple[str, ...] = ()
    acknowledged: tuple[str, ...] = ()

    def expectation(self, owner: str) -> Expectation | None:
        """What is expected of an owner (normal form)."""
        return next((one for one in self.expect if fits(owner, one.owner)), None)

    def must_acknowledge(self, owner: str) -> bool:
        """Whether the owner is protected and its change was not acknowledged."""
        named = any(fits(owner, pattern) for pattern in self.protected)
        return named and owner not in map(normalize, self.acknowledged)


def fits(owner: str, pattern: str) -> bool:
    """Whether an owner (normal form) fits a shell pattern; ``*.example.com`` is every name below ``example.com``."""
    return fnmatchcase(owner, normalize(pattern))
