"""One of several accounts: that of a profile, that behind a role."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from iacmx.errors import ProviderError
from iacmx.provider import Deadline
from iacmx_route53 import connect
from tests.lab import sts_scripted
from tests.lab.route53_api import Moto
from tests.lab.route53_scripted import Api
from tests.lab.sts_scripted import Sts
from tests.providers.route53.accounts import ENVIRONMENT

ROLE = "arn:aws:iam::123456789012:role/audit/dns-reader"
CONFIG = """\
[profile mail]
aws_access_key_id = AKIDMAIL
aws_secret_access_key = x
[profile production]
aws_access_key_id = AKIDPRODUCTION
aws_secret_access_key = x
[profile reader]
role_arn = arn:aws:iam::123456789012:role/reader
source_profile = production
"""


@pytest.fixture
def sts(api: Api, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sts]:
    with sts_scripted.serving() as sts:
        monkeypatch.setenv("AWS_ENDPOINT_URL_STS", sts.url)
        yield sts


@pytest.fixture
def profiles(api: Api, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "config").write_text(CONFIG)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))


def refusal(account: str) -> ProviderError:
    with pytest.raises(ProviderError) as error:
        connect(Deadline.after(20), account=account)
    return error.value


@pytest.mark.usefixtures("profiles")
class TestProfiles:
    def test_a_profile_goes_before_the_keys_of_the_environment(self, api: Api) -> None:
        for account, key in (("mail", "AKIDMAIL"), ("production", "AKIDPRODUCTION"), ("", "AKIDTESTKEY")):
            connect(Deadline.after(20), account=account).zones()
            assert api.keys.pop() == key

    def test_a_profile_may_assume_a_role(self, api: Api, sts: Sts) -> None:
        connect(Deadline.after(20), account="reader").zones()
        assert api.keys == ["ASIAROLE1"]

    def test_a_misspelled_profile_is_told_the_nearest(self) -> None:
        error = refusal("prodution")
        assert (error.message, error.hint) == ("There is no AWS profile 'prodution'.", "Did you mean 'production'?")

    def test_a_profile_of_the_environment_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_PROFILE", "mial")
        assert refusal("").hint == "Did you mean 'mail'?"

    def test_a_profile_like_no_other_is_told_where_to_look(self) -> None:
        assert "list-profiles" in refusal("zzz").hint


class TestRoles:
    def test_a_role_is_assumed_when_connecting(self, api: Api, sts: Sts) -> None:
        provider = connect(Deadline.after(20), account=ROLE)
        assert (sts.assumed, api.seen) == ([ROLE], [])
        provider.zones()
        provider.zones()
        assert (api.keys, sts.assumed) == (["ASIAROLE1"] * 2, [ROLE])

    def test_credentials_about_to_expire_are_renewed(self, api: Api, sts: Sts) -> None:
        sts.lifetime = timedelta(minutes=1)
        provider = connect(Deadline.after(20), account=ROLE)
        provider.zones()
        assert len(sts.assumed) > 1
        assert api.keys == [f"ASIAROLE{len(sts.assumed)}"]

    def test_a_role_refused_names_the_permission(self, sts: Sts) -> None:
        sts.refusal = "AccessDenied"
        error = refusal(ROLE)
        assert "could not assume the role (AccessDenied)" in error.message
        assert "sts:AssumeRole" in error.hint
        assert not any(value in str(error) for name, value in ENVIRONMENT.items() if "KEY" in name)

    def test_a_role_refused_when_it_is_renewed_says_so(self, sts: Sts) -> None:
        sts.lifetime = timedelta(minutes=1)
        provider = connect(Deadline.after(20), account=ROLE)
        sts.refusal = "AccessDenied"
        with pytest.raises(ProviderError, match=r"could not assume the role") as error:
            provider.zones()
        assert "sts:AssumeRole" in error.value.hint
        assert "s3cr3t" not in str(error.value)

    def test_expired_credentials_are_not_taken_for_a_missing_permission(self, sts: Sts) -> None:
        sts.refusal = "ExpiredToken"
        assert "does not accept the credentials" in refusal(ROLE).message

    @pytest.mark.parametrize("arn", ["arn:aws:iam::123456789012:user/ci", "arn:aws:iam::1:role/x", "arn:"])
    def test_the_arn_of_something_else(self, arn: str) -> None:
        assert "not the ARN of a role" in refusal(arn).message

    def test_against_moto(self, moto: Moto, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL_STS", moto.url)
        moto.client.create_hosted_zone(Name="example.test", CallerReference="x")
        assert [zone.name for zone in connect(Deadline.after(20), account=ROLE).zones()] == ["example.test"]
