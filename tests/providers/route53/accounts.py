"""Route 53 accounts to test against: one as the API reference says, one of moto's."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from iacmx.provider import Deadline, Provider
from iacmx_route53 import connect
from tests.lab.faults import Fault
from tests.lab.route53_api import Moto
from tests.lab.route53_scripted import Api, Held, escaped
from tests.providers.conformance import Account, Live

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "AKIDTESTKEY",
    "AWS_SECRET_ACCESS_KEY": "s3cr3t-of-the-tests",
    "AWS_SESSION_TOKEN": "t0ken-of-the-tests",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": "/dev/null",
    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
}
UNSET = (
    "AWS_PROFILE",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_ROUTE_53",
    "AWS_ENDPOINT_URL_STS",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
)


class Route53Account(Account):
    """What both have in common: the environment makes boto3 find them."""

    provider = "route53"
    absent_id = "Z0ABSENT0ABSENT"
    secrets = ("AKIDTESTKEY", "s3cr3t-of-the-tests", "t0ken-of-the-tests")
    permission = "route53:ListResourceRecordSets"

    def connect(self, seconds: float = 20.0) -> Provider:
        return connect(Deadline.after(seconds))


class Scripted(Route53Account):
    def __init__(self, api: Api) -> None:
        self.api = api

    def add_zone(self, name: str, records: Sequence[Live] = ()) -> str:
        held = tuple(Held(escaped(live.owner), live.type, live.values, live.ttl) for live in records)
        return self.api.add_zone(name, held).id

    @property
    def sent(self) -> int:
        return len(self.api.seen)

    def fail(self, fault: Fault, times: int | None = None) -> None:
        self.api.faults.set(fault, times)


class MotoAccount(Route53Account):
    def __init__(self, moto: Moto) -> None:
        self.moto = moto

    def add_zone(self, name: str, records: Sequence[Live] = ()) -> str:
        created = self.moto.client.create_hosted_zone(Name=name, CallerReference=uuid4().hex)
        zone_id: str = created["HostedZone"]["Id"].rpartition("/")[2]
        if records:
            self.moto.client.change_resource_record_sets(
                HostedZoneId=zone_id, ChangeBatch={"Changes": [_creation(live) for live in records]}
            )
        return zone_id

    @property
    def sent(self) -> int:
        return self.moto.sent


def _creation(live: Live) -> dict[str, object]:
    values = [{"Value": value} for value in live.values]
    held = {"Name": live.owner, "Type": live.type, "TTL": live.ttl, "ResourceRecords": values}
    return {"Action": "CREATE", "ResourceRecordSet": held}
