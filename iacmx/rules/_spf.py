"""The SPF record of an owner, as far as it concerns its MX records."""

from __future__ import annotations

from msgspec import Struct

from iacmx.case import Case
from iacmx.model import Kind
from iacmx.rules._hostnames import lookable


class Spf(Struct, frozen=True):
    """An SPF record: its terms as written, without the version."""

    text: str
    terms: tuple[str, ...]

    @property
    def uses_mx(self) -> bool:
        """Whether it lets the owner's own exchanges send (RFC 7208 section 5.4)."""
        return any(_name(term).partition("/")[0] == "mx" and term[:1] not in "-~?" for term in self.terms)

    @property
    def permits(self) -> tuple[str, ...]:
        """The terms that let somebody send."""
        return tuple(term for term in self.terms if _permits(term))

    @property
    def refuses_all(self) -> bool:
        """Whether it says that nobody sends for the domain: ``-all`` and no term before it that permits anybody."""
        return not self.permits and any(term.lower() == "-all" for term in self.terms)

    def includes(self, domain: str) -> bool:
        return any(_name(term) == f"include:{domain}" for term in self.terms)


def spf_after(case: Case) -> Spf | None:
    """The owner's SPF record after the apply; ``None`` where there is none, more than one, or it is not known."""
    if not lookable(case.owner) or case.zone.private:
        return None
    answer = case.after_world.lookup(case.owner, "TXT")
    texts = [str(text) for text in answer.values if isinstance(text, str)] if answer.kind is Kind.FOUND else []
    found = [text.split() for text in texts if text.lower().split()[0] == "v=spf1"]
    return Spf(" ".join(found[0]), tuple(found[0][1:])) if len(found) == 1 else None


def _name(term: str) -> str:
    return term.lower().lstrip("+-~?")


def _permits(term: str) -> bool:
    if term.lower().startswith("redirect="):
        return True
    return term[:1] not in "-~?" and "=" not in term.partition(":")[0]
