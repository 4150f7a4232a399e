"""Reading the pages of zones and of record sets in a fraction of the time that botocore's parser takes.

botocore reads XML by the service's description, member by member of every shape. This reads the members of ordinary
answers in its place, into the same dictionaries. An answer with anything else in it (an error, another document, a
member twice, geolocation, no number where one belongs) is left to botocore as it is, so that what is broken is found
and told by one reader only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element, ParseError, XMLParser

NAMESPACE = "{https://route53.amazonaws.com/doc/2013-04-01/}"

_Reader = Callable[[Element], Any]


class Unusual(Exception):
    """Something that botocore is to read."""


UNREAD = (ParseError, LookupError, ValueError, Unusual)
"""What :func:`members` raises where botocore is to read."""


def members(action: str, body: bytes) -> dict[str, Any]:
    """The members of an answer to ``action`` as botocore gives them. Raises :data:`UNREAD`."""
    read = _ANSWERS[action]
    parser = XMLParser(encoding="utf-8")  # noqa: S314 - the parser of botocore's choice, too
    parser.feed(body)
    root: Element = parser.close()
    if root.tag != f"{NAMESPACE}{action}Response":
        raise Unusual
    found: dict[str, Any] = read(root)
    return found


def _text(node: Element) -> str:
    if len(node):
        raise Unusual
    return node.text or ""


def _integer(node: Element) -> int:
    return int(_text(node))


def _boolean(node: Element) -> bool:
    return _text(node) == "true"


def _list(member: str, read: _Reader) -> _Reader:
    tag = NAMESPACE + member

    def read_list(node: Element) -> list[Any]:
        held = node.findall(tag)
        if len(held) != len(node):
            raise Unusual
        return list(map(read, held))

    return read_list


def _structure(**readers: _Reader) -> _Reader:
    by_tag = {NAMESPACE + name: (name, read) for name, read in readers.items()}

    def read_structure(node: Element) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for child in node:
            name, read = by_tag[child.tag]
            if read is _text and not len(child):  # as most are: spares a call for each
                found[name] = child.text or ""
            else:
                found[name] = read(child)
        if len(found) != len(node):
            raise Unusual
        return found

    return read_structure


_ANSWERS = {
    "ListHostedZones": _structure(
        HostedZones=_list(
            "HostedZone",
            _structure(
                Id=_text,
                Name=_text,
                CallerReference=_text,
                Config=_structure(Comment=_text, PrivateZone=_boolean),
                ResourceRecordSetCount=_integer,
            ),
        ),
        Marker=_text,
        IsTruncated=_boolean,
        NextMarker=_text,
        MaxItems=_text,
    ),
    "ListResourceRecordSets": _structure(
        ResourceRecordSets=_list(
            "ResourceRecordSet",
            _structure(
                Name=_text,
                Type=_text,
                TTL=_integer,
                ResourceRecords=_list("ResourceRecord", _structure(Value=_text)),
                AliasTarget=_structure(HostedZoneId=_text, DNSName=_text, EvaluateTargetHealth=_boolean),
                SetIdentifier=_text,
                Weight=_integer,
                Region=_text,
                Failover=_text,
                MultiValueAnswer=_boolean,
                HealthCheckId=_text,
                TrafficPolicyInstanceId=_text,
            ),
        ),
        IsTruncated=_boolean,
        NextRecordName=_text,
        NextRecordType=_text,
        NextRecordIdentifier=_text,
        MaxItems=_text,
    ),
}
