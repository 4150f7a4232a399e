"""What differs between MX sets, as values and in words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from iacmx.case import MxSet
from iacmx.compare import compare, differences, in_words, listing
from iacmx.model import Mx, Unknown
from iacmx.mx import parse_mx


def mx_set(*texts: str, ttls: tuple[int, ...] = (300,), **fields: object) -> MxSet:
    return MxSet(tuple(parse_mx(text) for text in texts), ttls=ttls, **fields)  # type: ignore[arg-type]


def words(before: MxSet | None, after: MxSet | None) -> list[str]:
    return list(compare(before, after).words)


def test_added_removed_and_moved() -> None:
    before = mx_set("10 a.example.net.", "20 b.example.net.")
    after = mx_set("5 c.example.net.", "30 B.example.net")
    assert words(before, after) == [
        "adds c.example.net (5)",
        "removes a.example.net (10)",
        "changes the preference of b.example.net from 20 to 30",
    ]


def test_spelling_and_order_make_no_difference() -> None:
    assert not compare(mx_set("10 a.example.net", "20 b."), mx_set("20 B", "10 A.example.NET."))


def test_ttl_alone_is_no_content() -> None:
    difference = compare(mx_set("10 a.", ttls=(3600,)), mx_set("10 a."))
    assert difference
    assert not difference.content
    assert difference.words == ("changes the TTL from 3600 s to 300 s",)
    assert words(mx_set("10 a.", ttls=()), mx_set("10 a.")) == ["changes the TTL from automatic to 300 s"]


def test_a_preference_that_the_provider_is_yet_to_choose() -> None:
    chosen, unranked = mx_set("10 a.example.net"), MxSet((Mx("a.example.net", None, "a.example.net", automatic=True),))
    assert not compare(chosen, unranked).content
    assert not compare(unranked, chosen).content
    assert listing([unranked]) == "a.example.net"
    assert words(None, unranked) == ["adds a.example.net"]
    assert listing([MxSet((Mx("a.example.net", None, "a.example.net"),))]) == "a.example.net (no preference)"


def test_a_set_that_appears_or_goes_tells_no_ttl() -> None:
    assert words(None, mx_set("0 .")) == ["adds the null MX (0)"]
    assert words(mx_set("10 a."), None) == ["removes a (10)"]
    assert not compare(None, None)


def test_the_same_exchange_twice_is_matched_one_to_one() -> None:
    difference = compare(mx_set("10 a.", "20 a."), mx_set("20 a."))
    assert [mx.preference for mx in difference.removed] == [10]
    assert difference.moved == ()


def test_alias_and_unknown() -> None:
    before = mx_set(ttls=(), alias="a.example.com")
    after = mx_set("10 b.", ttls=(), unknown=(Unknown(("aws_eip.mail.public_dns",), "aws_eip.mail"), Unknown()))
    assert words(before, after) == [
        "adds b (10)",
        "changes the alias from a.example.com to none",
        "sets a record known only after the apply (from aws_eip.mail)",
        "sets a record known only after the apply",
    ]


def test_sets_are_matched_by_variant() -> None:
    before = [mx_set("10 a.", variant="eu"), mx_set("10 b.", variant="us")]
    after = [mx_set("20 a.", variant="eu"), mx_set("10 b.", variant="us")]
    assert [difference.variant for difference in differences(before, after)] == ["eu"]
    assert in_words(before, after) == ("eu: changes the preference of a from 10 to 20",)
    assert in_words(before, before) == ()


def test_listing() -> None:
    assert (
        listing([mx_set("20 b.", "10 a."), mx_set("10 a.", "x", alias="c")])
        == "a (10), b (20), x (no preference), an alias of c"
    )
    assert listing([]) == "nothing"


RECORDS = st.lists(
    st.builds("{} {}.".format, st.integers(0, 3), st.sampled_from(["a.example.net", "b.example.net", "c.example.net"])),
    max_size=6,
)


@given(RECORDS, RECORDS)
def test_every_record_is_told_exactly_once(old: list[str], new: list[str]) -> None:
    difference = compare(mx_set(*old), mx_set(*new))
    kept = len(new) - len(difference.added)
    assert kept == len(old) - len(difference.removed)
    assert len(difference.moved) <= kept
    assert bool(difference) == (sorted(old) != sorted(new))


@given(RECORDS)
def test_nothing_leads_from_a_set_to_itself(texts: list[str]) -> None:
    assert compare(mx_set(*texts), mx_set(*reversed(texts))).words == ()
