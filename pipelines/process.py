"""The whole chain from bytes to report, pure: read, judge, extract, identify, check (处理流程).

1. ``reading``: bytes -> Document.
2. ``identity``: is it a report at all, whose, and for which year?
3. ``extraction``: figures and sections.
4. ``checking``: ambiguous cells proved by the sums, then every rule of the form.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.checking.proof import prove
from pipelines.checking.structure import check_structure
from pipelines.checking.sums import check_sums
from pipelines.extraction.figures import FiguresReading, read_figures
from pipelines.extraction.sections import read_sections
from pipelines.identity.body import resolve
from pipelines.identity.published import read_index_number, read_published_on
from pipelines.identity.titles import best, titles
from pipelines.identity.verdict import Verdict, judge
from pipelines.identity.year import read_period, read_year
from pipelines.model import Context, Document, Finding, Report, Severity
from pipelines.reading import read

#: Raised whenever the same bytes may give another report; every revision records it.
EXTRACTOR_VERSION = "0.1"


@dataclass(frozen=True, slots=True)
class Processed:
    """A document as read, what sort of document it is, and the reports in it (none if it is no report)."""

    document: Document
    verdict: Verdict
    reports: tuple[Report, ...]


def process(data: bytes, context: Context | None = None, media_type: str | None = None) -> Processed:
    """Read one document whole. ``media_type`` is a hint alone: the bytes decide.

    Raises ``pipelines.reading.errors.UnreadableDocument`` where the bytes cannot be read at all.
    """
    context = context or Context()
    document = read(data, url=context.url, media_type=media_type)
    verdict = judge(document, context)
    reports = (report_of(document, context),) if verdict.is_report else ()
    return Processed(document, verdict, reports)


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
