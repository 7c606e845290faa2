"""The data on its way: Document -> Report.

Everything here is immutable and free of Scrapy, SQL, network and clock, so that reading,
extraction and checking can be pure functions from one of these to the next. What a document has by the
hundred, cells and figures, is a named tuple: it is made three times as fast.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


class State(StrEnum):
    """What a cell of the statutory form holds. Only ``VALUE`` carries a number; a blank is never 0."""

    VALUE = "value"
    BLANK = "blank"
    SLASH = "slash"
    DASH = "dash"
    TEXT = "text"
    ABSENT = "absent"


class Severity(StrEnum):
    """How much a finding matters: an error contradicts the form, a note is only worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Kind(StrEnum):
    """What sort of body (机关) publishes a report."""

    GOVERNMENT = "government"
    TOWNSHIP = "township"
    STREET = "street"
    DEPARTMENT = "department"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a document before it is read: where and how it was listed.

    ``unit`` is the body's name by the portal's own column, breadcrumb or unit code; ``year`` is the
    portal's own year column or parameter (the year reported on). Both outrank what the text says.
    """

    url: str | None = None
    portal: str | None = None
    county: str | None = None
    listed_title: str | None = None
    unit: str | None = None
    year: int | None = None
    listed_on: date | None = None


class Cell(NamedTuple):
    """One printed cell, at its top left corner, with the spans that the document gives it.

    ``row`` and ``column`` count from 0 in the table's grid. ``text`` keeps line breaks as ``\\n``;
    NBSP and full-width forms are kept as printed. ``place`` overrides the place computed from the grid
    (a text dump names its line). ``doubt`` says why the reader is not sure of the text (OCR).
    """

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    place: str = ""
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as printed: its cells in reading order (row, then column), each once.

    ``place`` is the human name of the table, such as ``table 3`` or ``page 2, table 1``. ``ragged`` says
    that columns carry no geometry (a text dump that lost its spans): only the order within a row counts.
    ``fillers`` says that blank cells of such a dump may stand in place of merged ones.
    """

    cells: tuple[Cell, ...]
    place: str
    ragged: bool = False
    fillers: bool = False

    def place_of(self, cell: Cell) -> str:
        """Where a cell stands, counted from 1 as a person counts."""
        return cell.place or f"{self.place}, row {cell.row + 1}, column {cell.column + 1}"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A run of text between two block boundaries. ``heading`` is true for h1-h6 or a heading style."""

    text: str
    place: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A hyperlink or embedded resource that the document names (absolute if the base URL was known)."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something the reader saw and mended or could not mend, to become a finding of the report."""

    rule: str
    message: str
    severity: Severity = Severity.NOTE


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """One readable file: its blocks in reading order, and what its head says about it.

    Documents are the same only if they are one object: what is derived from a document can be kept beside it.

    ``metadata`` holds document metadata by the printed name: State Council meta tags (``ArticleTitle``,
    ``PubDate``, ``ContentSource``, ``ColumnName``, ``SiteName`` ...), ``title`` (the HTML or file title),
    and ``breadcrumb`` where the page shows one. Keys keep their case. ``pictures`` are those that may show a
    page or a table of a report (not icons and logos).
    """

    sha256: str
    media_type: str
    blocks: tuple[Paragraph | Table, ...]
    metadata: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[Link, ...] = ()
    notes: tuple[Note, ...] = ()
    pictures: tuple[Link, ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables alone, in reading order."""
        return tuple(block for block in self.blocks if isinstance(block, Table))

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The paragraphs alone, in reading order."""
        return tuple(block for block in self.blocks if isinstance(block, Paragraph))


class Figure(NamedTuple):
    """One statutory number as printed (``raw``), as read (``value``), and where it stands (``place``)."""

    raw: str
    value: int | Decimal | None
    state: State
    place: str


ABSENT = Figure(raw="", value=None, state=State.ABSENT, place="")


@dataclass(frozen=True, slots=True)
class Body:
    """Whoever published: the official name with its county, what the document prints, and its division.

    ``county`` is the code of the place that a name was looked for in, where the division table has no such
    unit there (a town that was renamed since, or before): what people decide about the name holds there.
    """

    name: str
    printed: str
    division: str | None
    kind: Kind
    certain: bool
    county: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One of the six sections (or more) of a report, tables left out of its text."""

    number: int
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not add up or could not be read. ``figures`` are codebook keys."""

    rule: str
    severity: Severity
    message: str
    figures: tuple[str, ...] = ()
    expected: int | Decimal | str | None = None
    actual: int | Decimal | str | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """A number that the running text states (文字表述), kept apart from the figures of the form.

    ``key`` names what is counted, such as ``applications.received`` or ``review.reconsideration.total``;
    ``raw`` is the words that say it, ``place`` the paragraph.
    """

    key: str
    value: int | Decimal
    raw: str
    place: str


@dataclass(frozen=True, slots=True)
class Report:
    """What one document says for one (body, year). ``figures`` holds every key of the layout."""

    title: str
    year: int | None
    layout: str
    body: Body
    period: tuple[date, date] | None
    published_on: date | None
    index_number: str | None
    sections: tuple[Section, ...]
    figures: Mapping[str, Figure]
    findings: tuple[Finding, ...] = ()
    stated: tuple[Stated, ...] = ()
