"""Where routes go: standard output as they come, and files, which appear whole in the end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager

from iacmx.cli._write import growing_file, printing, standard_output
from iacmx.errors import UsageError
from iacmx.report import Style
from iacmx.route_report import Format, Result, Summary

Formats = Sequence[tuple[str | None, Format]]
"""Each format with the path of its file, ``None`` for standard output."""


class Out:
    """The documents as they grow. ``summary`` is of what they hold so far."""

    def __init__(self, formats: Formats, style: Style, files: Sequence[Callable[[str], object]]) -> None:
        """``files`` write to the places of ``formats``."""
        self.summary = Summary()
        self._formats, self._style, self._files = formats, style, files
        self._number = 0
        self.write([form.head() for _, form in formats])

    @property
    def has_room_for_many(self) -> bool:
        return not any(form.ONE_ONLY for _, form in self._formats)

    def add(self, result: Result) -> Summary:
        """Write the next result. Raises UsageError where a format has no room for it."""
        if self._number and not self.has_room_for_many:
            raise UsageError("This format draws one domain.", "Choose html, which draws many, or one domain.")
        self.write(self.told(result, self._number))
        self._number += 1
        self.summary = self.summary.plus(result)
        return self.summary

    def told(self, result: Result, number: int) -> list[str]:
        """What each document says of the result, which is that of line ``number``."""
        full = Style(verbose=True)
        return [form.one(result, self._style if path is None else full, number) for path, form in self._formats]

    def write(self, texts: Sequence[str], summary: Summary | None = None) -> Summary:
        """Add to each document; ``summary`` is of what was made elsewhere."""
        for write, text in zip(self._files, texts, strict=True):
            write(text)
        if summary is not None:
            self.summary = self.summary.and_(summary)
        return self.summary

    def end(self) -> int:
        """The ends of the documents; the exit code."""
        self.write([form.tail(self.summary, self._style) for _, form in self._formats])
        with printing():
            sys.stdout.flush()
        return self.summary.exit_code


@contextmanager
def opened(formats: Formats, style: Style) -> Generator[Out, None, None]:
    """The documents, begun; files appear where nothing is raised. Raises InputError where one can't be written."""
    out = standard_output()

    def to_stdout(text: str) -> None:
        with printing():
            out.write(text)

    with ExitStack() as stack:
        files = [to_stdout if path is None else stack.enter_context(growing_file(path)) for path, _ in formats]
        yield Out(formats, style, files)
