"""Names of resources and variables: readable, and the same at every run, whatever else the zone holds."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from msgspec.structs import replace

from iacmx.terraform_code import Resource

_UNFIT = re.compile(r"[^a-z0-9_-]")
_WILDCARD = "wildcard"


def of_owner(owner: str) -> str:
    """An owner as part of an identifier: dots as underscores, the asterisk in letters.

    Where two owners would be called alike, all but the one that is meant by rights carry a digest of theirs.
    """
    plain = _fit(owner.replace("*", _WILDCARD, 1) if owner.startswith("*.") else owner)
    return plain if _meant(plain) == owner else f"{plain}_{digest(owner)}"


def of_value(value: str) -> str:
    """A host name or an address as part of an identifier."""
    return _fit(value.lower().rstrip("."))


def digest(*parts: str) -> str:
    """Eight letters that stand for a text."""
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:8]


def _fit(text: str) -> str:
    """An identifier begins with a letter or an underscore."""
    fit = _UNFIT.sub("_", text)
    return fit if fit[:1].isalpha() or fit.startswith("_") else f"_{fit}"


def _meant(plain: str) -> str:
    """The owner that an identifier is read as: ``_`` is a dot, and the first letter of a label after one."""
    body = plain[1:] if re.match(r"_[0-9-]", plain) else plain
    first, rest = (body[0], body[1:]) if body.startswith("_") else ("", body)
    owner = first + rest.replace("__", "\0").replace("_", ".").replace("\0", "._")
    return f"*.{owner.removeprefix(_WILDCARD + '.')}" if owner.startswith(f"{_WILDCARD}.") else owner


def told_apart(resources: Sequence[Resource]) -> tuple[Resource, ...]:
    """The resources; those of one name carry a digest of what they hold."""
    names = [resource.name for resource in resources]
    twice = {name for name in names if names.count(name) > 1} if len(set(names)) < len(names) else set[str]()
    return tuple(
        replace(one, name=f"{one.name}_{digest(one.owner, one.rdtype, *one.values)}") if one.name in twice else one
        for one in resources
    )
