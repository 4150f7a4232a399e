"""The domain that was registered, for a name at or below it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList


@cache
def _suffixes() -> PublicSuffixList:
    # Reading the list takes some 50 ms, so it is read when a first name needs it.
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList(only_icann=True, accept_unknown=False)


def registrable_domain(name: str) -> str | None:
    """The domain below a registry's suffix that ``name`` (normal form) lies in; ``None`` for a suffix itself and for
    names below no known top-level domain.

    Source: the Public Suffix List's ICANN section. Its private section names hosting services, under which nobody
    registers anything (``amazonaws.com`` is registered, ``eu-west-1.compute.amazonaws.com`` is not for sale).
    """
    return _suffixes().privatesuffix(name)
