"""One tree of errors, each with a hint that tells the user what to do.

An error of a library is translated once, where that library is called, with ``raise ... from``.
``hint`` never repeats the message and never contains plan content beyond DNS fields, nor credentials.
"""

from __future__ import annotations


class IacmxError(Exception):
    """Base of every error that iacmx raises on purpose.

    ``message`` is one sentence saying what is wrong, ``hint`` one sentence saying what to do.
    ``exit_code`` is what the command line exits with (see "Exit codes" in the README).
    """

    exit_code = 2

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class InputError(IacmxError):
    """The input can't be used: a plan, snapshot, zone file or settings file is missing or wrong."""


class UsageError(IacmxError):
    """The command line asks for something that makes no sense."""


class ProviderError(IacmxError):
    """A provider could not tell: denied, throttled out, unreachable, or its answer is broken.

    Never means "no records": whoever catches it reports the zone as unverified. ``asked`` is who did not tell, in
    words (``Route 53``), where that is known.
    """

    asked = ""

    exit_code = 3


class ZoneNotFound(ProviderError):
    """The credentials in use see no zone of that id or name (which is not proof that none exists)."""


class NoAdapter(ProviderError):
    """No adapter for that provider is installed."""

    exit_code = 2


class NotAsked(ProviderError):
    """The provider is deliberately not asked (``--offline``)."""
