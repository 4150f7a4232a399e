"""Where in the configuration the resources of a plan are written, and the waivers that stand there as comments.

Configurations hold secrets: nothing of them is kept but where blocks stand and what comments tell iacmx.
"""

from __future__ import annotations

import posixpath
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import UNSET, Struct, structs

from iacmx.model import Finding, Location, Plan
from iacmx.plan.addresses import Address, parse
from iacmx.sources.files import SourceFile, Tree
from iacmx.sources.folder import Folder
from iacmx.sources.hcl import MARK, Block, Parsed
from iacmx.sources.hcl import parse as parse_file
from iacmx.sources.ignores import is_meant, waivers_of
from iacmx.waivers import Comment

PARSING = 30.0
"""Seconds; a file that nobody wrote by hand may take long."""
_NAMED = 5
_ROOT = ""


class Lines(Struct, frozen=True):
    """What a configuration tells of plan addresses: where each is written, waivers, and what could not be told."""

    places: dict[str, Location] = {}
    waivers: tuple[Comment, ...] = ()
    notes: tuple[str, ...] = ()

    def on(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """The findings, with where the resource of each is written."""
        return tuple(structs.replace(finding, location=self.places.get(finding.address, UNSET)) for finding in findings)


class Sources:
    """A configuration: a folder's, or that which a binary plan carries."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree

    @classmethod
    def at(cls, directory: str) -> Sources:
        """That of the folder in which Terraform runs. Raises InputError where there is no such folder."""
        return cls(Folder(directory))

    @classmethod
    def carried_by(cls, plan: str | Path) -> Sources:
        """That which the binary plan file carries; a note says so where it can't be read."""
        from iacmx.sources.carried import Carried

        return cls(Carried(str(plan)))

    def lines(self, plan: Plan, addresses: Iterable[str]) -> Lines:
        """Where the resources at the addresses are written, and every waiver of the configuration.

        Raises InputError for a comment that is meant for iacmx and can't be understood.
        """
        return _Search(self._tree, plan).lines(addresses)


class _Search:
    """Looks for the blocks of one plan's resources."""

    def __init__(self, tree: Tree, plan: Plan) -> None:
        self._tree = tree
        self._plan = plan
        self._directories = _directories(plan.modules, tree.listed())
        self._files: dict[str, tuple[SourceFile, ...]] = {}
        self._parsed: dict[str, Parsed] = {}
        self._blocks: dict[tuple[str, str], dict[str, tuple[str, Block]]] = {}
        self._until = time.monotonic() + PARSING

    def lines(self, addresses: Iterable[str]) -> Lines:
        places: dict[str, Location] = {}
        held: dict[tuple[str, str], list[str]] = {}
        missing: list[str] = []
        for address in sorted(set(addresses) - {""}):
            found = self._locate(parse(address))
            if found is None:
                missing.append(address)
            else:
                directory, name, places[address] = found
                held.setdefault((directory, name), []).append(address)
        waivers = tuple(self._waivers(held))
        return Lines(places, waivers, (*dict.fromkeys(self._tree.notes), *self._not_found(missing)))

    def _locate(self, address: Address) -> tuple[str, str, Location] | None:
        """Directory, name and place of the block: the resource's own, or that which calls the downloaded module that it
        is in, because nobody changes that one."""
        steps = [step.name for step in address.modules]
        own = self._find(".".join(steps), address.resource.name, address.type)
        if own is None:
            own = self._removed(steps, address.resource.name)
        if own is not None and not _is_downloaded(own[0]):
            return own
        for depth in range(len(steps) - 1, -1, -1):
            above = ".".join(steps[:depth])
            if not _is_downloaded(self._directories.get(above, "")):
                call = self._find(above, f"module.{steps[depth]}", steps[depth])
                if call is not None and self._is_away(".".join(steps[: depth + 1])):
                    within = own[2].label if own else ""
                    return call[0], call[1], structs.replace(call[2], within=within)
        return own

    def _is_away(self, module: str) -> bool:
        """Whether it is not part of the configuration: downloaded, or to be downloaded."""
        directory = self._directories.get(module)
        return directory is None or _is_downloaded(directory)

    def _removed(self, steps: Sequence[str], resource: str) -> tuple[str, str, Location] | None:
        """The ``removed`` block of a resource, or of a module that it is in."""
        for depth in range(len(steps), -1, -1):
            parts = [*(f"module.{step}" for step in steps[depth:]), resource]
            for length in range(len(parts), 0, -1):
                about = ".".join(parts[:length])
                found = self._find(".".join(steps[:depth]), f"removed {about}", "removed")
                if found is not None:
                    return found
        return None

    def _find(self, module: str, name: str, word: str) -> tuple[str, str, Location] | None:
        """The block of that name; ``word`` is in every file that may hold it."""
        directory = self._directories.get(module)
        if directory is None:
            return None
        index = self._blocks.get((directory, word))
        if index is None:
            index = self._blocks[directory, word] = {}
            for file in self._files_of(directory):
                if word.encode() in file.text:
                    for block in self._parse(file).blocks:
                        index.setdefault(block.name, (file.path, block))
        if name not in index:
            return None
        path, block = index[name]
        return directory, name, Location(path, block.line, block.end_line)

    def _waivers(self, held: Mapping[tuple[str, str], list[str]]) -> Iterator[Comment]:
        """The comments of all modules that are part of the configuration."""
        for directory in dict.fromkeys(self._directories.values()):
            for file in () if _is_downloaded(directory) else self._files_of(directory):
                for remark in self._parse(file).remarks if MARK.search(file.text) else ():
                    if is_meant(remark.text):
                        at = Location(file.path, remark.line)
                        yield from waivers_of(remark.text, at, remark.block, held.get((directory, remark.block), ()))

    def _files_of(self, directory: str) -> tuple[SourceFile, ...]:
        if directory not in self._files:
            self._files[directory] = self._tree.files(directory)
        return self._files[directory]

    def _parse(self, file: SourceFile) -> Parsed:
        if file.path not in self._parsed:
            try:
                parsed = parse_file(file.text, self._until)
            except TimeoutError:
                parsed = Parsed((), ())
                self._tree.notes.append(f"{file.path} was not read: it takes too long")
            if parsed.broken:
                self._tree.notes.append(f"{file.path} can't be read from line {parsed.broken} on, or not wholly")
            self._parsed[file.path] = parsed
        return self._parsed[file.path]

    def _not_found(self, missing: Sequence[str]) -> Iterator[str]:
        """One note; what is deleted is naturally not there."""
        gone = {change.address for change in self._plan.changes if change.deletes and not change.creates}
        gone |= {change.address for change in self._plan.zone_changes if change.actions == ("delete",)}
        rest = [address for address in missing if address not in gone]
        if rest:
            more = f" and {len(rest) - _NAMED} more" if len(rest) > _NAMED else ""
            yield f"no line is known of {', '.join(rest[:_NAMED])}{more}: not found in {self._tree.title}"


def _directories(modules: Mapping[str, str], listed: Mapping[str, str]) -> dict[str, str]:
    """The directories of modules relative to that of the root module, by the names of the calls that lead there: as the
    calls say where they are local, else where `terraform init` put them."""
    found = {_ROOT: "."}
    for key, source in modules.items():
        above = found.get(key.rpartition(".")[0])
        if source.startswith(("./", "../", ".\\", "..\\")) or source in (".", ".."):
            if above is not None:
                found[key] = posixpath.normpath(posixpath.join(above, source.replace("\\", "/")))
        elif key in listed:
            found[key] = posixpath.normpath(listed[key].replace("\\", "/"))
    return found


def _is_downloaded(directory: str) -> bool:
    """Whether `terraform init` put it there: it is nothing that its users change."""
    return ".terraform" in directory.split("/")
