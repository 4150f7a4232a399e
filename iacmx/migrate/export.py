"""A zone of one side as Terraform code for another. Reads only: what is written, somebody else applies."""

from __future__ import annotations

from msgspec import Struct

from iacmx.audit.source import Source
from iacmx.errors import UsageError
from iacmx.migrate.compare import SERVED
from iacmx.migrate.ends import End, zones_named
from iacmx.migrate.existing import Beside, Meeting, meet
from iacmx.migrate.sides import Side
from iacmx.migrate.translate import LeftOut, translate
from iacmx.migrate.whole import WholeZone, read
from iacmx.model import Zone
from iacmx.nearest import did_you_mean
from iacmx.terraform_code import Resource, Target, target
from iacmx.terraform_code.naming import of_owner, told_apart

_BY_PROVIDER = {"route53": "aws_route53_record", "cloudflare": "cloudflare_dns_record"}
_VERSION_4 = "cloudflare_record"


class Export(Struct, frozen=True):
    """The code and what there is to say of it.

    ``source`` and ``target`` name the sides, ``zone_id`` is that of the target's zone, ``""`` where it was not asked.
    ``sets`` are the record sets that are written, ``others`` the target's sets that have nothing to do with them.
    ``dropped`` counts what the source does not keep, by type; ``complete`` says that it keeps everything.
    """

    zone: str
    source: str
    target: str
    of: Target
    zone_id: str
    sets: int
    resources: tuple[Resource, ...]
    left_out: tuple[LeftOut, ...]
    beside: tuple[Beside, ...]
    others: int
    complete: bool
    dropped: tuple[tuple[str, int], ...]

    @property
    def imports(self) -> int:
        return sum(bool(resource.import_id) for resource in self.resources)

    @property
    def exit_code(self) -> int:
        """1 where mail would not be the same after the apply, 3 where that can't be told."""
        if any(one.mail and not one.untold for one in self.left_out) or any(one.mail for one in self.beside):
            return 1
        return 3 if any(one.untold for one in self.left_out) else 0


def target_of(source: Source, *, version_4: bool = False) -> Target:
    """What records are written as at a side. Raises UsageError."""
    if source.provider not in _BY_PROVIDER:
        raise UsageError(
            f"--to {source.label} is nothing that records are written for.",
            did_you_mean(
                source.provider,
                _BY_PROVIDER,
                "Write --to route53 or --to cloudflare, with :PROFILE or :ACCOUNT behind it where there are several.",
            ),
        )
    if version_4 and source.provider != "cloudflare":
        raise UsageError("--cloudflare-v4 goes with --to cloudflare.", "Leave it out.")
    return target(_VERSION_4 if version_4 else _BY_PROVIDER[source.provider])


def export(source: Source, from_side: Side, into: Source, of: Target, to_side: Side | None, word: str) -> Export:
    """The zone ``word``, a name or the source's id, as it is at ``from_side``, for ``of`` at ``to_side``.

    Without ``to_side`` nothing is known of the target. Raises UsageError, Ambiguous, ZoneNotFound, ProviderError.
    """
    if source.provider == SERVED:
        raise UsageError(
            "DNS tells only of names that are asked for, and can't list a zone.",
            "Give --from a provider, a snapshot or a file; any provider can export a zone file: zonefile:FILE.",
        )
    ends = End(source, from_side, [word]), None if to_side is None else End(into, to_side, [word])
    name = zones_named((word,), [end for end in ends if end is not None])[0]
    here = read(from_side, ends[0].zone(name))
    there = None if to_side is None or ends[1] is None else read(to_side, ends[1].zone(name))
    return written(here, there, of, source.label, into.label)


def written(here: WholeZone, there: WholeZone | None, of: Target, source: str, into: str) -> Export:
    """The code for one zone, given what both sides hold of it. Pure."""
    found = translate(here, of)
    variable = f"var.{variable_of(here.zone)}"
    resources = told_apart([one for rrset in found.rrsets for one in of.resources(rrset, variable)])
    met = Meeting(resources, (), 0) if there is None else meet(resources, there, of, found.mail)
    return Export(
        zone=here.zone.name,
        source=_named(source, here.zone),
        target=into if there is None else _named(into, there.zone),
        of=of,
        zone_id="" if there is None else there.zone.id,
        sets=len(found.rrsets),
        resources=met.resources,
        left_out=found.left_out,
        beside=met.beside,
        others=met.others,
        complete=here.complete,
        dropped=tuple(here.dropped.items()),
    )


def variable_of(zone: Zone) -> str:
    """The name of the variable that holds the id of a zone."""
    return f"{of_owner(zone.name)}_zone_id"


def _named(side: str, zone: Zone) -> str:
    return f"{side} ({zone.id})" if zone.id else side
