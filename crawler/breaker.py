"""A host that only fails is left in peace (熔断): for the rest of the run nothing more is asked of it.

What counts is how many different addresses of the host failed in a row: by a broken connection, a status that
says so, or a page of its firewall; repeats of one address count once. Any answer of the portal's own, a 404
included, ends the row. Every request that is not made is a failure by name, so that the run ends in part and
the next one asks again.
"""

from __future__ import annotations

from collections import defaultdict
from typing import ClassVar, Self
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

_FAILS = (429, 500, 502, 503, 504, 521, 522, 524, 408)


class HostLeftInPeace(IgnoreRequest):
    """The host has failed too often in a row; nothing more is asked of it in this run."""


class CircuitBreaker:
    """A downloader middleware that counts what failed and lets through what may still be asked."""

    _of: ClassVar[WeakKeyDictionary[Crawler, CircuitBreaker]] = WeakKeyDictionary()

    def __init__(self, most: int) -> None:
        self._most = most
        self._failed: dict[str, set[str]] = defaultdict(set)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The one of a crawler, with the most failures in a row that its settings allow."""
        made = cls(crawler.settings.getint("NIANBAO_FAILURES_IN_A_ROW"))
        cls._of[crawler] = made
        return made

    @classmethod
    def of(cls, crawler: Crawler) -> CircuitBreaker:
        """The one that the crawler was given before, for those that know of failures that it does not see."""
        return cls._of[crawler]

    def process_request(self, request: Request) -> None:
        """Raises HostLeftInPeace."""
        host = urlsplit(request.url).netloc
        if len(self._failed[host]) >= self._most:
            raise HostLeftInPeace(f"{host} failed {self._most} times in a row: not asked again in this run")

    def process_response(self, request: Request, response: Response) -> Response:
        """An answer of the portal's own ends the row."""
        if response.status in _FAILS:
            self.failed(request)
        else:
            self._failed[urlsplit(request.url).netloc].clear()
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """A connection that broke counts; a request that we ourselves refused does not."""
        if not isinstance(exception, IgnoreRequest):
            self.failed(request)

    def failed(self, request: Request) -> None:
        """Count an address that failed."""
        self._failed[urlsplit(request.url).netloc].add(request.url)
