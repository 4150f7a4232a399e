"""An environment in which boto3 finds the stand-in and no other credentials."""

from __future__ import annotations

from collections.abc import Iterator

import botocore.session
import pytest
from botocore.loaders import Loader, create_loader

from iacmx_route53 import api as route53_api
from iacmx_route53 import budget
from tests.lab import route53_api as moto_api
from tests.lab import route53_scripted
from tests.lab.route53_api import Moto
from tests.lab.route53_scripted import Api
from tests.providers.route53.accounts import ENVIRONMENT, UNSET, Scripted


@pytest.fixture(scope="session")
def models() -> Loader:
    """The files that botocore makes its clients of; a loader keeps what it has read."""
    return create_loader()


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch, models: Loader) -> None:
    monkeypatch.setattr(botocore.session, "create_loader", lambda search_path_string=None: models)
    for name in UNSET:
        monkeypatch.delenv(name, raising=False)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(route53_api, "PAUSE", 0.02)
    monkeypatch.setattr(route53_api, "LONGEST_PAUSE", 0.1)
    monkeypatch.setattr(budget, "RATE", 1e6)  # a stand-in allows any


@pytest.fixture
def api(aws: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    with route53_scripted.serving() as api:
        monkeypatch.setenv("AWS_ENDPOINT_URL_ROUTE_53", api.url)
        yield api


@pytest.fixture
def account(api: Api) -> Scripted:
    return Scripted(api)


@pytest.fixture(scope="session")
def moto_server() -> Iterator[Moto]:
    with moto_api.serving() as moto:
        yield moto


@pytest.fixture
def moto(moto_server: Moto, aws: None, monkeypatch: pytest.MonkeyPatch) -> Moto:
    moto_server.reset()
    monkeypatch.setenv("AWS_ENDPOINT_URL_ROUTE_53", moto_server.url)
    return moto_server
