"""Put local documents into the archive, each with its raw bytes kept first.

1. The bytes go into a WARC file as a ``resource`` record, unless the archive has the same bytes at the same
   address already, and are on the disk before the database refers to them.
2. The document is read; a failure costs this document alone, and its bytes are kept.
3. Its reports are stored, in one transaction each.
"""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import UTC
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from archive.evidence import record_capture
from archive.models import Capture
from archive.records import CaptureRecord, DocumentRecord, RunCounts
from archive.runs import Outcome as Ended
from archive.runs import begin_run, finish_run
from crawler.console import message
from crawler.local_files import Outcome, failed
from crawler.warc import WarcFile
from crawler.warc_repair import repair
from pipelines.context_json import context_json
from pipelines.model import Context
from pipelines.process import EXTRACTOR_VERSION, Processed, process
from pipelines.reading.errors import UnreadableDocument
from pipelines.storing.store import StoreOutcome, store

#: A local file has no status of HTTP: it was there, so it counts as one that was answered.
_THERE = 200


class Import:
    """One run of ``nianbao import``: a context manager that keeps the run's outcome and counts."""

    def __init__(self, engine: Engine, data: Path, context: Context) -> None:
        self._engine, self._data, self._context = engine, data, context
        self._counts = RunCounts()

    def __enter__(self) -> Import:
        for repaired in repair(self._data):
            message(str(repaired))
        self._run = begin_run(self._engine, "import")
        self._warc = WarcFile(self._data, "import")
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._warc.close()
        ended: Ended = "failed" if kind else "part" if self._counts.failures else "done"
        finish_run(self._engine, self._run, ended, counts=self._counts)

    def files(self, files: Sequence[Path]) -> Iterator[Outcome]:
        """Import files one by one; gives the outcome of each."""
        for file in files:
            try:
                outcome = self._one(file)
            except (UnreadableDocument, OSError) as error:
                self._counts += RunCounts(failures=1)
                outcome = failed(file, type(error).__name__, str(error))
            yield outcome

    def _one(self, file: Path) -> Outcome:
        data = file.read_bytes()
        capture = self._captured(self._context.url or file.resolve().as_uri(), data)
        processed = process(data, self._context, capture.media_type)
        stored = self._store(capture, processed)
        return _outcome(file, processed, stored)

    def _captured(self, url: str, data: bytes) -> CaptureRecord:
        sha256 = hashlib.sha256(data).hexdigest()
        capture = self._kept(url, sha256) or self._written(url, sha256, data)
        record_capture(self._engine, capture, run_id=self._run)
        self._counts += RunCounts(captures=1)
        return capture

    def _kept(self, url: str, sha256: str) -> CaptureRecord | None:
        """The capture of the same bytes at the same address, if its WARC file is still there."""
        query = (
            select(Capture).where(Capture.url == url, Capture.sha256 == sha256).order_by(Capture.id.desc())
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None or not (self._data / row.warc_file).exists():
            return None
        return CaptureRecord(**{field.name: getattr(row, field.name) for field in fields(CaptureRecord)})

    def _written(self, url: str, sha256: str, data: bytes) -> CaptureRecord:
        media_type = mimetypes.guess_type(url)[0] or "application/octet-stream"
        written = self._warc.write_resource(url, data, media_type)
        self._warc.sync()
        at = written.at.astimezone(UTC)
        context = context_json(self._context, "file")
        place = (written.file, written.offset)
        return CaptureRecord(url, at, _THERE, sha256, len(data), media_type, *place, context=context)

    def _store(self, capture: CaptureRecord, processed: Processed) -> StoreOutcome:
        document = DocumentRecord(
            capture=capture,
            sha256=processed.document.sha256,
            media_type=processed.document.media_type,
            url=capture.url,
            role="file",
            extractor_version=EXTRACTOR_VERSION,
        )
        stored = store(
            self._engine, document, processed.reports, run_id=self._run, portal=self._context.portal
        )
        self._counts += RunCounts(
            reports_new=stored.new,
            reports_changed=stored.changed,
            reports_unchanged=stored.unchanged,
            findings=sum(len(report.findings) for report in processed.reports),
            failures=len(stored.unplaced),
        )
        return stored


def _outcome(file: Path, processed: Processed, stored: StoreOutcome) -> Outcome:
    reports: list[dict[str, Any]] = [
        {"body": report.body.name, "year": report.year, "findings": len(report.findings)}
        for report in processed.reports
    ]
    return {
        "file": str(file),
        "sha256": processed.document.sha256,
        "media_type": processed.document.media_type,
        "verdict": {"kind": processed.verdict.kind, "reason": processed.verdict.reason},
        "reports": reports,
        "new": stored.new,
        "changed": stored.changed,
        "unchanged": stored.unchanged,
        "unplaced": list(stored.unplaced),
    }
