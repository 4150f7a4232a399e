"""From plan addresses to files and lines, in a folder and in what a binary plan carries."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from iacmx.errors import InputError
from iacmx.model import Change, Location, Plan
from iacmx.sources import Lines, Sources, files
from tests.sources.tree import DOWNLOADED, LIST, MODULES, PLACES, ROOT, TREE, WITHIN, downloaded, write

PLAN = Plan("1.2", "1.11.4", modules=MODULES)
A = "aws_route53_record.a"
RECORD = 'resource "aws_route53_record" "a" {\n}\n'


def carried(top: Path, folder: str = ROOT) -> Path:
    """A binary plan that carries the tree, laid out as Terraform does it."""
    (top / ".git").mkdir(exist_ok=True)
    path = top / folder / "tfplan"
    path.parent.mkdir(parents=True, exist_ok=True)
    places = {ROOT: "", "modules/mail": "mail", "modules/mail/inner": "mail.inner"}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("tfplan", b"protocol buffers")
        archive.writestr("tfstate", b"{}")
        for name, text in TREE.items():
            place, _, file = name.rpartition("/")
            archive.writestr(f"tfconfig/m-{places[place]}/{file}", text)
        archive.writestr("tfconfig/m-dns/main.tf", DOWNLOADED)
        archive.writestr(
            "tfconfig/modules.json",
            '[{"Key":"","Dir":"."},'
            '{"Key":"dns","Source":"git::https://git.example.com/dns.git","Dir":".terraform/modules/dns"},'
            '{"Key":"mail","Source":"../../modules/mail","Dir":"../../modules/mail"},'
            '{"Key":"mail.inner","Source":"./inner","Dir":"../../modules/mail/inner"}]',
        )
    return path


def in_folder(top: Path) -> Sources:
    downloaded(top)
    return Sources.at(str(write(top, TREE)))


def in_plan(top: Path) -> Sources:
    return Sources.carried_by(carried(top))


def shown(lines: Lines) -> dict[str, tuple[str, int]]:
    return {address: (at.path, at.line) for address, at in lines.places.items()}


def one(top: Path, text: str | bytes, name: str = "main.tf", address: str = A) -> Lines:
    """What a root module of one file tells of one address."""
    top.mkdir(exist_ok=True)
    (top / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return Sources.at(str(top)).lines(Plan("1.2", "1.11.4"), [address])


@pytest.mark.parametrize("sources", [in_folder, in_plan])
def test_every_way_to_write_a_resource(tmp_path: Path, sources: Callable[[Path], Sources]) -> None:
    lines = sources(tmp_path).lines(PLAN, PLACES)
    assert shown(lines) == PLACES
    assert lines.places["module.dns.aws_route53_record.mx"].within == WITHIN
    assert lines.notes == ()
    for address, place in lines.places.items():
        text = TREE[place.path].splitlines()
        wanted = "module" if place.within else address.rpartition(".")[2].partition("[")[0]
        assert wanted in text[place.line - 1]
        assert text[place.end_line - 1].strip().startswith("}")


@pytest.mark.parametrize("sources", [in_folder, in_plan])
def test_comments_cover_the_resources_of_their_block(tmp_path: Path, sources: Callable[[Path], Sources]) -> None:
    found = {(w.rule, w.location.label): w for w in sources(tmp_path).lines(PLAN, PLACES).waivers}
    assert {key: len(waiver.addresses) for key, waiver in found.items()} == {
        ("MX101", f"{ROOT}/main.tf:29"): 2,
        ("MX101", f"{ROOT}/json.tf.json:5"): 1,
        ("MX101", "modules/mail/inner/main.tf:4"): 2,
        ("MX106", "modules/mail/inner/main.tf:4"): 2,
    }
    counted = found["MX101", f"{ROOT}/main.tf:29"]
    assert (counted.reason, counted.expires) == ("the lab has no names", "2999-01-01")


def test_a_module_that_is_not_downloaded_stands_where_it_is_called(tmp_path: Path) -> None:
    lines = Sources.at(str(write(tmp_path, TREE))).lines(PLAN, ["module.dns.aws_route53_record.mx"])
    assert lines.places == {"module.dns.aws_route53_record.mx": Location(f"{ROOT}/main.tf", 45, 48)}


def test_a_module_below_a_downloaded_one(tmp_path: Path) -> None:
    downloaded(tmp_path)
    below = {f"{ROOT}/.terraform/modules/dns/modules/zone/main.tf": RECORD}
    root = write(tmp_path, {**TREE, **below})
    address = f"module.dns.module.zone[0].{A}"
    plan = Plan("1.2", "1.11.4", modules={**MODULES, "dns.zone": "./modules/zone"})
    place = Sources.at(str(root)).lines(plan, [address]).places[address]
    assert (place.label, place.within) == (
        f"{ROOT}/main.tf:45",
        f"{ROOT}/.terraform/modules/dns/modules/zone/main.tf:1",
    )


def test_comments_in_downloaded_modules_waive_nothing_but_one_at_the_call_does(tmp_path: Path) -> None:
    downloaded(tmp_path)
    call = TREE[f"{ROOT}/main.tf"].replace('module "dns" {', 'module "dns" { # iacmx:ignore=MX101 theirs')
    root = write(tmp_path, {**TREE, f"{ROOT}/main.tf": call})
    address = "module.dns.aws_route53_record.mx"
    covering = [w for w in Sources.at(str(root)).lines(PLAN, [address]).waivers if address in w.addresses]
    assert [(w.reason, w.location.line) for w in covering] == [("theirs", 45)]


@pytest.mark.parametrize(
    ("root", "here", "has_git", "path"),
    [
        ("infra", ".", False, "infra/main.tf"),  # a monorepo, or terraform -chdir=infra
        ("infra", "infra", False, "main.tf"),
        ("infra", "elsewhere", False, "main.tf"),
        ("infra", "infra", True, "infra/main.tf"),  # what a pull request calls it
        ("infra", "elsewhere", True, "infra/main.tf"),
    ],
)
def test_paths_are_those_of_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: str, here: str, has_git: bool, path: str
) -> None:
    for folder in {root, here, *([".git"] if has_git else [])}:
        (tmp_path / folder).mkdir(exist_ok=True)
    monkeypatch.chdir(tmp_path / here)
    (tmp_path / root / "main.tf").write_text(RECORD)
    for given in (tmp_path / root, Path(os.path.relpath(tmp_path / root))):
        assert shown(Sources.at(str(given)).lines(PLAN, [A])) == {A: (path, 1)}


def test_a_plan_is_shown_where_it_was_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    carried(tmp_path, "plans")
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".terraform").mkdir()  # Terraform ran here and wrote its plan elsewhere
    place = Sources.carried_by("plans/tfplan").lines(PLAN, ["aws_route53_record.mx"]).places["aws_route53_record.mx"]
    assert place.path == "main.tf"


@pytest.mark.parametrize(
    ("names", "path"),
    [
        (["main.tf", "override.tf"], "main.tf"),
        (["a_override.tf", "main.tf"], "main.tf"),
        (["main.tf", "main.tofu"], "main.tofu"),
        (["main.tofu"], "main.tofu"),
        (["main.tf", "a_override.tofu"], "main.tf"),
    ],
)
def test_which_file_counts(tmp_path: Path, names: list[str], path: str) -> None:
    for name in names:
        (tmp_path / name).write_text(RECORD)
    assert shown(Sources.at(str(tmp_path)).lines(PLAN, [A]))[A] == (path, 1)


@pytest.mark.parametrize("name", [".hidden.tf", "main.tf~", "#main.tf#", "main.tftest.hcl", "main.tfvars", "x.json"])
def test_what_terraform_does_not_read(tmp_path: Path, name: str) -> None:
    assert one(tmp_path, RECORD, name).places == {}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{"resource": [{"aws_route53_record": [{"b": {}},\n{"a": {}}]}]}', 2),
        ('{"resource": {"aws_route53_record": {\n"a": [{"count": 1}]}}}', 2),
        ('{"variable": {"x": {"default": "\\u00e9 \\" ${y}"}}, "resource":\n{"aws_route53_record":\n{"a": {}}}}', 3),
    ],
)
def test_shapes_of_json(tmp_path: Path, text: str, line: int) -> None:
    assert shown(one(tmp_path, text, "main.tf.json")) == {A: ("main.tf.json", line)}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("\ufeff" + RECORD, 1),
        ("\r\n".join(["# one", "", 'resource "aws_route53_record" "a" {', "}", ""]), 3),
        ("resource aws_route53_record a {}", 1),
        ('resource\t"aws_route53_record"   "a"{}', 1),
        ('/* { */ resource "aws_route53_record" "a" {\n}', 1),
        ('locals {\n  x = "}"\n  y = "${{ a = "}" }["a"]}"\n  z = <<E\n}\nE\n}\n' + RECORD, 8),
        ("locals {\n  x = <<-E\n  E\n  y = provider::a::b(1)\n}\n" + RECORD, 6),
        (RECORD + 'resource "broken" "b" {\n  x = \n', 1),
    ],
)
def test_text_that_parsers_stumble_over(tmp_path: Path, text: str, line: int) -> None:
    assert one(tmp_path, text).places[A].line == line


def test_what_is_removed_is_written_where_it_says_so(tmp_path: Path) -> None:
    text = (
        "removed {\n  from = aws_route53_record.a\n  lifecycle {\n    destroy = false\n  }\n}\n"
        "removed {\n  from = module.gone\n}\n"
    )
    assert shown(one(tmp_path, text)) == {A: ("main.tf", 1)}
    address = f'module.gone["k"].module.deep.{A}'
    assert shown(one(tmp_path, text, address=address)) == {address: ("main.tf", 7)}


def test_what_is_not_found_is_noted_unless_the_plan_deletes_it(tmp_path: Path) -> None:
    gone = Change("aws_route53_record.old", "aws_route53_record", "route53", ("delete",))
    replaced = Change("aws_route53_record.new", "aws_route53_record", "route53", ("delete", "create"))
    addresses = [gone.address, replaced.address, *(f"aws_route53_record.r{number}" for number in range(9))]
    (tmp_path / "main.tf").write_text(RECORD)
    lines = Sources.at(str(tmp_path)).lines(Plan("1.2", "1", changes=(gone, replaced)), [A, *addresses])
    assert list(lines.places) == [A]
    (note,) = lines.notes
    assert "aws_route53_record.new, aws_route53_record.r0" in note
    assert "and 5 more" in note
    assert gone.address not in note


def test_a_file_that_can_not_be_read_is_noted(tmp_path: Path) -> None:
    lines = one(tmp_path, RECORD + "resource aws_route53_record {{{\n", "broken.tf")
    assert [note for note in lines.notes if note.startswith("broken.tf can't be read from line 3")]
    assert A in lines.places


@pytest.mark.parametrize("path", ["missing", "file", "nul\0", "x" * 5000])
def test_a_root_that_is_none(tmp_path: Path, path: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="source root") as raised:
        Sources.at(str(tmp_path / path))
    assert "--source-root" in raised.value.hint


def test_a_broken_list_of_modules_is_noted(tmp_path: Path) -> None:
    root = write(tmp_path, {**TREE, f"{ROOT}/.terraform/modules/modules.json": LIST[:20]})
    lines = Sources.at(str(root)).lines(PLAN, PLACES)
    assert shown(lines) == PLACES
    assert [note for note in lines.notes if "terraform init" in note]


def test_links_that_leave_the_repository_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "main.tf").write_text(RECORD)
    repository = tmp_path / "repository"
    repository.mkdir()
    root = write(repository, {f"{ROOT}/b.tf": ""})
    (root / "link.tf").symlink_to(outside / "main.tf")
    (root / "folder").symlink_to(outside)
    plan = Plan("1.2", "1", modules={"m": "./folder", "n": "../../../outside"})
    lines = Sources.at(str(root)).lines(plan, [A, f"module.m.{A}", f"module.n.{A}"])
    assert lines.places == {}
    assert len([note for note in lines.notes if "outside" in note]) >= 3


def test_links_within_the_repository_are_followed(tmp_path: Path) -> None:
    root = write(tmp_path, {"shared/main.tf": RECORD, f"{ROOT}/b.tf": ""})
    (root / "link.tf").symlink_to(tmp_path / "shared" / "main.tf")
    assert shown(Sources.at(str(root)).lines(PLAN, [A])) == {A: (f"{ROOT}/link.tf", 1)}


def test_what_is_no_file_or_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_OF_A_FILE", 100)
    os.mkfifo(tmp_path / "pipe.tf")
    (tmp_path / "folder.tf").mkdir()
    (tmp_path / "loop.tf").symlink_to(tmp_path / "loop.tf")
    lines = one(tmp_path, RECORD + "#" * 100)
    assert lines.places == {}
    for name in ("pipe.tf", "folder.tf", "loop.tf", "main.tf"):
        assert [note for note in lines.notes if note.startswith(f"{name} was not read")]


def test_a_configuration_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("iacmx.sources.PARSING", -1.0)
    lines = one(tmp_path, RECORD + 'x = "' * 100_000)
    assert [note for note in lines.notes if "takes too long" in note]


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"PK\x03\x04" + bytes(500), b"no archive"])
def test_a_binary_plan_that_is_none(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "tfplan").write_bytes(data)
    lines = Sources.carried_by(tmp_path / "tfplan").lines(PLAN, [A])
    assert (lines.places, lines.waivers) == ({}, ())
    assert "carries can't be read" in lines.notes[0]


def test_a_binary_plan_that_unpacks_to_too_much(tmp_path: Path) -> None:
    path = tmp_path / "tfplan"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("tfconfig/modules.json", '[{"Key":"","Dir":"."}]')
        archive.writestr("tfconfig/m-/main.tf", RECORD + "#" * (files.MOST_OF_A_FILE + 1))
        archive.writestr("tfconfig/m-/more.tf", 'resource "aws_route53_record" "b" {}')
    lines = Sources.carried_by(path).lines(PLAN, [A, "aws_route53_record.b"])
    assert list(lines.places) == ["aws_route53_record.b"]
    assert [note for note in lines.notes if "main.tf was not read" in note]
