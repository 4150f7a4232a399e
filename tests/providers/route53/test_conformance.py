"""Route 53 as every provider must be, against an API as the reference describes it."""

from __future__ import annotations

import pytest

from tests.lab.route53_scripted import Api
from tests.providers.conformance import Account, Faults, Reads
from tests.providers.route53.accounts import Scripted


class TestReads(Reads):
    @pytest.fixture
    def account(self, api: Api) -> Account:
        return Scripted(api)


class TestFaults(Faults):
    @pytest.fixture
    def account(self, api: Api) -> Account:
        return Scripted(api)
