"""SPF records on the way from one host to another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iacmx.migrate.mail import spf
from iacmx.model import Answer, Kind

NEW = ("include:spf.new.example",)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("v=spf1 include:old.example -all", "v=spf1 include:old.example include:spf.new.example -all"),
        ("v=spf1 -all", "v=spf1 include:spf.new.example -all"),
        ("v=spf1 mx", "v=spf1 mx include:spf.new.example"),
        ("v=spf1 redirect=other.example", "v=spf1 include:spf.new.example redirect=other.example"),
        ("v=spf1 INCLUDE:SPF.New.Example ~all", "v=spf1 INCLUDE:SPF.New.Example ~all"),
        ("v=spf1 ?include:spf.new.example ~ALL", "v=spf1 ?include:spf.new.example ~ALL"),
    ],
)
def test_terms_are_put_before_what_ends_the_record(now: str, then: str) -> None:
    assert spf.added(now, NEW) == then


TERMS = st.lists(st.sampled_from(["a", "mx", "ip4:192.0.2.1", "include:x.example", "exists:%{i}.example"]), unique=True)


@given(TERMS, st.sampled_from(["-all", "~all", "?all", "redirect=x.example"]))
def test_what_is_added_can_be_dropped_again(terms: list[str], end: str) -> None:
    text = " ".join(["v=spf1", *terms, end])
    with_new = spf.added(text, NEW)
    assert spf.has(with_new, NEW[0])
    assert spf.added(with_new, NEW) == with_new
    assert spf.dropped(with_new, NEW) == text


class Texts:
    """DNS with SPF records alone."""

    def __init__(self, **records: str) -> None:
        self._records = {name.replace("_", "."): text for name, text in records.items()}

    def lookup(self, name: str, rdtype: str) -> Answer:
        if name == "lost.example":
            return Answer(Kind.UNVERIFIED)
        text = self._records.get(name)
        return Answer(Kind.FOUND, (text,)) if text else Answer(Kind.NO_NAME)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 -all", 0),
        ("v=spf1 a mx/24 ptr exists:x.example +a:b.example ?mx:c.example -all", 6),
        ("v=spf1 include:one.example redirect=one.example", 4),
        ("v=spf1 include:loop.example", 2),
        ("v=spf1 include:absent.example", 1),
        ("v=spf1 include:lost.example", None),
        ("v=spf1 include:%{d}.example", None),
    ],
)
def test_what_a_record_costs(text: str, count: int | None) -> None:
    world = Texts(one_example="v=spf1 mx -all", loop_example="v=spf1 include:loop.example")
    assert spf.lookups(text, world) == count


def test_more_than_ten_are_too_many_however_deep() -> None:
    world = Texts(many_example="v=spf1 " + "a " * 10)
    count = spf.lookups("v=spf1 include:many.example", world)
    assert count is not None
    assert count > spf.MOST_LOOKUPS
