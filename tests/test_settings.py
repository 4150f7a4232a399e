"""Where settings come from, and what is said of wrong ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from iacmx.errors import InputError
from iacmx.settings import Settings, load


def test_found_upward_until_the_repository_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".iacmx.toml").write_text('fail-on = "notice"\n')
    inner = tmp_path / "repository" / "deep"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    assert load().fail_on == "notice"
    (tmp_path / "repository" / ".git").mkdir()
    assert load() == Settings()


def test_pyproject_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.other]\nx = 1\n[tool.iacmx]\nignore = ["MX304"]\n')
    monkeypatch.chdir(tmp_path)
    assert load().ignore == ("MX304",)


def test_named_by_variable_or_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = tmp_path / "one.toml", tmp_path / "other.toml"
    one.write_text("timeout = 5\n")
    other.write_text("timeout = 7\n")
    monkeypatch.setenv("IACMX_CONFIG", str(one))
    assert load().timeout == 5
    assert load(str(other)).timeout == 7


def test_waivers(tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    file.write_text('[[waive]]\nrule = "MX304"\nowner = "*.example.com"\nreason = "lab"\nexpires = "2027-01-01"\n')
    (waiver,) = load(str(file)).waive
    assert (waiver.rule, waiver.owner, waiver.expires) == ("MX304", "*.example.com", "2027-01-01")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("fail_on = 'error'\n", "fail_on"),
        ("fail-on = 'loud'\n", "loud"),
        ("timeout = 'soon'\n", "timeout"),
        ("= 1\n", "not TOML"),
        ("[[waive]]\nrule = 'MX304'\nreason = ' '\n", "no reason"),
        ("[[waive]]\nrule = 'MX304'\nreason = 'x'\nexpires = 'soon'\n", "expires"),
    ],
)
def test_wrong_settings_are_named(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "s.toml"
    file.write_text(text)
    with pytest.raises(InputError, match=says):
        load(str(file))


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="can't be read"):
        load(str(tmp_path / "none.toml"))
