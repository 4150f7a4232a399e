"""Several askers behind one: each question goes to the one that can answer its kind, all kinds at the same time."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from iacmx.model import Answer, Kind
from iacmx.world.questions import MTA_STS, is_plain
from iacmx.world.served import Asker, Key


class Askers:
    """Plain DNS, and the further questions of :mod:`iacmx.world.questions`.

    An asker that is ``None`` asks nothing: its questions are SKIPPED, with ``reason``. The askers run at the same time,
    so they must not share an engine; each keeps the run's deadline itself.
    """

    def __init__(self, dns: Asker, authority: Asker | None, policies: Asker | None, *, reason: str = "") -> None:
        self._askers = {_DNS: dns, _AUTHORITY: authority, MTA_STS: policies}
        self._skipped = Answer(Kind.SKIPPED, reason=reason)

    @property
    def sent(self) -> int:
        """Messages sent so far."""
        return sum(asker.sent for asker in self._askers.values() if asker is not None)

    def ask(self, questions: Iterable[Key]) -> dict[Key, Answer]:
        """The answer to every question."""
        shares: dict[str, list[Key]] = {}
        for key in questions:
            shares.setdefault(_kind(key[1]), []).append(key)
        answers: dict[Key, Answer] = {}
        asked: list[partial[dict[Key, Answer]]] = []
        for kind, keys in shares.items():
            asker = self._askers[kind]
            if asker is None:
                answers.update(dict.fromkeys(keys, self._skipped))
            else:
                asked.append(partial(asker.ask, keys))
        if len(asked) == 1:
            return answers | asked[0]()
        from iacmx.parallel import run_all

        for outcome in run_all(asked, None):
            answers.update(outcome())
        return answers


_DNS, _AUTHORITY = "dns", "authority"


def _kind(rdtype: str) -> str:
    return _DNS if is_plain(rdtype) else MTA_STS if rdtype == MTA_STS else _AUTHORITY
