"""What the credentials may do, found out by doing it with one small request each, and whose they are.

What they may do beyond that can't be found out by reading, and a token need not be allowed to read its own policies.
"""

from __future__ import annotations

from iacmx.errors import ProviderError
from iacmx.provider import Right
from iacmx_cloudflare import answers
from iacmx_cloudflare.account import is_id, is_of, of_account
from iacmx_cloudflare.answers import ApiToken, ApiZone
from iacmx_cloudflare.failures import Asked, Denied, clean
from iacmx_cloudflare.session import Session

READ_ZONE = "Zone.Zone:Read"
READ_DNS = "Zone.DNS:Read"
_LIST = Asked("the list of zones", READ_ZONE)
_VERIFY = Asked("the status of the token", "nothing")
_FEWEST_ZONES = 5
"""The API's smallest page of zones."""
_FOR_ZONE = "list the zones of an account, and find a zone by its name or its id alone"
_FOR_DNS = "read the records of a zone"
_MORE = (
    "Whether they may do more than iacmx needs, such as edit, can't be told by trying: see the token in the dashboard."
)


def tried(session: Session, account: str) -> tuple[Right, ...]:
    """Each right that iacmx ever needs, tried on the first zone that is listed. Raises ProviderError."""
    try:
        zones = _some_zones(session, account)
    except Denied as error:
        return (
            Right(READ_ZONE, _FOR_ZONE, False, str(error)),
            Right(READ_DNS, _FOR_DNS, None, "Without the list of zones there is no zone to try it with."),
        )
    listed = Right(READ_ZONE, _FOR_ZONE, True)
    if not zones:
        return listed, Right(READ_DNS, _FOR_DNS, None, "The credentials see no zone to try it with.")
    return listed, _reading(session, zones[0])


def identity(session: Session, account: str) -> str:
    """The token's id and status, or whose key it is; ``""`` where the API does not tell."""
    if session.key_of:
        return f"the user {clean(session.key_of)} by a global API key, which may do everything"
    try:
        return _shown("user", _token(session, "/user/tokens/verify"))
    except ProviderError:
        pass  # a token that an account owns is verified there
    try:
        owner = account if is_id(account) else _account_id(session, account)
        return _shown("account", _token(session, f"/accounts/{owner}/tokens/verify")) if is_id(owner) else ""
    except ProviderError:
        return ""


def _reading(session: Session, zone: ApiZone) -> Right:
    asked = Asked(f"the records of zone {clean(zone.id)}", READ_DNS, zone.id)
    try:
        session.one(asked, f"/zones/{zone.id}/dns_records", answers.records, {"per_page": 1})
    except Denied as error:
        return Right(READ_DNS, _FOR_DNS, False, str(error))
    except ProviderError as error:
        return Right(READ_DNS, _FOR_DNS, None, str(error))
    return Right(READ_DNS, _FOR_DNS, True, f"Tried with {clean(zone.name)}. {_MORE}")


def _some_zones(session: Session, account: str) -> tuple[ApiZone, ...]:
    parameters = {"per_page": _FEWEST_ZONES} | of_account(account)
    return tuple(
        zone for zone in session.one(_LIST, "/zones", answers.zones, parameters).result if is_of(zone, account)
    )


def _account_id(session: Session, account: str) -> str:
    zones = _some_zones(session, account)
    return zones[0].account.id if zones and zones[0].account else ""


def _token(session: Session, path: str) -> ApiToken:
    return session.one(_VERIFY, path, answers.token).result


def _shown(owner: str, token: ApiToken) -> str:
    until = f", until {clean(token.expires_on)}" if token.expires_on else ", without expiry"
    return f"the {owner} API token {clean(token.id)} ({clean(token.status)}{until})"
