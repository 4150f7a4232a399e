"""Answers that are none, and credentials that are none: always an error, never an empty zone."""

from __future__ import annotations

import socket
import traceback
from pathlib import Path

import pytest

from iacmx.errors import ProviderError, ZoneNotFound
from iacmx.provider import Deadline
from iacmx_route53 import connect
from tests.lab.faults import Fault
from tests.lab.route53_scripted import Api, Refused, document
from tests.providers.conformance import zone_of
from tests.providers.route53.accounts import ENVIRONMENT, Scripted


def failure(account: Scripted, seconds: float = 20) -> ProviderError:
    with pytest.raises(ProviderError) as error:
        account.connect(seconds).fetch(zone_of(account, "Z1", "example.test"), frozenset({"example.test"}))
    assert error.value.hint
    assert not any(secret in str(error.value) for secret in account.secrets)
    return error.value


def answering(monkeypatch: pytest.MonkeyPatch, api: Api, answer: str | Refused) -> None:
    def reply(path: str, query: dict[str, str]) -> str:
        if isinstance(answer, Refused):
            raise answer
        return answer

    monkeypatch.setattr(api, "answer", reply)


@pytest.mark.parametrize(
    ("status", "code", "sentence", "requests"),
    [
        (403, "AccessDenied", "may not call ListResourceRecordSets", 1),
        (403, "AccessDeniedException", "may not call ListResourceRecordSets", 1),
        (403, "SomethingNew", "may not call ListResourceRecordSets", 1),
        (403, "ExpiredToken", "does not accept the credentials", 1),
        (403, "InvalidClientTokenId", "does not accept the credentials", 1),
        (403, "SignatureDoesNotMatch", "does not accept the credentials", 1),
        (400, "RequestExpired", "does not accept the credentials", 1),
        (400, "InvalidInput", "refused ListResourceRecordSets", 1),
        (500, "InternalFailure", "failed to answer", 4),
        (503, "ServiceUnavailable", "failed to answer", 4),
        (400, "evil\n::error::code", "an unreadable error code", 1),
    ],
)
def test_a_refusal_has_its_own_sentence(
    monkeypatch: pytest.MonkeyPatch, api: Api, account: Scripted, status: int, code: str, sentence: str, requests: int
) -> None:
    answering(monkeypatch, api, Refused(status, code, "AKIDTESTKEY t0ken-of-the-tests"))
    error = failure(account)
    assert sentence in error.message
    assert "\n" not in str(error)
    assert account.sent == requests


@pytest.mark.parametrize(
    ("status", "code"), [(400, "Throttling"), (400, "PriorRequestNotComplete"), (429, "TooManyRequestsException")]
)
def test_throttling_is_sat_out(
    monkeypatch: pytest.MonkeyPatch, api: Api, account: Scripted, status: int, code: str
) -> None:
    zone_id, provider, answer = account.add_zone("example.test"), account.connect(60), api.answer

    def reply(path: str, query: dict[str, str]) -> str:
        if len(api.seen) <= 12:
            raise Refused(status, code)
        return answer(path, query)

    monkeypatch.setattr(api, "answer", reply)
    data = provider.fetch(zone_of(account, zone_id, "example.test"), None)
    assert (len(data.records), data.requests) == (2, 13)


def test_throttling_until_the_deadline_is_said_to_be(api: Api, account: Scripted) -> None:
    account.fail(Fault.THROTTLED)
    assert "throttled" in failure(account, seconds=2).message
    assert account.sent > 4


SET = "<ResourceRecordSet><Name>example.test.</Name><Type>MX</Type></ResourceRecordSet>"
RESPONSE = "ListResourceRecordSetsResponse"


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "no XML",
        document("ListHostedZonesResponse", "<HostedZones/><IsTruncated>false</IsTruncated>"),
        document(RESPONSE, "<IsTruncated>false</IsTruncated>"),
        document(RESPONSE, f"<ResourceRecordSets>{SET}</ResourceRecordSets>"),
        document(RESPONSE, f"<ResourceRecordSets>{SET}</ResourceRecordSets><IsTruncated>true</IsTruncated>"),
        document(
            RESPONSE,
            f"<ResourceRecordSets>{SET.replace('Name', 'Nome')}</ResourceRecordSets><IsTruncated>false</IsTruncated>",
        ),
        document(
            RESPONSE,
            f"<ResourceRecordSets>{SET.replace('</Type>', '</Type><TTL>soon</TTL>')}</ResourceRecordSets>"
            "<IsTruncated>false</IsTruncated>",
        ),
        document(
            RESPONSE,
            f"<ResourceRecordSets>{SET.replace('<Type>', '<Type>A</Type><Type>')}</ResourceRecordSets>"
            "<IsTruncated>false</IsTruncated>",
        ),
        document(
            RESPONSE,
            "<ResourceRecordSets/><IsTruncated>true</IsTruncated>"
            "<NextRecordName>a.example.test.</NextRecordName><NextRecordType>A</NextRecordType>",
        ),
    ],
    ids=[
        "empty",
        "no XML",
        "another document",
        "no record sets",
        "not told whether it is all",
        "no next page",
        "no name",
        "no number",
        "two types",
        "an empty page before the next",
    ],
)
def test_a_broken_answer_is_no_empty_zone(
    monkeypatch: pytest.MonkeyPatch, api: Api, account: Scripted, answer: str
) -> None:
    answering(monkeypatch, api, answer)
    assert "broken" in failure(account).message
    assert account.sent == 4


