"""How many questions are under way: more while nothing is lost and answers come at once."""

from __future__ import annotations

from iacmx.world.dns.pace import QUICK, WIDEST, WINDOW, Window

LEAST, MOST = WINDOW


def opened(answers: int, took: float) -> Window:
    window = Window(1.0)
    for _ in range(answers):
        window.grow(took)
    return window


def test_answers_that_come_at_once_open_it_all_the_way() -> None:
    assert opened(0, 0.02).size == LEAST
    assert opened(100_000, 0.02).size == WIDEST


def test_a_resolver_that_has_to_find_out_is_not_flooded() -> None:
    assert opened(100_000, QUICK).size == MOST


def test_answers_that_become_slow_close_it_again() -> None:
    window = opened(100_000, 0.02)
    for _ in range(WIDEST):
        window.grow(QUICK)
    assert window.size == MOST


def test_a_loss_halves_it_and_the_losses_of_one_moment_count_once() -> None:
    window = opened(100_000, 0.02)
    window.halve(10.0)
    window.halve(10.5)
    assert window.size == WIDEST / 2
    for number in range(20):
        window.halve(20.0 + 2 * number)
    assert window.size == LEAST


def test_after_a_loss_it_opens_slowly() -> None:
    window = opened(100_000, 0.02)
    window.halve(10.0)
    for _ in range(WIDEST // 2):
        window.grow(0.02)
    assert WIDEST / 2 < window.size < WIDEST / 2 + 2
