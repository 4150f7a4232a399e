"""What can go wrong between here and Route 53, as one sentence and a hint each.

AWS's own text is never repeated: that of a refused signature quotes the session token.
"""

from __future__ import annotations

import re

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NotConnected
from botocore.parsers import ResponseParserError

from iacmx.errors import ProviderError, ZoneNotFound
from iacmx.wire import BadAnswer, NoAnswer

_DENIED = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})
_CREDENTIALS = frozenset(
    {
        "AuthFailure",
        "ExpiredToken",
        "ExpiredTokenException",
        "IncompleteSignature",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "MissingAuthenticationToken",
        "OptInRequired",
        "RequestExpired",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)
_THROTTLED = frozenset(
    {
        "PriorRequestNotComplete",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)
_CODE = re.compile(r"[A-Za-z0-9.]{1,60}")

CREDENTIALS_HINT = (
    "Give the AWS SDK valid credentials (AWS_PROFILE, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, SSO or a role) "
    "and see with `aws sts get-caller-identity` whether they work."
)


class NoTurn(TimeoutError):
    """The next request may not be sent before the deadline."""


class BrokenAnswer(Exception):
    """An answer that is well-formed and makes no sense."""


_UNREACHED = (NoAnswer, OSError, HTTPClientError, NotConnected)
"""No answer: of this package's own requests to Route 53, and of those that botocore sends to renew credentials."""

_BROKEN = (BadAnswer, ResponseParserError, BrokenAnswer, LookupError, ValueError, TypeError, AttributeError)
"""An answer that is not what it should be. botocore checks only that it is XML: a required member that is missing, is
there twice or is no number comes up wherever it is read first, in botocore or in this package."""

FAULTS = (BotoCoreError, ClientError, *_UNREACHED, *_BROKEN)
"""All that a call can raise; a TimeoutError, which is an OSError, is a server's silence, the time that a request may
take, or the deadline."""


def code(error: BaseException) -> str:
    """The API's error code, ``""`` for a failure that is not an answer of the API."""
    if not isinstance(error, ClientError):
        return ""
    text = error.response.get("Error", {}).get("Code", "")
    return text if _CODE.fullmatch(text) else "an unreadable error code"


def status(error: BaseException) -> int:
    """The HTTP status of the API's answer, 0 where there is none."""
    if not isinstance(error, ClientError):
        return 0
    return error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)


def throttled(error: BaseException) -> bool:
    return code(error) in _THROTTLED or status(error) == 429


def denied(error: BaseException | None) -> bool:
    """Whether the credentials were accepted and the action was not allowed."""
    if not isinstance(error, ClientError) or code(error) in _CREDENTIALS or error.operation_name == "AssumeRole":
        return False
    return code(error) in _DENIED or status(error) in (401, 403)


def passing(error: BaseException) -> bool:
    """Whether the same request may succeed in a moment."""
    if isinstance(error, ClientError):
        return throttled(error) or status(error) >= 500
    return isinstance(error, (*_UNREACHED, *_BROKEN)) and not isinstance(error, NoTurn)


def translate(error: BaseException, action: str, zone_id: str = "") -> ProviderError:
    """What a failed ``action`` (``"ListHostedZones"``) means to the user; ``zone_id`` is that of the zone it reads."""
    if isinstance(error, ClientError):
        return _refused(error, action, zone_id)
    if isinstance(error, NoTurn):
        return ProviderError(
            f"There was no time left to call Route 53's {action} without calling it too often.",
            "Allow the run more time, or a higher rate where Route 53 allows the account one.",
        )
    if isinstance(error, TimeoutError):
        return ProviderError(
            f"Route 53 did not answer {action} in time.", "Try again, or allow the run more time for its requests."
        )
    if isinstance(error, _UNREACHED):  # and not broken: a certificate that does not fit is a ValueError, too
        why = str(error) if isinstance(error, NoAnswer) else type(error).__name__
        return ProviderError(
            f"Route 53 can't be reached for {action}: {why}.",
            "Check the network, its proxy settings, and AWS_ENDPOINT_URL where it is set.",
        )
    if isinstance(error, _BROKEN):
        return ProviderError(
            f"Route 53's answer to {action} is broken.",
            "Try again; if it stays so, look for a proxy, or an AWS_ENDPOINT_URL that is no Route 53 API.",
        )
    return ProviderError(f"The AWS SDK can't call Route 53's {action} ({type(error).__name__}).", CREDENTIALS_HINT)


def _refused(error: ClientError, action: str, zone_id: str) -> ProviderError:
    reason = code(error)
    if error.operation_name == "AssumeRole" and reason not in _CREDENTIALS:  # at first, and whenever it is renewed
        return ProviderError(
            f"The credentials in use could not assume the role ({reason}).",
            "Allow them the IAM action sts:AssumeRole on the role, and let the role's trust policy name them.",
        )
    if reason == "NoSuchHostedZone":
        return no_such_zone(zone_id)
    if throttled(error):
        return ProviderError(
            f"Route 53 throttled {action} until the deadline ({reason}).",
            "It allows an account few requests per second, the console's included; try again later or allow more time.",
        )
    if reason in _CREDENTIALS:
        return ProviderError(f"AWS does not accept the credentials for {action} ({reason}).", CREDENTIALS_HINT)
    if denied(error):
        resource = f" on arn:aws:route53:::hostedzone/{zone_id}" if zone_id else ""
        return ProviderError(
            f"The AWS credentials may not call {action}{resource} ({reason}).",
            f"Allow them the IAM action route53:{action}.",
        )
    if status(error) >= 500:
        return ProviderError(f"Route 53 failed to answer {action} ({reason}).", "Try again in a few minutes.")
    return ProviderError(
        f"Route 53 refused {action} ({reason}).", "Check the zone's id, and AWS_ENDPOINT_URL where it is set."
    )


def no_such_zone(name_or_id: str) -> ZoneNotFound:
    return ZoneNotFound(
        f"Route 53 knows no hosted zone {name_or_id} in this account.",
        "See with `aws route53 list-hosted-zones` whether the credentials in use are those of the zone's account.",
    )
