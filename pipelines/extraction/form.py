"""Which form a report follows (格式认定) where its tables alone do not tell: ``2021``, ``2019`` or ``text``.

Before the form of 2014 provinces and cities had tables of their own, with rows of the same names that are
counted otherwise: nothing is read from them. The form of 2019 was made in 2019: a report on an earlier year
follows none of the two, whatever its headings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from pipelines.extraction.labels import core
from pipelines.extraction.layout import Layout, layouts
from pipelines.extraction.sections import Part, of_the_form
from pipelines.model import Figure, State

TEXT = "text"
FORM_OF_2014 = "2014"
FEWEST_OWN_ROWS = 4
FEWEST_OWN_LABELS = 3
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


def is_local_form(layout: str, printed: Iterable[str]) -> bool:
    """Whether what resembles the form of 2014 is an older form of a province or city (地方统计表).

    ``printed``: the cells or lines that hold it. It has hardly any row that only the form of 2014 has.
    """
    if layout != FORM_OF_2014:
        return False
    whole = "|".join(core(text) for text in printed)
    own = (row for form in layouts() if form.name == layout for row in form.own_rows)
    return sum(any(core(label) in whole for label in row.labels) for row in own) < FEWEST_OWN_ROWS


def without_figures(year: int | None, parts: Sequence[Part], printed: Iterable[str]) -> str:
    """The layout of a report without figures.

    The form whose labels stand in what is ``printed`` (empty tables); else the form in force if at least four
    of the six headings stand there; else ``text``.
    """
    before_the_form = year is not None and year < FIRST_YEAR_OF_SIX
    if not before_the_form and (form := _empty_form(printed)):
        return form
    if before_the_form or of_the_form(parts) < OF_SIX:
        return TEXT
    return "2019" if year is not None and year <= LAST_YEAR_OF_2019 else "2021"


def _empty_form(printed: Iterable[str]) -> str | None:
    """The form of 2019 or 2021 whose own labels the document prints; None for neither."""
    said = {core(line) for text in printed for line in text.split("\n")}
    counts = {name: len(said & _own_words(name)) for name in LATER_FORMS}
    best = max(LATER_FORMS, key=counts.__getitem__)
    return best if counts[best] >= FEWEST_OWN_LABELS else None


@cache
def _own_words(name: str) -> frozenset[str]:
    """The labels of rows and columns that only one of the two later forms has."""
    words = {layout.name: _words(layout) for layout in layouts() if layout.name in LATER_FORMS}
    (other,) = (form for form in LATER_FORMS if form != name)
    return words[name] - words[other]


def _words(layout: Layout) -> frozenset[str]:
    some = [block for table in layout.tables for block in table.blocks]
    rows = (label for block in some for row in block.rows for label in row.labels)
    columns = (label for block in some for column in block.columns for label in column.labels)
    return frozenset(core(label) for label in (*rows, *columns))
