"""What is sent, over which certificates and proxies: as the SDK and the environment say."""

from __future__ import annotations

import pytest

from iacmx.errors import ProviderError
from iacmx.provider import Deadline
from iacmx_cloudflare import connect
from tests.lab.cloudflare_api import TOKEN
from tests.lab.scripted_http import Authority, Server, answering, serving

Environment = pytest.MonkeyPatch
INFO = b'{"page": 1, "per_page": 50, "count": 0, "total_count": 0, "total_pages": 0}'
NO_ZONES = answering("", b'{"success": true, "result": [], "result_info": ' + INFO + b"}")


def sent(
    server: Server,
    bare: Environment,
    account: str = "",
    address: str = "http://127.0.0.1:{}/client/v4/",
    seconds: float = 10,
) -> str:
    """The head of the first request."""
    bare.setenv("CLOUDFLARE_API_TOKEN", TOKEN)
    bare.setenv("CLOUDFLARE_BASE_URL", address.format(server.port))
    assert connect(Deadline.after(seconds), account=account).zones("a.test") == []
    return server.seen[0][0]


def test_what_is_sent(bare: Environment) -> None:
    with serving(NO_ZONES) as server:
        head = sent(server, bare, "a b&c.\u00fc.test")
    target, *headers = head.lower().splitlines()
    assert target.startswith("get /client/v4/zones?")
    assert "account.name=a%20b%26c.%c3%bc.test" in target
    assert f"host: 127.0.0.1:{server.port}" in headers
    assert f"authorization: bearer {TOKEN}".lower() in headers
    assert "accept-encoding: gzip" in headers
    assert "x-stainless" not in head.lower()


def test_headers_of_the_environment(bare: Environment) -> None:
    bare.setenv("CLOUDFLARE_CUSTOM_HEADERS", "X-Team: mail\nX-Other: a b\nhost: x\nAccept-encoding: br")
    with serving(NO_ZONES) as server:
        head = sent(server, bare)
    assert "X-Team: mail\r\n" in head
    names = [line.partition(":")[0].lower() for line in head.splitlines()[1:]]
    assert len(names) == len(set(names)), "none twice, of those that say how the request is sent"


@pytest.mark.parametrize("headers", ["X Team: s3cret", "X-Team: s3cr\u20ac", "X-Team: s3\rcret"])
def test_headers_that_are_none(bare: Environment, headers: str) -> None:
    bare.setenv("CLOUDFLARE_CUSTOM_HEADERS", headers)
    with serving() as server, pytest.raises(ProviderError, match="CLOUDFLARE_CUSTOM_HEADERS") as error:
        sent(server, bare)
    assert "s3" not in str(error.value)


def test_certificates_of_the_environment(bare: Environment, authority: Authority) -> None:
    bare.setenv("NO_PROXY", "localhost")
    with serving(NO_ZONES, tls=authority.server("localhost")) as server:
        with pytest.raises(ProviderError, match=r"localhost:\d+ can't be reached: no connection .*verify failed"):
            sent(server, bare, address="https://localhost:{}/", seconds=2)  # no time for many attempts
        bare.setenv("SSL_CERT_FILE", str(authority.file))
        assert sent(server, bare, address="https://localhost:{}/").startswith("GET /zones?")


def test_a_proxy_of_the_environment(bare: Environment, authority: Authority) -> None:
    """It sees its own credentials, and nothing of those for the API."""
    bare.setenv("SSL_CERT_FILE", str(authority.file))
    with serving(NO_ZONES, tls=authority.server("api.test")) as server:
        bare.setenv("HTTPS_PROXY", f"http://user:pass@127.0.0.1:{server.port}")
        head = sent(server, bare, address="https://api.test/v4")
    assert "roxy-" not in head
    assert [connect.split()[1] for connect in server.connects] == ["api.test:443"]
    assert TOKEN not in server.connects[0]


def test_a_proxy_that_is_none(bare: Environment) -> None:
    bare.setenv("HTTPS_PROXY", "socks5://u:s3cret@127.0.0.1:1")
    with serving() as server, pytest.raises(ProviderError, match="proxy") as error:
        sent(server, bare, address="https://api.test/v4")
    assert "s3cret" not in str(error.value)
