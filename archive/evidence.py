"""Keeping what was fetched: captures and documents, each once."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, select, update

from archive.models import Capture, Document
from archive.models.base import table_of
from archive.records import CaptureRecord, DocumentRecord
from archive.session import write
from archive.upserts import id_of, made_id

_CAPTURE, _DOCUMENT = table_of(Capture).c, table_of(Document).c
_FIELDS = tuple(one.name for one in fields(CaptureRecord))
_AT = select(_CAPTURE.id).where(
    _CAPTURE.warc_file == bindparam("warc_file"), _CAPTURE.warc_offset == bindparam("warc_offset")
)
#: The capture of an address that the portal itself gave last.
_LAST = (
    select(_CAPTURE.id, *(_CAPTURE[name] for name in _FIELDS))
    .where(_CAPTURE.url == bindparam("address"), _CAPTURE.source.is_(None))
    .order_by(_CAPTURE.last_seen.desc(), _CAPTURE.id.desc())
    .limit(1)
)
_SEEN_LATER = (
    update(table_of(Document))
    .where(
        _DOCUMENT.id == bindparam("document"),
        _DOCUMENT.seen_at < bindparam("moment", type_=_DOCUMENT.seen_at.type),
    )
    .values(seen_at=bindparam("moment", type_=_DOCUMENT.seen_at.type))
)


def record_capture(engine: Engine, capture: CaptureRecord, *, run_id: int | None = None) -> int:
    """Keep a capture; gives its id.

    The same answer as the last one at that address makes no further row: the row's ``last_seen`` moves.
    """
    return write(engine, lambda connection: put_capture(connection, capture, run_id))


def last_capture(engine: Engine, url: str) -> CaptureRecord | None:
    """The capture of an address that the portal itself gave last; None where there is none."""
    with engine.connect() as connection:
        row = connection.execute(_LAST, {"address": url}).first()
    return CaptureRecord(**{name: getattr(row, name) for name in _FIELDS}) if row else None


def put_capture(connection: Connection, capture: CaptureRecord, run_id: int | None) -> int:
    """As ``record_capture``, within a transaction of the caller's."""
    record = {"warc_file": capture.warc_file, "warc_offset": capture.warc_offset}
    same = connection.scalar(_AT, record) or _repeated(connection, capture)
    if same is not None:
        _saw_again(connection, same, capture)
        return same
    said = {name: getattr(capture, name) for name in _FIELDS}
    rest = {**said, "last_seen": capture.fetched_at, "run_id": run_id}
    return made_id(connection, Capture, record, rest)[0]


def _repeated(connection: Connection, capture: CaptureRecord) -> int | None:
    """The last capture of the address, if it holds the same answer from the same side.

    What a web archive has of a moment in the past is never the portal's answer of another.
    """
    if capture.source is not None:
        return None
    last = connection.execute(_LAST, {"address": capture.url}).one_or_none()
    same = last is not None and (last.sha256, last.status) == (capture.sha256, capture.status)
    return last.id if last is not None and same else None


def _saw_again(connection: Connection, capture_id: int, capture: CaptureRecord) -> None:
    seen_later = (Capture.id == capture_id) & (Capture.last_seen < capture.fetched_at)
    values: dict[str, Any] = {"last_seen": capture.fetched_at}
    values |= {"etag": capture.etag} if capture.etag else {}
    values |= {"last_modified": capture.last_modified} if capture.last_modified else {}
    connection.execute(update(Capture).where(seen_later).values(values))


def put_document(connection: Connection, document: DocumentRecord, run_id: int | None) -> tuple[int, bool]:
    """Keep a document with its capture, once for every (address, bytes); gives its id, and if it is new."""
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
    if not made:
        if document.capture.source is None:
            _prefer_own_evidence(connection, document_id, capture_id)
        connection.execute(_SEEN_LATER, {"document": document_id, "moment": moment})
    return document_id, made


def _prefer_own_evidence(connection: Connection, document_id: int, capture_id: int) -> None:
    """The portal's own capture in place of a web archive's: the portal has these bytes (again)."""
    recovered = select(Capture.id).where(Capture.source.is_not(None))
    from_archive = (Document.id == document_id) & Document.capture_id.in_(recovered)
    connection.execute(update(Document).where(from_archive).values(capture_id=capture_id))
