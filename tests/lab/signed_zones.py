"""Zones signed by BIND's tools, for :mod:`tests.lab.dns_daemons` to serve and to validate.

trusted = sign(folder / "x.test.zone", "x.test")
with named(folder, {"x.test": ...}) as authority, unbound(folder, authority, ["x.test"], trusted=[trusted]): ...
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.lab.dns_daemons import program


def sign(file: Path, zone: str) -> Path:
    """Sign the zone in place; the file with its key, for a resolver to trust. Skips the test where BIND is missing."""
    keys = file.parent / f"{zone}.keys"
    keys.mkdir()
    common = ("-a", "ECDSAP256SHA256", "-K", str(keys))
    key = _run("dnssec-keygen", *common, "-f", "KSK", zone).strip()
    _run("dnssec-keygen", *common, zone)
    _run(
        "dnssec-signzone", "-S", "-K", str(keys), "-d", str(keys), "-o", zone, "-O", "full", "-f", str(file), str(file)
    )
    return keys / f"{key}.key"


def spoil(file: Path, owner: str, rdtype: str) -> None:
    """Make the signatures of one record set of a signed zone wrong."""
    lines = [line.split() for line in file.read_text().splitlines()]
    # RFC 4034 section 3.2: the signature follows the signer's name, in base64.
    spoilt = [line for line in lines if line[:1] == [f"{owner}."] and line[3:5] == ["RRSIG", rdtype]]
    assert spoilt
    for line in spoilt:
        line[12] = line[12].swapcase()
    file.write_text("".join(f"{' '.join(line)}\n" for line in lines))


def _run(name: str, *arguments: str) -> str:
    done = subprocess.run([program(name), *arguments], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
