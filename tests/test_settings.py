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


@pytest.mark.parametrize(
    ("text", "says", "hint"),
    [
        ("fail_on = 'error'\n", "no 'fail_on'", "'fail-on'"),
        ("ofline = true\n", "no 'ofline'", "'offline'"),
        ("colour = true\n", "no 'colour'", "There is: fail-on"),
        ("fail-on = 'erorr'\n", "fail-on is 'erorr'", "'error'"),
        ("unknown = 'ignore'\n", "unknown is 'ignore'", "fail or warn"),
        ("[[waive]]\nrule = 'MX304'\nreasn = 'x'\n", "no 'reasn' in waive", "'reason'"),
        ("[[waive]]\nrule = 'MX3O4'\nreason = 'x'\n", "no rule 'MX3O4' to waive", "'MX304'"),
        ("[limits]\nowners_changed = 5\n", "no 'owners_changed' in limits", "'owners-changed'"),
        ("[limits]\nowners-changed = -5\n", "less than 0", "number"),
        ("[[expect]]\nowner = '*'\nmial = 'null'\n", "no 'mial' in expect", "'mail'"),
        ("[[expect]]\nowner = '*'\nmail = 'google'\n", "no known mail host: 'google'", ""),
        ("[[expect]]\nowner = '*'\nmail = 'fastmial'\n", "no known mail host", "'fastmail'"),
        ("[[expect]]\nowner = '*'\nmail = ['mx1.example.net']\n", "no MX record", "10 mx1"),
        ("select = ['target-cnam']\n", "no rule 'target-cnam'", "'target-cname'"),
        ("ignore = ['MX3O4']\n", "to ignore", "'MX304'"),
        ("[severity]\nMX304 = 'warn'\n", "no severity", "'warning'"),
        ("[severity]\nsingle-exchange = 'off'\n", "to give a severity", "'single-exchanger'"),
        ("protected = 'example.com'\n", "protected", "settings.md"),
    ],
)
def test_a_wrong_setting_is_refused_with_the_nearest_right_one(tmp_path: Path, text: str, says: str, hint: str) -> None:
    file = tmp_path / "s.toml"
    file.write_text(text)
    with pytest.raises(InputError, match=says) as caught:
        load(str(file))
    assert hint in caught.value.hint


def test_the_policy_of_the_house(tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    file.write_text(
        'select = ["default", "MX3"]\nprotected = ["example.com"]\nbaseline = "known.json"\n'
        '[severity]\nMX304 = "warning"\nsets = "off"\n[limits]\nowners-changed = 5\n'
        '[[expect]]\nowner = "*.example.com"\nmail = "google_workspace"\n'
        '[[expect]]\nowner = "example.net"\nmail = ["10 mx1.example.net"]\n'
    )
    held = load(str(file))
    assert [one.mail for one in held.expect] == ["google_workspace", ("10 mx1.example.net",)]
    assert (held.limits.owners_changed, held.protected, held.baseline) == (5, ("example.com",), "known.json")
    assert held.severity == {"MX304": "warning", "sets": "off"}


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="can't be read"):
        load(str(tmp_path / "none.toml"))
