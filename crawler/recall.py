"""Answers that an unfinished backfill has fetched already come from its WARC files, not from the portal.

So a backfill that was killed, or whose budget was spent, goes on where it stopped: its lists need not be
fetched again. Only whole answers of the portal's own with status 200 count; whatever failed is asked for
again, and so is robots.txt.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Request, Response
from scrapy.http.headers import Headers
from scrapy.responsetypes import responsetypes

from archive.backfills import unfinished_since
from crawler.warc import Written
from crawler.warc_answers import answer_at, answers_since
from pipelines.desk import Desk
from spiders.stand_ins import stand_in, unclosed

#: Headers that say how an answer's bytes were packed: they are unpacked here.
_PACKING = frozenset({"content-encoding", "transfer-encoding", "content-length"})


class Recall:
    """Answers requests from the WARC files of the portal; only for a backfill (``NIANBAO_RECALL``)."""

    def __init__(self, data: Path, known: Mapping[str, Written]) -> None:
        self._data, self._known = data, known

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """With what the portal's unfinished backfills have fetched. Raises NotConfigured for other runs."""
        if not crawler.settings.getbool("NIANBAO_RECALL"):
            raise NotConfigured
        assert crawler.spider is not None
        desk, name, data = Desk.of(crawler), crawler.spider.name, Path(crawler.settings["NIANBAO_DATA"])
        since = unfinished_since(desk.engine, name, before=desk.run_id)
        return cls(data, answers_since(data, name, since) if since else {})

    def process_request(self, request: Request) -> Response | None:
        """The answer of before, if there is one; ``NameCapture`` makes a capture of it as of any other."""
        written = self._known.get(request.url)
        if written is None or request.method != "GET" or urlsplit(request.url).path == "/robots.txt":
            return None
        headers, body = answer_at(self._data, written)
        if stand_in(body) or unclosed(body):
            return None
        kept = Headers({name: value for name, value in headers if name.lower() not in _PACKING})
        request.meta["written"] = request.meta["recalled"] = written
        return responsetypes.from_args(headers=kept, url=request.url, body=body)(
            request.url, headers=kept, body=body
        )
