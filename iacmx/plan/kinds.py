"""What a resource type's file defines: how its attributes are read into record sets, zones or facts about a sender."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

from iacmx.model import RecordSet, Unknown, Value, Zone
from iacmx.plan.attributes import Attributes


class Lookup(Protocol):
    """What the rest of the plan tells about one side of one resource."""

    @property
    def address(self) -> str:
        """The resource's address in the plan."""
        ...

    def zone(self, attributes: Attributes, name: str) -> str:
        """The key of the zone that attribute ``name`` holds the id of; followed through the plan while unknown."""
        ...

    def zone_named(self, attributes: Attributes, name: str, *, private: bool = False) -> str:
        """The key of the zone whose name is in attribute ``name``; followed through the plan while unknown."""
        ...

    def zone_name(self, zone: str) -> str:
        """The name of the zone of that key (normal form), ``""`` where neither plan nor state tells."""
        ...

    def unknown(self, *path: str) -> Unknown:
        """Where the attribute at ``path`` will come from."""
        ...

    def hide(self, *values: Value | None) -> None:
        """Tell what the plan marks as sensitive: owners as written, values, alias targets."""
        ...

    def tell_zone_name(self, zone: str, written: str, absolute: str) -> None:
        """Tell what is known of an owner in a zone, both as written and absolute: the rest is the zone's name."""
        ...


class RecordResource(Struct, frozen=True):
    """A resource type that holds DNS records.

    ``read`` gets one side of a change. ``overwrite`` is the attribute that lets a create replace a live set, ``""``
    where there is none. ``per_record`` and ``exclusive`` are as in :class:`iacmx.model.Change`.
    ``takes_over`` tells from the planned side whether the change is exclusive, for a type whose destruction takes its
    records along. ``spelling`` is for the documents: the owner's form, where the preference is, what a dot means; so is
    ``holds``, where the rest does not tell.
    ``whole_names``: a state holds whole names in the attribute that a configuration may write a relative one in.
    """

    type: str
    provider: str
    read: Callable[[Attributes, Lookup], tuple[RecordSet, ...]]
    overwrite: str = ""
    per_record: bool = False
    exclusive: bool = False
    whole_names: bool = False
    takes_over: Callable[[Attributes], bool] | None = None
    spelling: tuple[str, str, str] | None = None
    holds: str = ""


class ZoneResource(Struct, frozen=True):
    """A resource type, or a data source, that tells about zones.

    ``read`` gives zones without a key; an ``id`` or ``name`` that is not known is ``""``.
    """

    type: str
    provider: str
    read: Callable[[Attributes], tuple[Zone, ...]]


class MailFromResource(Struct, frozen=True):
    """A resource type that sets the MAIL FROM domain of the Amazon SES identity in its attribute ``identity``."""

    type: str
    identity: str


class PrivateMark(Struct, frozen=True):
    """A resource type whose presence makes the zone in its attribute ``zone`` a private one."""

    type: str
    provider: str
    zone: str
