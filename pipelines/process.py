"""The whole chain from bytes to reports, pure: read, part, judge, report (处理流程).

1. ``reading``: bytes -> documents (several in an archive).
2. ``identity.parts``: a document -> its parts, one for each report in it.
3. ``identity.verdict``: is a part a report at all?
4. ``reporting``: whose, for which year, its figures, sections and findings.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from pipelines.extraction.loose import gathered
from pipelines.identity.parts import parts_of
from pipelines.identity.verdict import Verdict, judge
from pipelines.model import Context, Document, Finding, Report, Severity
from pipelines.reading import read_all
from pipelines.reporting import report_of

#: Raised whenever the same bytes may give another report; every revision records it.
EXTRACTOR_VERSION = "0.3"


@dataclass(frozen=True, slots=True)
class Processed:
    """A file as read, what sort of document it is, and the reports in it (none if it is no report).

    ``document`` and ``verdict`` are those of the first part that is a report, else of the first part.
    """

    document: Document
    verdict: Verdict
    reports: tuple[Report, ...]


@contextmanager
def collector_waiting() -> Iterator[None]:
    """Let Python's collector of cycles wait until a file is read.

    Thousands of small objects are made that all live until then, and that form no cycles: it would look
    through them again and again, for a tenth of the time, and find nothing.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@collector_waiting()
def process(data: bytes, context: Context | None = None, media_type: str | None = None) -> Processed:
    """Read one file whole. ``media_type`` is a hint alone: the bytes decide.

    Raises ``pipelines.reading.errors.UnreadableDocument`` where the bytes cannot be read at all.
    """
    context = context or Context()
    return process_read(read_all(data, url=context.url, media_type=media_type), context)


@collector_waiting()
def process_read(documents: Sequence[Document], context: Context) -> Processed:
    """As ``process``, for the documents of a file that are read already."""
    parts = [part for document in map(gathered, documents) for part in parts_of(document, context)]
    judged = [(document, own, judge(document, own)) for document, own in parts]
    first = next((one for one in judged if one[2].is_report), judged[0])
    reports = [report_of(document, own) for document, own, verdict in judged if verdict.is_report]
    return Processed(first[0], first[2], tuple(_each_once(reports)))


def without_text(processed: Processed) -> Processed:
    """What is kept of a file once its reports are read: little to hand on to another process."""
    document = replace(processed.document, blocks=(), attachments=(), pictures=(), metadata={})
    return replace(processed, document=document)


def _each_once(reports: Sequence[Report]) -> Iterator[Report]:
    """One report for every body and year; one that says again what another is about is told there."""
    kept: dict[tuple[str, str | None, int | None], Report] = {}
    for report in reports:
        key = (report.body.name, report.body.division, report.year)
        first = kept.setdefault(key, report)
        if first is not report:
            message = (
                f"the file holds another report of the same body and year, which was not read: {report.title}"
            )
            told = Finding("document.repeated", Severity.WARNING, message)
            kept[key] = replace(first, findings=(*first.findings, told))
    yield from kept.values()
