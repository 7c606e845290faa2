"""What all portals share: from the home page to every annual report, whatever the CMS.

1. The home page's links are followed by the words of navigation (``spiders.trails``).
2. Every page reached is read as a column: its entries, its pager, its further links.
3. A list within the annual reports, or with a candidate on its first page, is read to its end.
4. When all lists are read, every entry whose title is that of an annual report is fetched once, under the
   first of its addresses, and its attachments after it: so every crawl of the same lists asks for the same.
5. What could not be fetched is handed on as such: it is never merely logged.

A family overrides ``entries`` and ``pager``, and adds what its CMS offers besides.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any, ClassVar, Self
from urllib.parse import urldefrag, urlsplit

import scrapy
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Request, Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from archive.records import CaptureRecord, Entry, Role
from pipelines.identity.title import read_title
from pipelines.identity.wording import date_in
from pipelines.items import Found, Listing, Lost
from pipelines.model import Context
from spiders.article import completed, files_of, readable
from spiders.pages import Anchor, Pager, anchors_of, tree
from spiders.registry import portal
from spiders.trails import Trail, is_annual, leads_on, tight, unit_in

GONE = (404, 410)
MOST_ATTACHMENTS = 12


class PortalSpider(scrapy.Spider):
    """One portal. A portal's module sets ``name``; all else about it stands in the registry."""

    family: ClassVar[str] = "general"

    def __init__(self, years: range | None = None, limit: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.portal = portal(self.name)
        self.years, self.limit = years, limit
        self._listed: dict[str, list[Entry]] = {}
        self._fetched: set[str] = set()
        self._columns: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """As Scrapy makes it; once nothing is left to be asked, the candidates are."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._ask_candidates, signal=signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """The home page."""
        yield self.column_request(self.portal.home, ())

    def column_request(self, url: str, trail: Trail) -> Request:
        """A request for a column, remembered so that each is read once."""
        self._columns.add(_plain(url))
        return Request(
            url, self.parse_column, errback=self.lost_column, cb_kwargs={"trail": trail}, priority=-len(trail)
        )

    def parse_column(self, response: Response, trail: Trail) -> Iterator[Any]:
        """A column: its list, its pager, and where it leads."""
        if not _is_html(response):
            return
        page = tree(response)
        anchors = list(self.entries(response, page))
        pager = self.pager(response, page, anchors)
        yield from self.listed(response, response.url, anchors, trail, pager.total)
        if is_annual(trail) or any(self.is_candidate(anchor.text) for anchor in anchors):
            yield from self.further_pages(response, pager, trail)
        yield from self.further_columns(response, page, trail)

    def further_pages(self, response: Response, pager: Pager, trail: Trail) -> Iterator[Request]:
        """Requests for the rest of a list."""
        for url in pager.urls:
            kwargs = {"key": response.url, "trail": trail}
            yield Request(url, self.parse_list_page, errback=self.lost_list_page, cb_kwargs=kwargs)

    def parse_list_page(self, response: Response, key: str, trail: Trail) -> Iterator[Any]:
        """A further page of a list."""
        yield from self.listed(response, key, list(self.entries(response, tree(response))), trail, None)

    def further_columns(self, response: Response, page: Any, trail: Trail) -> Iterator[Request]:
        """Requests for the columns that a page leads on to, each once."""
        for anchor in anchors_of(response, page):
            fresh = _plain(anchor.url) not in self._columns and self.is_inside(anchor.url)
            if not fresh or self.is_article(anchor.url):
                continue
            if leads_on(anchor.text, trail) or (is_annual(trail) and self.is_below(anchor.url, response.url)):
                yield self.column_request(anchor.url, (*trail, tight(anchor.text)))

    def listed(
        self, response: Response, key: str, anchors: list[Anchor], trail: Trail, total: int | None
    ) -> Iterator[Any]:
        """The list page as read; its candidates are remembered for ``page_requests``."""
        candidates = tuple(self.entry(anchor, trail) for anchor in anchors if self.is_candidate(anchor.text))
        urls = tuple(anchor.url for anchor in anchors)
        yield Listing(self.name, key, response.url, urls, candidates, total)
        for entry in candidates:
            if self.is_inside(entry.url) and self.is_wanted(entry):
                self._listed.setdefault(self.article_key(entry.url), []).append(entry)

    def entry(self, anchor: Anchor, trail: Trail) -> Entry:
        """A list entry with what the portal's column says of it: unit, and year if the column is a year's."""
        return Entry(self.canonical(anchor.url), tight(anchor.text), anchor.day, unit_in(trail))

    def page_requests(self) -> Iterator[Request]:
        """A request for every candidate not fetched yet, the newest first, up to the limit."""
        fresh = [_one_of(entries) for key, entries in self._listed.items() if key not in self._fetched]
        for entry in sorted(fresh, key=_newest_first):
            if self.limit is not None and len(self._fetched) >= self.limit:
                return
            self._fetched.add(self.article_key(entry.url))
            yield self.page_request(entry)

    def _ask_candidates(self) -> None:
        requests = list(self.page_requests())
        if requests and self.crawler.engine is not None:
            for request in requests:
                self.crawler.engine.crawl(request)
            raise DontCloseSpider

    def page_request(self, entry: Entry) -> Request:
        """The request for a listed page."""
        return Request(
            entry.url, self.parse_page, errback=self.lost_page, cb_kwargs={"entry": entry}, priority=10
        )

    def parse_page(self, response: Response, entry: Entry) -> Iterator[Any]:
        """A listed page and requests for its attachments."""
        document = readable(response)
        links = files_of(document)[:MOST_ATTACHMENTS] if document else ()
        inside = [link for link in links if self.is_inside(link.url, self.portal.files)]
        entry = completed(entry, document) if document else entry
        files = [self.file_request(link.url, response, entry) for link in inside]
        yield self.found(response, entry, "page", entry.url, tuple(request.url for request in files))
        yield from files

    def file_request(self, url: str, page: Response, entry: Entry) -> Request:
        """The request for a file that hangs on a page; Scrapy drops it if another page named the file."""
        request = Request(
            url, self.parse_attachment, errback=self.lost_page, headers={"Referer": page.url}, priority=20
        )
        request.cb_kwargs.update(entry=entry, asked=request.url)
        return request

    def parse_attachment(self, response: Response, entry: Entry, asked: str) -> Iterator[Any]:
        """A file that hangs on a listed page."""
        yield self.found(response, entry, "attachment", asked)

    def found(
        self, response: Response, entry: Entry, role: Role, asked: str, files: tuple[str, ...] = ()
    ) -> Found:
        """What was fetched, with what the portal says of it."""
        context = Context(
            url=response.url,
            portal=self.name,
            county=self.portal.division,
            listed_title=entry.title or None,
            unit=entry.unit,
            year=entry.year,
            listed_on=entry.listed_on,
        )
        capture = capture_of(response)
        media_type = capture.media_type
        return Found(self.name, entry, context, role, response.body, media_type, capture, asked, files)

    def lost_column(self, failure: Failure) -> Iterator[Listing]:
        """A column that could not be fetched: whatever it lists is not known."""
        url = failure.request.url  # type: ignore[attr-defined]
        yield Listing(self.name, url, url, (), (), problem=reason_of(failure))

    def lost_list_page(self, failure: Failure) -> Iterator[Listing]:
        """A page of a list that could not be fetched: the list is not complete."""
        request = failure.request  # type: ignore[attr-defined]
        reason = f"{request.url}: {reason_of(failure)}"
        yield Listing(self.name, request.cb_kwargs["key"], request.url, (), (), problem=reason)

    def lost_page(self, failure: Failure) -> Iterator[Lost]:
        """A listed page or a file of it that could not be fetched."""
        request = failure.request  # type: ignore[attr-defined]
        entry = request.cb_kwargs["entry"]
        asked = request.cb_kwargs.get("asked", entry.url)
        dead = asked == entry.url and status_of(failure) in GONE
        yield Lost(self.name, entry, asked, reason_of(failure), dead)

    # What a family may say otherwise.

    def entries(self, response: Response, page: Any) -> Iterator[Anchor]:
        """The entries of a list: every item that holds a link and a date."""
        for item in page.iter("li", "tr", "dd", "p"):
            if item.tag == "tr" and item.find(".//table") is not None:
                continue
            day = date_in(item.text_content()[-60:])
            links = [anchor for anchor in anchors_of(response, item) if not anchor.url.endswith("/")]
            if day and len(links) == 1:
                yield replace(links[0], day=day)

    def pager(self, response: Response, page: Any, anchors: list[Anchor]) -> Pager:  # noqa: ARG002
        """The further pages of a list. In general there is no way to tell."""
        return Pager()

    def is_article(self, url: str) -> bool:
        """Whether an address is an article's, so that it is never followed as a column."""
        return bool(re.search(r"\.(?:pdf|docx?|wps|xlsx?|zip|rar|jpg|png|apk)$", url, re.IGNORECASE))

    def is_below(self, url: str, column: str) -> bool:  # noqa: ARG002
        """Whether an address is a sub-column of a column by the address alone. In general it does not say."""
        return False

    def article_key(self, url: str) -> str:
        """What makes two addresses one article: the address itself, if the family does not know better."""
        return self.canonical(url)

    def canonical(self, url: str) -> str:
        """An address without what does not matter."""
        return urldefrag(url).url

    def is_candidate(self, title: str) -> bool:
        """Whether a title is that of an annual report (and not of a 解读 or 通知 about one)."""
        return read_title(title).is_report

    def is_wanted(self, entry: Entry) -> bool:
        """Whether the year that an entry names is among those asked for; one without year is fetched."""
        year = entry.year or read_title(entry.title).year
        return self.years is None or year is None or year in self.years

    def is_inside(self, url: str, further: tuple[str, ...] = ()) -> bool:
        """Whether an address is on one of the portal's hosts (or further ones), and is not to be skipped."""
        parts = urlsplit(url)
        known = (parts.hostname or "") in (*self.portal.hosts, *further)
        skipped = any(re.search(pattern, url) for pattern in self.portal.skip)
        return parts.scheme in ("http", "https") and known and not skipped


def _one_of(entries: list[Entry]) -> Entry:
    """One entry for an article: the first address by the alphabet, with the unit that any list names."""
    first = min(entries, key=lambda entry: entry.url)
    units = sorted(entry.unit for entry in entries if entry.unit)
    return first if first.unit or not units else replace(first, unit=units[0])


def _newest_first(entry: Entry) -> tuple[int, str]:
    return (-entry.listed_on.toordinal() if entry.listed_on else 0, entry.url)


def capture_of(response: Response) -> CaptureRecord:
    """Where the response lies in the WARC; the middleware that wrote it has left word."""
    record: CaptureRecord = response.meta["capture"]
    return record


def reason_of(failure: Failure) -> str:
    """Why a request failed, in a few words."""
    status = status_of(failure)
    return f"HTTP {status}" if status else f"{type(failure.value).__name__}: {failure.getErrorMessage()}"


def status_of(failure: Failure) -> int | None:
    """The HTTP status of a failed request, if there was an answer."""
    return failure.value.response.status if isinstance(failure.value, HttpError) else None


def _plain(url: str) -> str:
    return re.sub(r"(?:index\.s?html?)?$", "", urldefrag(url).url)


def _is_html(response: Response) -> bool:
    return response.body[:2000].lstrip()[:1] == b"<" or b"<html" in response.body[:4000].lower()
