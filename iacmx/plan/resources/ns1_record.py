"""``ns1_record`` of ns1-terraform/ns1: one record set, its answers in blocks, in parts or as a list of texts."""

from __future__ import annotations

from msgspec import structs

from iacmx.model import RecordSet
from iacmx.names import normalize
from iacmx.plan.attributes import LATER, Attributes, Later
from iacmx.plan.kinds import Lookup
from iacmx.plan.resources._spelling import Owner, Spelling, read, record_set

ANSWERS = Spelling(
    type="ns1_record",
    provider="ns1",
    zone="zone",
    owner="domain",
    owner_form=Owner.ABSOLUTE,
    data="answer",
    within="answers",
)
SHORT = structs.replace(ANSWERS, data="short_answers", within="")


def either(attributes: Attributes, lookup: Lookup) -> tuple[RecordSet, ...]:
    """The record set of one side of a change."""
    link = attributes.text("link")
    if isinstance(link, str) and link:
        return tuple(structs.replace(found, alias=normalize(link)) for found in read(ANSWERS, attributes, lookup))
    if attributes.texts(SHORT.data):
        return read(SHORT, attributes, lookup)
    return read(ANSWERS, structs.replace(attributes, values={**attributes.values, **_joined(attributes)}), lookup)


def _joined(attributes: Attributes) -> dict[str, object]:
    """The answers with those that are given in parts put together."""
    joined: list[object] = []
    for block in attributes.blocks(ANSWERS.within):
        parts = block.texts("answer_parts")
        text = LATER if any(isinstance(part, Later) for part in parts) else " ".join(map(str, parts)) or None
        joined.append({**block.values, "answer": block.get("answer") or text})
    return {ANSWERS.within: joined} if any(joined) and not isinstance(attributes.get(ANSWERS.within), Later) else {}


RECORDS = structs.replace(record_set(ANSWERS), read=either)
