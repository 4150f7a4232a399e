"""Generated zones, put into the stand-ins of both providers as their users would have, and HCL read back."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import dns.rdata
import dns.rdataclass
import dns.rdatatype
import hcl2

ODD = ('say "hi"', "back\\slash", "${var.x}", "%{ if x }", "$${y}", "100%", "grüße", "a;b, c", "#!", "x" * 300)


class Set(NamedTuple):
    """Values as a zone file has them, names with a dot at their end; texts as they are, in no quotes."""

    owner: str
    type: str
    ttl: int
    values: tuple[str, ...]


def generated(number: int) -> list[Set]:
    """The zone of that number: what zones of mail hold, in ever other combinations."""
    rng = random.Random(number)
    apex = f"zone{number}.example"
    hosts = [f"mx{place}.{apex}" for place in range(rng.randint(1, 3))]
    exchanges = tuple(f"{place * rng.choice((5, 10))} {host}." for place, host in enumerate(hosts, 1))
    texts = (f"v=spf1 mx ip4:192.0.2.{rng.randint(1, 9)} -all", rng.choice(ODD), f"token={rng.random()}")
    sets = [
        Set(apex, "MX", rng.choice((300, 3600)), exchanges),
        Set(apex, "TXT", 300, tuple(dict.fromkeys(texts))),
        Set(f"_dmarc.{apex}", "TXT", 3600, ("v=DMARC1; p=reject",)),
        Set(f"s1._domainkey.{apex}", "TXT", 3600, ("v=DKIM1; k=rsa; p=" + "M" * rng.choice((40, 237, 238, 400)),)),
        *(Set(host, "A", 300, (f"11.{number % 250}.{place}.25",)) for place, host in enumerate(hosts)),
    ]
    more = [
        Set(apex, "A", 60, ("192.0.2.1", "192.0.2.2")),
        Set(apex, "CAA", 300, ('0 issue "letsencrypt.org"', '0 iodef "mailto:x@example.com"')),
        Set(f"{hosts[0]}", "AAAA", 300, ("2a00::25",)),
        Set(f"www.{apex}", "CNAME", 300, ("web.example.net.",)),
        Set(f"*.w.{apex}", "A", 300, ("192.0.2.9",)),
        Set(f"a_b.{apex}", "A", 300, ("192.0.2.10",)),
        Set(f"a.b.{apex}", "A", 300, ("192.0.2.11",)),
        Set(f"_imaps._tcp.{apex}", "SRV", 300, (f"0 1 993 {hosts[0]}.",)),
        Set(f"_25._tcp.{hosts[0]}", "TLSA", 300, ("3 1 1 " + "ab" * 32,)),
        Set(f"list.{apex}", "MX", 300, (f"10 {hosts[0]}.",)),
        Set(f"sub.{apex}", "NS", 3600, ("ns1.example.net.", "ns2.example.net.")),
        Set(f"none.{apex}", "MX", 300, ("0 .",)),
    ]
    return sets + rng.sample(more, rng.randint(3, len(more)))


def to_cloudflare(api: Any, zone_id: str, sets: list[Set]) -> None:
    for one in sets:
        for value in one.values:
            add_to_cloudflare(api, zone_id, one.owner, one.type, one.ttl, value)


def add_to_cloudflare(api: Any, zone_id: str, owner: str, rdtype: str, ttl: int, value: str) -> str:
    """As the API shows it: no dots at the end, fields of their own, texts bare as many are."""
    more: dict[str, Any] = {"ttl": ttl}
    bare = value.removesuffix(".") or "."
    if rdtype == "MX":
        priority, _, bare = bare.partition(" ")
        more["priority"] = int(priority)
    elif rdtype == "SRV":
        priority, weight, port, target = bare.split()
        more |= {"priority": int(priority), "data": {"weight": int(weight), "port": int(port), "target": target}}
        bare = f"{weight} {port} {target}"
    return str(api.add_record(zone_id, rdtype, owner, bare or ".", **more))


def to_route53(client: Any, zone_id: str, sets: list[Set]) -> None:
    changes = [{"Action": "UPSERT", "ResourceRecordSet": _route53(one)} for one in sets]
    client.change_resource_record_sets(HostedZoneId=zone_id, ChangeBatch={"Changes": changes})


def _route53(one: Set) -> dict[str, Any]:
    values = [_chunks(value) if one.type == "TXT" else value for value in one.values]
    records = [{"Value": value} for value in values]
    owner = one.owner.replace("*", "\\052")  # as AWS answers, whatever it was sent
    return {"Name": owner, "Type": one.type, "TTL": one.ttl, "ResourceRecords": records}


def _chunks(said: str) -> str:
    octets = said.encode()
    chunks = [octets[at : at + 255] for at in range(0, len(octets), 255)]
    return " ".join('"' + "".join(map(_octal, chunk)) + '"' for chunk in chunks)


def _octal(octet: int) -> str:
    letter = chr(octet)
    if letter in '"\\':
        return "\\" + letter
    return letter if 32 <= octet < 127 else f"\\{octet:03o}"


Wire = tuple[str, str, int, frozenset[bytes]]
"""Owner, type, TTL and data as DNS would send them; of texts what their strings say together."""


def wire(rdtype: str, text: str) -> bytes:
    """The octets of data in the form of zone files, by dnspython alone."""
    rdata = dns.rdata.from_text(dns.rdataclass.IN, dns.rdatatype.from_text(rdtype), text, origin=dns.name.root)
    return b"".join(rdata.strings) if rdtype == "TXT" else rdata.to_digestable(dns.name.root)  # type: ignore[attr-defined]


def expected(sets: list[Set]) -> set[Wire]:
    return {
        (
            one.owner,
            one.type,
            one.ttl,
            frozenset(v.encode() if one.type == "TXT" else wire(one.type, v) for v in one.values),
        )
        for one in sets
    }


class Block(NamedTuple):
    type: str
    name: str
    attributes: dict[str, Any]


_ESCAPE = re.compile(r"\\(?:u([0-9a-f]{4})|U([0-9a-f]{8})|(.))|([$%])\4(?=\{)")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_LETTERS = {"n": "\n", "r": "\r", "t": "\t"}


def literal(text: str) -> str:
    """What a quoted literal of HCL means (HCL syntax specification, "Template Expressions")."""
    assert text[0] == text[-1] == '"', text
    return _ESCAPE.sub(_meaning, text[1:-1])


def _meaning(match: re.Match[str]) -> str:
    short, long, letter, marker = match.groups()
    if short or long:
        return chr(int(short or long, 16))
    return marker or _LETTERS.get(letter, letter)


def blocks(code: str) -> Iterator[Block]:
    """The resources of a file, with the literals in them read."""
    document = hcl2.loads(code)
    for resource in document.get("resource", ()):
        for rdtype, named in resource.items():
            for name, attributes in named.items():
                yield Block(literal(rdtype), literal(name), {key: _read(value) for key, value in attributes.items()})


def imports(code: str) -> dict[str, str]:
    """Import id by address."""
    return {one["to"].strip("${}"): literal(one["id"]) for one in hcl2.loads(code).get("import", ())}


def _read(value: Any) -> Any:
    if isinstance(value, str):
        return literal(value) if value.startswith('"') else value
    if isinstance(value, list):
        return [_read(one) for one in value]
    if isinstance(value, dict):
        return {key: _read(one) for key, one in value.items()}
    return value


def of_route53(block: Block) -> Wire:
    """What ``aws_route53_record`` means: the provider puts quotes around a text, escapes are octal."""
    attributes = block.attributes
    rdtype = attributes["type"]
    values = [re.sub(r"\\([0-3][0-7]{2})", lambda m: f"\\{int(m[1], 8):03d}", one) for one in attributes["records"]]
    if rdtype == "TXT":
        values = [" ".join(_QUOTED.findall(f'"{one}"')) for one in values]
    return attributes["name"], rdtype, attributes["ttl"], frozenset(wire(rdtype, one) for one in values)


def of_cloudflare(block: Block) -> tuple[str, str, int, str]:
    """Owner, type, TTL and value (as a zone file has it) of a Cloudflare record resource."""
    attributes = block.attributes
    data = attributes.get("data", {})
    data = data[0] if isinstance(data, list) else data
    rdtype = attributes["type"]
    value = attributes.get("content", "")
    if rdtype == "MX":
        value = f"{attributes['priority']} {value}"
    elif rdtype == "CAA":
        value = f'{data["flags"]} {data["tag"]} "{data["value"]}"'
    elif data:
        value = " ".join(str(one) for key, one in data.items() if key != "__is_block__")
    return attributes["name"], rdtype, attributes["ttl"], value
