"""Hostile text where a plan, a file name or a settings file holds it: through the reader, the gate and the command."""

from __future__ import annotations

from pathlib import Path

import pytest

from iacmx.check import Options, check
from iacmx.errors import InputError
from iacmx.plan import read_bytes
from iacmx.report import Style, formats, renderer
from iacmx.waivers import Waiver
from tests.hostile.corpus import CORPUS
from tests.hostile.parsed import SHAPES, commands, unprintable
from tests.lab.cli import run
from tests.plan.build import aws, change, cloudflare, plan_bytes

VERBOSE = Style(verbose=True)


def hostile_plan(text: str) -> bytes:
    """A plan in which the text is an address, an owner, an exchange, a value, a zone, a set identifier."""
    address = f'module.a["{text}"].aws_route53_record.mx'
    return plan_bytes(
        change(address, after=aws(name=text, records=[f"10 {text}", text, "0 ."], set_identifier=text)),
        change("aws_route53_record.b", before=aws(), after=aws(records=[f"20 {text}.example.net"], zone_id=text)),
        change("aws_route53_zone.z", after={"name": text, "zone_id": text}, unknown={}),
        change(f"cloudflare_dns_record.{text}", after=cloudflare(name=text, content=text, comment=text)),
        change("acme_dns_record.x", after={"name": text}, type=f"{text}_dns_record"),
    )


ALL = [pytest.param(text, id=name, marks=[pytest.mark.slow] * (len(text) > 1_000)) for name, text in CORPUS.items()]


@pytest.mark.parametrize("text", ALL)
def test_no_plan_breaks_out(text: str) -> None:
    if "\ud800" in text:
        with pytest.raises(InputError, match="not valid JSON"):
            read_bytes(hostile_plan(text))
        return
    why = text.strip() or "blank"
    waivers = Waiver("MX304", reason=why), Waiver("ip-literal", reason=why, address=text)
    report = check(read_bytes(hostile_plan(text)), options=Options(waivers=waivers), subject=text)
    assert report.findings
    for name in formats():
        out = renderer(name)(report, VERBOSE)
        SHAPES[name](out)
        assert unprintable(out.replace("\r\n", "\n")) == set()
        assert name == "github" or commands(out) == []


NAMES = ("ANSI colours", "line ends", "workflow command on a line", "old workflow command", "bidi override")


@pytest.mark.parametrize("name", NAMES)
def test_no_name_of_a_file_breaks_out(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    monkeypatch.chdir(tmp_path)
    file = Path(CORPUS[name].replace("/", "-"))
    missing = run("check", f"./{file}", "--offline")
    assert missing.exit_code == 2
    assert unprintable(missing.stderr) == set()
    assert commands(missing.stderr) == []
    file.write_bytes(plan_bytes(change("aws_route53_record.b", after=aws())))
    done = run("check", f"./{file}", "--offline", "--output", "github=-")
    assert done.exit_code == 0
    assert unprintable(done.stdout) == set()
    assert [
        line for line in commands(done.stdout) if not line.startswith(("::warning title=", "::notice title="))
    ] == []


def test_no_secret_is_in_any_format() -> None:
    secret = "token_that_is_secret"
    plan = plan_bytes(
        change(
            "aws_route53_record.b", after=aws(records=[f"10 {secret}.example.net"]), _after_sensitive={"records": True}
        ),
        change("aws_db_instance.db", after={"password": secret, "name": "x"}),
        variables={"token": {"value": secret}},
    )
    report = check(read_bytes(plan))
    for name in formats():
        assert secret not in renderer(name)(report, VERBOSE)
    for name in ("text", "sarif", "junit", "gitlab", "markdown", "csv", "html"):
        assert "(sensitive)" in renderer(name)(report, VERBOSE)
