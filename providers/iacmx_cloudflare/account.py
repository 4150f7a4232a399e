"""The one account whose zones are meant, among those that the credentials see."""

from __future__ import annotations

import re

from iacmx_cloudflare.answers import ApiZone

_ID = re.compile(r"[0-9a-f]{32}")


def is_id(account: str) -> bool:
    """Whether this is an account's id; else it is its name."""
    return _ID.fullmatch(account) is not None


def of_account(account: str) -> dict[str, str]:
    """The parameters of a list of zones that leave out those of other accounts."""
    if not account:
        return {}
    return {"account.id" if is_id(account) else "account.name": account}


def is_of(zone: ApiZone, account: str) -> bool:
    """Whether the zone is the account's: the filter of names knows operators and ignores case."""
    if not account:
        return True
    return zone.account is not None and account in (zone.account.id, zone.account.name)
