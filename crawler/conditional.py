"""A page that was fetched before is asked for with its validators: what has not changed is not sent again.

1. ``If-None-Match`` and ``If-Modified-Since`` are those of the last capture (RFC 9110, 13.1).
2. An answer 304 stands for the bytes of that capture, read from its WARC record: whatever comes after sees
   the page as it is, and the capture is seen again. Where the record cannot be read, the page is asked for
   once more without conditions.

Only for nights (``NIANBAO_CONDITIONAL``), and only for pages of reports and their files: lists are small, and
their servers often wrong about them.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Request, Response
from scrapy.http.headers import Headers
from scrapy.responsetypes import responsetypes
from sqlalchemy import Engine

from archive.evidence import last_capture
from archive.records import CaptureRecord
from crawler.middlewares import NOT_MODIFIED
from crawler.store import StoreUnreachable
from crawler.warc import EvidenceMissing, Written, read_record
from pipelines.desk import Desk


class AskIfChanged:
    """Asks for what is known only if it has changed."""

    def __init__(self, engine: Engine, data: Path, store: str | None) -> None:
        self._engine, self._data, self._store = engine, data, store

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes it. Raises NotConfigured for a run that asks for everything."""
        if not crawler.settings.getbool("NIANBAO_CONDITIONAL"):
            raise NotConfigured
        data, store = Path(crawler.settings["NIANBAO_DATA"]), crawler.settings["NIANBAO_STORE"]
        return cls(Desk.of(crawler).engine, data, store)

    def process_request(self, request: Request) -> None:
        """Add the validators of the last capture."""
        if "entry" not in (request.cb_kwargs or {}) or "unconditional" in request.meta:
            return
        last = last_capture(self._engine, request.url)
        if last is None or last.status != 200:
            return
        request.meta["last"] = last
        for name, value in (("If-None-Match", last.etag), ("If-Modified-Since", last.last_modified)):
            if value:
                request.headers[name] = value

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Give the bytes of the last capture for an answer that says that they are still there."""
        last: CaptureRecord | None = request.meta.pop("last", None)
        if last is None or response.status != NOT_MODIFIED:
            return response
        body = self._kept(last)
        if body is None:
            return _again(request)
        written = Written(last.warc_file, last.warc_offset, datetime.now(UTC))
        request.meta["written"] = request.meta["recalled"] = written
        headers = Headers({"Content-Type": last.media_type})
        kind = responsetypes.from_args(headers=headers, url=request.url, body=body)
        return kind(request.url, headers=headers, body=body)

    def _kept(self, last: CaptureRecord) -> bytes | None:
        """The bytes of a capture; None where its record cannot be had, or holds others."""
        try:
            body = read_record(self._data, last.warc_file, last.warc_offset, self._store)
        except (EvidenceMissing, StoreUnreachable):
            return None
        return body if hashlib.sha256(body).hexdigest() == last.sha256 else None


def _again(request: Request) -> Request:
    """The request without conditions."""
    again = request.replace(dont_filter=True)
    for name in ("If-None-Match", "If-Modified-Since"):
        again.headers.pop(name, None)
    again.meta["unconditional"] = True
    return again
