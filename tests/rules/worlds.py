"""DNS stand-ins that say one thing about every name, for :func:`tests.rules.build.build`."""

from __future__ import annotations

from collections import UserDict
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from iacmx.model import Kind


class Every(UserDict[str, Sequence[str] | Kind]):
    """Answers ``kind`` for every name that is not given."""

    def __init__(self, kind: Kind, known: Mapping[str, Sequence[str] | Kind] = MappingProxyType({})) -> None:
        super().__init__(known)
        self._kind = kind

    def __bool__(self) -> bool:
        return True

    def get(self, name: str, default: object = None) -> Sequence[str] | Kind:  # type: ignore[override]  # always known
        return self.data.get(name, self._kind)


OFFLINE = Every(Kind.SKIPPED)
"""Nothing was asked."""
