"""Reads pages of reports and their files on cores that the crawl leaves free, before the spider sees them.

The raw answer is in the WARC by then. What reading gives is handed on in ``request.meta["look"]``; where it
is not there, the spider reads by itself. A page that ends the process which reads it, or takes too long, is
unreadable by name.
"""

from __future__ import annotations

from functools import cache, partial
from http import HTTPStatus
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from crawler.spare import SpareCores
from crawler.web_archive.memento import memento_of
from pipelines.reading.errors import UnreadableDocument
from pipelines.reading.sniff import is_for_libreoffice, may_hold_pictures
from spiders.article import Look

SECONDS = 20
SECONDS_OF_PICTURES = 120
"""How long one document may take; one that may be a scan, or is for LibreOffice to convert."""


class EndedItsReader(UnreadableDocument):
    """The file ends the process that reads it, or takes it too long."""


@cache
def spare_cores() -> SpareCores:
    """The workers of this process, which all its crawlers share."""
    return SpareCores(("spiders.article",))


class ReadAhead:
    """Has each page and file read that is not a list's."""

    def __init__(self, spider: Any) -> None:
        self._spider = spider

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """For the crawler's spider, which knows how its pages are read."""
        return cls(crawler.spider)

    async def process_response(self, request: Request, response: Response) -> Response:
        """The same answer, read."""
        if response.status != HTTPStatus.OK or memento_of(request):
            return response
        looking = self._spider.looking(request, response)
        if looking is not None:
            crashed, seconds = partial(_crashed, self._spider.entry_of(request)), _seconds(response.body)
            request.meta["look"] = await spare_cores().run(looking, crashed, seconds)
        return response


def _seconds(body: bytes) -> int:
    head = body[:1024]
    return SECONDS_OF_PICTURES if may_hold_pictures(head) or is_for_libreoffice(head) else SECONDS


def _crashed(asked: Any) -> Look:
    why = "it ends the process that reads it, or takes it too long: look at it by itself (nianbao extract)"
    return Look(asked, asked, EndedItsReader(why))
