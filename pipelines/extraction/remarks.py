"""What is to be said of a row that was read with doubt or not at all (表格说明): findings of the tables."""

from __future__ import annotations

from functools import cache

from pipelines.extraction.alignment import NO_CHOICE, Pair, printed_labels
from pipelines.extraction.candidates import candidates
from pipelines.extraction.cells import CellReading
from pipelines.extraction.layout import Block, Layout, RowLabel, slots_of
from pipelines.extraction.lines import Line
from pipelines.model import Finding, Severity


def of_doubt(pair: Pair, layout: Layout) -> Finding:
    """A row whose pair with the form is not certain."""
    keys = keys_of_row(pair.block, pair.row)
    printed = " | ".join(printed_labels(pair.line))
    if pair.doubt == "order":
        message = (
            f"{pair.line.place}: {printed!r} may be more than one row of the form, and the rows around do "
            "not tell which; its figures are left absent. Read the document and judge."
        )
        return Finding("structure.ambiguous_row", Severity.WARNING, message, _rivals(pair, layout))
    if pair.doubt == "label":
        message = f"{pair.line.place}: {printed!r} was read as {pair.row.labels[0]!r}. Compare."
        return Finding("structure.label", Severity.WARNING, message, keys)
    message = f"{pair.line.place}: {printed!r} stands in another place than in the form."
    return Finding("structure.order", Severity.NOTE, message, keys)


def _rivals(pair: Pair, layout: Layout) -> tuple[str, ...]:
    scores = candidates(printed_labels(pair.line), layout)
    near = (slots_of(layout)[j] for j, score in scores.items() if score >= pair.likeness - NO_CHOICE)
    return tuple(key for block, row in near if not row.uncounted for key in keys_of_row(block, row))


@cache
def keys_of_row(block: Block, row: RowLabel) -> tuple[str, ...]:
    """The figures of a row, in the order of its columns."""
    return tuple(block.key(row, column) for column in block.columns)


def placed_as_sisters(line: Line, block: Block, row: RowLabel) -> Finding:
    """A run of cells that was chosen because sister lines begin there."""
    message = (
        f"{line.place}: blanks beside the numbers; they were placed as in the rows around. Compare them."
    )
    keys = keys_of_row(block, row)
    return Finding("structure.placed_by_rows", Severity.NOTE, message, keys)


def short_row(line: Line, block: Block, row: RowLabel) -> Finding:
    """A row of a dump that may stand one column off."""
    message = f"{line.place}: a short row, or cells that ran together: are all of its numbers one column off?"
    keys = keys_of_row(block, row)
    return Finding("structure.short_row", Severity.WARNING, message, keys)


def blank_end(line: Line, block: Block, row: RowLabel) -> Finding:
    """A row whose first or last cell alone is blank: it may have lost another cell, and be shifted."""
    message = (
        f"{line.place}: the cell at the end of the row is blank, all others are filled: was it left blank, "
        "or has the row lost a number and the others moved up? Compare."
    )
    return Finding("structure.blank_end", Severity.WARNING, message, keys_of_row(block, row))


def another_header(line: Line, block: Block, row: RowLabel) -> Finding:
    """A header that does not name the columns as the form does."""
    message = f"{line.place}: the header names too few columns, or in another order than the form. Compare."
    keys = keys_of_row(block, row)
    return Finding("structure.columns", Severity.WARNING, message, keys)


def unplaced(line: Line, block: Block, row: RowLabel) -> Finding:
    """A row whose cells cannot be placed on the columns."""
    printed = " | ".join(cell.text.strip() for cell in line.values)
    columns = len(block.columns)
    return Finding(
        "structure.unplaced",
        Severity.ERROR,
        f"{line.place}: {len(line.values)} cells ({printed}) cannot be placed on the "
        f"{columns} columns of the form; the row's figures are left absent. Read the document and judge.",
        keys_of_row(block, row),
    )


def other_unit(key: str, place: str, result: CellReading, printed: str, unit: str) -> Finding:
    """An amount in another unit than the form's, as the table says beside it."""
    message = (
        f"{place} counts in {printed}, as the table says beside it, where the form asks for {unit}: "
        f"{result.raw} was read as {result.value} {unit}. A misprint of the unit would change it."
    )
    return Finding("cell.unit", Severity.WARNING, message, (key,), unit, printed)


def beyond_codebook(line: Line) -> Finding:
    """A row that is known by name and has no figure."""
    printed = " | ".join(cell.text.strip() for cell in (*line.labels, *line.values))
    message = f"{line.place}: a known row that is not in the codebook was not read: {printed}"
    return Finding("structure.extra_row", Severity.NOTE, message)
