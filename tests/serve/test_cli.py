"""The command: what it refuses before it serves."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from typer.testing import Result

from tests.lab import cli

KEY = {"IACMX_HMAC_KEY": "key"}


def serve(*arguments: str, environment: dict[str, str] | None = None) -> Result:
    return cli.run("serve", *arguments, environment={"IACMX_HMAC_KEY": None, **(environment or {})})


def test_without_a_key_nothing_is_served() -> None:
    done = serve()
    assert done.exit_code == 2
    assert "There is no HMAC key" in done.stderr


@pytest.mark.parametrize("content", [None, b"", b"\n"])
def test_a_key_file_without_a_key_is_refused(content: bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "key"
    if content is not None:
        file.write_bytes(content)
    assert serve("--hmac-key-file", str(file), environment=KEY).exit_code == 2


@pytest.mark.parametrize("package", ["httpx", "starlette", "structlog", "uvicorn"])
def test_without_the_extra_it_says_what_to_install(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    done = serve(environment=KEY)
    assert done.exit_code == 2
    assert done.stderr == (
        f"iacmx: iacmx serve needs packages that are not installed ({package}).\n  Run: pip install 'iacmx[serve]'\n"
    )


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--listen", "nowhere"), "names no port"),
        (("--listen", "127.0.0.1:99999"), "can't be listened on"),
        (("--listen", "192.0.2.1:80"), "can't be listened on"),
        (("--host", "https://tfe.example.com"), "is not a host"),
        (("--certificate", "a.pem"), "belong together"),
        (("--certificate", "absent.pem", "--certificate-key", "absent.pem"), "can't be used"),
        (("--snapshot", "absent.json"), "absent.json"),
        (("--dns-zone-files", "absent"), "absent"),
        (("--baseline", "absent.json"), "absent.json"),
        (("--config", "absent.toml"), "absent.toml"),
        (("--select", "MX999"), "MX999"),
        (("--timeout", "0"), "not a time to wait"),
        (("--resolver", "nowhere"), "nowhere"),
    ],
)
def test_what_can_t_work_is_told_at_once(arguments: tuple[str, ...], why: str) -> None:
    done = serve(*arguments, environment=KEY)
    assert done.exit_code == 2
    assert why in done.stderr
    assert len(done.stderr.splitlines()) == 2


def test_a_key_is_never_an_option() -> None:
    told = re.findall(r"--[a-z-]*key[a-z-]*", serve("--help").stdout)
    assert set(told) == {"--hmac-key-file", "--certificate-key"}
