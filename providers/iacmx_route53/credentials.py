"""From the user's words for an account to access to it.

``""`` is the account of the credentials in use, a name is a profile of the AWS configuration files, an ARN is a role
that the credentials in use may assume. Credentials are boto3's to find. Roles are assumed by botocore, its base, which
renews them before they expire.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import botocore.session
from boto3 import Session
from botocore.config import Config
from botocore.credentials import (
    AssumeRoleCredentialFetcher,
    CredentialProvider,
    CredentialResolver,
    DeferredRefreshableCredentials,
    RefreshableCredentials,
)
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, ProfileNotFound
from botocore.httpsession import create_urllib3_context, get_cert_path
from msgspec import Struct

from iacmx import __version__, parallel
from iacmx.errors import ProviderError
from iacmx.nearest import did_you_mean
from iacmx.provider import Deadline
from iacmx.wire import Wire
from iacmx_route53 import faults
from iacmx_route53.service import Service
from iacmx_route53.signing import Signer

if TYPE_CHECKING:
    from ssl import SSLContext

    from botocore.credentials import Credentials, ReadOnlyCredentials

REGION = "us-east-1"
"""Where no region is set: Route 53 is global, and its requests are signed for this one."""

_ROLE = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]+")

_TIMEOUTS = Config(connect_timeout=5, read_timeout=15, retries={"total_max_attempts": 2})


class Access(Struct, frozen=True):
    """What it takes to call Route 53: how to ask, over what, and who signs."""

    service: Service
    wire: Wire
    signer: Signer
    credentials: Credentials
    session: Session
    region: str

    def keys(self, deadline: Deadline) -> ReadOnlyCredentials:
        """The keys to sign with; those that expire are renewed in time, which may take requests elsewhere.

        Raises ProviderError where they are none, TimeoutError, and what renewing raises.
        """
        held = self.credentials
        if isinstance(held, RefreshableCredentials) and held.refresh_needed():
            return _checked(parallel.run(held.get_frozen_credentials, deadline))
        return _checked(held.get_frozen_credentials())

    def caller(self) -> str:
        """The ARN that AWS calls the credentials by, ``""`` where it does not tell. One request to STS.

        Raises ProviderError where they are none.
        """
        sts = _clients(self.session)("sts", self.region, config=_TIMEOUTS)
        try:
            _checked(self.credentials.get_frozen_credentials())
            return str(sts.get_caller_identity()["Arn"])
        except faults.FAULTS:  # which is no reason for anything else to fail
            return ""


def _clients(session: Session) -> Callable[..., Any]:
    """What makes clients of a session: boto3 types those of services only that are installed with types."""
    make: Callable[..., Any] = cast("Any", session).client
    return make


def access(account: str, deadline: Deadline) -> Access:
    """Access to that account (see above); a role is assumed at once. Raises ProviderError."""
    if account.startswith("arn:") and not _ROLE.fullmatch(account):
        raise ProviderError(
            f"{account!r} is not the ARN of a role.", "Write it as arn:aws:iam::123456789012:role/NAME."
        )
    try:
        return parallel.run(partial(_access, account), deadline)
    except ProfileNotFound as error:
        raise _no_profile(str(error.kwargs["profile"])) from error
    except NoCredentialsError as error:
        raise ProviderError("There are no AWS credentials for Route 53.", faults.CREDENTIALS_HINT) from error
    except ClientError as error:
        raise faults.translate(error, "AssumeRole") from error
    except TimeoutError as error:
        raise ProviderError(
            "No AWS credentials were found in time.",
            "Check the credential source, or allow the run more time.",
        ) from error
    except (BotoCoreError, OSError, ValueError) as error:  # files that are not there, URLs that are none
        raise ProviderError(
            f"The AWS SDK can't be set up for Route 53 ({type(error).__name__}).",
            "Check AWS_PROFILE, the AWS configuration files, and AWS_ENDPOINT_URL where it is set.",
        ) from error


def _access(account: str) -> Access:
    is_role = account.startswith("arn:")
    base = botocore.session.get_session()
    base.set_config_variable("sts_regional_endpoints", "regional")  # the global one is in a single region
    own = Session(profile_name=None if is_role else account or None, botocore_session=base)
    credentials = own.get_credentials()
    if credentials is None:
        raise NoCredentialsError
    region = own.region_name or REGION
    session = own
    if is_role:
        credentials = _assumed(own, credentials, account, region)
        other = botocore.session.get_session()
        other.register_component("credential_provider", CredentialResolver([_Assumed(credentials)]))
        session = Session(botocore_session=other)
    service = Service(session, region)
    endpoint = service.endpoint
    trust = partial(_trusted, base.get_config_variable("ca_bundle") or os.environ.get("REQUESTS_CA_BUNDLE"))
    wire = Wire(endpoint.url, {"User-Agent": f"iacmx/{__version__}"}, trust)
    signer = Signer(wire.host, endpoint.region, endpoint.service)
    return Access(service, wire, signer, credentials, session, region)


def _trusted(ca_bundle: str | None) -> SSLContext:
    """The certificates that botocore's clients trust: those of that file, or those that come with it."""
    context: SSLContext = create_urllib3_context()
    context.check_hostname = True
    context.load_verify_locations(ca_bundle or get_cert_path(True))
    return context


def _checked(keys: ReadOnlyCredentials) -> ReadOnlyCredentials:
    """The same keys. Raises ProviderError where they hold what no header can hold, and no key."""
    parts = {"access key id": keys.access_key, "secret access key": keys.secret_key, "session token": keys.token}
    for part, held in parts.items():
        if held and not (held.isascii() and held.isprintable() and " " not in held):
            raise ProviderError(
                f"The AWS {part} holds a space, a line break or another character that none has.",
                "Copy it again without anything around it, in the environment or in the AWS configuration files.",
            )
    return keys


def _assumed(own: Session, credentials: Credentials, role: str, region: str) -> Credentials:
    """The credentials of that role, which these have assumed."""
    _checked(credentials.get_frozen_credentials())
    sts = partial(_clients(own), region_name=region, config=_TIMEOUTS)
    fetcher = AssumeRoleCredentialFetcher(sts, credentials, role, {"RoleSessionName": "iacmx"})
    assumed = DeferredRefreshableCredentials(fetcher.fetch_credentials, _Assumed.METHOD)
    assumed.get_frozen_credentials()
    return assumed


class _Assumed(CredentialProvider):
    """Gives a session these credentials in place of those it would find."""

    METHOD = "assume-role"

    def __init__(self, credentials: Credentials) -> None:
        super().__init__()
        self._credentials = credentials

    def load(self) -> Credentials:
        return self._credentials


def _no_profile(name: str) -> ProviderError:
    known: list[str] = botocore.session.Session().available_profiles
    return ProviderError(
        f"There is no AWS profile {name!r}.",
        did_you_mean(name, known, "See the profiles there are with `aws configure list-profiles`."),
    )