def test_a_page_that_leads_back_to_itself_ends(monkeypatch: pytest.MonkeyPatch, api: Api, account: Scripted) -> None:
    following = "<NextRecordName>example.test.</NextRecordName><NextRecordType>MX</NextRecordType>"
    answering(
        monkeypatch,
        api,
        document(RESPONSE, f"<ResourceRecordSets>{SET}</ResourceRecordSets><IsTruncated>true</IsTruncated>{following}"),
    )
    with pytest.raises(ProviderError, match="broken"):
        account.connect().fetch(zone_of(account, "Z1", "example.test"), None)


def test_a_zone_gone_says_which(api: Api, account: Scripted) -> None:
    assert isinstance(error := failure(account), ZoneNotFound)
    assert "Z1" in error.message


def test_nothing_listens(monkeypatch: pytest.MonkeyPatch, api: Api, account: Scripted) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    monkeypatch.setenv("AWS_ENDPOINT_URL_ROUTE_53", f"http://user:passw0rd@127.0.0.1:{port}")
    error = failure(account)
    assert "can't be reached" in error.message
    assert "passw0rd" not in str(error)


class TestConnecting:
    """What boto3's own chain gives, or does not."""

    def test_takes_the_general_endpoint(self, monkeypatch: pytest.MonkeyPatch, api: Api, account: Scripted) -> None:
        zone_id = account.add_zone("example.test")
        monkeypatch.delenv("AWS_ENDPOINT_URL_ROUTE_53")
        monkeypatch.setenv("AWS_ENDPOINT_URL", api.url)
        assert [zone.id for zone in account.connect().zones()] == [zone_id]

    def test_takes_the_profile(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, api: Api, account: Scripted
    ) -> None:
        zone_id = account.add_zone("example.test")
        (tmp_path / "config").write_text(
            f"[profile dns]\naws_access_key_id = a\naws_secret_access_key = b\nservices = local\n"
            f"[services local]\nroute_53 =\n  endpoint_url = {api.url}\n"
        )
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_ROUTE_53"):
            monkeypatch.delenv(name)
        monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
        monkeypatch.setenv("AWS_PROFILE", "dns")
        assert [zone.id for zone in account.connect().zones()] == [zone_id]

    def test_needs_no_region(self, monkeypatch: pytest.MonkeyPatch, account: Scripted) -> None:
        monkeypatch.delenv("AWS_DEFAULT_REGION")
        assert account.connect().zones() == []

    def test_sends_nothing(self, api: Api, account: Scripted) -> None:
        account.connect()
        assert not api.seen

    def test_no_credentials(self, monkeypatch: pytest.MonkeyPatch, api: Api) -> None:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
            monkeypatch.delenv(name)
        with pytest.raises(ProviderError, match="no AWS credentials") as error:
            connect(Deadline.after(20))
        assert "AWS_PROFILE" in error.value.hint

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("AWS_PROFILE", "absent"),
            ("AWS_ENDPOINT_URL_ROUTE_53", "no url"),
            ("AWS_SECRET_ACCESS_KEY", ""),
        ],
    )
    def test_wrong_settings(self, monkeypatch: pytest.MonkeyPatch, api: Api, name: str, value: str) -> None:
        monkeypatch.setenv(name, value)
        with pytest.raises(ProviderError) as error:
            connect(Deadline.after(20))
        assert error.value.hint

    def test_a_broken_configuration_file(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, api: Api) -> None:
        (tmp_path / "config").write_text("no section\n")
        monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
        with pytest.raises(ProviderError, match="can't be set up"):
            connect(Deadline.after(20))

    def test_a_credential_process_that_fails(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, api: Api) -> None:
        (tmp_path / "config").write_text("[profile dns]\ncredential_process = false\n")
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
            monkeypatch.delenv(name)
        monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
        monkeypatch.setenv("AWS_PROFILE", "dns")
        with pytest.raises(ProviderError) as error:
            connect(Deadline.after(20)).zones()
        assert error.value.hint

    @pytest.mark.parametrize("variable", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"])
    @pytest.mark.parametrize("spoil", ["{}\n", " {}", "{}\rX: y", "\x1b[2K{}", "{}\u20ac"])
    @pytest.mark.parametrize("role", ["", "arn:aws:iam::123456789012:role/reader"])
    def test_a_spoilt_credential_is_neither_sent_nor_shown(
        self, monkeypatch: pytest.MonkeyPatch, api: Api, account: Scripted, variable: str, spoil: str, role: str
    ) -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL_STS", api.url)
        held = ENVIRONMENT[variable]
        monkeypatch.setenv(variable, spoil.format(held))
        with pytest.raises(
            ProviderError, match=r"The AWS (access key id|secret access key|session token) holds"
        ) as error:
            connect(Deadline.after(20), account=role).zones()
        assert error.value.hint
        assert held not in "".join(traceback.format_exception(error.value))
        assert api.seen == []

    def test_the_deadline_holds(self, api: Api) -> None:
        with pytest.raises(ProviderError, match="in time"):
            connect(Deadline.after(0))
