from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import trustme

from tests.lab.mail_host import MailHosts


class Authority(NamedTuple):
    """An authority that the system trusts while ``SSL_CERT_FILE`` is ``file``."""

    ca: trustme.CA
    file: str

    def context(self, *names: str, **how: Any) -> ssl.SSLContext:
        """A server's context with a certificate for these names."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.ca.issue_cert(*names, **how).configure_cert(context)
        return context


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    path: Path = tmp_path_factory.mktemp("trusted") / "ca.pem"
    ca = trustme.CA()
    ca.cert_pem.write_to_path(str(path))
    return Authority(ca, str(path))


@pytest.fixture
def trusting(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Authority:
    monkeypatch.setenv("SSL_CERT_FILE", authority.file)
    monkeypatch.setenv("SSL_CERT_DIR", "/nonexistent")
    return authority


@pytest.fixture
def hosts() -> Iterator[MailHosts]:
    with MailHosts() as running:
        yield running
