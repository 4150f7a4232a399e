"""Words of the command line that are empty, as a variable leaves them that the shell does not know."""

from __future__ import annotations

import pytest

from tests.lab import cli

MAIL = ("migrate", "mail", "example.com", "--to", "fastmail", "--offline")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((*MAIL, "--check", ""), "The value of --check is empty."),
        ((*MAIL, "--check="), "The value of --check is empty."),
        (("check", "plan.json", "--baseline", ""), "The value of --baseline is empty."),
        (("audit", "snapshot:s.json", "--since", ""), "The value of --since is empty."),
        (("route", "example.com", "--down="), "The value of --down is empty."),
        (("check", ""), "An argument is empty."),
        (("check", "--", ""), "An argument is empty."),
        (("migrate", "export", "", "--from", "zonefile:z", "--to", "route53"), "An argument is empty."),
    ],
)
def test_an_empty_word_is_no_option_left_out(words: tuple[str, ...], says: str) -> None:
    done = cli.run(*words)
    assert (done.exit_code, says in done.output) == (2, True), done.output


def test_a_value_may_end_in_an_equals_sign() -> None:
    done = cli.run(*MAIL, "--dkim", "s=p=AA==")
    assert "is empty" not in done.output
