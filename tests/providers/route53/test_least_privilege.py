"""The IAM policy of the docs allows what is called, and nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path

from iacmx_route53 import hosted_zones, listing
from tests.lab.route53_scripted import Api
from tests.providers.conformance import zone_of
from tests.providers.route53.accounts import Scripted

ROOT = Path(__file__).parents[3]


def allowed() -> set[str]:
    section = (ROOT / "docs/providers.md").read_text().partition("## Route 53")[2].partition("\n## ")[0]
    policy = re.search(r"```json\n(.*?)```", section, re.DOTALL)
    assert policy
    return {action for one in json.loads(policy[1])["Statement"] for action in one["Action"]}


def test_the_policy_names_the_actions_of_the_code() -> None:
    code = "".join(Path(module.__file__).read_text() for module in (hosted_zones, listing))
    called = set(re.findall(r'\bcall\(\s*"(\w+)"', code)) | {listing.ACTION}
    assert allowed() == {f"route53:{action}" for action in called}


def test_no_other_api_is_called(api: Api, account: Scripted) -> None:
    zone_id = account.add_zone("example.test")
    provider = account.connect()
    provider.zones()
    provider.fetch(zone_of(account, zone_id), None)
    provider.fetch(zone_of(account, name="example.test"), None)
    paths = {path.partition("?")[0].replace(zone_id, "ID") for path in api.seen}
    root = "/2013-04-01"
    assert paths == {
        f"{root}/hostedzone",
        f"{root}/hostedzonesbyname",
        f"{root}/hostedzone/ID",
        f"{root}/hostedzone/ID/rrset",
    }
