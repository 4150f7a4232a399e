"""The outside of a plan: which resources it changes, with everything inside a change left as it is.

One pass over the whole text decodes addresses and types only; what a change, a state or a configuration expression
holds stays a slice of the input (``msgspec.Raw``), so that reading costs little more than looking for the end of the
text, and nothing but the slices of DNS resources is ever decoded (docs/adr/0001).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
from msgspec import Raw, Struct

from iacmx.errors import InputError

ABSENT = Raw(b"null")
Buffer = bytes | bytearray | memoryview
_PATH = re.compile(r"`\$\.([^`]*)`")
_REGENERATE = "Write it again with `terraform show -json tfplan`."


class TypeName(str):
    """A resource type; one object for each distinct type of a plan."""

    __slots__ = ()


class Entry(Struct, frozen=True, gc=False):
    """One element of ``resource_changes`` or ``resource_drift``."""

    type: TypeName
    address: str
    change: Raw
    mode: str = "managed"
    deposed: str | None = None
    previous_address: str | None = None


class StateResource(Struct, frozen=True, gc=False):
    type: TypeName
    address: str
    mode: str = "managed"
    values: Raw = ABSENT
    sensitive_values: Raw = ABSENT
    deposed_key: str | None = None


class StateModule(Struct, frozen=True):
    resources: list[StateResource] = []
    child_modules: list[StateModule] = []

    def every_resource(self) -> Iterator[StateResource]:
        """The resources of this module and of all modules below it."""
        yield from self.resources
        for child in self.child_modules:
            yield from child.every_resource()


class StateValues(Struct, frozen=True):
    root_module: StateModule | None = None


class PriorState(Struct, frozen=True):
    values: StateValues | None = None

    @property
    def root_module(self) -> StateModule:
        return (self.values and self.values.root_module) or StateModule()


class ConfiguredResource(Struct, frozen=True, gc=False):
    type: TypeName
    address: str
    expressions: Raw = ABSENT
    for_each_expression: Raw = ABSENT
    count_expression: Raw = ABSENT


class ConfiguredOutput(Struct, frozen=True):
    expression: Raw = ABSENT


class ConfiguredModule(Struct, frozen=True):
    resources: list[ConfiguredResource] = []
    module_calls: dict[str, ModuleCall] = {}
    outputs: dict[str, ConfiguredOutput] = {}


class ModuleCall(Struct, frozen=True):
    source: str | None = None
    expressions: Raw = ABSENT
    for_each_expression: Raw = ABSENT
    count_expression: Raw = ABSENT
    module: ConfiguredModule = ConfiguredModule()


class Configuration(Struct, frozen=True):
    root_module: ConfiguredModule | None = None


class Envelope(Struct, frozen=True):
    """A plan's top level. ``None`` is: the plan has no such key."""

    format_version: str | None = None
    terraform_version: str | None = None
    resource_changes: list[Entry] | None = None
    resource_drift: list[Entry] | None = None
    prior_state: PriorState | None = None
    configuration: Configuration | None = None
    complete: bool | None = None
    applyable: bool | None = None
    errored: bool | None = None
    timestamp: str | None = None

    @property
    def state(self) -> StateModule:
        """The root module of the prior state."""
        return self.prior_state.root_module if self.prior_state else StateModule()

    def left_out(self) -> Iterator[StateResource]:
        """The resources that a plan with ``-target`` does not mention: managed all the same, and left as they are."""
        if self.complete is not False or not self.resource_changes:
            return
        mentioned = {entry.address for entry in self.resource_changes}
        for resource in self.state.every_resource():
            if resource.mode == "managed" and resource.address not in mentioned:
                yield resource

    @property
    def root_module(self) -> ConfiguredModule:
        """The root module of the configuration."""
        return (self.configuration and self.configuration.root_module) or ConfiguredModule()

    def module_sources(self) -> dict[str, str]:
        """Where each module comes from, by the names of the calls that lead there; those above first."""
        return dict(_sources(self.root_module, ""))


class Types:
    """Makes one object of each type name, and counts how many were decoded."""

    def __init__(self) -> None:
        self.decoded = 0
        self._names: dict[str, TypeName] = {}

    def hook(self, wanted: type, value: object) -> TypeName:
        if not isinstance(value, str):
            raise TypeError(f"Expected `str`, got `{type(value).__name__}`")
        self.decoded += 1
        name = self._names.get(value)
        if name is None:
            name = self._names[value] = TypeName(value)
        return name


def decode_envelope(data: Buffer, name: str) -> Envelope:
    """Decode the outside of the plan in ``data``; ``name`` is what messages call it.

    Raises InputError where the shape is not a plan's, and msgspec.DecodeError where the text is not JSON.
    """
    types = Types()
    try:
        envelope = msgspec.json.decode(data, type=Envelope, dec_hook=types.hook)
    except msgspec.ValidationError as error:
        raise _misshapen(name, str(error)) from error
    if types.decoded != _kept(envelope):
        raise _duplicate(name)
    return envelope


def decode_value(raw: Raw, what: str) -> object:
    """Decode a slice of a plan, refusing an object that has a key twice: which of the two counts is anybody's guess.

    ``what`` names the slice in messages. Raises InputError.
    """
    try:
        value: object = msgspec.json.decode(raw)
        if msgspec.json.encode(value) == bytes(raw):
            return value  # Terraform's own spelling, which a dropped key would have shortened
        return _decode_pairs(bytes(raw), what)
    except (msgspec.MsgspecError, UnicodeError, ValueError) as error:
        raise InputError(f"{what} holds a number or a text that can't be read.", _REGENERATE) from error
    except RecursionError as error:
        raise InputError(f"{what} is nested too deeply to be Terraform's.", _REGENERATE) from error


def _decode_pairs(text: bytes, what: str) -> object:
    import json

    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise _duplicate(what)
        return found

    return json.loads(text, object_pairs_hook=unique)


def _kept(envelope: Envelope) -> int:
    """How many resources the envelope holds."""
    entries = len(envelope.resource_changes or ()) + len(envelope.resource_drift or ())
    return entries + _state_size(envelope.state) + _configured_size(envelope.root_module)


def _state_size(module: StateModule) -> int:
    return len(module.resources) + sum(map(_state_size, module.child_modules))


def _configured_size(module: ConfiguredModule) -> int:
    return len(module.resources) + sum(_configured_size(call.module) for call in module.module_calls.values())


def _sources(module: ConfiguredModule, above: str) -> Iterator[tuple[str, str]]:
    for name, call in module.module_calls.items():
        yield above + name, call.source or ""
        yield from _sources(call.module, f"{above}{name}.")


def place(reason: str) -> str:
    """The place that msgspec's ``reason`` tells (``resource_changes[0].type``, never a value), ``""`` for the top."""
    found = _PATH.search(reason)
    return found[1] if found else ""


def _misshapen(name: str, reason: str) -> InputError:
    where = place(reason)
    if not where:
        return InputError(f"{name} is JSON, but not a plan.", _REGENERATE)
    return InputError(f"{name} is not shaped like a plan: look at {where}.", _REGENERATE)


def _duplicate(what: str) -> InputError:
    return InputError(f"{what} has the same JSON key twice.", _REGENERATE)
