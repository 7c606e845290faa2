"""Keeping what was fetched: captures and documents, each once."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import Connection, Engine, select, update

from archive.models import Capture, Document
from archive.records import CaptureRecord, DocumentRecord
from archive.session import write
from archive.upserts import id_of


def record_capture(engine: Engine, capture: CaptureRecord, *, run_id: int | None = None) -> int:
    """Keep a capture; gives its id.

    The same answer as the last one at that address makes no further row: the row's ``last_seen`` moves.
    """
    return write(engine, lambda connection: put_capture(connection, capture, run_id))


def last_capture(engine: Engine, url: str) -> CaptureRecord | None:
    """The capture of an address that the portal itself gave last; None where there is none."""
    own = select(Capture).where(Capture.url == url, Capture.source.is_(None))
    query = own.order_by(Capture.last_seen.desc(), Capture.id.desc())
    with engine.connect() as connection:
        row = connection.execute(query.limit(1)).first()
    return (
        CaptureRecord(**{one.name: getattr(row, one.name) for one in fields(CaptureRecord)}) if row else None
    )


def put_capture(connection: Connection, capture: CaptureRecord, run_id: int | None) -> int:
    """As ``record_capture``, within a transaction of the caller's."""
    record = {"warc_file": capture.warc_file, "warc_offset": capture.warc_offset}
    same = connection.scalar(select(Capture.id).filter_by(**record)) or _repeated(connection, capture)
    if same is not None:
        _saw_again(connection, same, capture)
        return same
    rest = {**asdict(capture), "last_seen": capture.fetched_at, "run_id": run_id}
    return id_of(connection, Capture, record, rest)[0]


def _repeated(connection: Connection, capture: CaptureRecord) -> int | None:
    """The last capture of the address, if it holds the same answer from the same side.

    What a web archive has of a moment in the past is never the portal's answer of another.
    """
    if capture.source is not None:
        return None
    last = connection.execute(
        select(Capture.id, Capture.sha256, Capture.status)
        .where(Capture.url == capture.url, Capture.source.is_(None))
        .order_by(Capture.last_seen.desc(), Capture.id.desc())
        .limit(1)
    ).one_or_none()
    same = last is not None and (last.sha256, last.status) == (capture.sha256, capture.status)
    return last.id if last is not None and same else None


def _saw_again(connection: Connection, capture_id: int, capture: CaptureRecord) -> None:
    seen_later = (Capture.id == capture_id) & (Capture.last_seen < capture.fetched_at)
    values: dict[str, Any] = {"last_seen": capture.fetched_at}
    values |= {"etag": capture.etag} if capture.etag else {}
    values |= {"last_modified": capture.last_modified} if capture.last_modified else {}
    connection.execute(update(Capture).where(seen_later).values(values))


def put_document(connection: Connection, document: DocumentRecord, run_id: int | None) -> int:
    """Keep a document with its capture, once for every (address, bytes); gives its id."""
    capture_id = put_capture(connection, document.capture, run_id)
    moment = document.capture.fetched_at
    key = {"url": document.url, "sha256": document.sha256}
    rest = {
        "media_type": document.media_type,
        "role": document.role,
        "capture_id": capture_id,
        "seen_at": moment,
    }
    document_id, made = id_of(connection, Document, key, rest)
    if not made and document.capture.source is None:
        _prefer_own_evidence(connection, document_id, capture_id)
    seen_later = (Document.id == document_id) & (Document.seen_at < moment)
    connection.execute(update(Document).where(seen_later).values(seen_at=moment))
    return document_id


def _prefer_own_evidence(connection: Connection, document_id: int, capture_id: int) -> None:
    """The portal's own capture in place of a web archive's: the portal has these bytes (again)."""
    recovered = select(Capture.id).where(Capture.source.is_not(None))
    from_archive = (Document.id == document_id) & Document.capture_id.in_(recovered)
    connection.execute(update(Document).where(from_archive).values(capture_id=capture_id))
