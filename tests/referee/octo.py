"""octoDNS's verdict: what its ``strict`` set of validators says of the records and of the zone."""

from __future__ import annotations

from typing import Any

from octodns.record import Record
from octodns.record.exception import ValidationError
from octodns.zone import Zone
from octodns.zone.exception import ValidationError as ZoneInvalid

from tests.referee.zones import DOMAIN, Situation


def complaints(situation: Situation) -> str:
    """The ids of the validators that complain, sorted."""
    Record.enable_validators({"strict"})
    Zone.enable_zone_validators({"strict"})
    zone = Zone(f"{DOMAIN}.", [])
    found: set[str] = set()
    for owner, data in _records(situation).items():
        name = "" if owner[0] == DOMAIN else owner[0].removesuffix(f".{DOMAIN}")
        try:
            zone.add_record(Record.new(zone, name, data))
        except ValidationError as error:
            found |= _ids(error)
    try:
        zone.validate()
    except ZoneInvalid as error:
        found |= _ids(error)
    return " ".join(sorted(found))


def _ids(error: ValidationError | ZoneInvalid) -> set[str]:
    return {reason.validator_id for reason in error.reasons}


def _records(situation: Situation) -> dict[tuple[str, str], dict[str, Any]]:
    """Records as octoDNS's YAML would hold them, by owner and type."""
    sets: dict[tuple[str, str], dict[str, Any]] = {}
    for owner, rdtype, data in situation.others:
        held = sets.setdefault((owner, rdtype), {"type": rdtype, "ttl": 300, "values": []})
        held["values"].append(data.strip('"').replace(";", "\\;"))
    for held in sets.values():
        if held["type"] == "CNAME":
            held["value"] = held.pop("values")[0]
    sets[DOMAIN, "MX"] = {"type": "MX", "ttl": 300, "values": [_mx(value) for value in situation.values]}
    return sets


def _mx(value: str) -> dict[str, str]:
    preference, _, exchange = value.rpartition(" ") if value.count(" ") < 2 else value.partition(" ")
    return {"preference": preference, "exchange": exchange} if preference else {"exchange": exchange}
