"""A host that only fails is left in peace (熔断): for the rest of the run nothing more is asked of it.

What counts is how many different addresses of the host failed in a row, each of them after its repeats. Any
answer of the portal's own, a 404 included, ends the row. Every request that is not made is a failure by name,
so that the run ends in part and the next one asks again.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Self
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

_FAILS = (429, 500, 502, 503, 504, 521, 522, 524, 408)


class HostLeftInPeace(IgnoreRequest):
    """The host has failed too often in a row; nothing more is asked of it in this run."""


class CircuitBreaker:
    """A downloader middleware next to the engine: it sees what none of the others has refused."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._unanswered: dict[str, set[str]] = defaultdict(set)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """With the most failures in a row that the settings allow."""
        return cls(crawler.settings.getint("NIANBAO_FAILURES_IN_A_ROW"))

    def process_request(self, request: Request) -> None:
        """Raises HostLeftInPeace; a request counts as failed until an answer comes."""
        host = urlsplit(request.url).netloc
        waiting = self._unanswered[host]
        if len(waiting) >= self._most and request.url not in waiting:
            raise HostLeftInPeace(f"{host} failed {self._most} times in a row: not asked again in this run")
        waiting.add(request.url)

    def process_response(self, request: Request, response: Response) -> Response:
        """An answer of the portal's own ends the row."""
        if response.status not in _FAILS:
            self._unanswered[urlsplit(request.url).netloc].clear()
        return response
