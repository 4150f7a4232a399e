"""In any file, each block is found on the line on which it was written, and nothing that only looks like one."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from iacmx.sources.hcl import Block, parse

WORDS = st.text("abcxyz_", min_size=1, max_size=8)
LOOKALIKE = 'resource "aws_route53_record" "fake" {'
VALUES = st.sampled_from(
    [
        "1", '"text"', '"}"', '"{"', '"# no comment"', '"${"}"}"', '"${ { a = "}" }["a"] }"', '"%{ if x }{%{ endif }"',
        "[\n1,\n2,\n]", "{\n  a = 1\n}", "a.b[0].c", f"<<E\n{LOOKALIKE}\n}}\nE", f"<<-E\n  {LOOKALIKE}\n  E",
        "[for x in y : x if x != null]", 'f("}", {})', '"\\"}"', '"é {"', "(\n1\n)", "a ? {} : {}",
    ]
)  # fmt: skip
COMMENTS = st.sampled_from(
    ["", "# {", "// }", "/* { */", f"# {LOOKALIKE}", f"/*\n{LOOKALIKE}\n}}\n*/", "# \u202e é", "#"]
)
ATTRIBUTES = st.builds(lambda name, value: f"  {name} = {value}", WORDS, VALUES)
INNER = st.builds(lambda name, value: f"  {name} {{\n    a = {value}\n  }}", WORDS, VALUES)
BODIES = st.lists(st.one_of(ATTRIBUTES, INNER, COMMENTS), max_size=4)
HEADS = {
    "resource": (2, "{0}.{1}"),
    "data": (2, "data.{0}.{1}"),
    "module": (1, "module.{0}"),
    "variable": (1, ""),
    "output": (1, ""),
    "locals": (0, ""),
}


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, list[Block]]:
    """A file, and the blocks that are in it."""
    lines: list[str] = []
    blocks: list[Block] = []
    for _ in range(draw(st.integers(0, 5))):
        lines += "\n".join(draw(st.lists(COMMENTS, max_size=3))).split("\n")
        kind = draw(st.sampled_from(sorted(HEADS)))
        labels, name = HEADS[kind]
        words = [draw(WORDS) for _ in range(labels)]
        shown = [word if draw(st.booleans()) else f'"{word}"' for word in words]
        before = draw(st.sampled_from(["", "  ", "/* a */ "]))
        text = "\n".join([f"{before}{' '.join([kind, *shown])} {{", *draw(BODIES), "}"]).split("\n")
        if name:
            blocks.append(Block(name.format(*words), len(lines) + 1, len(lines) + len(text)))
        lines += text
    return draw(st.sampled_from(["\n", "\r\n"])).join(lines), blocks


@given(documents())
def test_lines_are_right(made: tuple[str, list[Block]]) -> None:
    text, blocks = made
    assert list(parse(text.encode(), time.monotonic() + 60).blocks) == blocks


@given(documents(), st.binary(max_size=40), st.integers(min_value=0))
def test_broken_files_tell_only_blocks_that_are_there(made: tuple[str, list[Block]], noise: bytes, at: int) -> None:
    text = made[0].encode()
    place = at % (len(text) + 1)
    broken = text[:place] + noise + text[place:]
    count = broken.count(b"\n") + 1
    for block in parse(broken, time.monotonic() + 60).blocks:
        assert 1 <= block.line <= block.end_line <= count


@given(st.binary(max_size=300))
def test_anything_is_read_without_an_error(data: bytes) -> None:
    parse(data, time.monotonic() + 60)
