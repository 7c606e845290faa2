"""Deliberate mistakes: one wrong number in a report, and every sum of the form that it breaks.

The sums are written down here once more, apart from the rules that the project checks by, so that the truth
does not rest on the code which it is there to prove.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from random import Random

from crawler.replica.content import Planted, TrueFigure
from crawler.replica.simulation import (
    APPLICANTS,
    OTHER_2019,
    OTHER_2021,
    OUTCOMES,
    RESULTS,
    ROUTES,
    Number,
    Year,
)

COLUMNS = (*APPLICANTS, "total")


def _bump(year: Year, *keys: str) -> None:
    for key in keys:
        year[key] = year[key] + 1


def _received(year: Year, who: str, _row: str, _route: str) -> None:
    _bump(year, f"applications.received.{who}", "applications.received.total")


def _handled(year: Year, who: str, _row: str, _route: str) -> None:
    _bump(year, f"applications.handled_total.{who}")


def _outcome(year: Year, who: str, row: str, _route: str) -> None:
    _bump(year, f"applications.{row}.{who}", f"applications.{row}.total")


def _row_total(year: Year, _who: str, row: str, _route: str) -> None:
    _bump(year, f"applications.{row}.total")


def _received_total(year: Year, _who: str, _row: str, _route: str) -> None:
    _bump(year, "applications.received.total")


def _review_total(year: Year, _who: str, _row: str, route: str) -> None:
    _bump(year, f"review.{route}.total")


MISTAKES: tuple[Callable[[Year, str, str, str], None], ...] = (
    _received,
    _handled,
    _outcome,
    _row_total,
    _received_total,
    _review_total,
)


def plant(year: Year, kind: int, rng: Random) -> None:
    """Make one number (or a number and its total) of ``year`` wrong; ``kind`` picks which mistake."""
    who, row, route = rng.choice(APPLICANTS), rng.choice([*OUTCOMES]), rng.choice(ROUTES)
    MISTAKES[kind % len(MISTAKES)](year, who, row, route)


def broken_sums(figures: Mapping[str, TrueFigure]) -> tuple[Planted, ...]:
    """Every sum that certainly fails. One with an operand that is blank or no number cannot be told."""
    return tuple(
        Planted(rule, (*left, *right))
        for rule, left, right in _sums(figures)
        if _differs(figures, left, right)
    )


def _differs(figures: Mapping[str, TrueFigure], left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    values: list[Number] = []
    for key in (*left, *right):
        value = figures[key].value
        if value is None:
            return False
        values.append(value)
    return sum(values[: len(left)]) != sum(values[len(left) :])


def _sums(figures: Mapping[str, TrueFigure]) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    rows = [row for row in (*OUTCOMES, *OTHER_2019, *OTHER_2021) if _printed(figures, row)]
    for who in COLUMNS:
        left = (f"applications.received.{who}", f"applications.carried_in.{who}")
        right = (f"applications.handled_total.{who}", f"applications.carried_out.{who}")
        yield "applications.balance", left, right
        yield "applications.handled_sum", tuple(f"applications.{row}.{who}" for row in rows), right[:1]
    for row in ("received", "carried_in", *rows, "handled_total", "carried_out"):
        kinds = tuple(f"applications.{row}.{who}" for who in APPLICANTS)
        yield "applications.row_sum", kinds, (f"applications.{row}.total",)
    for route in ROUTES:
        yield "review.sum", tuple(f"review.{route}.{r}" for r in RESULTS), (f"review.{route}.total",)


def _printed(figures: Mapping[str, TrueFigure], row: str) -> bool:
    figure = figures.get(f"applications.{row}.total")
    return figure is not None and figure.state != "absent"
