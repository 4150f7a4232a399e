"""What a target can't hold as the source does, by name, and what to do instead."""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.migrate.contents import Contents, Item
from iacmx.migrate_report import Carry, Part
from iacmx.titles import title

ROUTE53, CLOUDFLARE, DNS = "route53", "cloudflare", "dns"
_EMAIL_ROUTING = ".mx.cloudflare.net"


def carried(source: Contents, target: str, exchanges: set[str]) -> tuple[Carry, ...]:
    """What of the source's items the provider ``target`` has nothing for; nothing where both are of one provider,
    or the target is what DNS serves.

    ``exchanges`` are the hosts that take mail.
    """
    if target in (source.data.zone.provider, DNS):
        return ()
    items = (item for item in source.items.values() if item.part is not Part.ADDRESS or item.owner[:2] != "*.")
    found = (carry for item in items for carry in _of(item, source, target, exchanges))
    return tuple(dict.fromkeys(found))


def _of(item: Item, source: Contents, target: str, exchanges: set[str]) -> Iterator[Carry]:
    if item.variants and target != ROUTE53:
        yield _routed(item, target)
    if any(value.startswith("alias ") for value in item.values):
        yield _alias(item, source.data.zone.name, target, item.owner in exchanges)
    if item.proxied and target != CLOUDFLARE:
        yield _proxied(item)
    elif item.alias and item.type == "CNAME":
        yield _flattened(item, target)
    if item.part is Part.MX and any(value.endswith(_EMAIL_ROUTING) for value in item.values):
        yield Carry(
            item.owner,
            item.type,
            "Cloudflare Email Routing takes this mail, and works only while the zone is at Cloudflare.",
            "Move the mail to another host first, and the zone after it.",
        )


def _routed(item: Item, target: str) -> Carry:
    policies = ", ".join(sorted({variant.routing for variant in item.variants}))
    what = f"{len(item.variants)} record sets by routing policy ({policies}), which {_name(target)} has not."
    if item.is_one_answer:
        return Carry(item.owner, item.type, what, "All answer alike: write one record set with these values.")
    instead = "Choose the values of one of them, and write these."
    if item.part is Part.MX:
        instead = "Write all the exchanges in one set, and let their preferences decide."
    elif item.part is Part.ADDRESS:
        instead = "Write the addresses of all of them in one set, or use a load balancer beside DNS."
    return Carry(item.owner, item.type, what, instead)


def _alias(item: Item, apex: str, target: str, takes_mail: bool) -> Carry:
    name = next(value for value in item.values if value.startswith("alias ")).removeprefix("alias ")
    what = f"An alias set, for which Route 53 answers with the addresses of {name}."
    if takes_mail:
        return Carry(item.owner, item.type, what, "It takes mail: give the host A and AAAA records with its addresses.")
    if item.owner == apex and target != CLOUDFLARE:
        return Carry(item.owner, item.type, what, "Write A and AAAA records: no CNAME may stand at the apex.")
    instead = f"Write a CNAME record to {name}."
    if target == CLOUDFLARE and item.owner == apex:
        instead = f"Write a CNAME record to {name}, which Cloudflare flattens at the apex."
    return Carry(item.owner, item.type, what, instead)


def _proxied(item: Item) -> Carry:
    what = "Cloudflare proxies it: DNS has Cloudflare's addresses, the record those of the origin."
    instead = (
        "Make sure that the origin serves it directly, with a certificate of its own, and write the record's values."
    )
    if item.part not in (Part.MTA_STS, Part.AUTODISCOVER):
        instead = "Write the record's values; mail reached the host by them in no way that the proxy offered."
    return Carry(item.owner, item.type, what, instead)


def _flattened(item: Item, target: str) -> Carry:
    name = ", ".join(item.values)
    what = f"Cloudflare flattens the CNAME at the apex and answers with the addresses of {name}."
    instead = "Write A and AAAA records with these addresses: no CNAME may stand at the apex (RFC 1034 section 3.6.2)."
    if target == ROUTE53:
        instead = "Write an alias set where the name is one of AWS, else A and AAAA records with these addresses."
    return Carry(item.owner, item.type, what, instead)


def _name(target: str) -> str:
    return "the target" if target in ("", "zonefile") else title(target)
