"""Route 53, read with what boto3 and botocore, its base, know of it, and without their client (``docs/adr/0008``).

Credentials, profile and endpoint come from boto3's own chain (environment, shared files, SSO, container and instance
roles; ``AWS_ENDPOINT_URL``, ``AWS_ENDPOINT_URL_ROUTE_53``). The IAM actions used are in ``docs/providers.md``.
boto3 is imported when :func:`connect` is called.
"""

from __future__ import annotations

from iacmx.provider import Deadline, Provider


def connect(deadline: Deadline, *, account: str = "", rate: float | None = None) -> Provider:
    """Connect to an account: of a profile, behind a role's ARN, or that of the credentials in use.

    Sends no request to Route 53; a role is assumed at once. Raises ProviderError.
    """
    from iacmx_route53.account import Route53
    from iacmx_route53.api import Api

    return Route53(Api.connect(deadline, account, rate))
