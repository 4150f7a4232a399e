"""From the user's words for an account to access to it.

``""`` is the account of the credentials in use, a name is a profile of the AWS configuration files, an ARN is a role
that the credentials in use may assume. Roles are assumed by botocore, which renews them before they expire.
"""

from __future__ import annotations

import os
import re
from functools import partial
from typing import TYPE_CHECKING, Protocol, cast

import botocore.session
from botocore.config import Config
from botocore.credentials import (
    AssumeRoleCredentialFetcher,
    CredentialProvider,
    CredentialResolver,
    DeferredRefreshableCredentials,
)
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, ProfileNotFound
from msgspec import Struct
from urllib3.exceptions import HTTPError

from iacmx import parallel
from iacmx.errors import ProviderError
from iacmx.nearest import did_you_mean
from iacmx.provider import Deadline
from iacmx_route53 import faults
from iacmx_route53.service import Service
from iacmx_route53.signing import Signer
from iacmx_route53.wire import Wire, wire

if TYPE_CHECKING:
    from botocore.credentials import Credentials
    from botocore.session import Session

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

    def caller(self) -> str:
        """The ARN that AWS calls the credentials by, ``""`` where it does not tell. One request to STS."""
        sts = self.session.create_client("sts", self.region, config=_TIMEOUTS)
        try:
            return str(cast("_Sts", sts).get_caller_identity()["Arn"])
        except faults.FAULTS:  # which is no reason for anything else to fail
            return ""


class _Sts(Protocol):
    def get_caller_identity(self) -> dict[str, str]: ...


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
    except (
        BotoCoreError,
        HTTPError,
        OSError,
        ValueError,
    ) as error:  # URLs that are none, files that are not there
        raise ProviderError(
            f"The AWS SDK can't be set up for Route 53 ({type(error).__name__}).",
            "Check AWS_PROFILE, the AWS configuration files, and AWS_ENDPOINT_URL where it is set.",
        ) from error


def _access(account: str) -> Access:
    own = botocore.session.get_session()
    is_role = account.startswith("arn:")
    if account and not is_role:
        own.set_config_variable("profile", account)
    credentials = own.get_credentials()
    if credentials is None:
        raise NoCredentialsError
    region: str = own.get_config_variable("region") or REGION
    session = own
    if is_role:
        credentials = _assumed(own, credentials, account, region)
        session = botocore.session.get_session()
        session.register_component("credential_provider", CredentialResolver([_Assumed(credentials)]))
    service = Service(session, region)
    endpoint = service.endpoint
    signer = Signer(endpoint.host, endpoint.region, endpoint.service)
    return Access(service, wire(endpoint.url, _ca_bundle(session)), signer, credentials, session, region)


def _ca_bundle(session: Session) -> str | None:
    """The file with certificates to trust, as botocore's clients look for it."""
    configured: str | None = session.get_config_variable("ca_bundle")
    return configured or os.environ.get("REQUESTS_CA_BUNDLE")


def _assumed(own: Session, credentials: Credentials, role: str, region: str) -> Credentials:
    """The credentials of that role, which these have assumed."""
    own.set_config_variable("sts_regional_endpoints", "regional")  # the global one is in a single region
    sts = partial(own.create_client, region_name=region, config=_TIMEOUTS)
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
