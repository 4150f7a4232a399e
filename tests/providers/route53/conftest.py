"""An environment in which boto3 finds the stand-in and no other credentials."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tenacity import wait_fixed

from iacmx_route53 import api as route53_api
from tests.lab.route53_scripted import Api, serving
from tests.providers.route53.accounts import ENVIRONMENT, UNSET, Scripted


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    for name in UNSET:
        monkeypatch.delenv(name, raising=False)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(route53_api, "PAUSE", wait_fixed(0.02))
    with serving() as api:
        monkeypatch.setenv("AWS_ENDPOINT_URL_ROUTE_53", api.url)
        yield api


@pytest.fixture
def account(api: Api) -> Scripted:
    return Scripted(api)
