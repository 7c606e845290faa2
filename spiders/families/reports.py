"""The page of a report and its files: asked for, handed on with what the portal says of it, or lost by name.

1. A listed page is fetched, and its attachments; its pictures, where it has neither file nor number.
2. What the list did not say of an entry (title, date, unit) its own page may: its files have no other source.
3. What could not be fetched is handed on as ``Lost``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy.http import Request, Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from archive.records import CaptureRecord, Entry, Role
from pipelines.items import Found, Lost
from pipelines.model import Context
from spiders.article import Look, about, look_at, look_at_file
from spiders.registry import Portal, portal
from spiders.stand_ins import MissingPage

Looking = Callable[..., Look]

GONE = (404, 410)
MOST_ATTACHMENTS = 12


class ReportPages(scrapy.Spider):
    """A spider of one portal, as far as it fetches the pages of reports."""

    def __init__(self, known: Portal | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.portal = known or portal(self.name)
        #: Pages that were listed once and are listed no more: they are asked whether they are still there.
        self.unlisted: set[str] = set()
        #: Pages of which the portal has said before that it does not have them.
        self.missing: frozenset[str] = frozenset()
        self.pages_answered = 0

    def may_ask(self, host: str) -> bool:
        """Whether requests may go to a host."""
        return host in self.hosts_asked or self.portal.serves(host)

    @property
    def hosts_asked(self) -> frozenset[str]:
        """The hosts that requests may go to: the portal's own, and those that hold its files."""
        return self.portal.hosts | frozenset(self.portal.files)

    def page_request(self, entry: Entry) -> Request:
        """The request for a listed page."""
        kwargs = {"entry": entry}
        return Request(
            entry.url,
            self.parse_page,
            errback=self.lost_page,
            cb_kwargs=kwargs,
            priority=10,
            dont_filter=self.was_asked(entry.url),
        )

    def was_asked(self, url: str) -> bool:  # noqa: ARG002
        """Whether an address was asked for as something else before, and is to be asked for all the same."""
        return False

    def parse_page(self, response: Response, entry: Entry) -> Iterator[Any]:
        """A listed page and requests for its attachments."""
        self.pages_answered += 1
        look = self.look(response, entry, look_at)
        links = list(dict.fromkeys((*look.files, *self.further_parts(response))))[:MOST_ATTACHMENTS]
        inside = [url for url in map(self.portal.own, links) if self.is_inside(url, self.portal.files)]
        files = [self.file_request(url, response, look.entry) for url in inside]
        yield self.found(response, look, "page", entry.url, tuple(map(_address, files)))
        yield from files

    def further_parts(self, response: Response) -> tuple[str, ...]:  # noqa: ARG002
        """The addresses of what belongs to an article and stands in pages of its own; none by default."""
        return ()

    def file_request(self, url: str, page: Response, entry: Entry) -> Request | Lost:
        """The request for a file that hangs on a page; Scrapy drops it if another page named the file."""
        request = Request(
            url, self.parse_attachment, errback=self.lost_page, headers={"Referer": page.url}, priority=20
        )
        request.cb_kwargs.update(entry=entry, asked=request.url)
        return request

    def parse_attachment(self, response: Response, entry: Entry, asked: str) -> Iterator[Any]:
        """A file that hangs on a listed page."""
        yield self.found(response, self.look(response, entry, look_at_file), "attachment", asked)

    def looking(self, request: Request, response: Response) -> Looking | None:
        """How the answer to a request is read, in whatever process; None where it is a list's."""
        entry = self.entry_of(request)
        if entry is None:
            return None
        how = look_at_file if "asked" in request.cb_kwargs else look_at
        context, capture = self._context(response, entry), capture_of(request)
        return partial(how, response.body, capture.media_type, context, entry)

    def entry_of(self, request: Request) -> Entry | None:
        """The entry that a page or file is asked for."""
        entry: Entry | None = (request.cb_kwargs or {}).get("entry")
        return entry

    def look(self, response: Response, entry: Entry, how: Looking) -> Look:
        """What a page or file says: as it was read already (``crawler.reading_ahead``), or read now."""
        ahead: Look | None = response.meta.get("look")
        if ahead is not None and ahead.asked == entry:
            return ahead
        media_type = capture_of(response).media_type
        return how(response.body, media_type, self._context(response, entry), entry)

    def _context(self, response: Response, entry: Entry) -> Context:
        return about(Context(url=response.url, portal=self.name, county=self.portal.division), entry)

    def found(
        self, response: Response, look: Look, role: Role, asked: str, files: tuple[str, ...] = ()
    ) -> Found:
        """What was fetched, with what the portal says of it, and what it says itself."""
        context, capture = self._context(response, look.entry), capture_of(response)
        body, kind = response.body, capture.media_type
        return Found(self.name, look.entry, context, role, body, kind, capture, asked, files, look.read)

    def lost_page(self, failure: Failure) -> Iterator[Lost]:
        """A listed page or a file of it that could not be fetched."""
        request = failure.request  # type: ignore[attr-defined]
        entry = request.cb_kwargs["entry"]
        asked = request.cb_kwargs.get("asked", entry.url)
        self.pages_answered += asked == entry.url
        missing = isinstance(failure.value, MissingPage) and entry.url in self.unlisted | self.missing
        dead = asked == entry.url and (status_of(failure) in GONE or missing)
        yield Lost(self.name, entry, asked, reason_of(failure), dead)

    def is_inside(self, url: str, further: tuple[str, ...] = ()) -> bool:
        """Whether an address is on one of the portal's hosts (or further ones), and is not to be skipped."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        known = self.portal.serves(host) or host in further
        skipped = any(re.search(pattern, url) for pattern in self.portal.skip)
        return parts.scheme in ("http", "https") and known and not skipped


def _address(file: Request | Lost) -> str:
    """The address that a file was asked for by, or would have been."""
    return file.url if isinstance(file, Lost) else str(file.cb_kwargs["asked"])


def capture_of(answered: Request | Response) -> CaptureRecord:
    """Where the response lies in the WARC; the middleware that wrote it has left word."""
    record: CaptureRecord = answered.meta["capture"]
    return record


def reason_of(failure: Failure) -> str:
    """Why a request failed, in a few words."""
    status = status_of(failure)
    return f"HTTP {status}" if status else f"{type(failure.value).__name__}: {failure.getErrorMessage()}"


def is_missing(failure: Failure) -> bool:
    """Whether the portal says that there is no such page, by its status or by the page."""
    return isinstance(failure.value, MissingPage) or status_of(failure) in GONE


def status_of(failure: Failure) -> int | None:
    """The HTTP status of a failed request, if there was an answer."""
    return failure.value.response.status if isinstance(failure.value, HttpError) else None
