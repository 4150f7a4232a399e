"""Following an unknown value through the configuration to the resource of the same plan that will provide it.

A plan tells of an unknown value only the expression's references. They are walked through module calls, variables,
outputs and ``for_each``; a ``local`` is a dead end (Terraform does not write locals into the plan), and so is a
``dynamic`` block.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Raw, Struct

from iacmx.plan.addresses import Address, Key, Step, longest, plain, split, take_resource, take_step
from iacmx.plan.envelope import ConfiguredModule, ConfiguredResource, ModuleCall, decode_value
from iacmx.plan.shapes import as_list, as_object, is_list

MAX_STEPS = 500
"""Expressions looked at for one value; no real configuration comes near."""


class Source(Struct, frozen=True):
    """Where a value comes from, as far as it can be followed.

    ``text`` is the reference as Terraform writes it, with the module it is in. ``resource`` is ``None`` at a dead end.
    ``hint`` is the instance key of the expression's own ``each`` or ``count``, where the reference is indexed by it.
    """

    text: str
    resource: Address | None = None
    hint: Key = None


class _Frame(Struct, frozen=True):
    """One module instance: its configuration, its path, and how it is called."""

    module: ConfiguredModule
    path: tuple[Step, ...] = ()
    parent: _Frame | None = None
    call: ModuleCall | None = None


class _Each(Struct, frozen=True):
    """What ``each`` and ``count`` mean where an expression stands."""

    key: Key = None
    collection: Raw | None = None


_NO_EACH = _Each()


class References:
    """The configuration of one plan."""

    def __init__(self, root: ConfiguredModule) -> None:
        self._root = _Frame(root)
        self._resources: dict[tuple[str, ...], dict[str, ConfiguredResource]] = {}

    def sources(self, address: Address, *path: str) -> tuple[Source, ...]:
        """The sources of the attribute at ``path`` (block names, then the attribute) of a resource instance."""
        frame = self._frame(address.modules)
        resource = frame and self._resource(frame, address.resource.name)
        if not frame or not resource:
            return ()
        each = _Each(address.resource.key, resource.for_each_expression)
        walk = _Walk()
        return tuple(dict.fromkeys(walk.follow(_select(_decode(resource.expressions), path), frame, each)))

    def constant(self, address: Address, name: str) -> object:
        """The attribute's constant value in the configuration, ``None`` where it has none."""
        frame = self._frame(address.modules)
        resource = frame and self._resource(frame, address.resource.name)
        if not resource:
            return None
        return as_object(_decode(resource.expressions).get(name)).get("constant_value")

    def _frame(self, modules: Sequence[Step]) -> _Frame | None:
        frame = self._root
        for step in modules:
            call = frame.module.module_calls.get(step.name)
            if call is None:
                return None
            frame = _Frame(call.module, (*frame.path, step), frame, call)
        return frame

    def _resource(self, frame: _Frame, name: str) -> ConfiguredResource | None:
        names = tuple(step.name for step in frame.path)
        if names not in self._resources:
            self._resources[names] = {resource.address: resource for resource in frame.module.resources}
        return self._resources[names].get(name)


class _Walk:
    """One walk from an expression to its sources; nothing is looked at twice."""

    def __init__(self) -> None:
        self._seen: set[tuple[tuple[Step, ...], str, Key]] = set()

    def follow(self, expressions: object, frame: _Frame, each: _Each) -> Iterator[Source]:
        """The sources of every reference in ``expressions``."""
        references = _references(expressions)
        indexed = any(reference.startswith(("each.", "count.")) for reference in references)
        for reference in longest(references):
            mark = (frame.path, reference, each.key)
            if mark not in self._seen and len(self._seen) < MAX_STEPS:
                self._seen.add(mark)
                yield from self._one(reference, frame, each, each.key if indexed else None)

    def _one(self, reference: str, frame: _Frame, each: _Each, hint: Key) -> Iterator[Source]:
        parts = split(reference)
        match parts:
            case ("each", "value", *attributes):
                yield from _extend(self.follow(_decode(each.collection), frame, each), attributes, each.key)
            case ("each" | "count" | "path" | "terraform" | "self", *_):
                return  # known while planning, or the resource itself
            case ("var", str(name), *attributes):
                yield from _extend(self._variable(name, frame), attributes, None)
            case ("module", str(), *_):
                yield from self._output(reference, parts[1:], frame, hint)
            case (str(first), str(), *_) if first != "local":
                resource, rest = take_resource(parts)
                yield Source(_qualified(frame, reference), Address(frame.path, resource, rest), hint)
            case _:
                yield Source(_qualified(frame, reference))

    def _variable(self, name: str, frame: _Frame) -> Iterator[Source]:
        if frame.parent is None or frame.call is None:
            return  # a variable of the root module is known while planning
        argument = as_object(_decode(frame.call.expressions)).get(name)
        yield from self.follow(argument, frame.parent, _Each(frame.path[-1].key, frame.call.for_each_expression))

    def _output(self, reference: str, parts: Sequence[Key], frame: _Frame, hint: Key) -> Iterator[Source]:
        step, rest = take_step(parts, 1)
        call = frame.module.module_calls.get(step.name)
        if call is None:
            yield Source(_qualified(frame, reference))
            return
        if step.key is None and hint is not None and (call.for_each_expression or call.count_expression):
            step = Step(step.name, hint)
        child = _Frame(call.module, (*frame.path, step), frame, call)
        # `module.m[each.key].out` is written as `module.m`: which output it was is lost, so any may be it.
        names = [str(rest[0])] if rest else list(call.module.outputs)
        for name in names:
            if name in call.module.outputs:
                expression = _decode(call.module.outputs[name].expression)
                yield from _extend(self.follow(expression, child, _NO_EACH), rest[1:], hint)


def _extend(sources: Iterator[Source], attributes: Sequence[Key], hint: Key) -> Iterator[Source]:
    """The sources with the attribute path that a variable, an output or ``each.value`` was asked for."""
    for source in sources:
        resource = source.resource
        text = source.text
        if resource and attributes and not resource.attributes:
            resource = Address(resource.modules, resource.resource, tuple(attributes))
            text = ".".join([text, *(str(plain(part)) for part in attributes)])
        yield Source(text, resource, hint if source.hint is None else source.hint)


def _references(expressions: object) -> list[str]:
    """All references in an expression, or in the expressions of a block."""
    found = [reference for item in as_list(expressions) for reference in _references(item)]
    for name, value in as_object(expressions).items():
        if name == "references" and is_list(value):
            found += [reference for reference in as_list(value) if isinstance(reference, str)]
        elif name != "constant_value":
            found += _references(value)
    return found


def _select(expressions: object, path: Sequence[str]) -> object:
    """The expressions at ``path``, all of them where a block is repeated."""
    if not path:
        return expressions
    if is_list(expressions):
        return [_select(item, path) for item in as_list(expressions)]
    return _select(as_object(expressions).get(path[0]), path[1:])


def _decode(raw: Raw | None) -> Mapping[str, object]:
    return as_object(decode_value(raw, "The plan's configuration")) if raw else {}


def _qualified(frame: _Frame, reference: str) -> str:
    return ".".join([*(_written(step) for step in frame.path), reference])


def _written(step: Step) -> str:
    if step.key is None:
        return f"module.{step.name}"
    return f"module.{step.name}[{step.key}]" if isinstance(step.key, int) else f'module.{step.name}["{step.key}"]'
