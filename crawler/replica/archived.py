"""The replica's reports put into an archive without crawling (直接入库): for documentation and benchmarks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, time

from sqlalchemy import Engine

from archive.records import CaptureRecord, DocumentRecord
from crawler.replica.content import Publication, Unit
from pipelines.checking.sums import check_sums
from pipelines.model import Body, Figure, Report
from pipelines.storing.store import store


def fill(engine: Engine, publications: Iterable[Publication]) -> None:
    """Store every publication as a perfect reader would: its true figures, and what does not add up."""
    for offset, publication in enumerate(publications):
        store(engine, _document(publication, offset), [report_of(publication)], portal=None)


def report_of(publication: Publication) -> Report:
    """A publication as a report, without sections."""
    figures = {
        key: Figure(true.raw, true.value, true.state, "table 1, row 1, column 1")
        for key, true in publication.truth.figures.items()
    }
    return Report(
        title=publication.title,
        year=publication.year,
        layout=publication.layout,
        body=_body(publication.unit, publication.printed),
        period=None,
        published_on=publication.published_on,
        index_number=publication.index_number or None,
        sections=(),
        figures=figures,
        findings=tuple(check_sums(figures)),
    )


def _body(unit: Unit, printed: str) -> Body:
    return Body(unit.name, printed, unit.division, unit.kind, True)


def _document(publication: Publication, offset: int) -> DocumentRecord:
    url = f"http://{publication.unit.slug}.example/{publication.unit.county}/{publication.year}.html"
    sha256 = hashlib.sha256(url.encode()).hexdigest()
    moment = datetime.combine(publication.published_on, time(), UTC)
    capture = CaptureRecord(url, moment, 200, sha256, 0, "text/html", "warc/demo.warc.gz", offset)
    return DocumentRecord(capture, sha256, "text/html", url, "page", "1")
