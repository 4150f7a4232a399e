"""What an export says it can't carry, what it finds at the target, and how it ends."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from iacmx.migrate.export import Export, written
from iacmx.migrate.export_text import code, words
from iacmx.migrate.whole import WholeZone, read
from iacmx.model import RecordSet, Zone, ZoneData
from iacmx.terraform_code import target
from iacmx_cloudflare.answers import ApiRecord
from iacmx_cloudflare.records import to_whole_record
from iacmx_route53.records import whole_set_of
from tests.migrate import zones

APEX = "example.com"
AWS, CF, CF4 = "aws_route53_record", "cloudflare_dns_record", "cloudflare_record"


def r53(name: str, rdtype: str, *values: str, **more: Any) -> RecordSet:
    held: Any = {"Name": f"{name}.{APEX}." if name else f"{APEX}.", "Type": rdtype, **more}
    if "AliasTarget" not in more:
        held |= {"TTL": more.get("TTL", 300), "ResourceRecords": [{"Value": value} for value in values]}
    return whole_set_of("route53:Z1", held)


def alias(name: str, rdtype: str, to: str) -> RecordSet:
    return r53(name, rdtype, AliasTarget={"DNSName": to, "HostedZoneId": "Z2", "EvaluateTargetHealth": False})


def cf(name: str, rdtype: str, content: str, **more: Any) -> RecordSet:
    owner = f"{name}.{APEX}" if name else APEX
    fields = {"id": f"id-{rdtype}-{content}", "name": owner, "type": rdtype, "content": content, "ttl": 300} | more
    return to_whole_record(msgspec.json.decode(msgspec.json.encode(fields), type=ApiRecord), "cloudflare:c1")


class Held:
    """A side that tells everything of one zone."""

    def __init__(self, zone: Zone, records: tuple[RecordSet, ...]) -> None:
        self.zone, self._records = zone, records

    def zones(self, name: str = "") -> list[Zone]:
        return [self.zone]

    def fetch(self, zone: Zone, names: frozenset[str] | None) -> ZoneData:
        raise AssertionError

    def whole(self, zone: Zone) -> ZoneData:
        return ZoneData(zone, self._records)


def aws_zone(*records: RecordSet) -> WholeZone:
    zone = Zone("route53:Z1", "route53", "Z1", APEX)
    return read(Held(zone, records), zone)


def cf_zone(*records: RecordSet) -> WholeZone:
    zone = Zone("cloudflare:c1", "cloudflare", "c1", APEX)
    return read(Held(zone, records), zone)


def exported(here: WholeZone, to: str, there: WholeZone | None = None) -> Export:
    return written(here, there, target(to), "here", "there")


MX = r53("", "MX", "10 mx.example.net.")


def names(found: Export) -> list[str]:
    return [one.name for one in found.resources]


LEFT_OUT: dict[str, tuple[WholeZone, str, str, int, str]] = {
    "an alias to AWS, of the web": (
        aws_zone(MX, alias("www", "A", "d1.cloudfront.net.")),
        CF,
        "www.example.com A",
        0,
        "Write a CNAME record to d1.cloudfront.net.",
    ),
    "an alias to AWS, of a host that takes mail": (
        aws_zone(r53("", "MX", "10 mx.example.com."), alias("mx", "A", "lb.eu-west-1.elb.amazonaws.com.")),
        CF,
        "mx.example.com A",
        1,
        "give the host A and AAAA records",
    ),
    "weighted mail": (
        aws_zone(
            r53("", "MX", "10 a.example.net.", SetIdentifier="one", Weight=1),
            r53("", "MX", "10 b.example.net.", SetIdentifier="two", Weight=9),
        ),
        CF,
        "example.com MX",
        1,
        "two (weight 9): 10 b.example.net.",
    ),
    "a web site by location, to the same provider": (
        aws_zone(
            MX,
            r53("www", "A", "192.0.2.1", SetIdentifier="eu", GeoLocation={"ContinentCode": "EU"}),
            r53("www", "A", "192.0.2.2", SetIdentifier="all", GeoLocation={"CountryCode": "*"}),
        ),
        AWS,
        "www.example.com A",
        0,
        "Write them by hand",
    ),
    "a proxied web site": (
        cf_zone(cf("", "MX", "mx.example.net", priority=10), cf("www", "A", "192.0.2.1", proxied=True)),
        AWS,
        "www.example.com A",
        0,
        "Write the record's values",
    ),
    "a flattened apex": (
        cf_zone(cf("", "MX", "mx.example.net", priority=10), cf("", "CNAME", "web.example.net")),
        AWS,
        "example.com CNAME",
        0,
        "alias set",
    ),
    "Email Routing": (
        cf_zone(cf("", "MX", "route1.mx.cloudflare.net", priority=10, meta={"read_only": True})),
        AWS,
        "example.com MX",
        1,
        "Move the mail to another host first",
    ),
    "a type that the target has not": (
        aws_zone(MX, r53("", "LOC", "51 30 12.7 N 0 7 39 W 0m")),
        AWS,
        "LOC",
        0,
        "Do without",
    ),
    "a dot within a label": (
        aws_zone(MX, r53(r"a\.b", "A", "192.0.2.1")),
        CF,
        r"a\.b.example.com A",
        0,
        "by hand",
    ),
    "a text that is too long": (
        aws_zone(MX, r53("t", "TXT", '"' + "x" * 2100 + '"')),
        CF,
        "t.example.com TXT",
        0,
        "2048",
    ),
    "a value that is none": (aws_zone(r53("", "MX", "mail.example.net.")), CF, "example.com MX", 1, "no MX record"),
    "signatures": (cf_zone(cf("", "DNSKEY", "257 3 13 aGVsbG8=")), AWS, "example.com DNSKEY", 0, "Sign the zone"),
}


@pytest.mark.parametrize(("here", "to", "place", "exit_code", "says"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_what_can_not_be_carried_is_named(here: WholeZone, to: str, place: str, exit_code: int, says: str) -> None:
    found = exported(here, to)
    text = "\n".join(words(found))
    assert found.exit_code == exit_code
    assert len(found.left_out) == 1
    assert place in text
    assert says in text
    assert ("MAIL NEEDS IT" in text) == bool(exit_code)
    assert all(line in code(found) for line in (f"# {line}".rstrip() for line in text.splitlines()))


def test_an_alias_within_the_zone_is_written_out() -> None:
    found = exported(aws_zone(r53("", "A", "192.0.2.1", "192.0.2.2"), alias("www", "A", f"{APEX}."), MX), CF)
    assert found.left_out == ()
    assert "www_example_com_a_192_0_2_2" in names(found)


def test_sets_by_a_policy_that_answer_alike_become_one() -> None:
    sets = [r53("a", "A", f"192.0.2.{n}", SetIdentifier=str(n), MultiValueAnswer=True) for n in (1, 2)]
    found = exported(aws_zone(MX, *sets), AWS)
    assert [one.values for one in found.resources if one.owner == "a.example.com"] == [("192.0.2.1", "192.0.2.2")]


def test_the_zones_own_records_are_not_exported() -> None:
    found = exported(aws_zone(MX, r53("", "NS", "ns1.example.net."), r53("", "SOA", "a. b. 1 2 3 4 5")), CF)
    assert names(found) == ["example_com_mx_mx_example_net"]
    assert found.left_out == ()


TTLS = {(None, CF): 1, (None, AWS): 300, (30, CF): 60, (30, AWS): 30, (172800, CF): 86400, (3600, CF4): 3600}


@pytest.mark.parametrize(("ttl", "to"), TTLS)
def test_ttl(ttl: int | None, to: str) -> None:
    here = cf_zone(cf("a", "A", "192.0.2.1", ttl=1 if ttl is None else ttl))
    (block,) = zones.blocks(code(exported(here, to)))
    assert block.attributes["ttl"] == TTLS[ttl, to]


def test_proxied_stays_proxied_within_cloudflare() -> None:
    (block,) = zones.blocks(code(exported(cf_zone(cf("a", "A", "192.0.2.1", proxied=True, ttl=1)), CF)))
    assert (block.attributes["proxied"], block.attributes["ttl"]) == (True, 1)


def test_records_that_exist_at_cloudflare_are_imported() -> None:
    here = aws_zone(r53("", "MX", "10 a.example.net.", "20 b.example.net."), r53("", "TXT", '"v=spf1 -all"', '"token"'))
    there = cf_zone(
        cf("", "MX", "a.example.net", priority=10),
        cf("", "MX", "b.example.net", priority=50),
        cf("", "TXT", "v=spf1 mx -all"),
        cf("", "TXT", "another"),
        cf("www", "A", "192.0.2.1"),
    )
    found = exported(here, CF, there)
    assert zones.imports(code(found)) == {
        f"{CF}.example_com_mx_a_example_net": "c1/id-MX-a.example.net",
        f"{CF}.example_com_mx_b_example_net": "c1/id-MX-b.example.net",
        f"{CF}.example_com_txt_spf": "c1/id-TXT-v=spf1 mx -all",
    }
    assert [(one.type, one.values) for one in found.beside] == [("TXT", ('"another"',))]
    assert found.others == 1
    assert 'default     = "c1"' in code(found)
    assert "# The apply changes what the target holds now: 50 b.example.net." in code(found)


def test_sets_that_exist_at_route53_are_imported_by_zone_name_and_type() -> None:
    here = cf_zone(cf("", "MX", "a.example.net", priority=10), cf("*.w", "A", "192.0.2.1"))
    there = aws_zone(r53("", "MX", "10 a.example.net."), r53("\\052.w", "A", "192.0.2.1"))
    assert zones.imports(code(exported(here, AWS, there))) == {
        f"{AWS}.example_com_mx": "Z1_example.com_MX",
        f"{AWS}.wildcard_w_example_com_a": "Z1_*.w.example.com_A",
    }


BESIDE: dict[str, tuple[WholeZone, WholeZone, str, str]] = {
    "more exchanges than the source": (
        aws_zone(MX),
        cf_zone(cf("", "MX", "mx.example.net", priority=10), cf("", "MX", "old.example.org", priority=5)),
        CF,
        "5 old.example.org.",
    ),
    "mail where the source has none": (
        aws_zone(MX),
        cf_zone(cf("sub", "MX", "x.example.org", priority=1)),
        CF,
        "takes mail",
    ),
    "Email Routing": (
        aws_zone(MX),
        cf_zone(cf("", "MX", "route1.mx.cloudflare.net", priority=1, meta={"read_only": True})),
        CF,
        "Turn that off first",
    ),
    "a CNAME in the way": (
        aws_zone(r53("", "MX", "10 mx.example.com."), r53("mx", "A", "192.0.2.1")),
        cf_zone(cf("mx", "CNAME", "x.example.org")),
        CF,
        "Delete it first",
    ),
    "routing policies in the way": (
        cf_zone(cf("", "MX", "mx.example.net", priority=10)),
        aws_zone(r53("", "MX", "10 mx.example.net.", SetIdentifier="one", Weight=1)),
        AWS,
        "routing policy",
    ),
}


@pytest.mark.parametrize(("here", "there", "to", "says"), BESIDE.values(), ids=BESIDE)
def test_other_mail_records_of_the_target_are_told(here: WholeZone, there: WholeZone, to: str, says: str) -> None:
    found = exported(here, to, there)
    assert found.exit_code == 1
    assert says in "\n".join(words(found))


@pytest.mark.parametrize(
    ("cname", "blocks"),
    [(cf("", "CNAME", "web.example.org"), False), (cf("mx", "CNAME", "x.example.org", proxied=True), True)],
    ids=["flattened", "proxied, beside addresses"],
)
def test_a_cname_that_dns_does_not_show_is_in_the_way_of_addresses_alone(cname: RecordSet, blocks: bool) -> None:
    here = aws_zone(MX, r53("", "TXT", '"v=spf1 -all"'), r53("mx", "A", "192.0.2.1"))
    found = exported(here, CF, cf_zone(cname))
    assert ("Delete it first" in "\n".join(words(found))) == blocks


def test_hostile_texts_stay_comments_and_literals() -> None:
    nasty = 'x\n}\nresource "null_resource" "evil" {\u202e\x1b[31m ${file("/etc/passwd")} %{ for x in y }'
    here = cf_zone(cf("", "TXT", nasty), cf("", "LOC", nasty), cf(nasty.replace(".", ""), "A", "192.0.2.1"))
    text = code(exported(here, CF))
    assert {block.type for block in zones.blocks(text)} == {CF}
    assert text.isascii()
    assert not [line for line in text.splitlines() if line.lstrip().startswith('resource "null')]
