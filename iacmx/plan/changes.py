"""One resource's change, decoded: its actions and both sides."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from iacmx.errors import InputError
from iacmx.plan.attributes import Attributes
from iacmx.plan.envelope import Entry, StateResource, decode_value
from iacmx.plan.shapes import as_list, as_object, is_object


class Decoded(Struct, frozen=True):
    """A change as Terraform wrote it. A side is ``None`` where the resource does not exist."""

    entry: Entry
    actions: tuple[str, ...]
    before: Attributes | None
    after: Attributes | None
    importing: bool

    @property
    def address(self) -> str:
        return self.entry.address

    @property
    def is_same(self) -> bool:
        """Whether both sides say the same, so that one need not be read."""
        if self.acts or self.before is None or self.after is None:
            return False
        return self.before.values == self.after.values and self.before.sensitive == self.after.sensitive

    @property
    def acts(self) -> bool:
        """Whether anything happens beyond reading."""
        return bool(set(self.actions) - {"no-op", "read"})


def decode_change(entry: Entry) -> Decoded:
    """Decode one change. Raises InputError for a change that Terraform would not write."""
    change = as_object(decode_value(entry.change, entry.address))
    actions = as_list(change.get("actions"))
    if not actions:
        raise InputError(f"{entry.address}: the change has no actions.", "Is this written by `terraform show -json`?")
    return Decoded(
        entry=entry,
        actions=tuple(action for action in actions if isinstance(action, str)),
        before=_side(entry, change, "before"),
        after=_side(entry, change, "after"),
        importing=isinstance(change.get("importing"), dict),
    )


def decode_state(resource: StateResource) -> Attributes:
    """The attributes of a resource as the prior state holds it. Raises InputError."""
    values = as_object(decode_value(resource.values, resource.address))
    return Attributes(resource.address, values, sensitive=decode_value(resource.sensitive_values, resource.address))


def _side(entry: Entry, fields: Mapping[str, object], name: str) -> Attributes | None:
    values = fields.get(name)
    unknown = fields.get("after_unknown") if name == "after" else False
    if values is None and unknown is not True:
        return None
    if values is not None and not is_object(values):
        raise InputError(f"{entry.address}: {name} is not an object.", "Is this written by `terraform show -json`?")
    return Attributes(entry.address, as_object(values), unknown, fields.get(f"{name}_sensitive"))
