"""Which documents can be read again, and what they said (重新提取).

Every capture of something that was read as a report, or might have been, keeps what was known of it; with its
WARC record that is all an extractor needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

from sqlalchemy import Connection, Engine, Select, select

from archive.models import Body, Capture, Document, Reading, Report
from archive.records import CaptureRecord

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """Which documents: of a portal; of reports on some years (both included); not read by ``versions``; of
    captures whose numbers lie between two (both included); files that no report came from (``unread``).

    What is not given leaves nothing out.
    """

    portal: str | None = None
    years: tuple[int, int] | None = None
    versions: frozenset[str] = frozenset()
    captures: tuple[int, int] | None = None
    unread: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """A capture that can be read again; the reports that its document stands for, by report id."""

    capture: CaptureRecord
    reports: dict[int, tuple[str, int]]


def versions_of(engine: Engine) -> frozenset[str]:
    """The extractors that have read any document of the archive."""
    with engine.connect() as connection:
        return frozenset(connection.scalars(select(Reading.extractor_version).distinct()))


def count_kept(engine: Engine, asked: Asked) -> int:
    """How many documents are asked for."""
    with engine.connect() as connection:
        return len(connection.execute(_query(asked)).all())


def kept(engine: Engine, asked: Asked) -> Iterator[Kept]:
    """The captures asked for, in the order in which they were fetched, whatever is stored meanwhile."""
    with engine.connect() as connection:
        ids = list(connection.scalars(_query(asked)))
    for start in range(0, len(ids), _BATCH):
        with engine.connect() as connection:
            yield from _records(connection, ids[start : start + _BATCH])


def batches(engine: Engine, asked: Asked, size: int) -> list[tuple[int, int]]:
    """The documents asked for in parts of so many: the first and last number of their captures."""
    with engine.connect() as connection:
        ids = list(connection.scalars(_query(asked)))
    parts = [ids[start : start + size] for start in range(0, len(ids), size)]
    return [(part[0], part[-1]) for part in parts]


def _query(asked: Asked) -> Select[int]:
    document = (Document.url == Capture.url) & (Document.capture_id == Capture.id)
    query = select(Capture.id).where(Capture.context.is_not(None)).order_by(Capture.id)
    readings = (
        select(Reading.document_id)
        .join(Document, Document.id == Reading.document_id)
        .join(Report, Report.id == Reading.report_id)
        .where(document)
    )
    if asked.portal:
        query = query.where(Capture.context["portal"].as_string() == asked.portal)
    if asked.captures:
        query = query.where(Capture.id.between(*asked.captures))
    if asked.unread:
        query = query.where(Capture.media_type.not_like("text/%"), ~readings.exists())
    if asked.years:
        query = query.where(readings.where(Report.year.between(*asked.years)).exists())
    if asked.versions:
        query = query.where(~readings.where(Reading.extractor_version.in_(asked.versions)).exists())
    return query


def _records(connection: Connection, ids: Sequence[int]) -> Iterator[Kept]:
    query = (
        select(Capture.id, Reading.report_id, Body.name, Report.year)
        .join(Document, Document.capture_id == Capture.id)
        .join(Reading, Reading.document_id == Document.id)
        .join(Report, Report.id == Reading.report_id)
        .join(Body, Body.id == Report.body_id)
        .where(Capture.id.in_(ids))
    )
    reports: dict[int, dict[int, tuple[str, int]]] = {}
    for capture_id, report_id, name, year in connection.execute(query):
        reports.setdefault(capture_id, {})[report_id] = (name, year)
    for row in connection.execute(select(Capture).where(Capture.id.in_(ids)).order_by(Capture.id)):
        record = CaptureRecord(**{one.name: getattr(row, one.name) for one in fields(CaptureRecord)})
        yield Kept(record, reports.get(row.id, {}))
