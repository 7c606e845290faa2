"""A document that is a report, as a ``Report``: identity, figures, sections, findings (成文)."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.checking.proof import prove
from pipelines.checking.structure import check_structure
from pipelines.checking.sums import check_sums
from pipelines.extraction.figures import FiguresReading, read_figures
from pipelines.extraction.sections import read_sections
from pipelines.identity.body import resolve
from pipelines.identity.published import read_index_number, read_published_on
from pipelines.identity.titles import best, titles
from pipelines.identity.year import read_period, read_year
from pipelines.model import Context, Document, Finding, Report, Severity


def report_of(document: Document, context: Context) -> Report:
    """What a document that is a report says, with every finding about it."""
    reading = read_figures(document)
    sections = read_sections(document)
    proved = prove(reading.figures, reading.ambiguous)
    figures = reading.figures | proved
    year, body = read_year(document, context), resolve(document, context)
    title = best(titles(document, context))
    findings = (
        *_reader_notes(document),
        *body.findings,
        *year.findings,
        *_unproved(reading, set(proved)),
        *check_sums(figures),
        *check_structure(reading.layout, year.year, figures, sections),
    )
    return Report(
        title=title.text if title else context.listed_title or "",
        year=year.year,
        layout=reading.layout,
        body=body.body,
        period=read_period(document),
        published_on=read_published_on(document, context),
        index_number=read_index_number(document),
        sections=sections,
        figures=figures,
        findings=findings,
    )


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
