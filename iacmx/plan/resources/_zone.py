"""Zone resources and data sources that differ only in the names of their attributes."""

from __future__ import annotations

from functools import partial

from msgspec import Struct

from iacmx.model import Zone
from iacmx.names import normalize
from iacmx.plan.attributes import Attributes
from iacmx.plan.kinds import ZoneResource


class ZoneSpelling(Struct, frozen=True):
    """The attributes of a zone.

    ``id`` is ``""`` where records name their zone by its name, ``servers`` where the servers that a delegation
    must name are not told.
    """

    name: str = "name"
    id: str = ""
    servers: str = ""
    private: bool = False


def zone(type: str, provider: str, spelling: ZoneSpelling) -> ZoneResource:
    """A resource type, and the data source of the same name."""
    return ZoneResource(type=type, provider=provider, read=partial(read, provider, spelling))


def read(provider: str, spelling: ZoneSpelling, attributes: Attributes) -> tuple[Zone, ...]:
    """The zone of one side of a change, or of a state."""
    written = attributes.text(spelling.name)
    name = normalize(written) if isinstance(written, str) else ""
    identifier = attributes.identifier(spelling.id or "id")
    known = identifier.rpartition("/")[2] if isinstance(identifier, str) else ""
    return (
        Zone(
            key="",
            provider=provider,
            id=known if spelling.id else _by_name(name, known, spelling.private),
            name=name,
            private=spelling.private,
            name_servers=tuple(normalize(host) for host in attributes.texts(spelling.servers) if isinstance(host, str)),
        ),
    )


def _by_name(name: str, identifier: str, private: bool) -> str:
    """The id of a zone that records name by its name: that name, once it exists."""
    if not name or not identifier:
        return ""
    return f"private/{name}" if private else name
