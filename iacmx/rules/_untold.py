"""What could not be told, in the words of every unverified finding: what was asked, of whom, and what came back."""

from __future__ import annotations

from msgspec import Struct

from iacmx.case import Actual, Case
from iacmx.model import Answer, Kind
from iacmx.titles import title


class Untold(Struct, frozen=True):
    """A question without an answer.

    ``asked`` is a name and a type, a URL, or what of a zone or a resource; ``of`` is the server, the resolver, the
    provider or the file that was asked; ``came_back`` is what came back in place of an answer.
    """

    asked: str
    of: str
    came_back: str

    @property
    def in_words(self) -> str:
        return f"asked {self.of} for {self.asked}: {self.came_back}"


def by_answer(asked: str, answer: Answer) -> Untold:
    """A look-up that failed."""
    return Untold(asked, answer.source or "DNS", answer.reason or "no answer")


def by_provider(asked: str, case: Case) -> Untold:
    """A zone that its provider, or what stands in for it, did not tell."""
    return Untold(asked, case.actual_asked or title(case.zone.provider), case.actual_reason or "no answer")


def live_set(case: Case) -> Untold:
    """Why the live MX records of the owner are not known."""
    asked = f"the live MX records of {case.owner}"
    if case.actual is Actual.FAILED:
        return by_provider(asked, case)
    if case.actual is Actual.FETCHED:
        return Untold(asked, title(case.zone.provider), "what came back does not tell of this name")
    if case.actual is Actual.SERVED and not case.zone.private:
        answer = case.served.lookup(case.owner, "MX")
        if answer.kind is Kind.UNVERIFIED:
            return by_answer(asked, answer)
        if answer.settled:
            return Untold(asked, answer.source or "DNS", "it lacks records that the plan believes to be live")
    return Untold(asked, "nobody", case.actual_reason or "this run leaves the provider out, or can't tell the zone")
