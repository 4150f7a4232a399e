"""The certificates that are trusted are those that boto3's clients would trust."""

from __future__ import annotations

import pytest

from iacmx.errors import ProviderError
from iacmx.provider import Deadline
from iacmx_route53 import connect
from tests.lab.route53_scripted import document
from tests.lab.scripted_http import Authority, answering, serving

BODY = document("ListHostedZonesResponse", "<HostedZones/><IsTruncated>false</IsTruncated>").encode()


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize("variable", ["AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"])
def test_a_bundle_of_the_environment(monkeypatch: pytest.MonkeyPatch, authority: Authority, variable: str) -> None:
    for name in ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    with serving(answering("", BODY), tls=authority.server("localhost")) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL_ROUTE_53", f"https://localhost:{server.port}")
        with pytest.raises(ProviderError, match=r"can't be reached .*certificate verify failed"):
            connect(Deadline.after(10)).zones()
        monkeypatch.setenv(variable, str(authority.file))
        assert connect(Deadline.after(10)).zones() == []
        monkeypatch.setenv(variable, "/nowhere/ca.pem")
        with pytest.raises(ProviderError, match="can't be set up"):
            connect(Deadline.after(10))


@pytest.mark.usefixtures("aws")
def test_a_proxy_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "socks5://u:s3cret@127.0.0.1:1")
    with pytest.raises(ProviderError, match="proxy") as error:
        connect(Deadline.after(10))
    assert "s3cret" not in str(error.value)
