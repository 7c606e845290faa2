"""What HTML and Word have in common: a flow of lines and tables, tables inside cells included.

A reader writes its document down as a flow; `pipelines.reading.settle` turns the flow into the
blocks of a Document.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

MAX_TABLE_DEPTH = 12
"""Tables nested deeper than this are read as text: no report needs them, hostile files do."""


class Line(NamedTuple):
    """One printed line: a block element or a part of it between two line breaks."""

    text: str
    heading: bool = False


@dataclass(slots=True)
class FlowCell:
    """A cell with the spans it asks for; `rowspan` 0 reaches to the end of its row group."""

    rowspan: int = 1
    colspan: int = 1
    items: list[Item] = field(default_factory=list)
    column: int | None = None
    """The grid column where the format says it; None: the first free one, as in HTML."""


@dataclass(slots=True)
class FlowRow:
    """A row; `group` numbers the row group (thead, tbody ...) that no rowspan may leave."""

    group: int = 0
    stray: bool = False
    """A number stands in the row, but in none of its cells: the markup is broken."""
    cells: list[FlowCell] = field(default_factory=list)


@dataclass(slots=True)
class FlowTable:
    """A table as written, before its spans are honoured."""

    rows: list[FlowRow] = field(default_factory=list)


Item: TypeAlias = Line | FlowTable
