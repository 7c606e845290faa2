"""Which form a report follows whose figures stand in no table (格式认定): ``2021``, ``2019`` or ``text``.

The form of 2019 was made in 2019: a report on an earlier year follows none of the two, whatever its headings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipelines.extraction.sections import Part, of_the_form
from pipelines.model import Figure, State

TEXT = "text"
LATER_FORMS = ("2021", "2019")
FIRST_YEAR_OF_SIX = 2019
LAST_YEAR_OF_2019 = 2020
OF_SIX = 4
FEWEST_OF_A_FORM = 15


def has_figures(figures: Mapping[str, Figure]) -> bool:
    """Whether anything of a statutory table was found."""
    return any(figure.state is not State.ABSENT for figure in figures.values())


def strays(layout: str, year: int | None, figures: Mapping[str, Figure]) -> tuple[str, ...]:
    """Keys read from tables that only resemble a later form: a few rows in a report for a year before it."""
    placed = tuple(key for key, figure in figures.items() if figure.state is not State.ABSENT)
    too_early = year is not None and year < FIRST_YEAR_OF_SIX and layout in LATER_FORMS
    return placed if too_early and len(placed) < FEWEST_OF_A_FORM else ()


def without_figures(year: int | None, parts: Sequence[Part]) -> str:
    """The layout by the headings: the form's if at least four of its six stand there, else ``text``."""
    before_the_form = year is not None and year < FIRST_YEAR_OF_SIX
    if before_the_form or of_the_form(parts) < OF_SIX:
        return TEXT
    return "2019" if year is not None and year <= LAST_YEAR_OF_2019 else "2021"
