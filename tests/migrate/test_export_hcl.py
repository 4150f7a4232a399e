"""Literals, names, and code that means exactly the records that it was written from."""

from __future__ import annotations

import json
import subprocess
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iacmx.migrate.export import written
from iacmx.migrate.export_text import code
from iacmx.migrate.whole import WholeZone
from iacmx.migrate.whole import read as read_whole
from iacmx.model import RecordSet, Zone, ZoneData
from iacmx.terraform_code import Resource, Rrset, hcl, target
from iacmx.terraform_code.naming import of_owner, told_apart
from iacmx.terraform_code.rdata import canonical, quoted
from tests.lab import terraform
from tests.lab.examples import examples
from tests.migrate import zones
from tests.migrate.zones import Set

LITERALS = {
    "plain": '"plain"',
    'say "hi"': '"say \\"hi\\""',
    "a\\b": '"a\\\\b"',
    "${var.x}": '"$${var.x}"',
    "%{ if x }": '"%%{ if x }"',
    "$5 100%": '"$5 100%"',
    "line\nnext\r\t": '"line\\nnext\\r\\t"',
    "grüße": '"gr\\u00fc\\u00dfe"',
    "\U0001f4e7": '"\\U0001f4e7"',
    "\x00\x1b[31m": '"\\u0000\\u001b[31m"',
    "": '""',
}


@pytest.mark.parametrize(("value", "expected"), LITERALS.items(), ids=map(repr, LITERALS))
def test_literal(value: str, expected: str) -> None:
    assert hcl.text(value) == expected


@given(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from('$%{}"\\\n')))
def test_a_literal_means_its_text_and_stays_on_its_line(value: str) -> None:
    written_as = hcl.text(value)
    assert zones.literal(written_as) == value
    assert written_as.isascii()
    assert written_as.isprintable()


@given(st.text())
def test_a_comment_never_leaves_its_line(value: str) -> None:
    line = hcl.comment(value)
    assert line.startswith("#")
    assert len(line.splitlines()) == 1


@pytest.mark.slow
def test_terraform_reads_the_literals_as_they_are_meant(tmp_path: Path) -> None:
    try:
        tools = terraform.find()
    except terraform.Unavailable as missing:
        pytest.skip(str(missing))
    values = [*LITERALS, *zones.ODD, "$${", "$$${x}", "%%%{x}", "${{", "\\${x}", "\\u0041", "é", "é"]
    values.remove("\x00\x1b[31m")  # terraform shows no NUL
    lines = [line for at, one in enumerate(values) for line in hcl.block(f'output "o{at}"', [("value", hcl.text(one))])]
    (tmp_path / "main.tf").write_text("\n".join(lines) + "\n")
    subprocess.run([tools.program, "apply", "-auto-approve"], cwd=tmp_path, capture_output=True, check=True)
    shown = subprocess.run([tools.program, "output", "-json"], cwd=tmp_path, capture_output=True, check=True).stdout
    found = [json.loads(shown)[f"o{at}"]["value"] for at in range(len(values))]
    assert found == [unicodedata.normalize("NFC", one) for one in values]


NAMES = {
    "example.com": "example_com",
    "mail-1.example.com": "mail-1_example_com",
    "_dmarc.example.com": "_dmarc_example_com",
    "s1._domainkey.example.com": "s1__domainkey_example_com",
    "*.example.com": "wildcard_example_com",
    "1.example.com": "_1_example_com",
    "xn--bcher-kva.example": "xn--bcher-kva_example",
}


@pytest.mark.parametrize(("owner", "name"), NAMES.items())
def test_name_of_an_owner(owner: str, name: str) -> None:
    assert of_owner(owner) == name


@pytest.mark.parametrize("owner", ["a_b.example.com", "wildcard.example.com", "a/b.example.com", "_1.example.com"])
def test_an_owner_that_would_be_called_as_another_carries_a_digest(owner: str) -> None:
    assert of_owner(owner) not in {of_owner(other) for other in ("a.b.example.com", "*.example.com", "1.example.com")}


OWNERS = st.lists(
    st.text("abz019-_", min_size=1, max_size=4) | st.sampled_from(["*", "wildcard", "_dmarc"]), min_size=1, max_size=4
).map(".".join)


@settings(max_examples=examples(40))
@given(st.sets(OWNERS, max_size=10))
def test_no_two_owners_share_a_name(owners: set[str]) -> None:
    names = {of_owner(f"{owner}.example") for owner in owners}
    assert len(names) == len(owners)
    assert all(name.replace("-", "_").isidentifier() for name in names)


