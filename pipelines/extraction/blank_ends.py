"""A blank at the end of a full row (行端空格): the row may have lost a cell, and its numbers moved up by one.

Nothing in such a row tells a cell that was left blank from one that filled the place of a lost one, so it is
told. Two cases need no remark: where all numbers are 0 the shift changes none of them, and where no row
around is full the form was filled that way.
"""

from __future__ import annotations

from pipelines.extraction.cells import read_cell
from pipelines.extraction.columns import Fit
from pipelines.model import State

FEWEST_COLUMNS = 3


def has_blank_end(fitted: Fit) -> bool:
    """The first or the last cell alone is blank, and not all others are 0."""
    if len(fitted.runs) != 1 or len(fitted.seats) < FEWEST_COLUMNS:
        return False
    cells = [cell for _, cell in fitted.runs[min(fitted.runs)]]
    if all(read_cell(cells[end].text).state is not State.BLANK for end in (0, -1)):
        return False
    readings = [read_cell(cell.text, signed=True) for cell in cells]
    blanks = [at for at, reading in enumerate(readings) if reading.state is State.BLANK]
    return blanks in ([0], [len(readings) - 1]) and any(reading.value for reading in readings)


def is_full(fitted: Fit) -> bool:
    """All columns of the row hold something."""
    cells = [cell for run in fitted.runs.values() for _, cell in run]
    return bool(cells) and all(read_cell(cell.text).state is not State.BLANK for cell in cells)


def are_sisters(one: Fit, other: Fit) -> bool:
    """Rows of one block in one table."""
    return one is not other and one.line.table is other.line.table and one.block is other.block
