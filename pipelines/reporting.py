"""A document that is a report, as a ``Report``: identity, sections, figures, findings (成文)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.codebook import keys_of
from pipelines.checking.proof import prove
from pipelines.checking.structure import check_structure
from pipelines.checking.sums import check_sums
from pipelines.checking.text_table import check_text
from pipelines.checking.timeliness import check_timeliness
from pipelines.extraction.figures import FiguresReading, read_figures
from pipelines.extraction.form import TEXT, has_figures, is_local_form, strays, without_figures
from pipelines.extraction.passages import passages
from pipelines.extraction.sections import Part, printed_parts, statutory_parts
from pipelines.extraction.statements import read_stated
from pipelines.extraction.typed_form import read_typed
from pipelines.identity.body import resolve
from pipelines.identity.published import read_index_number, read_published_on
from pipelines.identity.titles import best, titles
from pipelines.identity.year import read_period, read_year
from pipelines.model import ABSENT, Context, Document, Finding, Kind, Report, Severity, Stated

OLDER = ("2014", TEXT)
"""Layouts whose reports have the sections that they print, and not the six of the later forms."""


def report_of(document: Document, context: Context) -> Report:
    """What a document that is a report says, with every finding about it."""
    year, body = read_year(document, context), resolve(document, context)
    reading, parts = _read(document, year.year)
    sections = tuple(part.section for part in parts)
    stated = _stated(document, parts, year.year, body.body.kind)
    proved = prove(reading.figures, reading.ambiguous)
    figures = reading.figures | proved
    published_on = read_published_on(document, context)
    title = best(titles(document, context))
    findings = (
        *_reader_notes(document),
        *body.findings,
        *year.findings,
        *_unproved(reading, set(proved)),
        *check_sums(figures),
        *check_text(stated, figures),
        *check_structure(reading.layout, year.year, figures, sections),
        *check_timeliness(body.body.kind, year.year, published_on),
    )
    return Report(
        title=title.text if title else context.listed_title or "",
        year=year.year,
        layout=reading.layout,
        body=body.body,
        period=read_period(document),
        published_on=published_on,
        index_number=read_index_number(document),
        sections=sections,
        figures=figures,
        findings=findings,
        stated=stated,
    )


def _read(document: Document, year: int | None) -> tuple[FiguresReading, tuple[Part, ...]]:
    """The figures with their layout, and the sections in the way of that layout."""
    reading, text = read_figures(document), passages(document)
    cells = [cell.text for table in document.tables for cell in table.cells]
    if is_local_form(reading.layout, cells):
        reading = FiguresReading(
            TEXT, {}, [_local()] if reading.findings or has_figures(reading.figures) else []
        )
    if keys := strays(reading.layout, year, reading.figures):
        reading.findings.append(_stray(reading.layout, keys))
        reading.figures, reading.ambiguous = dict.fromkeys(reading.figures, ABSENT), {}
    if not has_figures(reading.figures) and (typed := read_typed(text)):
        if is_local_form(typed.layout, (passage.text for passage in text)):
            typed = FiguresReading(TEXT, {}, [_local()])
        typed.findings[:0] = reading.findings
        reading = typed
    parts = statutory_parts(text)
    if not has_figures(reading.figures):
        lines = (passage.text for passage in text)
        reading.layout = without_figures(year, parts, (*cells, *lines))
        reading.figures = dict.fromkeys(keys_of(reading.layout), ABSENT)
    return reading, printed_parts(text) if reading.layout in OLDER else parts


def _stated(document: Document, parts: Sequence[Part], year: int | None, kind: Kind) -> tuple[Stated, ...]:
    """What the sections state; a report without any heading is one text."""
    said = [(part.heading, part.paragraphs) for part in parts] or [("", document.paragraphs)]
    return read_stated(said, year, of_government=kind is Kind.GOVERNMENT)


def _local() -> Finding:
    message = (
        "the document has a table of indicators in an older form of its province or city, whose rows are "
        "counted otherwise than those of the form of 2014; nothing was read from it"
    )
    return Finding("structure.local_form", Severity.WARNING, message)


def _stray(layout: str, keys: tuple[str, ...]) -> Finding:
    message = f"{len(keys)} rows resemble the form of {layout}, which is younger than the report; not read"
    return Finding("structure.extra_row", Severity.WARNING, message, keys)


def _reader_notes(document: Document) -> Iterator[Finding]:
    return (Finding(note.rule, note.severity, note.message) for note in document.notes)


def _unproved(reading: FiguresReading, proved: set[str]) -> Iterator[Finding]:
    """Findings of the tables; a cell that the sums have decided becomes a note."""
    for finding in reading.findings:
        if finding.rule == "cell.ambiguous" and set(finding.figures) <= proved:
            message = f"{finding.message} The sums of the form decide it."
            yield Finding("cell.proved", Severity.NOTE, message, finding.figures, actual=finding.actual)
        else:
            yield finding