def test_resources_of_one_name_are_told_apart_by_what_they_hold() -> None:
    one, two = (Resource("t", "same", "example.com", "MX", (value,), ()) for value in ("10 a.", "20 a."))
    names = [resource.name for resource in told_apart([one, two])]
    assert len(set(names)) == len(names)
    assert [resource.name for resource in reversed(told_apart([two, one]))] == names


class Side:
    """A side that tells everything."""

    def __init__(self, sets: list[Set], apex: str) -> None:
        self.zone = Zone("zonefile:", "zonefile", name=apex)
        self._records = tuple(
            RecordSet(
                "", one.owner, one.type, one.ttl, tuple(quoted(v) if one.type == "TXT" else v for v in one.values)
            )
            for one in sets
        )

    def zones(self, name: str = "") -> list[Zone]:
        return [self.zone]

    def fetch(self, zone: Zone, names: frozenset[str] | None) -> ZoneData:
        raise AssertionError

    def whole(self, zone: Zone) -> ZoneData:
        return ZoneData(zone, self._records)


def whole(sets: list[Set], apex: str = "example.com") -> WholeZone:
    side = Side(sets, apex)
    return read_whole(side, side.zone)


def as_code(sets: list[Set], resource_type: str, apex: str = "example.com") -> str:
    found = written(whole(sets, apex), None, target(resource_type), "here", "there")
    assert found.left_out == ()
    return code(found)


@pytest.mark.parametrize("number", range(10))
def test_route53_code_means_the_records_of_the_source(number: int) -> None:
    sets = zones.generated(number)
    found = [
        zones.of_route53(block) for block in zones.blocks(as_code(sets, "aws_route53_record", f"zone{number}.example"))
    ]
    assert len(found) == len(sets)
    assert set(found) == zones.expected(sets)


TEXTS = st.binary(min_size=1, max_size=600).map(lambda octets: octets.decode("utf-8", "surrogateescape"))


@given(st.lists(TEXTS, min_size=1, max_size=3, unique=True))
def test_texts_of_any_octets_arrive(said: list[str]) -> None:
    octets = [one.encode("utf-8", "surrogateescape") for one in said]
    rrset = Rrset("example.com", "TXT", 300, tuple(canonical("TXT", quoted(one)) for one in octets))
    (resource,) = target("aws_route53_record").resources(rrset, "var.z")
    line = "\n".join(resource.body).partition("records = ")[2]
    texts = [zones.literal(one.strip().rstrip(",").strip("[]")) for one in line.splitlines() if '"' in one]
    block = zones.Block("", "", {"name": "example.com", "type": "TXT", "ttl": 300, "records": texts})
    assert zones.of_route53(block)[3] == frozenset(octets)


TYPED = {
    "CAA": '0 issue "letsencrypt.org; x=\\"y\\""',
    "CERT": "PGP 0 0 aGVsbG8=",
    "DS": "1 13 2 " + "ab" * 32,
    "HTTPS": '1 . alpn="h3,h2"',
    "NAPTR": '100 10 "u" "E2U+sip" "!^.*$!sip:a@b!" .',
    "SRV": "1 2 443 sip.example.net.",
    "SSHFP": "4 2 " + "cd" * 32,
    "TLSA": "3 1 1 " + "ef" * 32,
    "URI": '10 1 "https://x/"',
}


@pytest.mark.parametrize("resource_type", ["cloudflare_dns_record", "cloudflare_record"])
def test_fields_of_types_that_have_several(resource_type: str) -> None:
    sets = [Set("h.example.com", rdtype, 300, (value,)) for rdtype, value in TYPED.items()]
    data = {}
    for block in zones.blocks(as_code(sets, resource_type)):
        held = block.attributes["data"]
        fields = dict(held[0] if isinstance(held, list) else held)
        fields.pop("__is_block__", None)
        data[block.attributes["type"]] = fields
    assert data == {
        "CAA": {"flags": 0, "tag": "issue", "value": 'letsencrypt.org; x="y"'},
        "CERT": {"type": 3, "key_tag": 0, "algorithm": 0, "certificate": "aGVsbG8="},
        "DS": {"key_tag": 1, "algorithm": 13, "digest_type": 2, "digest": "ab" * 32},
        "HTTPS": {"priority": 1, "target": ".", "value": 'alpn="h3,h2"'},
        "NAPTR": {
            "order": 100,
            "preference": 10,
            "flags": "u",
            "service": "E2U+sip",
            "regex": "!^.*$!sip:a@b!",
            "replacement": ".",
        },
        "SRV": {"priority": 1, "weight": 2, "port": 443, "target": "sip.example.net"},
        "SSHFP": {"algorithm": 4, "type": 2, "fingerprint": "cd" * 32},
        "TLSA": {"usage": 3, "selector": 1, "matching_type": 1, "certificate": "ef" * 32},
        "URI": {"weight": 1, "target": "https://x/"},
    }
