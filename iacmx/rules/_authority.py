"""What the authoritative servers of a zone say themselves, server by server."""

from __future__ import annotations

from msgspec import Struct

from iacmx.case import Case
from iacmx.model import Answer, Kind, Mx
from iacmx.world.questions import LAME, at

MOST = 8
"""Servers asked; no zone needs more."""


class Said(Struct, frozen=True):
    """One server's answer."""

    server: str
    answer: Answer

    @property
    def is_lame(self) -> bool:
        """It answers, but does not serve the zone."""
        return self.answer.kind is Kind.UNVERIFIED and self.answer.reason in LAME

    @property
    def is_silent(self) -> bool:
        """It could not be asked, or did not tell."""
        return self.answer.kind is Kind.UNVERIFIED and not self.is_lame

    @property
    def in_words(self) -> str:
        answer = self.answer
        if answer.kind is Kind.UNVERIFIED:
            return f"{self.server} {answer.reason}"
        if answer.absent:
            return f"{self.server}: none"
        return f"{self.server}: {', '.join(content(answer))}"


def ask(case: Case, servers: frozenset[str], name: str, rdtype: str) -> tuple[Said, ...]:
    """The answer of each server, in the order of their names."""
    return tuple(Said(server, case.served.lookup(name, at(rdtype, server))) for server in sorted(servers)[:MOST])


def content(answer: Answer) -> tuple[str, ...]:
    """The values in words, MX as preference and exchange."""
    return tuple(sorted(f"{v.preference} {v.exchange}" if isinstance(v, Mx) else str(v) for v in answer.values))
