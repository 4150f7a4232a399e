"""Terraform code for DNS records, one target resource type per file. Pure.

A file defines ``TARGET``, a :class:`Target`; it is named like its resource type. Every text of a record is hostile
here: it gets into a file through :mod:`iacmx.terraform_code.hcl` only.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable

from msgspec import Struct

from iacmx.terraform_code import hcl


class Rrset(Struct, frozen=True):
    """The records of one owner and type to be written.

    ``owner`` is in normal form; ``values`` are data as :func:`iacmx.terraform_code.rdata.written` has it, each once.
    ``ttl`` is in seconds, ``None``: as the target likes it. ``proxied``: Cloudflare answers with its own addresses.
    ``remarks`` are written above it.
    """

    owner: str
    type: str
    ttl: int | None
    values: tuple[str, ...]
    proxied: bool = False
    remarks: tuple[str, ...] = ()


class Resource(Struct, frozen=True):
    """One resource; ``name`` is its own, without the type, and ``values`` those of the set that it holds.

    ``body`` are the lines between the braces. ``import_id`` is that of the record which exists already, ``""``: none.
    """

    type: str
    name: str
    owner: str
    rdtype: str
    values: tuple[str, ...]
    body: tuple[str, ...]
    remarks: tuple[str, ...] = ()
    import_id: str = ""

    @property
    def address(self) -> str:
        return f"{self.type}.{self.name}"


class Existing(Struct, frozen=True):
    """A record, or a record set, that the target holds already: its id there as far as it needs one, and its data."""

    owner: str
    rdtype: str
    values: tuple[str, ...]
    id: str = ""


class Target(Struct, frozen=True):
    """A resource type that records are written as.

    ``provider`` is as elsewhere (``route53``), ``source`` and ``version`` as ``required_providers`` has them under
    ``local``. ``types`` are the record types that it holds. ``seconds`` is the least and the most TTL, ``automatic``
    what stands for none. ``longest`` is the most octets of a TXT record. ``per_record``: one resource per value.
    ``resources`` writes a set, given the expression of the zone's id. ``import_id`` is the id under which Terraform
    imports what the target holds, given the zone's.
    """

    type: str
    provider: str
    local: str
    source: str
    version: str
    types: frozenset[str]
    seconds: tuple[int, int]
    automatic: int
    longest: int
    per_record: bool
    resources: Callable[[Rrset, str], tuple[Resource, ...]]
    import_id: Callable[[str, Existing], str]

    def ttl(self, seconds: int | None) -> int:
        """The TTL to write for one of so many seconds."""
        if seconds is None:
            return self.automatic
        least, most = self.seconds
        return min(max(seconds, least), most)


def target(name: str) -> Target:
    """The target of a resource type that has a file."""
    found: Target = importlib.import_module(f"{__name__}.{name}").TARGET
    return found


def lines_of(resource: Resource) -> list[str]:
    """A resource with its remarks and, where it exists already, the block that imports it."""
    header = f'resource "{resource.type}" "{resource.name}"'
    lines = [hcl.comment(remark) for remark in resource.remarks]
    lines += [f"{header} {{", *(f"{hcl.INDENT}{line}" for line in resource.body), "}"]
    if resource.import_id:
        pairs = (("to", resource.address), ("id", hcl.text(resource.import_id)))
        lines += ["", *hcl.block("import", pairs)]
    return lines


def variable(name: str, words: str, default: str = "") -> list[str]:
    """A variable that holds a text."""
    pairs = [("description", hcl.text(words)), ("type", "string")]
    return hcl.block(f'variable "{name}"', [*pairs, ("default", hcl.text(default))] if default else pairs)


def requirements(of: Target, terraform: str = "") -> list[str]:
    """The ``terraform`` block that says which provider, and which version of Terraform, the code is for."""
    source = hcl.mapping([("source", hcl.text(of.source)), ("version", hcl.text(of.version))])
    providers = hcl.block("required_providers", [(of.local, source)])
    version = [("required_version", hcl.text(terraform))] if terraform else []
    return hcl.block("terraform", version, ["", *providers] if version else providers)
